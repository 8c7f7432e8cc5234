package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// explainedResponse is the JSON form of `search --json --explain`: the response
// of `search --json` with the explanation beside it.
type explainedResponse struct {
	bot.SearchResponse
	Explain explanation `json:"explain"`
}

// explanation says how a query was understood and what ranked its results.
type explanation struct {
	Text     string   `json:"text"`            // searched by meaning
	Words    string   `json:"words"`           // searched lexically
	Added    string   `json:"added,omitempty"` // searched lexically at half the weight
	Expanded []string `json:"expanded"`        // word as said = as texts write it
	Refs     []string `json:"refs"`            // documents and articles named
	Filter   struct {
		Regions     []string `json:"regions"` // empty: all
		AsOf        string   `json:"as_of"`
		AllVersions bool     `json:"all_versions"`
		Documents   []string `json:"documents"` // empty: all
		Exclude     []string `json:"exclude"`
		Kinds       []string `json:"kinds"` // empty: all
	} `json:"filter"`
	Regions       []string          `json:"regions"` // named in the words
	UnknownRegion string            `json:"unknown_region,omitempty"`
	UnknownTitles []string          `json:"unknown_titles"`
	Years         []int             `json:"years"`
	Past          bool              `json:"past"`
	English       bool              `json:"english"`
	Degraded      string            `json:"degraded,omitempty"`
	Results       []explainedResult `json:"results"`
}

// explainedResult says what ranked one passage. An arm that did not list it is
// absent.
type explainedResult struct {
	Rank      int                `json:"rank"`
	PassageID string             `json:"passage_id"`
	Lexical   *armResult         `json:"lexical,omitempty"`
	Vector    *armResult         `json:"vector,omitempty"`
	Exact     bool               `json:"exact"`
	Fusion    float64            `json:"fusion"`
	Features  map[string]float64 `json:"features"` // value times weight; they add up to the score
	// Repeats is the better ranked passage of another place that says nearly the
	// same, where this one was moved behind the first ten for it.
	Repeats string `json:"repeats,omitempty"`
}

// armResult is a passage's place in an arm's list, 0 where it stands only in
// the list inside a document that the words name, and the arm's own score.
type armResult struct {
	Rank  int     `json:"rank"`
	Score float64 `json:"score"`
}

func newExplanation(r *retrieval.Results) explanation {
	u := &r.Understood
	e := explanation{
		Text: u.Text, Words: u.Words, Added: u.Added, Expanded: list(u.Expanded), Refs: []string{},
		Regions: list(u.Regions), UnknownRegion: u.UnknownRegion, UnknownTitles: list(u.UnknownTitles),
		Years: list(u.Years), Past: u.Past, English: u.English, Degraded: r.Degraded, Results: []explainedResult{},
	}
	e.Filter.Regions, e.Filter.AsOf, e.Filter.AllVersions = list(u.Filter.Regions), string(u.Filter.AsOf), u.Filter.AllVersions
	e.Filter.Documents, e.Filter.Exclude, e.Filter.Kinds = list(u.Filter.Documents), list(u.Filter.Exclude), []string{}
	for _, k := range u.Filter.Kinds {
		e.Filter.Kinds = append(e.Filter.Kinds, string(k))
	}
	for _, ref := range u.Refs {
		name := ref.DocNumber
		if ref.Title != "" {
			name = "《" + ref.Title + "》"
		}
		e.Refs = append(e.Refs, name+ref.Label)
	}
	for i := range r.Results {
		e.Results = append(e.Results, explainResult(&r.Results[i]))
	}
	return e
}

func explainResult(f *retrieval.Result) explainedResult {
	out := explainedResult{Rank: f.Rank, PassageID: f.Passage.ID, Exact: f.Exact, Fusion: f.Fusion, Features: f.Features, Repeats: f.Repeats}
	if out.Features == nil {
		out.Features = map[string]float64{}
	}
	if !math.IsNaN(f.Lexical) {
		out.Lexical = &armResult{f.Ranks.Lexical, f.Lexical}
	}
	if !math.IsNaN(f.Vector) {
		out.Vector = &armResult{f.Ranks.Vector, f.Vector}
	}
	return out
}

// list gives an empty list for none: JSON has [] then, not null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// printUnderstood writes what was made of the query, one line a fact that holds.
func printUnderstood(w io.Writer, e explanation) {
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-18s %s\n", name, value)
		}
	}
	line("by meaning", e.Text)
	line("by words", e.Words)
	line("words added", e.Added)
	line("written as", strings.Join(e.Expanded, "  "))
	line("named", strings.Join(e.Refs, "  "))
	line("not held", strings.Join(e.UnknownTitles, "  "))
	line("places", strings.Join(e.Regions, "  "))
	line("place without text", e.UnknownRegion)
	if len(e.Years) > 0 {
		line("years", fmt.Sprint(e.Years))
	}
	filter := "as of " + e.Filter.AsOf
	if e.Filter.AllVersions {
		filter = "all versions"
	}
	if len(e.Filter.Regions) > 0 {
		filter += ", national or of " + strings.Join(e.Filter.Regions, ", ")
	}
	line("filter", filter)
	line("left out", e.Degraded)
	fmt.Fprintln(w)
}

// printReasons writes what ranked one passage, the greatest reason first.
func printReasons(w io.Writer, r explainedResult) {
	arm := func(name string, a *armResult) string {
		switch {
		case a == nil:
			return name + " -"
		case a.Rank == 0:
			return fmt.Sprintf("%s %.3f in the document named", name, a.Score)
		}
		return fmt.Sprintf("%s %.3f rank %d", name, a.Score, a.Rank)
	}
	fmt.Fprintf(w, "    %s; %s; fusion %.3f", arm("words", r.Lexical), arm("meaning", r.Vector), r.Fusion)
	if r.Exact {
		fmt.Fprint(w, "; named exactly")
	}
	if r.Repeats != "" {
		fmt.Fprintf(w, "; behind the first ten: says nearly what %s does", r.Repeats)
	}
	names := slices.SortedFunc(maps.Keys(r.Features), func(a, b string) int {
		return cmp.Or(cmp.Compare(math.Abs(r.Features[b]), math.Abs(r.Features[a])), strings.Compare(a, b))
	})
	for i, name := range names {
		sep := " "
		if i == 0 {
			sep = "\n    "
		}
		fmt.Fprintf(w, "%s%s %+.3f", sep, name, r.Features[name])
	}
	fmt.Fprintln(w)
}
