package evals_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals"
)

// sheet writes a sheet over two invented runs.
func sheet(t *testing.T) (dir string, runs []*evals.Suite) {
	t.Helper()
	eager := newStages()
	eager.eager = true
	runs = []*evals.Suite{newStages().run(t), eager.run(t)}
	dir = filepath.Join(t.TempDir(), "sheet")
	if err := evals.WriteSheet(dir, runs); err != nil {
		t.Fatal(err)
	}
	return dir, runs
}

// fill writes a copy of the sheet with a score for each item.
func fill(t *testing.T, dir, name string, score func(item int) string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "sheet.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for n, row := range rows[1:] {
		for i := 4; i < 9; i++ {
			row[i] = score(n)
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWriteSheet(t *testing.T) {
	t.Parallel()
	dir, runs := sheet(t)
	for _, name := range []string{"sheet.csv", "sheet.xlsx"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range runs {
			if bytes.Contains(raw, []byte(run.ID)) {
				t.Errorf("%s names the run: it is not blind", name)
			}
		}
		again, _ := sheet(t)
		other, err := os.ReadFile(filepath.Join(again, name))
		if err != nil || !bytes.Equal(raw, other) {
			t.Errorf("%s: two sheets of the same runs differ (%v)", name, err)
		}
	}
	key, err := evals.LoadKey(filepath.Join(dir, "key.json"))
	if err != nil || len(key.Items) != 8 {
		t.Fatalf("LoadKey = %v, %v, want 8 items", key, err)
	}
	seen := map[evals.SheetItem]bool{}
	for _, item := range key.Items {
		seen[item] = true
	}
	if len(seen) != 8 {
		t.Errorf("the key holds %d different answers, want 8", len(seen))
	}
	// An unfilled workbook is read, and nothing is scored.
	_, err = evals.ReadScores(filepath.Join(dir, "sheet.xlsx"))
	if err == nil || !strings.Contains(err.Error(), "no answer is scored: fill the columns correct, complete") {
		t.Errorf("ReadScores(unfilled) = %v, want that nothing is scored", err)
	}
}

func TestReadScores(t *testing.T) {
	t.Parallel()
	dir, _ := sheet(t)
	scores, err := evals.ReadScores(fill(t, dir, "a.csv", func(n int) string { return string(rune('1' + n%5)) }))
	if err != nil || len(scores) != 8 {
		t.Fatalf("ReadScores = %v, %v", scores, err)
	}
	if diff := cmp.Diff([]int{2, 2, 2, 2, 2}, scores["A0002"]); diff != "" {
		t.Errorf("A0002 (-want +got):\n%s", diff)
	}
	for _, bad := range []string{"0", "6", "2.5", "x"} {
		_, err := evals.ReadScores(fill(t, dir, "bad.csv", func(int) string { return bad }))
		if err == nil || !strings.Contains(err.Error(), "row 2: correct of A0001") || !strings.HasSuffix(err.Error(), "; and 30 more") {
			t.Errorf("ReadScores(%q) = %v, want the row named, and 30 more", bad, err)
		}
	}
	// Who stops half way has scored what is filled; an answer scored in part is a mistake.
	scores, err = evals.ReadScores(fill(t, dir, "half.csv", func(n int) string { return map[bool]string{true: "3"}[n < 4] }))
	if err != nil || len(scores) != 4 {
		t.Errorf("ReadScores(half) = %v, %v, want four answers", scores, err)
	}
	for content, want := range map[string]string{
		"item,correct\nA1,1\n": "the column complete is missing",
		"":                     "holds no items",
		"item,correct,complete,cited_rightly,clear,harmless\nA1,1,1,1,1,1\nA1,1,1,1,1,1\n": "row 3: the item A1 stands twice",
		"item,correct,complete,cited_rightly,clear,harmless\nA1,1,1,,1,1\nA2,,,,,\n":       `row 2: cited_rightly of A1 is "", not a whole number from 1 to 5`,
	} {
		path := filepath.Join(t.TempDir(), "s.csv")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := evals.ReadScores(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadScores(%q) = %v, want %s", content, err, want)
		}
	}
	path := filepath.Join(t.TempDir(), "s.xlsx")
	if err := os.WriteFile(path, []byte("no zip"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := evals.ReadScores(path); err == nil || !strings.Contains(err.Error(), "not an XLSX file") {
		t.Errorf("ReadScores(no zip) = %v", err)
	}
}

func TestAgree(t *testing.T) {
	t.Parallel()
	one := func(v int) []int { return []int{v, v, v, v, v} }
	a := evals.Scores{"1": one(1), "2": one(2), "3": one(3), "x": one(5)}
	b := evals.Scores{"1": one(1), "2": one(3), "3": {5, 3, 3, 3, 3}, "y": one(5)}
	g, err := evals.Agree(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if g.Items != 3 || !cmp.Equal(g.OnlyA, []string{"x"}) || !cmp.Equal(g.OnlyB, []string{"y"}) {
		t.Errorf("Agree = %+v", g)
	}
	if diff := cmp.Diff([]evals.Disagreement{{Item: "3", Rubric: "correct", A: 3, B: 5}}, g.Disagreed); diff != "" {
		t.Errorf("Disagreed (-want +got):\n%s", diff)
	}
	// On complete: 1-1, 2-3, 3-3, the example of the quadratic kappa.
	r := g.Rubrics[1]
	if r.Kappa == nil || math.Abs(*r.Kappa-0.8) > 1e-9 || r.Equal != 2.0/3 || r.MeanA != 2 || *r.Low > *r.Kappa || *r.High < *r.Kappa {
		t.Errorf("complete = %+v, want kappa 0.8", r)
	}
	if r.Alpha == nil || r.AlphaLow == nil || *r.AlphaLow > *r.Alpha || *r.AlphaHigh < *r.Alpha {
		t.Errorf("complete = %+v, want alpha within its interval", r)
	}
	g, err = evals.Agree(evals.Scores{"1": one(5)}, evals.Scores{"1": one(5)})
	if err != nil || g.Rubrics[0].Kappa != nil || g.Rubrics[0].Alpha != nil || g.Rubrics[0].Equal != 1 {
		t.Errorf("Agree(constants) = %+v, %v, want no kappa", g, err)
	}
	if _, err := evals.Agree(a, evals.Scores{"z": one(1)}); err == nil {
		t.Error("Agree(nothing in common) gave no error")
	}
}

func TestCorrelate(t *testing.T) {
	t.Parallel()
	run := &evals.Suite{ID: "aaaaaaaaaaaa"}
	a, key := evals.Scores{}, &evals.SheetKey{Items: map[string]evals.SheetItem{}}
	for i := range 20 {
		id := string(rune('a' + i))
		scores := map[string]float64{"answers/evidence_recall": float64(i % 5)}
		if i < 19 {
			scores["answers/facts"] = 1
		}
		run.Cases = append(run.Cases, evals.CaseRun{Case: evals.Case{ID: id}, Scores: scores})
		v := i%5 + 1
		a["i"+id], key.Items["i"+id] = []int{v, v, v, v, v}, evals.SheetItem{Run: run.ID, Case: id}
	}
	g := &evals.Agreement{}
	if err := g.Correlate(a, a, key, []*evals.Suite{run}); err != nil {
		t.Fatal(err)
	}
	if len(g.Automatic) != 2 || g.Automatic[0].Metric != "answers/facts" || g.Automatic[0].Rho != nil || g.Automatic[1].Rho == nil || math.Abs(*g.Automatic[1].Rho-1) > 1e-9 ||
		math.Abs(*g.Automatic[1].Low-1) > 1e-9 || math.Abs(*g.Automatic[1].High-1) > 1e-9 {
		t.Errorf("Automatic = %+v, want facts too few, recall 1", g.Automatic)
	}
	a["other"] = []int{1, 1, 1, 1, 1}
	if err := g.Correlate(a, a, key, nil); err == nil {
		t.Error("Correlate(an item of another sheet) gave no error")
	}
}
