package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// places gives what a search finds of one rule in several places: name, level
// and figure of each.
func places(t *testing.T, regions []string, rules ...[3]string) *retrieval.Results {
	t.Helper()
	out := &retrieval.Results{Understood: retrieval.Understood{Regions: regions}}
	for _, r := range rules {
		found := side(t, r[0], "（虚构）"+r[0]+"灯塔规定", strings.Replace(lampRule, "%s", r[2], 1), corpus.Level(r[1]), "2024-02-01", corpus.StatusInForce)
		out.Results = append(out.Results, found.Results...)
	}
	return out
}

// Where a national and local rules on one matter differ, all are shown, each
// under its place and day; which places have others is said.
func TestBesideShowsOtherLevels(t *testing.T) {
	t.Parallel()
	ask := "首次认定的灯塔企业奖励多少钱"
	five := [][3]string{{"全国", "国家", "9"}, {"云州", "省", "12"}, {"雾州", "省", "13"}, {"雨州", "省", "14"}, {"雪州", "省", "15"}}
	for _, tt := range []struct {
		name    string
		regions []string
		rules   [][3]string
		want    []string // headings in order
		more    string
	}{
		{"national and local", nil, [][3]string{{"全国", "国家", "9"}, {"云州", "省", "12"}}, []string{"全国", "云州"}, ""},
		{"the local one found first", nil, [][3]string{{"云州", "省", "12"}, {"全国", "国家", "9"}}, []string{"全国", "云州"}, ""},
		{"a place named", []string{"云州"}, [][3]string{{"云州", "省", "12"}, {"全国", "国家", "9"}}, []string{"云州", "全国"}, ""},
		{"many places", nil, five, []string{"全国", "云州", "雾州", "雨州"}, "另有规定"},
		{"the same figure", nil, [][3]string{{"全国", "国家", "9"}, {"云州", "省", "9"}}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := composeAll(t, []bot.Part{{Text: ask, Want: bot.WantMoney, Found: places(t, tt.regions, tt.rules...)}})
			var got []string
			for _, st := range d.Statements {
				region, _, _ := strings.Cut(st.Intro, " · ")
				if region != "" && (len(got) == 0 || got[len(got)-1] != region) {
					got = append(got, region)
				}
				if len(st.Citations) == 0 {
					t.Errorf("%q has no citation", st.Text)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) && (tt.more == "" || len(got) != len(tt.want) || got[0] != tt.want[0]) {
				t.Errorf("headed by %v, want %v: %q", got, tt.want, texts(d))
			}
			notes := strings.Join(d.Notes, "\n")
			if strings.Contains(notes, "规定不同") != (len(tt.want) > 0) || !strings.Contains(notes, tt.more) {
				t.Errorf("notes %q, want them to say that the rules differ and name %q", notes, tt.more)
			}
		})
	}
}

// Beside a rule stands no report, no text that is not in force, and none where no figure is asked for.
func TestBesideLeavesOut(t *testing.T) {
	t.Parallel()
	ask := "首次认定的灯塔企业奖励多少钱"
	for _, tt := range []struct {
		name   string
		want   bot.Want
		change func(*retrieval.Result)
	}{
		{"superseded", bot.WantMoney, func(r *retrieval.Result) { r.Status = corpus.StatusSuperseded }},
		{"report", bot.WantMoney, func(r *retrieval.Result) { r.Document.Kind = corpus.KindReport }},
		{"no figure asked for", bot.WantFact, func(*retrieval.Result) {}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := places(t, nil, [3]string{"全国", "国家", "9"}, [3]string{"云州", "省", "12"})
			for i := range found.Results {
				if found.Results[i].Document.Region == "云州" {
					tt.change(&found.Results[i])
				}
			}
			d := composeAll(t, []bot.Part{{Text: ask, Want: tt.want, Found: found}})
			for _, st := range d.Statements {
				if st.Intro != "" {
					t.Errorf("%q stands under %q, want nothing beside the rule", st.Text, st.Intro)
				}
			}
		})
	}
}
