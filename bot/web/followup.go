package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

const (
	maxFollowUps    = 3
	maxFollowProbes = 6               // questions tried for them
	followBudget    = 4 * time.Second // the reader is reading the answer meanwhile
	followMemory    = 1000            // answers whose questions are remembered
	maxHeadingRunes = 24
)

// followUps remembers the questions found for answers.
type followUps struct {
	finding sync.Mutex

	mu   sync.Mutex
	byID map[string][]string
}

func (f *followUps) of(id string) ([]string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, ok := f.byID[id]
	return list, ok
}

func (f *followUps) put(id string, list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byID == nil || len(f.byID) >= followMemory {
		f.byID = map[string][]string{} // they can be found again
	}
	f.byID[id] = list
}

type followUpsResponse struct {
	Questions []string `json:"questions"` // each has an answer that cites the same document
}

// followUpsAPI gives questions to ask after an answer: on the neighbouring
// headings of the documents it cites. Each has been asked, and is given only
// where the answer cites that heading. While the machine is busy there are none.
func (s *site) followUpsAPI(w http.ResponseWriter, r *http.Request) {
	a, ok := s.stored(w, r)
	if !ok || !s.allowed(w, r) {
		return
	}
	list, known := s.nexts.of(a.ID)
	// One search at a time, and none while questions wait: what is asked goes
	// before what could be asked.
	if !known && s.Prober != nil && s.places.idle() && s.nexts.finding.TryLock() {
		defer s.nexts.finding.Unlock()
		ctx, cancel := context.WithTimeout(r.Context(), followBudget)
		defer cancel()
		list = s.findFollowUps(ctx, a)
		if ctx.Err() == nil {
			s.nexts.put(a.ID, list)
		}
	}
	writeJSON(w, http.StatusOK, followUpsResponse{append([]string{}, list...)})
}

func (s *site) findFollowUps(ctx context.Context, a *bot.Answer) (list []string) {
	probes := 0
	for _, id := range citedDocuments(a, 2) {
		d, err := s.Library.Document(ctx, id)
		if err != nil {
			continue // it is gone since
		}
		for _, h := range neighbours(d, a) {
			if len(list) == maxFollowUps || probes == maxFollowProbes || ctx.Err() != nil {
				return list
			}
			probes++
			q := fmt.Sprintf("《%s》关于“%s”是怎么规定的？", d.Title, h.words)
			found, err := s.Prober.Answer(ctx, bot.Question{Text: q, AsOf: a.AsOf})
			if err == nil && found.Status == bot.StatusAnswered && citesAny(found, h.passages) {
				list = append(list, q)
			}
		}
	}
	return list
}

// citedDocuments lists the documents that an answer cites, n at most, in order.
func citedDocuments(a *bot.Answer, n int) (ids []string) {
	for _, c := range a.Citations {
		if len(ids) < n && !slices.Contains(ids, c.DocumentID) {
			ids = append(ids, c.DocumentID)
		}
	}
	return ids
}

func citesAny(a *bot.Answer, passages []string) bool {
	return slices.ContainsFunc(a.Citations, func(c bot.Citation) bool { return slices.Contains(passages, c.PassageID) })
}

// heading is one of a document, with the passages below it.
type heading struct {
	words    string
	passages []string
	first    int // ordinal of the first passage
}

// headingNumber is what a heading begins with: 第三章, 二、, （一）, 3.
var headingNumber = regexp.MustCompile(`^(?:第[一二三四五六七八九十百零0-9]+[编章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.、．])\s*`)

// formal are headings under which no reader looks for an answer.
var formal = []string{"总则", "附则", "施行", "未收录", "附件", "目录", "正文", "摘要", "前言"}

// neighbours lists the headings of a document that the answer does not cite, the
// one after the first cited passage first.
func neighbours(d *corpus.Document, a *bot.Answer) []heading {
	var all []heading
	cited, at := map[string]bool{}, 0
	for _, p := range d.Passages {
		if len(p.Path) == 0 {
			continue
		}
		words := strings.TrimSpace(headingNumber.ReplaceAllString(p.Path[len(p.Path)-1], ""))
		if citesAny(a, []string{p.ID}) {
			if len(cited) == 0 {
				at = p.Ordinal
			}
			cited[words] = true
		}
		n := utf8.RuneCountInString(words)
		if n < 2 || n > maxHeadingRunes || slices.Contains(formal, words) || strings.Contains(d.Title, words) {
			continue
		}
		if i := slices.IndexFunc(all, func(h heading) bool { return h.words == words }); i >= 0 {
			all[i].passages = append(all[i].passages, p.ID)
		} else {
			all = append(all, heading{words, []string{p.ID}, p.Ordinal})
		}
	}
	all = slices.DeleteFunc(all, func(h heading) bool { return cited[h.words] })
	slices.SortStableFunc(all, func(x, y heading) int { return far(x.first, at) - far(y.first, at) })
	return all
}

// far is the distance of a passage from the cited one; what stands before it
// counts twice.
func far(ordinal, at int) int {
	if ordinal < at {
		return 2 * (at - ordinal)
	}
	return ordinal - at
}
