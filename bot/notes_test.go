package bot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// What holds today is not passed off as what will hold in a year to come.
func TestFutureNote(t *testing.T) {
	t.Parallel()
	const today = corpus.Date("2026-11-28")
	for _, tt := range []struct{ question, statement, want string }{
		{"2027年灯塔证什么时候申报", "每年五月底前申报灯塔证。", "2027 年"},
		{"2030年要建多少座灯塔", "到2030年，建成灯塔一百座。", ""},
		{"2026年灯塔证什么时候申报", "每年五月底前申报灯塔证。", ""},
		{"灯塔证什么时候申报", "每年五月底前申报灯塔证。", ""},
	} {
		got := futureNote(tt.question, today, []Drafted{{Statement: Statement{Text: tt.statement}}}, "zh")
		if !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("futureNote(%q) = %q, want %q in it", tt.question, got, tt.want)
		}
	}
}

// A text of unknown validity is said to be one, as an expired text is.
func TestValidityNotes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status corpus.Status
		want   string // part of the only note; "" for none
	}{
		{corpus.StatusUnknown, "《（虚构）灯塔办法》是否仍然有效没有核实"},
		{corpus.StatusExpired, "《（虚构）灯塔办法》已过有效期"},
		{corpus.StatusInForce, ""},
	} {
		c := Citation{Title: "（虚构）灯塔办法", Status: tt.status}
		notes := validityNotes([]Citation{c, c}, "zh")
		if got := strings.Join(notes, "\n"); len(notes) > 1 || !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("%s: validityNotes = %q, want one with %q", tt.status, notes, tt.want)
		}
	}
}

// The rule of a district is not passed off as the city's, nor a province's as its city's.
func TestPlacesNote(t *testing.T) {
	t.Parallel()
	regions := []string{"广东广州", "广东广州天河区"}
	for _, tt := range []struct{ question, region, want string }{
		{"广州的灯塔补贴多少", "广东广州天河区", "是广东广州天河区的规定"},
		{"广州天河的灯塔补贴多少", "广东广州天河区", ""},
		{"广州的灯塔补贴多少", "广东广州", ""},
		{"广州有多少座灯塔", "广东", "不是专门关于广东广州的"},
		{"广州的灯塔补贴多少", national, ""},
	} {
		got := placesNote(tt.question, plan{regions: regions}, []Citation{{Title: "（虚构）灯塔办法", Region: tt.region}}, "zh")
		if !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("placesNote(%q) of %s = %q, want %q in it", tt.question, tt.region, got, tt.want)
		}
	}
}

// A text that holds from the day on which it was made known is no answer without that day.
func TestPublishedNote(t *testing.T) {
	t.Parallel()
	cat := newCatalogue("v", []corpus.Document{{ID: "a", Title: "（虚构）灯塔办法", Adopted: "2008-07-17"}, {ID: "b", Title: "（虚构）港湾办法"}})
	for _, tt := range []struct {
		id, text string
		asked    Want
		want     string
	}{
		{"a", "本办法自发布之日起施行。", WantTime, "2008-07-17"},
		{"a", "本办法自发布之日起施行。", WantCount, ""},
		{"a", "本办法自2009年1月1日起施行。", WantTime, ""},
		{"b", "本办法自发布之日起施行。", WantTime, ""}, // nothing is recorded
	} {
		got := publishedNote(plan{parts: []Part{{Want: tt.asked}}}, []Drafted{{Statement: Statement{Text: tt.text, Citations: []int{1}}}}, []Citation{{DocumentID: tt.id}}, cat, "zh")
		if !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("publishedNote(%s, %q) = %q, want %q in it", tt.id, tt.text, got, tt.want)
		}
	}
}
