package evals

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// BEIR is a data set in a BEIR folder: corpus.jsonl, queries.jsonl and
// qrels/test.tsv.
type BEIR struct {
	Documents []BEIRDocument
	Queries   []BEIRQuery // those with judgements, in the order of queries.jsonl
	Qrels     map[string]metric.Judgements
}

// BEIRDocument is one line of corpus.jsonl.
type BEIRDocument struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// BEIRQuery is one line of queries.jsonl.
type BEIRQuery struct {
	ID   string `json:"_id"`
	Text string `json:"text"`
}

// LoadBEIR reads a BEIR folder. The error names the file and the line.
func LoadBEIR(dir string) (*BEIR, error) {
	b := &BEIR{Qrels: map[string]metric.Judgements{}}
	err := jsonLines(filepath.Join(dir, "corpus.jsonl"), func(line []byte) error {
		var d BEIRDocument
		err := json.Unmarshal(line, &d)
		b.Documents = append(b.Documents, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := b.loadQrels(filepath.Join(dir, "qrels", "test.tsv")); err != nil {
		return nil, err
	}
	err = jsonLines(filepath.Join(dir, "queries.jsonl"), func(line []byte) error {
		var q BEIRQuery
		err := json.Unmarshal(line, &q)
		if len(b.Qrels[q.ID]) > 0 {
			b.Queries = append(b.Queries, q)
		}
		return err
	})
	return b, err
}

func jsonLines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("BEIR folder: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		if err := each(lines.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

func (b *BEIR) loadQrels(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("BEIR folder: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if n == 1 && fields[0] == "query-id" || lines.Text() == "" {
			continue
		}
		if len(fields) != 3 {
			return fmt.Errorf("%s:%d: want query-id, corpus-id, score", path, n)
		}
		grade, err := strconv.Atoi(strings.TrimSpace(fields[2]))
		if err != nil {
			return fmt.Errorf("%s:%d: score %q is not a number", path, n, fields[2])
		}
		if b.Qrels[fields[0]] == nil {
			b.Qrels[fields[0]] = metric.Judgements{}
		}
		b.Qrels[fields[0]][fields[1]] = grade
	}
	return lines.Err()
}

// Scored is one entry of a run.
type Scored struct {
	ID    string
	Score float64
}

// Run holds the ranked documents of each query, best first.
type Run map[string][]Scored

// WriteTREC writes a run as trec_eval reads it: query Q0 document rank score tag.
// trec_eval looks at the scores alone, as 32 bits, and puts ties in an order of
// its own: of equal scores all but the first are written a step lower, so that
// whoever scores the file again scores the ranking that the user sees.
func (r Run) WriteTREC(w io.Writer, tag string) error {
	queries := make([]string, 0, len(r))
	for q := range r {
		queries = append(queries, q)
	}
	slices.Sort(queries)
	out := bufio.NewWriter(w)
	for _, q := range queries {
		last := float32(math.Inf(1))
		for i, s := range r[q] {
			last = min(float32(s.Score), math.Nextafter32(last, float32(math.Inf(-1))))
			fmt.Fprintf(out, "%s Q0 %s %d %.9g %s\n", q, s.ID, i+1, last, tag)
		}
	}
	return out.Flush()
}

// RetrievalReport is the outcome of a run over a BEIR folder, means over all
// judged queries; a query without result counts 0.
type RetrievalReport struct {
	Queries   int     `json:"queries"`
	NDCG10    float64 `json:"ndcg@10"`
	MRR10     float64 `json:"mrr@10"`
	Recall10  float64 `json:"recall@10"`
	Recall100 float64 `json:"recall@100"`
	P50MS     float64 `json:"p50_ms"`
	P95MS     float64 `json:"p95_ms"`
}

// Score measures a run against the judgements.
func (b *BEIR) Score(r Run) *RetrievalReport {
	var ndcg, rr, r10, r100 []float64
	for _, q := range b.Queries {
		j := b.Qrels[q.ID]
		var ids []string
		for _, s := range r[q.ID] {
			ids = append(ids, s.ID)
		}
		ndcg = append(ndcg, metric.NDCG(ids, j, 10))
		rr = append(rr, metric.ReciprocalRank(ids, j, 10))
		r10 = append(r10, metric.Recall(ids, j, 10))
		r100 = append(r100, metric.Recall(ids, j, 100))
	}
	return &RetrievalReport{Queries: len(b.Queries), NDCG10: metric.Mean(ndcg), MRR10: metric.Mean(rr),
		Recall10: metric.Mean(r10), Recall100: metric.Mean(r100)}
}
