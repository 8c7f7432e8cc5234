package bot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// The first day in force is called what it is: that of an amending decision is
// not given as the day from which the text applies.
func TestInForceSince(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from   corpus.Date
		status corpus.Status
		basis  corpus.Basis
		lang   string
		want   string
	}{
		{"2020-01-01", corpus.StatusInForce, corpus.BasisStated, "zh", "2020-01-01 起施行"},
		{"2020-01-01", corpus.StatusInForce, "", "en", "in effect from 2020-01-01"},
		{"2020-01-01", corpus.StatusInForce, corpus.BasisDecision, "zh", "2020-01-01 修改决定"},
		{"2020-01-01", corpus.StatusSuperseded, corpus.BasisDecision, "en", "amended by the decision of 2020-01-01"},
		{"2020-01-01", corpus.StatusNotApplicable, "", "zh", ""},
		{"", corpus.StatusInForce, corpus.BasisDecision, "zh", ""},
	} {
		if got := InForceSince(tt.from, tt.status, tt.basis, tt.lang); got != tt.want {
			t.Errorf("InForceSince(%s, %s, %s, %s) = %q, want %q", tt.from, tt.status, tt.basis, tt.lang, got, tt.want)
		}
	}
	amended := Citation{Title: "（虚构）灯塔法", EffectiveFrom: "2018-12-29", EffectiveBasis: corpus.BasisDecision, Status: corpus.StatusInForce}
	stated := Citation{Title: "（虚构）灯光法", EffectiveFrom: "2018-12-29", EffectiveBasis: corpus.BasisStated, Status: corpus.StatusInForce}
	notes := validityNotes([]Citation{amended, stated, amended}, "zh")
	if len(notes) != 1 || !strings.Contains(notes[0], "《（虚构）灯塔法》正文只写明首次施行的日期，2018-12-29 是最近一次修改决定的日期") {
		t.Errorf("validityNotes = %q, want one note on the amended text", notes)
	}
}
