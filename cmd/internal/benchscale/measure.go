package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

// sizes prints what the tables and indexes take.
func (b *bench) sizes(ctx context.Context) error {
	list, err := b.store.Sizes(ctx)
	if err != nil {
		return err
	}
	for _, s := range list {
		fmt.Fprintf(b.out, "%-24s %8.1f MB\n", s.Name, float64(s.Bytes)/(1<<20))
	}
	return nil
}

// ms gives milliseconds since start.
func ms(start time.Time) float64 { return float64(time.Since(start).Microseconds()) / 1000 }

func (b *bench) printTimes(name string, times []float64) {
	fmt.Fprintf(b.out, "%-24s p50 %7.1f ms  p95 %7.1f ms  (%d, one client, warm)\n",
		name, metric.Percentile(times, 0.5), metric.Percentile(times, 0.95), len(times))
}

// speed asks questions by one client: whole hybrid searches, and each stage.
func (b *bench) speed(ctx context.Context) error {
	s := retrieval.NewService(retrieval.Config{Store: b.store, Library: b.store, Segmenter: b.segmenter, Embedder: b.embedder, Knowledge: b.store})
	stages := map[string][]float64{}
	var own, server time.Duration
	for i := range b.questions + b.questions/10 {
		q := retrieval.Query{Text: b.data.Queries[i%len(b.data.Queries)].Text, Filter: retrieval.Filter{AllVersions: true}}
		start := time.Now()
		found, err := s.Search(ctx, q)
		if err != nil {
			return err
		}
		if i < b.questions/10 {
			continue // warming up
		}
		if len(stages["total"]) == 0 {
			if own, server, err = b.cpuTimes(); err != nil {
				return err
			}
		}
		if b.profile != "" && len(stages["total"]) == 0 {
			f, err := os.Create(b.profile)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := pprof.StartCPUProfile(f); err != nil {
				return err
			}
			defer pprof.StopCPUProfile()
		}
		stages["total"] = append(stages["total"], ms(start))
		for name, t := range found.TimingsMS {
			stages[name] = append(stages[name], t)
		}
	}
	own2, server2, err := b.cpuTimes()
	if err != nil {
		return err
	}
	searches := float64(len(stages["total"])) * 1000
	fmt.Fprintf(b.out, "%-24s %.2f ms here, %.2f ms in PostgreSQL\n", "processor, a search",
		float64((own2-own).Microseconds())/searches, float64((server2-server).Microseconds())/searches)
	for _, name := range []string{"total", "understand", "embed", "lexical", "vector", "exact", "inspect", "rerank", "load"} {
		b.printTimes("search: "+name, stages[name])
	}
	return nil
}

// recall compares the arms as they are with every distance and every term.
func (b *bench) recall(ctx context.Context) error {
	const k = 10
	var near, words []float64
	var exactTimes []float64
	for i := range max(b.questions/3, 1) {
		q := b.data.Queries[i%len(b.data.Queries)].Text
		v, err := b.embedder.EmbedQuery(ctx, q)
		if err != nil {
			return err
		}
		all := retrieval.Filter{AllVersions: true}
		got, err := b.store.Nearest(ctx, v, all, k)
		if err != nil {
			return err
		}
		start := time.Now()
		want, err := b.exact.Nearest(ctx, v, all, k)
		if err != nil {
			return err
		}
		exactTimes = append(exactTimes, ms(start))
		near = append(near, overlap(got, want))
		terms := b.segmenter.Terms(q)
		if got, err = b.store.Lexical(ctx, terms, all, k); err != nil {
			return err
		}
		if want, err = b.exact.Lexical(ctx, terms, all, k); err != nil {
			return err
		}
		words = append(words, overlap(got, want))
	}
	fmt.Fprintf(b.out, "%-24s %.4f of the exact ten (%d questions; an exact scan p50 %.0f ms)\n", "vector recall@10", metric.Mean(near), len(near), metric.Percentile(exactTimes, 0.5))
	fmt.Fprintf(b.out, "%-24s %.4f of the ten of full BM25\n", "lexical overlap@10", metric.Mean(words))
	return nil
}

// overlap gives the share of the wanted candidates that are there, or of equal score.
func overlap(got, want []retrieval.Candidate) float64 {
	if len(want) == 0 {
		return 1
	}
	in := map[string]bool{}
	for _, c := range got {
		in[c.PassageID] = true
	}
	last, n := want[len(want)-1].Score, 0
	for _, c := range want {
		if in[c.PassageID] {
			n++
			delete(in, c.PassageID)
		}
	}
	for _, c := range got { // ties with the last
		if in[c.PassageID] && n < len(want) && math.Abs(c.Score-last) < 1e-6 {
			n++
		}
	}
	return float64(n) / float64(len(want))
}

// exactEvery is how many filters go by for one whose recall is reckoned: the
// exact scan over a large store takes long.
const exactEvery = 10

// randomFilters asks for the nearest under filters that keep from all passages
// down to a ten-thousandth: the number of candidates every time, recall for one
// in ten.
func (b *bench) randomFilters(ctx context.Context) error {
	docs, err := b.store.Documents(ctx)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(20261124, 3))
	var recalls, times []float64
	var worst time.Duration
	short, least := 0, 1.0
	for i := range b.filters {
		f := filter(r, docs)
		matching := 0
		listed := map[string]bool{}
		for _, id := range f.Documents {
			listed[id] = true
		}
		for j := range docs {
			if (len(listed) == 0 || listed[docs[j].ID]) && keeps(f, &docs[j]) {
				matching += b.passages[docs[j].ID]
			}
		}
		least = min(least, float64(matching)/float64(b.n))
		v, err := b.embedder.EmbedQuery(ctx, b.data.Queries[r.IntN(len(b.data.Queries))].Text)
		if err != nil {
			return err
		}
		k := 1 + r.IntN(50)
		start := time.Now()
		got, err := b.store.Nearest(ctx, v, f, k)
		if err != nil {
			return err
		}
		times = append(times, ms(start))
		worst = max(worst, time.Since(start))
		if len(got) != min(k, matching) {
			short++
		}
		if i%exactEvery == 0 {
			want, err := b.exact.Nearest(ctx, v, f, k)
			if err != nil {
				return err
			}
			recalls = append(recalls, overlap(got, want))
		}
	}
	b.printTimes("vector, random filters", times)
	fmt.Fprintf(b.out, "%-24s %d filters (least share kept %.6f): %d gave other than min(k, matches) candidates; recall %.4f over %d; slowest %d ms\n",
		"", b.filters, least, short, metric.Mean(recalls), len(recalls), worst.Milliseconds())
	if short > 0 {
		return fmt.Errorf("%d of %d filters gave too few or too many candidates", short, b.filters)
	}
	return nil
}

// filter gives a filter that keeps a share of the documents drawn evenly on a
// logarithmic scale from all to a ten-thousandth, by ID, region, kind or day.
func filter(r *rand.Rand, docs []corpus.Document) retrieval.Filter {
	f := retrieval.Filter{AllVersions: r.IntN(2) == 0, AsOf: corpus.Date(fmt.Sprintf("%d-06-01", 2000+r.IntN(26)))}
	switch r.IntN(4) {
	case 0:
		f.Regions = []string{regionName(r.IntN(regions))}
	case 1:
		f.Kinds = []corpus.Kind{kinds[r.IntN(len(kinds))]}
	default:
		n := max(int(float64(len(docs))*math.Pow(10, -4*r.Float64())), 1)
		for _, i := range r.Perm(len(docs))[:n] {
			f.Documents = append(f.Documents, docs[i].ID)
		}
	}
	return f
}

// keeps is the rule of filters, as far as these documents go, but for the IDs.
func keeps(f retrieval.Filter, d *corpus.Document) bool {
	if len(f.Kinds) > 0 && f.Kinds[0] != d.Kind {
		return false
	}
	if len(f.Regions) > 0 && d.Region != corpus.Nationwide && d.Region != f.Regions[0] && !strings.HasPrefix(f.Regions[0], d.Region) {
		return false
	}
	return f.AllVersions || d.Kind == corpus.KindReport || d.EffectiveFrom <= f.AsOf
}
