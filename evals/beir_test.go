package evals_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/evals/metric"
)

// folder writes an invented BEIR folder; empty contents leave a file out.
func folder(t *testing.T, docs, queries, qrels string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "qrels"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"corpus.jsonl": docs, "queries.jsonl": queries, "qrels/test.tsv": qrels} {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	beirDocs    = "{\"_id\":\"d1\",\"title\":\"（虚构）一\",\"text\":\"甲\"}\n\n{\"_id\":\"d2\",\"text\":\"乙\"}\n"
	beirQueries = "{\"_id\":\"q2\",\"text\":\"二\"}\n{\"_id\":\"q1\",\"text\":\"一\"}\n{\"_id\":\"q3\",\"text\":\"不判\"}\n"
	beirQrels   = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td2\t1\n"
)

func TestLoadBEIR(t *testing.T) {
	t.Parallel()
	b, err := evals.LoadBEIR(folder(t, beirDocs, beirQueries, beirQrels))
	if err != nil {
		t.Fatal(err)
	}
	want := &evals.BEIR{
		Documents: []evals.BEIRDocument{{ID: "d1", Title: "（虚构）一", Text: "甲"}, {ID: "d2", Text: "乙"}},
		Queries:   []evals.BEIRQuery{{ID: "q2", Text: "二"}, {ID: "q1", Text: "一"}},
		Qrels:     map[string]metric.Judgements{"q1": {"d1": 2, "d2": 0}, "q2": {"d2": 1}},
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("LoadBEIR (-want +got):\n%s", diff)
	}
}

func TestLoadBEIRErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, docs, queries, qrels, want string }{
		{"broken document", "{\"_id\":\"d1\"}\n{", beirQueries, beirQrels, "corpus.jsonl:2: "},
		{"broken query", beirDocs, "[]\n", beirQrels, "queries.jsonl:1: "},
		{"two columns", beirDocs, beirQueries, "q1\td1\n", "test.tsv:1: want query-id, corpus-id, score"},
		{"no number", beirDocs, beirQueries, "query-id\tcorpus-id\tscore\nq1\td1\thigh\n", `test.tsv:2: score "high" is not a number`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := evals.LoadBEIR(folder(t, tt.docs, tt.queries, tt.qrels))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("LoadBEIR = %v, want %s", err, tt.want)
			}
		})
	}
	for _, dir := range []string{folder(t, "", beirQueries, beirQrels), folder(t, beirDocs, "", beirQrels), folder(t, beirDocs, beirQueries, "")} {
		if _, err := evals.LoadBEIR(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("LoadBEIR(a file missing) = %v, want ErrNotExist", err)
		}
	}
}

func TestBEIRScore(t *testing.T) {
	t.Parallel()
	b, err := evals.LoadBEIR(folder(t, beirDocs, beirQueries, beirQrels))
	if err != nil {
		t.Fatal(err)
	}
	// q1 finds d1 at rank 2, q2 finds nothing and counts 0.
	r := b.Score(evals.Run{"q1": {{ID: "d2", Score: 2}, {ID: "d1", Score: 1}}})
	want := &evals.RetrievalReport{Queries: 2, NDCG10: 1 / math.Log2(3) / 2, MRR10: 0.25, Recall10: 0.5, Recall100: 0.5}
	if diff := cmp.Diff(want, r, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
		t.Errorf("Score (-want +got):\n%s", diff)
	}
}

func TestWriteTREC(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	run := evals.Run{"q2": {{ID: "d1", Score: 0.25}}, "q1": {{ID: "d2", Score: 1234567.5}, {ID: "d1", Score: -1}}, "q3": nil}
	if err := run.WriteTREC(&out, "tag"); err != nil {
		t.Fatal(err)
	}
	want := "q1 Q0 d2 1 1234567.5 tag\nq1 Q0 d1 2 -1 tag\nq2 Q0 d1 1 0.25 tag\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("WriteTREC (-want +got):\n%s", diff)
	}
	// Whoever ranks by the scores alone, as trec_eval does, gets the order written.
	tied := evals.Run{"q": {{ID: "a", Score: 2}, {ID: "c", Score: 1}, {ID: "b", Score: 1}, {ID: "e", Score: 1}, {ID: "d", Score: 1 - 1e-9}, {ID: "f", Score: -1}}}
	out.Reset()
	if err := tied.WriteTREC(&out, "tag"); err != nil {
		t.Fatal(err)
	}
	back, err := evals.ReadTREC(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "c", "b", "e", "d", "f"}, metric.Order(back["q"])); diff != "" {
		t.Errorf("order by the scores written (-want +got):\n%s", diff)
	}
	if err := run.WriteTREC(failing{}, "tag"); !errors.Is(err, errFull) {
		t.Errorf("WriteTREC(full disk) = %v, want the error", err)
	}
}

var errFull = errors.New("full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
