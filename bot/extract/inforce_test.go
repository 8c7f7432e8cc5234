package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A figure of a text that may no longer hold is not given before that of the
// national rule in force which search put first.
func TestInForceFirst(t *testing.T) {
	t.Parallel()
	result := func(id string, level corpus.Level, status corpus.Status) *retrieval.Result {
		return &retrieval.Result{Status: status, Stored: retrieval.Stored{
			Document: &corpus.Document{ID: id, Level: level, Kind: corpus.KindRegulation}, Passage: corpus.Passage{ID: id + ".0001"}}}
	}
	old, law := result("old", corpus.LevelMinistry, corpus.StatusUnknown), result("law", corpus.LevelNational, corpus.StatusInForce)
	for _, tt := range []struct {
		name  string
		first corpus.Status // of the text whose sentence is found first
		score float64       // of the law's sentence, against 2
		fits  float64
		level corpus.Level
		ask   func(*ask)
		want  int
	}{
		{"not known to be in force", corpus.StatusUnknown, 1.7, 1, corpus.LevelNational, nil, 1},
		{"expired", corpus.StatusExpired, 1.7, 1, corpus.LevelNational, nil, 1},
		{"in force itself", corpus.StatusInForce, 1.7, 1, corpus.LevelNational, nil, 0},
		{"too far below", corpus.StatusUnknown, 1.5, 1, corpus.LevelNational, nil, 0},
		{"the law has no figure", corpus.StatusUnknown, 1.7, 0, corpus.LevelNational, nil, 0},
		{"a rule of a place", corpus.StatusUnknown, 1.7, 1, corpus.LevelCity, nil, 0},
		{"a place is named", corpus.StatusUnknown, 1.7, 1, corpus.LevelNational, func(a *ask) { a.named = true }, 0},
		{"a year is named", corpus.StatusUnknown, 1.7, 1, corpus.LevelNational, func(a *ask) { a.part.Years = []int{2011} }, 0},
		{"the text is named", corpus.StatusUnknown, 1.7, 1, corpus.LevelNational, func(a *ask) {
			a.part.Found.Understood.Refs = []retrieval.Ref{{Title: "（虚构）灯塔办法"}}
		}, 0},
		{"no figure is asked for", corpus.StatusUnknown, 1.7, 1, corpus.LevelNational, func(a *ask) { a.part.Want = bot.WantProcedure }, 0},
	} {
		older, newer := *old, *law
		older.Status = tt.first
		document := *law.Document
		document.Level = tt.level
		newer.Document = &document
		a := ask{part: bot.Part{Want: bot.WantPercent, Text: "灯塔税几个点", Found: &retrieval.Results{Results: []retrieval.Result{newer, older}}}}
		if tt.ask != nil {
			tt.ask(&a)
		}
		all := []sentence{{result: &older, text: "按17%征收", fits: 1, score: 2, things: 1}, {result: &newer, text: "税率为13%", fits: tt.fits, score: tt.score, things: 1}}
		if got := inForceFirst(all, a, 0); got != tt.want {
			t.Errorf("%s: begins with %d, want %d", tt.name, got, tt.want)
		}
	}
	if got := inForceFirst(nil, ask{}, -1); got != -1 {
		t.Errorf("of nothing: %d", got)
	}
}

// The rule in force goes before what a report tells, where both are on the same matter.
func TestRuleBeforeReport(t *testing.T) {
	t.Parallel()
	report := &retrieval.Result{Status: corpus.StatusNotApplicable, Stored: retrieval.Stored{
		Document: &corpus.Document{ID: "report", Level: corpus.LevelNational, Kind: corpus.KindReport}, Passage: corpus.Passage{ID: "report.0001"}}}
	law := &retrieval.Result{Status: corpus.StatusInForce, Stored: retrieval.Stored{
		Document: &corpus.Document{ID: "law", Level: corpus.LevelNational, Kind: corpus.KindRegulation}, Passage: corpus.Passage{ID: "law.0001"}}}
	for _, tt := range []struct {
		name   string
		things float64 // of what is asked, that the law names
		years  []int
		want   int
	}{
		{"the same matter", 1, nil, 1},
		{"another matter", 0, nil, 0},
		{"a year is named", 1, []int{2021}, 0},
	} {
		a := ask{part: bot.Part{Want: bot.WantPercent, Text: "灯塔税扣几成", Years: tt.years, Found: &retrieval.Results{Results: []retrieval.Result{*report, *law}}}}
		all := []sentence{{result: report, text: "提高到100%", fits: 1, score: 2, things: 1}, {result: law, text: "扣50%", fits: 1, score: 1.8, things: tt.things}}
		if got := inForceFirst(all, a, 0); got != tt.want {
			t.Errorf("%s: begins with %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Where an article is named, the same number of another text is no answer, nor a rule
// that only holds the words of its name.
func TestNamedFirst(t *testing.T) {
	t.Parallel()
	other := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "other"}, Passage: corpus.Passage{ID: "other.0004"}}}
	named := &retrieval.Result{Exact: true, Stored: retrieval.Stored{Document: &corpus.Document{ID: "named"}, Passage: corpus.Passage{ID: "named.0003"}}}
	for _, tt := range []struct {
		name, question string
		ref            retrieval.Ref
		want           int
	}{
		{"an article", "灯塔法第三条税率是多少", retrieval.Ref{Title: "灯塔法", Label: "第三条"}, 1},
		{"no article", "灯塔法税率是多少", retrieval.Ref{Title: "灯塔法"}, 0},
		{"a breach of it", "违反灯塔法第三条罚几成", retrieval.Ref{Title: "灯塔法", Label: "第三条"}, 0},
	} {
		a := ask{part: bot.Part{Want: bot.WantPercent, Text: tt.question, Found: &retrieval.Results{Understood: retrieval.Understood{Refs: []retrieval.Ref{tt.ref}}}}}
		all := []sentence{{result: other, text: "税率为20%", fits: 1, score: 2}, {result: named, text: "税率为5%", fits: 1, score: 1}}
		if got := namedFirst(all, a, 0); got != tt.want {
			t.Errorf("%s: begins with %d, want %d", tt.name, got, tt.want)
		}
	}
}
