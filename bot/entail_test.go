package bot_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// paraphrase is a statement in our words with the place in the corpus that says it.
type paraphrase struct {
	line      int
	text      string
	parts     []bot.Part
	citations []bot.Citation
	apart     int // 1 where the rules were not chosen on it
}

// sharedCorpus is the folder of the real texts, beside the repository.
const sharedCorpus = "../../shared/corpus"

func paraphrases(t *testing.T) []paraphrase {
	t.Helper()
	if _, err := os.Stat(sharedCorpus); err != nil {
		t.Skip("skipped: the real corpus is not beside the repository (../shared/corpus)")
	}
	sources, _, err := corpus.Walk(sharedCorpus)
	if err != nil {
		t.Fatal(err)
	}
	bySource := map[string]corpus.Source{}
	for _, s := range sources {
		bySource[s.Meta.Source] = s
	}
	docs := map[string]*corpus.Document{}
	f, err := os.Open(filepath.Join("testdata", "paraphrases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []paraphrase
	apart := 0
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "# kept apart" {
			apart = 1
		}
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		col := strings.Split(lines.Text(), "\t")
		if len(col) != 4 {
			t.Fatalf("paraphrases.tsv:%d: %d columns, want 4", n, len(col))
		}
		start, err1 := strconv.Atoi(col[1])
		end, err2 := strconv.Atoi(col[2])
		if err1 != nil || err2 != nil {
			t.Fatalf("paraphrases.tsv:%d: offsets %s %s", n, col[1], col[2])
		}
		if docs[col[0]] == nil {
			if docs[col[0]], err = bySource[col[0]].Load(); err != nil {
				t.Fatalf("%s: %v", col[0], err)
			}
		}
		p := cited(t, n, docs[col[0]], start, end, col[3])
		p.apart = apart
		out = append(out, p)
	}
	return out
}

// cited gives the statement with the parts of the document between the offsets,
// and their lead-ins, as a model cites them.
func cited(t *testing.T, line int, d *corpus.Document, start, end int, text string) paraphrase {
	t.Helper()
	out := paraphrase{line: line, text: text}
	head := *d
	head.Text, head.Passages = "", nil
	results := &retrieval.Results{}
	for _, p := range d.Passages {
		seen := map[int]bool{}
		cite := func(i int) {
			if seen[i] {
				return
			}
			seen[i] = true
			s := p.Parts[i]
			out.citations = append(out.citations, bot.Citation{N: len(out.citations) + 1, DocumentID: d.ID, PassageID: p.ID,
				Title: d.Title, Locator: s.Label, Quote: d.Text[s.Start:s.End], Start: s.Start, End: s.End})
		}
		for i, s := range p.Parts {
			if s.Start < start || s.End > end {
				continue
			}
			if s.Lead >= 0 {
				cite(s.Lead)
			}
			cite(i)
		}
		if len(seen) > 0 {
			results.Results = append(results.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: &head}})
		}
	}
	if len(out.citations) == 0 {
		t.Fatalf("paraphrases.tsv:%d: no part of %s stands at %d-%d", line, d.Source, start, end)
	}
	out.parts = []bot.Part{{Text: "问", Found: results}}
	return out
}

// check gives the reason why a wording of the statement is refused, "" where it passes.
func (p paraphrase) check(text string) string {
	var ns []int
	for _, c := range p.citations {
		ns = append(ns, c.N)
	}
	d := bot.Draft{Citations: p.citations, Statements: []bot.Drafted{{Statement: bot.Statement{Text: text, Citations: ns}}}}
	if why := bot.Check(&d, p.parts); len(why) > 0 {
		return why[0]
	}
	return ""
}

// TestCheckParaphrases demands that true statements in other words pass and
// that what was altered in them does not.
func TestCheckParaphrases(t *testing.T) {
	t.Parallel()
	list := paraphrases(t)
	passed := [2]int{}
	total := [2]int{}
	died, mutants := [2]int{}, [2]int{}
	byKind := map[string][2]int{}
	for _, p := range list {
		total[p.apart]++
		if why := p.check(p.text); why != "" {
			t.Logf("line %d: true, refused: %s", p.line, why)
			continue
		}
		passed[p.apart]++
	}
	for _, p := range list {
		quotes := ""
		for _, c := range p.citations {
			quotes += c.Quote
		}
		for _, m := range mutantsOf(p.text, quotes) {
			k := byKind[m.kind]
			k[1]++
			mutants[p.apart]++
			if p.check(m.text) != "" {
				died[p.apart]++
				k[0]++
			} else {
				t.Logf("line %d: %s survives: %s", p.line, m.kind, m.text)
			}
			byKind[m.kind] = k
		}
	}
	for kind, n := range byKind {
		t.Logf("%-12s %d of %d refused", kind, n[0], n[1])
	}
	t.Logf("true statements passed: %d of %d, and %d of %d (kept apart)", passed[0], total[0], passed[1], total[1])
	t.Logf("altered statements refused: %d of %d, and %d of %d (kept apart)", died[0], mutants[0], died[1], mutants[1])
	if n, ok := total[0]+total[1], passed[0]+passed[1]; n < 100 || float64(ok) < 0.95*float64(n) {
		t.Errorf("%d of %d true statements pass, want at least 95 %% of at least 100", ok, n)
	}
	if n, dead := mutants[0]+mutants[1], died[0]+died[1]; n < 500 || float64(dead) < 0.99*float64(n) {
		t.Errorf("%d of %d altered statements are refused, want at least 99 %% of at least 500", dead, n)
	}
}
