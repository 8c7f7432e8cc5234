// Command peers runs chromem-go and Bleve over the texts and vectors that
// benchscale -export wrote. It is a module of its own, so that neither is among
// the dependencies of policybot. `make bench-peers` runs it.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/philippgille/chromem-go"
)

const dimension = 512

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: peers DIRECTORY")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	if err := chromemRun(ctx, dir); err != nil {
		return fmt.Errorf("chromem-go: %w", err)
	}
	if err := bleveRun(dir); err != nil {
		return fmt.Errorf("bleve: %w", err)
	}
	return nil
}

func show(name, figure string, value float64, queries int, took, built time.Duration) {
	fmt.Printf("%-40s %s %.4f  %8.1f queries/s  built in %.0f s\n", name, figure, value, float64(queries)/took.Seconds(), built.Seconds())
}

func chromemRun(ctx context.Context, dir string) error {
	vectors, err := readVectors(filepath.Join(dir, "vectors.f32"))
	if err != nil {
		return err
	}
	queries, err := readVectors(filepath.Join(dir, "queries.f32"))
	if err != nil {
		return err
	}
	var truth [][]int
	if err := readJSON(filepath.Join(dir, "truth.json"), &truth); err != nil {
		return err
	}
	start := time.Now()
	c, err := chromem.NewDB().CreateCollection("passages", nil, nil)
	if err != nil {
		return err
	}
	docs := make([]chromem.Document, len(vectors))
	for i, v := range vectors {
		docs[i] = chromem.Document{ID: strconv.Itoa(i), Embedding: v}
	}
	if err := c.AddDocuments(ctx, docs, 2); err != nil {
		return err
	}
	built := time.Since(start)
	queries, truth = queries[:min(200, len(queries))], truth[:min(200, len(truth))] // every vector is compared: slow
	start = time.Now()
	found := 0
	for i, q := range queries {
		list, err := c.QueryEmbedding(ctx, q, 10, nil, nil)
		if err != nil {
			return err
		}
		want := map[string]bool{}
		for _, n := range truth[i] {
			want[strconv.Itoa(n)] = true
		}
		for _, r := range list {
			if want[r.ID] {
				found++
			}
		}
	}
	show("chromem-go, in process, exact", "recall@10", float64(found)/float64(10*len(queries)), len(queries), time.Since(start), built)
	return nil
}

func bleveRun(dir string) error {
	terms, err := readLines(filepath.Join(dir, "terms.txt"))
	if err != nil {
		return err
	}
	queries, err := readLines(filepath.Join(dir, "queries.txt"))
	if err != nil {
		return err
	}
	var ours struct {
		Qrels []map[string]int `json:"qrels"`
	}
	if err := readJSON(filepath.Join(dir, "ours.json"), &ours); err != nil {
		return err
	}
	m, err := blevemapping()
	if err != nil {
		return err
	}
	path, err := os.MkdirTemp(dir, "bleve-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(path)
	start := time.Now()
	ix, err := bleve.New(filepath.Join(path, "index"), m)
	if err != nil {
		return err
	}
	defer ix.Close()
	batch := ix.NewBatch()
	for i, text := range terms {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"text": text}); err != nil {
			return err
		}
		if batch.Size() == 2000 || i == len(terms)-1 {
			if err := ix.Batch(batch); err != nil {
				return err
			}
			batch = ix.NewBatch()
		}
	}
	built := time.Since(start)
	sum := 0.0
	start = time.Now()
	for i, text := range queries {
		q := bleve.NewMatchQuery(text)
		q.SetField("text")
		found, err := ix.Search(bleve.NewSearchRequestOptions(q, 10, 0, false))
		if err != nil {
			return err
		}
		gain := 0.0
		for rank, hit := range found.Hits {
			gain += (math.Pow(2, float64(ours.Qrels[i][hit.ID])) - 1) / math.Log2(float64(rank+2))
		}
		if best := ideal(ours.Qrels[i]); best > 0 {
			sum += gain / best
		}
	}
	show("Bleve (BM25), on disk, same terms", "nDCG@10", sum/float64(len(queries)), len(queries), time.Since(start), built)
	return nil
}

// blevemapping cuts at spaces alone: the terms are ours.
func blevemapping() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	if err := m.AddCustomAnalyzer("terms", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, err
	}
	field := bleve.NewTextFieldMapping()
	field.Analyzer, field.Store, field.IncludeTermVectors, field.IncludeInAll = "terms", false, false, false
	m.DefaultMapping.AddFieldMappingsAt("text", field)
	m.DefaultAnalyzer = "terms"
	return m, nil
}

// ideal is the gain of the best order. All grades of the data are 1.
func ideal(judged map[string]int) float64 {
	sum := 0.0
	for i := range min(len(judged), 10) {
		sum += 1 / math.Log2(float64(i+2))
	}
	return sum
}

func readVectors(path string) ([][]float32, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	out := make([][]float32, len(data)/4/dimension)
	for i := range out {
		out[i] = make([]float32, dimension)
		for j := range out[i] {
			out[i][j] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i*dimension+j):]))
		}
	}
	return out, nil
}

func readLines(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		out = append(out, strings.TrimSpace(lines.Text()))
	}
	return out, lines.Err()
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
