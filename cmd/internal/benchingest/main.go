// Command benchingest measures an ingest beside the same model driven from
// Python, over the same texts in the same run. `make bench-ingest` runs it;
// docs/benchmarks.md holds what came out.
//
// Ours is the whole of it: reading the files, parsing, tokens, model, index
// terms and a database that is made anew. Python's is tokens and model alone.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/policybot/policybot/corpus/read"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/onnx"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/segment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "benchingest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("benchingest", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("rounds", 3, "how often both are run, in turns; the median counts")
	parts := flags.String("deps", deps.DefaultDir(), "where make deps has put PostgreSQL and the model")
	python := flags.String("python", "", "the interpreter that has the packages of bench/ingest/requirements.txt; empty measures ours alone")
	script := flags.String("script", "bench/ingest/embed.py", "what drives the model from Python")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 || *rounds < 1 {
		return errors.New("give the files or folders to ingest, and -rounds of 1 or more")
	}
	paths, err := deps.Locate(*parts)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "benchingest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var shares []float64
	for i := range *rounds {
		ours, err := ingest(ctx, paths, filepath.Join(dir, fmt.Sprint(i)), flags.Args())
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "round %d: ours %d passages, %d texts in %.1f s: %.1f passages a second, %.1f texts; %.1f s of it in the model\n",
			i+1, ours.passages, len(ours.texts), ours.seconds, float64(ours.passages)/ours.seconds, float64(len(ours.texts))/ours.seconds, ours.model)
		if *python == "" {
			continue
		}
		peer, err := drive(ctx, *python, *script, paths, dir, ours)
		if err != nil {
			return err
		}
		way := slices.MinFunc(slices.Sorted(maps.Keys(peer.Seconds)), func(a, b string) int { return cmp.Compare(peer.Seconds[a], peer.Seconds[b]) })
		for _, name := range slices.Sorted(maps.Keys(peer.Seconds)) {
			fmt.Fprintf(stdout, "  Python, %s: %.1f s, %.1f passages a second\n", name, peer.Seconds[name], float64(ours.passages)/peer.Seconds[name])
		}
		share := peer.Seconds[way] / ours.seconds
		shares = append(shares, share)
		fmt.Fprintf(stdout, "  %d tokens; %d vectors are the same, others differ by %.2g at most; ours is %.3f of Python's quickest way (%s), %.3f of the same vectors (each text alone)\n",
			peer.Tokens, peer.Equal, peer.Distance, share, way, peer.Seconds["each text alone"]/ours.seconds)
		if peer.Distance > maxDistance {
			return fmt.Errorf("the vectors of %q differ by %g: these are not the same texts and tokens", peer.Worst, peer.Distance)
		}
	}
	if len(shares) > 0 {
		slices.Sort(shares)
		fmt.Fprintf(stdout, "median of %d: %.3f (goal 0.95)\n", len(shares), shares[len(shares)/2])
	}
	return nil
}

// maxDistance is how far one number of two vectors of one text may differ:
// builds of ONNX Runtime round otherwise in the last digits.
const maxDistance = 0.02

// result is what an ingest did.
type result struct {
	passages       int
	seconds, model float64
	texts          []string
	vectors        [][]float32
}

// ingest reads the paths into a new database.
func ingest(ctx context.Context, paths deps.Paths, dir string, sources []string) (*result, error) {
	if err := os.Setenv("ORT_DISABLE_TELEMETRY", "1"); err != nil {
		return nil, err
	}
	model, err := onnx.Open(onnx.Config{Library: paths.ORTLibrary, Model: paths.Model, Tokenizer: paths.Tokenizer})
	if err != nil {
		return nil, err
	}
	defer model.Close()
	server, err := pgserver.Start(ctx, pgserver.Config{Dist: paths.Postgres, Dir: dir})
	if err != nil {
		return nil, err
	}
	defer server.Close()
	if err := pgdb.Migrate(ctx, server.URL()); err != nil {
		return nil, err
	}
	pool, err := pgdb.Open(ctx, server.URL(), nil)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	readers := read.New(read.Config{})
	defer func() { _ = readers.Close(context.WithoutCancel(ctx)) }()
	segmenter, recorder := segment.New(), &recorder{Embedder: model}
	store := postgres.New(pool, postgres.Config{Model: model.Name(), Segmenter: segmenter.Version()})
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: recorder, Segmenter: segmenter, Readers: readers.Readers()})
	start := time.Now()
	report, err := x.Ingest(ctx, sources, nil)
	if err != nil {
		return nil, err
	}
	return &result{passages: report.Embedded, seconds: time.Since(start).Seconds(), model: recorder.spent.Seconds(), texts: recorder.texts, vectors: recorder.vectors}, nil
}

// recorder keeps the texts that were embedded, and what that took.
type recorder struct {
	*onnx.Embedder
	mu      sync.Mutex
	texts   []string
	vectors [][]float32
	spent   time.Duration
}

func (r *recorder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	start := time.Now()
	vectors, err := r.Embedder.EmbedDocuments(ctx, texts)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spent += time.Since(start)
	r.texts, r.vectors = append(r.texts, texts...), append(r.vectors, vectors...)
	return vectors, err
}

// peer is what embed.py prints.
type peer struct {
	Seconds  map[string]float64 `json:"seconds"`
	Tokens   int                `json:"tokens"`
	Distance float64            `json:"distance"` // largest between one number of two vectors of a text
	Equal    int                `json:"equal"`    // texts whose vectors are the same
	Worst    string             `json:"worst"`    // the text with that distance
}

// drive has Python embed the same texts.
func drive(ctx context.Context, python, script string, paths deps.Paths, dir string, ours *result) (*peer, error) {
	var lines, numbers bytes.Buffer
	for i, text := range ours.texts {
		b, err := json.Marshal(text)
		if err != nil {
			return nil, err
		}
		lines.Write(append(b, '\n'))
		if err := binary.Write(&numbers, binary.LittleEndian, ours.vectors[i]); err != nil {
			return nil, err
		}
	}
	for name, b := range map[string][]byte{"texts.jsonl": lines.Bytes(), "vectors.f32": numbers.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return nil, err
		}
	}
	var out, problems bytes.Buffer
	c := exec.CommandContext(ctx, python, script, dir, paths.Model, paths.Tokenizer, fmt.Sprint(runtime.GOMAXPROCS(0)))
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", python, script, err, problems.String())
	}
	var p peer
	if err := json.Unmarshal(out.Bytes(), &p); err != nil {
		return nil, fmt.Errorf("%s: %w", script, err)
	}
	return &p, nil
}
