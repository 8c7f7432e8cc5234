package evals_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/evals"
)

// exported writes a run in a format and reads a file of it.
func exported(t *testing.T, format, file string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	files, err := newStages().run(t).Export(format, dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("Export(%s) = %v, %v", format, files, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestExportTREC(t *testing.T) {
	t.Parallel()
	suite := newStages().run(t)
	run, err := evals.ReadTREC(strings.NewReader(exported(t, "trec", "run.trec")))
	if err != nil {
		t.Fatal(err)
	}
	if len(run["s1"]) != 2 || run["s1"][suite.Cases[0].Retrieved[0].PassageID] != suite.Cases[0].Retrieved[0].Score {
		t.Errorf("run = %v, want the two passages of s1", run)
	}
	want := "s1 0 " + suite.Cases[0].Relevant[0] + " 1\ns2 0 " + suite.Cases[1].Relevant[0] + " 1\n"
	if diff := cmp.Diff(want, exported(t, "trec", "qrels.txt")); diff != "" {
		t.Errorf("qrels (-want +got):\n%s", diff)
	}
	for _, in := range []string{"q Q0 d 1 x tag", "q Q0 d 1"} {
		if _, err := evals.ReadTREC(strings.NewReader(in)); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
			t.Errorf("ReadTREC(%q) = %v, want an error of line 1", in, err)
		}
	}
}

func TestExportRagas(t *testing.T) {
	t.Parallel()
	line, _, _ := strings.Cut(exported(t, "ragas", "ragas.jsonl"), "\n")
	var got struct {
		Input    string   `json:"user_input"`
		Response string   `json:"response"`
		Contexts []string `json:"retrieved_contexts"`
		Wanted   []string `json:"reference_contexts"`
		IDs      []string `json:"retrieved_context_ids"`
		WantIDs  []string `json:"reference_context_ids"`
	}
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatal(err)
	}
	if got.Input != suiteCases()[0].Question || got.Response != newLine || len(got.Contexts) != 2 || len(got.IDs) != 2 || got.Wanted[0] != newLine || len(got.WantIDs) != 1 {
		t.Errorf("ragas = %+v", got)
	}
}

func TestExportOthers(t *testing.T) {
	t.Parallel()
	var checker struct {
		Results []struct {
			ID       string `json:"query_id"`
			Answer   string `json:"gt_answer"`
			Contexts []struct {
				ID string `json:"doc_id"`
			} `json:"retrieved_context"`
		} `json:"results"`
	}
	if err := json.Unmarshal([]byte(exported(t, "ragchecker", "ragchecker.json")), &checker); err != nil {
		t.Fatal(err)
	}
	if len(checker.Results) != 1 || checker.Results[0].ID != "s1" || checker.Results[0].Answer != newLine || len(checker.Results[0].Contexts) != 2 {
		t.Errorf("RAGChecker = %+v, want s1 alone: it has a written answer", checker)
	}
	if got := exported(t, "nuggetizer", "nuggets.jsonl"); strings.Count(got, `"assignment":"support"`) != 2 || strings.Contains(got, "not_support") {
		t.Errorf("nuggets = %s, want two supported", got)
	}
	var alce struct {
		Data []struct {
			Output string           `json:"output"`
			Docs   []map[string]any `json:"docs"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(exported(t, "alce", "alce.json")), &alce); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(alce.Data[0].Output, " [1]。\n") || len(alce.Data[0].Docs) != 1 {
		t.Errorf("ALCE = %+v", alce.Data[0])
	}
	if _, err := newStages().run(t).Export("xml", t.TempDir()); err == nil {
		t.Error("Export(xml) gave no error")
	}
}

func TestWriteBEIR(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := evals.WriteBEIR(t.Context(), dir, suiteCases(), bottest.NewFakeLibrary(newStages().docs...)); err != nil {
		t.Fatal(err)
	}
	b, err := evals.LoadBEIR(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Documents) != 3 || len(b.Queries) != 2 || len(b.Qrels["s1"]) != 1 {
		t.Errorf("LoadBEIR(WriteBEIR) = %+v", b)
	}
}

func TestImportCSV(t *testing.T) {
	t.Parallel()
	got, err := evals.ImportCSV(strings.NewReader("\ufeffid,question,kind,file,quote,facts,turns\nc1,（虚构）问,k,a.txt,甲,1；2;,先前\nc1,,,b.txt,乙,,\nc2,（虚构）别的,k\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []evals.Case{
		{ID: "c1", Question: "（虚构）问", Kind: "k", Facts: []string{"1", "2"}, Turns: []string{"先前"}, Answerable: true,
			Evidence: []evals.Evidence{{File: "a.txt", Quote: "甲"}, {File: "b.txt", Quote: "乙"}}},
		{ID: "c2", Question: "（虚构）别的", Kind: "k"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ImportCSV (-want +got):\n%s", diff)
	}
	for in, want := range map[string]string{
		"":                           "the table has no head",
		"id,colour\n":                `the column "colour" is unknown`,
		"id,question\n,q\n":          "line 2: the id is empty",
		"id,question\na,\n":          "line 2: the question of a is empty",
		"id,question,quote\na,q,x\n": "line 2: the quote of a has no file",
		"id,question\n\"a\n":         "parse error on line 2",
	} {
		if _, err := evals.ImportCSV(strings.NewReader(in)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ImportCSV(%q) = %v, want %s", in, err, want)
		}
	}
}
