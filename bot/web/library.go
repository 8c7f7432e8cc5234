package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// maxFilterRunes bounds the words that choose documents, in characters.
const maxFilterRunes = 100

// documentFilter chooses among the stored documents; empty fields keep all.
type documentFilter struct {
	Q      string // words that title, 文号, issuer or region hold
	Region string // this region and the places in it
	Level  corpus.Level
	Kind   corpus.Kind
	Status corpus.Status // on Day
	AsOf   corpus.Date   // as given; empty: today
	Day    corpus.Date
}

// documentStatuses are those that a document can have on a day, for choosing.
var documentStatuses = []corpus.Status{
	corpus.StatusInForce, corpus.StatusNotYet, corpus.StatusSuperseded, corpus.StatusRepealed,
	corpus.StatusExpired, corpus.StatusNotApplicable, corpus.StatusUnknown,
}

var (
	documentLevels = []corpus.Level{corpus.LevelNational, corpus.LevelMinistry, corpus.LevelProvince, corpus.LevelCity}
	documentKinds  = []corpus.Kind{corpus.KindRegulation, corpus.KindNotice, corpus.KindReport, corpus.KindDigest}
)

// filterOf reads a filter from the address.
func (s *site) filterOf(r *http.Request) (documentFilter, *refusal) {
	v := r.URL.Query()
	f := documentFilter{
		Q: strings.TrimSpace(v.Get("q")), Region: strings.TrimSpace(v.Get("region")), Level: corpus.Level(v.Get("level")),
		Kind: corpus.Kind(v.Get("kind")), Status: corpus.Status(v.Get("status")), Day: corpus.DateOf(s.Now()),
	}
	if n := utf8.RuneCountInString(f.Q); n > maxFilterRunes {
		return f, bad("filter_too_long", "error.long_question", maxFilterRunes, n)
	}
	if f.Level != "" && !slices.Contains(documentLevels, f.Level) {
		return f, bad("bad_level", "error.choice", "level", joined(documentLevels))
	}
	if f.Kind != "" && !slices.Contains(documentKinds, f.Kind) {
		return f, bad("bad_kind", "error.choice", "kind", joined(documentKinds))
	}
	if f.Status != "" && !slices.Contains(documentStatuses, f.Status) {
		return f, bad("bad_status", "error.choice", "status", joined(documentStatuses))
	}
	if d := v.Get("as_of"); d != "" {
		day, err := corpus.ParseDate(d)
		if err != nil {
			return f, bad("bad_date", "error.date")
		}
		f.AsOf, f.Day = day, day
	}
	return f, nil
}

func joined[S ~string](list []S) string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

// keeps reports whether the filter keeps d.
func (f documentFilter) keeps(d *corpus.Document) bool {
	return holdsAll(d, strings.Fields(strings.ToLower(f.Q))) &&
		(f.Region == "" || strings.HasPrefix(d.Region, f.Region)) &&
		(f.Level == "" || d.Level == f.Level) &&
		(f.Kind == "" || d.Kind == f.Kind) &&
		(f.Status == "" || d.StatusOn(f.Day) == f.Status)
}

func holdsAll(d *corpus.Document, words []string) bool {
	text := strings.ToLower(d.Title + "\n" + d.DocNumber + "\n" + d.Issuer + "\n" + d.Region)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// Narrow reports whether anything is chosen.
func (f documentFilter) Narrow() bool {
	return f.Q != "" || f.Region != "" || f.Level != "" || f.Kind != "" || f.Status != "" || f.AsOf != ""
}

// Without gives the address of the list without one choice.
func (f documentFilter) Without(name string) string {
	v := url.Values{}
	for key, value := range map[string]string{"q": f.Q, "region": f.Region, "level": string(f.Level), "kind": string(f.Kind), "status": string(f.Status), "as_of": string(f.AsOf)} {
		if value != "" && key != name {
			v.Set(key, value)
		}
	}
	if len(v) == 0 {
		return "/documents"
	}
	return "/documents?" + v.Encode()
}

// regionsOf lists the regions of documents, sorted.
func regionsOf(docs []corpus.Document) []string {
	var out []string
	for _, d := range docs {
		if d.Region != "" {
			out = append(out, d.Region)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// related is another document with what connects the two.
type related struct {
	ID    string `json:"document_id"` // empty: not held
	Title string `json:"title"`
	How   string `json:"relation"` // a relation of the corpus, its reverse with "by_" before it, digest_of, by_digest_of
}

// lineage gives the versions of a document held, the oldest first, itself among
// them; nil where there is no other.
func lineage(d *corpus.Document, all []corpus.Document) []corpus.Document {
	byID := map[string]*corpus.Document{}
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	seen := map[string]bool{d.ID: true}
	for grown := true; grown; { // each round adds what replaces, or is replaced by, one of them
		grown = false
		for id, x := range byID {
			if x.ReplacedBy == "" || byID[x.ReplacedBy] == nil || seen[id] == seen[x.ReplacedBy] {
				continue
			}
			seen[id], seen[x.ReplacedBy], grown = true, true, true
		}
	}
	if len(seen) == 1 {
		return nil
	}
	var out []corpus.Document
	for id := range seen {
		if byID[id] != nil {
			out = append(out, *byID[id])
		}
	}
	slices.SortFunc(out, func(a, b corpus.Document) int {
		return cmp.Or(cmp.Compare(firstDay(a), firstDay(b)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func firstDay(d corpus.Document) corpus.Date { return cmp.Or(d.EffectiveFrom, d.Adopted, d.Published) }

// relations gives what d says of other texts and what they say of it, each text
// and relation once, those held first.
func relations(d *corpus.Document, all []corpus.Document) []related {
	var out []related
	add := func(r related) {
		if r.ID != d.ID && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	titles := map[string]string{} // of documents held
	byTitle := map[string]string{}
	for _, x := range all {
		titles[x.ID], byTitle[x.Title] = x.Title, x.ID
	}
	for _, r := range d.Relations {
		add(related{r.Target, cmp.Or(titles[r.Target], r.Title), string(r.Kind)})
	}
	for _, t := range d.DigestOf {
		add(related{byTitle[t], t, "digest_of"})
	}
	for _, x := range all {
		for _, r := range x.Relations {
			if r.Target == d.ID {
				add(related{x.ID, x.Title, "by_" + string(r.Kind)})
			}
		}
		if slices.Contains(x.DigestOf, d.Title) {
			add(related{x.ID, x.Title, "by_digest_of"})
		}
	}
	slices.SortStableFunc(out, func(a, b related) int {
		held := func(r related) int { return map[bool]int{true: 1}[r.ID == ""] }
		return cmp.Compare(held(a), held(b))
	})
	return out
}
