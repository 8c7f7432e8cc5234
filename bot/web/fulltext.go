package web

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

const (
	maxFound      = 8
	foundFetched  = 30  // before the choices of the form that the search does not know
	maxFoundRunes = 120 // of a passage in the list
)

// foundPassage is a passage that the list of documents shows for its words.
type foundPassage struct {
	documentRow
	PassageID string
	Locator   string
	Text      string // its beginning
	Start     int    // byte offsets of the passage in its document
	End       int
}

// Citation gives the passage as the target of a link.
func (p foundPassage) Citation() bot.Citation {
	return bot.Citation{DocumentID: p.ID, PassageID: p.PassageID, Start: p.Start, End: p.End}
}

// fulltext searches the texts for the words of the form. It is an addition to
// the list: where it fails, or the address has asked too often, there is none.
func (s *site) fulltext(r *http.Request, f documentFilter) (out []foundPassage) {
	if s.Searcher == nil || f.Q == "" {
		return nil
	}
	if _, ok := s.limit.take(s.address(r), time.Now()); !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchBudget)
	defer cancel()
	q := retrieval.Query{Text: f.Q, K: foundFetched, Filter: retrieval.Filter{AsOf: f.AsOf}}
	if f.Region != "" {
		q.Filter.Regions = []string{f.Region}
	}
	if f.Kind != "" {
		q.Filter.Kinds = []corpus.Kind{f.Kind}
	}
	// Texts that are not in force on the day are looked for only where one asks for them.
	q.Filter.AllVersions = f.Status != "" && f.Status != corpus.StatusInForce
	found, err := s.Searcher.Search(ctx, q)
	if err != nil {
		if !gone(r, err) {
			s.Logger.WarnContext(ctx, "texts not searched", "err", err)
		}
		return nil
	}
	any := f
	any.Q = ""
	for _, x := range found.Results {
		if len(out) == maxFound {
			break
		}
		if x.Document == nil || !any.keeps(x.Document) {
			continue
		}
		p := x.Passage
		out = append(out, foundPassage{
			documentRow: documentRow{*x.Document, x.Document.StatusOn(f.Day)},
			PassageID:   p.ID, Locator: bot.PassageLocator(p), Text: beginning(p.Text, maxFoundRunes), Start: p.Start, End: p.Start + len(p.Text),
		})
	}
	return out
}

// beginning gives the first n characters of a text, its white space as one space
// each, and an ellipsis where there is more.
func beginning(text string, n int) string {
	text = strings.Join(strings.Fields(hardWrap.ReplaceAllString(text, "$1$2")), " ")
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n]) + "…"
}
