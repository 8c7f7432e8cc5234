package corpus_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// Every quote that answers a question of the development set stands inside one
// passage, nearly all of them inside one part.
func TestRealEvidence(t *testing.T) {
	t.Parallel()
	docs := readShared(t)
	raw, err := os.ReadFile("../../shared/questions/dev.jsonl")
	if err != nil {
		t.Skip("no development questions beside the module: put them at ../shared/questions")
	}
	quotes, inPart := 0, 0
	for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		var q struct {
			ID       string
			Evidence []struct{ File, Quote string }
		}
		if err := json.Unmarshal([]byte(l), &q); err != nil {
			t.Fatal(err)
		}
		for _, e := range q.Evidence {
			d, ok := docs[e.File]
			if !ok {
				t.Errorf("%s: %s was not read", q.ID, e.File)
				continue
			}
			quotes++
			passage, part := holds(d, e.Quote)
			if !passage {
				t.Errorf("%s: no passage of %s holds the quote %q", q.ID, e.File, e.Quote)
			}
			if part {
				inPart++
			}
		}
	}
	t.Logf("%d of %d quotes stand inside one part", inPart, quotes)
	if inPart < quotes*9/10 {
		t.Errorf("%d of %d quotes stand inside one part, want nine of ten", inPart, quotes)
	}
}

func holds(d *corpus.Document, quote string) (passage, part bool) {
	for _, p := range d.Passages {
		if !strings.Contains(p.Text, quote) {
			continue
		}
		passage = true
		for _, pt := range p.Parts {
			part = part || strings.Contains(d.Text[pt.Start:pt.End], quote)
		}
	}
	return passage, part
}
