package corpus_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// realCorpus holds the real texts; it is no part of the module and may be absent.
const realCorpus = "../../shared/corpus"

// readShared reads all of the real corpus; tests that need it skip without it.
func readShared(t testing.TB) map[string]*corpus.Document {
	t.Helper()
	if _, err := os.Stat(realCorpus); err != nil {
		t.Skip("no real corpus beside the module: put it at ../shared/corpus")
	}
	sources, rejected, err := corpus.Walk(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rejected {
		t.Errorf("rejected %s: %s", r.Source, r.Reason)
	}
	docs := make(map[string]*corpus.Document)
	for _, s := range sources {
		d, err := s.Load()
		if err != nil && !errors.Is(err, corpus.ErrNoBody) {
			t.Fatal(err)
		}
		docs[d.Source] = d
	}
	return docs
}

// checkSpans proves that passages and drops cover every non-blank character
// exactly once and that every offset reproduces its text.
func checkSpans(t testing.TB, d *corpus.Document) {
	t.Helper()
	covered := make([]byte, len(d.Text))
	cover := func(start, end int, what string) bool {
		if start < 0 || end > len(d.Text) || start >= end {
			t.Errorf("%s: %s span [%d, %d) is none of a text of %d bytes", d.Source, what, start, end, len(d.Text))
			return false
		}
		if !utf8.RuneStart(d.Text[start]) || end < len(d.Text) && !utf8.RuneStart(d.Text[end]) {
			t.Errorf("%s: %s span [%d, %d) cuts a character", d.Source, what, start, end)
		}
		for i := start; i < end; i++ {
			covered[i]++
		}
		return true
	}
	last := 0
	for _, p := range d.Passages {
		if !cover(p.Start, p.End, p.ID) {
			continue
		}
		if p.Text != d.Text[p.Start:p.End] || p.Kind != corpus.PassageRow && p.Norm != corpus.Normalize(p.Text) {
			t.Errorf("%s: passage %s does not hold its text", d.Source, p.ID)
		}
		for line := range strings.Lines(p.Text) { // a row names the columns of its cells
			if !strings.Contains(p.Norm, corpus.Normalize(line)) && p.Kind == corpus.PassageRow {
				t.Errorf("%s: row %s is not searched by %q", d.Source, p.ID, line)
			}
		}
		if n := utf8.RuneCountInString(p.Text); n > corpus.MaxPassageRunes {
			t.Errorf("%s: passage %s has %d characters", d.Source, p.ID, n)
		}
		if p.Start < last {
			t.Errorf("%s: passage %s begins before the end of the one before", d.Source, p.ID)
		}
		last = p.End
		checkParts(t, d, p)
	}
	for _, x := range d.Dropped {
		if x.Reason == "" {
			t.Errorf("%s: dropped [%d, %d) without a reason", d.Source, x.Start, x.End)
		}
		cover(x.Start, x.End, "dropped")
	}
	for i, r := range d.Text {
		if unicode.IsSpace(r) || corpus.Normalize(string(r)) == "" && r != '#' {
			continue
		}
		if covered[i] != 1 {
			t.Fatalf("%s: %q at %d is covered %d times: %.60q", d.Source, r, i, covered[i], d.Text[i:])
		}
	}
}

// checkParts proves that the parts of a passage hold all of it but the head of
// the article, in order, each short enough to be quoted.
func checkParts(t testing.TB, d *corpus.Document, p corpus.Passage) {
	t.Helper()
	at := p.Start
	for i, part := range p.Parts {
		if part.Start < at || part.End > p.End || part.Start >= part.End {
			t.Errorf("%s: part %d of %s stands at [%d, %d), after %d", d.Source, i, p.ID, part.Start, part.End, at)
			return
		}
		between := strings.TrimSpace(corpus.Normalize(d.Text[at:part.Start]))
		if _, _, head := corpus.ArticleNumber(between); between != "" && !(i == 0 && head) {
			t.Errorf("%s: %q of %s is in no part", d.Source, between, p.ID)
		}
		if n := utf8.RuneCountInString(d.Text[part.Start:part.End]); n > 400 {
			t.Errorf("%s: part %d of %s has %d characters", d.Source, i, p.ID, n)
		}
		if part.Lead >= i || part.Lead < -1-len(p.Context) {
			t.Errorf("%s: part %d of %s is led in by part %d", d.Source, i, p.ID, part.Lead)
		}
		for _, lead := range p.Leads(i) {
			if lead.End > part.Start || lead.Text != d.Text[lead.Start:lead.End] {
				t.Errorf("%s: part %d of %s is led in by [%d, %d) %q", d.Source, i, p.ID, lead.Start, lead.End, lead.Text)
			}
		}
		at = part.End
	}
	if at != p.End {
		t.Errorf("%s: the end of %s is in no part: %q", d.Source, p.ID, d.Text[at:p.End])
	}
}

// checkRead proves that the grammar placed every word and nothing was left to
// what keeps a document loss-free whatever it is made of.
func checkRead(t testing.TB, d *corpus.Document) {
	t.Helper()
	for _, x := range d.Dropped {
		if x.Reason == corpus.DroppedUnread {
			t.Errorf("%s: [%d, %d) was left unread: %.60q", d.Source, x.Start, x.End, d.Text[x.Start:x.End])
		}
	}
}

func TestRealLossFree(t *testing.T) {
	t.Parallel()
	for _, d := range readShared(t) {
		checkSpans(t, d)
		checkRead(t, d)
	}
}

func TestRealArticles(t *testing.T) {
	t.Parallel()
	articles, numbered, passages, parts, missing, tables := 0, 0, 0, 0, 0, 0
	for _, d := range readShared(t) {
		n := 0
		label := ""
		for _, p := range d.Passages {
			passages++
			parts += len(p.Parts)
			if p.Kind == corpus.PassageArticle && p.Label != label {
				n++
				label = p.Label
			}
		}
		if n > 0 {
			numbered++
			articles += n
		}
		for _, f := range d.Findings {
			if f == corpus.FindingTextMissing {
				missing++
				continue
			}
			if strings.HasPrefix(f, "rows 15 to 20 of the table") { // left out by who published it
				tables++
				continue
			}
			t.Errorf("%s: %s", d.Source, f)
		}
	}
	t.Logf("%d passages, %d parts", passages, parts)
	if missing != 1 || tables != 1 {
		t.Errorf("%d documents without a text, %d tables with rows left out, want 1 and 1", missing, tables)
	}
	if numbered != 92 || articles != 5130 {
		t.Errorf("%d documents with %d articles, want 92 with 5130", numbered, articles)
	}
}
