package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

// armRun is what one arm found: for each question the places of its ten best
// passages, and the questions a second of one client.
type armRun struct {
	Name    string  `json:"name"`
	Queries float64 `json:"queries_per_second"`
	Top     [][]int `json:"top"`
	NDCG10  float64 `json:"ndcg@10,omitempty"`
}

// export writes what the programs of bench/peers need to do the same: vectors
// as rows of 32-bit floats, terms and query terms as lines parted by spaces,
// the judgements by place, and what our arms found.
func (b *bench) export(ctx context.Context, dir string) error {
	if b.n > len(b.data.Documents) {
		return fmt.Errorf("-export: only the %d real passages are compared; give -n %d at most", len(b.data.Documents), len(b.data.Documents))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	place := map[string]int{}
	number := map[string]int{}
	at := 0
	err := b.writing(dir, "vectors.f32", func(vectors *bufio.Writer) error {
		return b.writing(dir, "terms.txt", func(terms *bufio.Writer) error {
			return b.documents(ctx, func(string) bool { return false }, func(e retrieval.Embedded) error {
				for i, p := range e.Document.Passages {
					place[p.ID] = at
					number[b.data.Documents[at].ID] = at
					at++
					fmt.Fprintln(terms, strings.Join(e.Terms[i], " "))
					if err := binary.Write(vectors, binary.LittleEndian, e.Vectors[i]); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
	if err != nil {
		return err
	}
	lexical, vector := armRun{Name: "policybot, BM25 in PostgreSQL"}, armRun{Name: "policybot, PostgreSQL with pgvector"}
	var lexicalTime, vectorTime time.Duration
	var qrels []map[int]int
	err = b.writing(dir, "queries.f32", func(vectors *bufio.Writer) error {
		return b.writing(dir, "queries.txt", func(terms *bufio.Writer) error {
			for _, q := range b.data.Queries {
				v, err := b.embedder.EmbedQuery(ctx, q.Text)
				if err != nil {
					return err
				}
				if err := binary.Write(vectors, binary.LittleEndian, v); err != nil {
					return err
				}
				words := b.segmenter.Terms(q.Text)
				fmt.Fprintln(terms, strings.Join(words, " "))
				all := retrieval.Filter{AllVersions: true}
				start := time.Now()
				found, err := b.store.Lexical(ctx, words, all, 10)
				if err != nil {
					return err
				}
				lexicalTime += time.Since(start)
				lexical.Top = append(lexical.Top, placesOf(found, place))
				start = time.Now()
				if found, err = b.store.Nearest(ctx, v, all, 10); err != nil {
					return err
				}
				vectorTime += time.Since(start)
				vector.Top = append(vector.Top, placesOf(found, place))
				judged := map[int]int{}
				for id, grade := range b.data.Qrels[q.ID] {
					if n, ok := number[id]; ok {
						judged[n] = grade
					}
				}
				qrels = append(qrels, judged)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	n := float64(len(b.data.Queries))
	lexical.Queries, vector.Queries = n/lexicalTime.Seconds(), n/vectorTime.Seconds()
	for _, arm := range []*armRun{&lexical, &vector} {
		arm.NDCG10 = meanNDCG(arm.Top, qrels)
		fmt.Fprintf(b.out, "%-40s %8.1f queries/s  nDCG@10 %.4f\n", arm.Name, arm.Queries, arm.NDCG10)
	}
	return b.writing(dir, "ours.json", func(w *bufio.Writer) error {
		return json.NewEncoder(w).Encode(map[string]any{"lexical": lexical, "vector": vector, "qrels": qrels, "tie_order": tieOrder(place)})
	})
}

func (b *bench) writing(dir, name string, do func(*bufio.Writer) error) error {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(io.Writer(f), 1<<20)
	if err := do(w); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func placesOf(list []retrieval.Candidate, place map[string]int) []int {
	out := []int{}
	for _, c := range list {
		out = append(out, place[c.PassageID])
	}
	return out
}

// tieOrder gives for each place the number of its passage by ID, which is how
// our arms order equal scores: another program's can then be ordered so too.
func tieOrder(place map[string]int) []int {
	out := make([]int, len(place))
	for n, id := range slices.Sorted(maps.Keys(place)) {
		out[place[id]] = n
	}
	return out
}

func meanNDCG(top [][]int, qrels []map[int]int) float64 {
	var all []float64
	for i, list := range top {
		j, ids := metric.Judgements{}, []string{}
		for n, grade := range qrels[i] {
			j[fmt.Sprint(n)] = grade
		}
		for _, n := range list {
			ids = append(ids, fmt.Sprint(n))
		}
		all = append(all, metric.NDCG(ids, j, 10))
	}
	return metric.Mean(all)
}
