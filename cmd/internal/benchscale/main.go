// Command benchscale measures search over many passages: real ones, and beyond
// their number real ones perturbed. `make bench-scale N=...` runs it;
// docs/benchmarks-scale.md holds what came out.
//
// The real passages are the statute articles of a BEIR folder, embedded by the
// local model. A perturbed one is an article whose sentences stand in another
// order and partly come from another article; its vector is the mean of the
// two articles' vectors, two parts to one, with noise of a tenth of its length:
// a million texts would take the model hours.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/onnx"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/segment"
	"github.com/policybot/policybot/retrieval/vectorcache"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "benchscale:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	out, log  io.Writer
	n         int
	questions int // asked for times
	filters   int // random ones
	profile   string
	dir       string // of the database
	data      *evals.BEIR
	passages  map[string]int // of each document, by its ID
	embedder  *vectorcache.Cache
	segmenter *segment.Segmenter
	pool      *pgdb.Pool
	store     *postgres.Store // as it is used
	exact     *postgres.Store // the same tables: every distance, every term
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	b := bench{out: stdout, log: stderr, segmenter: segment.New(), passages: map[string]int{}}
	flags := flag.NewFlagSet("benchscale", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&b.n, "n", 200000, "passages")
	flags.IntVar(&b.questions, "questions", 300, "questions asked for times; a third of them for recall")
	flags.IntVar(&b.filters, "filters", 10000, "random filters")
	dir := flags.String("data", ".data/scale", "directory of the database; a run that was broken off goes on")
	beir := flags.String("beir", "../shared/eval/statute-train", "BEIR folder of real passages and questions")
	parts := flags.String("deps", deps.DefaultDir(), "where make deps has put PostgreSQL and the model")
	flags.StringVar(&b.profile, "cpuprofile", "", "write where the hybrid searches spend their time into this file (go tool pprof)")
	ingested := flags.String("ingested", "", "measure the speed of hybrid searches alone, over this data directory of policybot (with what it has ingested)")
	cases := flags.String("cases", "../shared/questions/dev.jsonl", "questions asked with -ingested")
	out := flags.String("export", "", "write vectors, terms and what our arms find into this directory, for bench/peers, and stop")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if b.n < 1 {
		return fmt.Errorf("-n: %d passages cannot be searched", b.n)
	}
	where, questions := filepath.Join(*dir, fmt.Sprint(b.n)), *beir
	if *ingested != "" {
		where, questions = filepath.Join(*ingested, "postgres"), *cases
	}
	if _, err := os.Stat(questions); err != nil {
		fmt.Fprintf(stderr, "benchscale: skipped, %s is not there\n", questions)
		return nil
	}
	b.dir = where
	var err error
	if *ingested != "" {
		b.data, err = questionsOf(*cases)
	} else {
		b.data, err = evals.LoadBEIR(*beir)
	}
	if err != nil {
		return err
	}
	paths, err := deps.Locate(*parts)
	if err != nil {
		return err
	}
	model, err := onnx.Open(onnx.Config{Library: paths.ORTLibrary, Model: paths.Model, Tokenizer: paths.Tokenizer})
	if err != nil {
		return err
	}
	defer model.Close()
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	b.embedder = vectorcache.New(model, vectorcache.Config{Dir: filepath.Join(cache, "policybot", "vectors")})
	defer b.embedder.Close()
	server, err := pgserver.Start(ctx, pgserver.Config{Dist: paths.Postgres, Dir: where})
	if err != nil {
		return err
	}
	defer server.Close()
	if err := pgdb.Migrate(ctx, server.URL()); err != nil {
		return err
	}
	if b.pool, err = pgdb.Open(ctx, server.URL(), nil); err != nil {
		return err
	}
	defer b.pool.Close()
	const never = 1 << 40
	b.store = postgres.New(b.pool, postgres.Config{Model: b.embedder.Name(), Segmenter: b.segmenter.Version()})
	b.exact = postgres.New(b.pool, postgres.Config{Model: b.embedder.Name(), Segmenter: b.segmenter.Version(), ExactVectors: never, LargeStore: never})
	if *ingested != "" {
		return b.speed(ctx)
	}
	if *out != "" {
		if err := b.build(ctx); err != nil {
			return err
		}
		return b.export(ctx, *out)
	}
	for _, step := range []func(context.Context) error{b.build, b.sizes} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := b.during(ctx, "hybrid searches", b.speed); err != nil {
		return err
	}
	if err := b.recall(ctx); err != nil {
		return err
	}
	return b.randomFilters(ctx)
}

// questionsOf gives the questions of a file of cases as those of a data set
// without documents.
func questionsOf(path string) (*evals.BEIR, error) {
	cases, err := evals.LoadCases(path)
	if err != nil {
		return nil, err
	}
	data := &evals.BEIR{}
	for _, c := range cases {
		data.Queries = append(data.Queries, evals.BEIRQuery{ID: c.ID, Text: c.Question})
	}
	return data, nil
}

// build stores what is not stored yet and brings the indexes up to date.
func (b *bench) build(ctx context.Context) error {
	known, err := b.store.Known(ctx)
	if err != nil {
		return err
	}
	held := map[string]bool{}
	for _, k := range known {
		held[k.ID] = true
	}
	start, stored := time.Now(), 0
	if err := b.during(ctx, "storing", func(ctx context.Context) error {
		return b.documents(ctx, func(id string) bool { return held[id] }, func(e retrieval.Embedded) error {
			stored += len(e.Document.Passages)
			if stored%10000 < len(e.Document.Passages) {
				fmt.Fprintf(b.log, "%d passages stored now\n", stored)
			}
			return b.store.Put(ctx, e)
		})
	}); err != nil {
		return err
	}
	took := time.Since(start)
	start = time.Now()
	if err := b.during(ctx, "building indexes", b.store.Analyze); err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%d passages, %d of them real; %d in %d documents held before; stored the rest in %.0f s, vectors of real ones computed or cached; vacuum and HNSW %.0f s\n",
		b.n, min(b.n, len(b.data.Documents)), b.n-stored, len(known), took.Seconds(), time.Since(start).Seconds())
	return nil
}
