package retrieval

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// pairs cuts a text into its characters and pairs of characters.
type pairs struct{}

func (pairs) Terms(text string) (out []string) {
	runes := []rune(text)
	for i := range runes {
		out = append(out, string(runes[i:i+1]))
		if i+1 < len(runes) {
			out = append(out, string(runes[i:i+2]))
		}
	}
	return out
}

// candidate is an invented one: no such rule exists.
func candidate(id string, d corpus.Document, norm string) *fused {
	d.ID = id
	return &fused{id: id + ".0001", lexical: 5, vector: 0.5, doc: &d, seen: Inspected{PassageID: id + ".0001", Norm: norm, Cosines: []float64{0.5}}}
}

func order(list []*fused) (ids []string) {
	for _, f := range list {
		ids = append(ids, f.doc.ID)
	}
	return ids
}

func ask(text string, change ...func(*Understood)) *Understood {
	u := &Understood{Text: text, Words: text}
	u.Terms = append(pairs{}.Terms(text), pairs{}.Terms(text)...)
	for _, c := range change {
		c(u)
	}
	return u
}

const today = corpus.Date("2026-11-23")

func TestRerankJurisdiction(t *testing.T) {
	t.Parallel()
	text := "企业研究开发费用占销售收入的比例不低于百分之三"
	list := func() []*fused {
		return []*fused{
			candidate("old", corpus.Document{Title: "（虚构）甲市条例", Kind: corpus.KindRegulation, Region: "甲省甲市", Level: corpus.LevelCity, EffectiveFrom: "1997-01-01"}, text),
			candidate("new", corpus.Document{Title: "（虚构）乙市条例", Kind: corpus.KindRegulation, Region: "乙省乙市", Level: corpus.LevelCity, EffectiveFrom: "2024-01-01"}, text),
			candidate("state", corpus.Document{Title: "（虚构）全国办法", Kind: corpus.KindRegulation, Region: corpus.Nationwide, Level: corpus.LevelMinistry, EffectiveFrom: "2016-01-01"}, text),
		}
	}
	got := list()
	rerank(got, ask("研究开发费用要占几个点"), today, nil, lists{}, nil, pairs{})
	if diff := cmp.Diff([]string{"state", "new", "old"}, order(got)); diff != "" {
		t.Errorf("no place named (-want +got):\n%s", diff)
	}
	got = list()
	rerank(got, ask("甲市研究开发费用要占几个点", func(u *Understood) { u.Regions = []string{"甲省甲市"} }), today, nil, lists{}, nil, pairs{})
	if got[0].doc.ID != "old" {
		t.Errorf("a place named: first is %s, want its own rule", got[0].doc.ID)
	}
}

func TestRerankVersions(t *testing.T) {
	t.Parallel()
	old := corpus.Document{Title: "（虚构）指引", Kind: corpus.KindRegulation, Region: corpus.Nationwide, EffectiveFrom: "2008-07-01", EffectiveTo: "2015-12-31", EndReason: corpus.StatusSuperseded}
	current := corpus.Document{Title: "（虚构）指引", Kind: corpus.KindRegulation, Region: corpus.Nationwide, EffectiveFrom: "2016-01-01"}
	for _, tt := range []struct {
		name string
		u    *Understood
		want string
	}{
		{"today", ask("复审提前几个月"), "current"},
		{"a year of the old one", ask("复审提前几个月", func(u *Understood) { u.Years = []int{2008}; u.Past = true }), "old"},
	} {
		got := []*fused{candidate("current", current, "复审应当提前三个月"), candidate("old", old, "复审应当提前三个月")}
		rerank(got, tt.u, today, nil, lists{}, nil, pairs{})
		if got[0].doc.ID != tt.want {
			t.Errorf("%s: first is %s, want %s", tt.name, got[0].doc.ID, tt.want)
		}
	}
}

func TestRerankTiesAndExplains(t *testing.T) {
	t.Parallel()
	d := corpus.Document{Title: "（虚构）办法", Kind: corpus.KindRegulation, Region: corpus.Nationwide}
	list := []*fused{candidate("b", d, "企业应当申报"), candidate("a", d, "企业应当申报")}
	rerank(list, ask("企业申报"), today, map[string]bool{}, lists{}, nil, pairs{})
	if diff := cmp.Diff([]string{"a", "b"}, order(list)); diff != "" {
		t.Errorf("equal scores (-want +got):\n%s", diff)
	}
	for _, f := range list {
		sum := 0.0
		for name, v := range f.features {
			if !slices.Contains(FeatureNames(), name) {
				t.Errorf("feature %q is not among the names", name)
			}
			sum += v
		}
		if math.Abs(sum-f.score) > 1e-9 {
			t.Errorf("the parts of the score sum to %v, want %v", sum, f.score)
		}
	}
}

func TestWeightsNameFeatures(t *testing.T) {
	t.Parallel()
	for _, name := range FeatureNames() {
		if !strings.Contains(string(weightsJSON), `"`+name+`"`) {
			t.Errorf("weights.json has no weight for %s", name)
		}
	}
	if _, err := readWeights([]byte("{")); err == nil {
		t.Error("readWeights of broken JSON gives no error")
	}
}

func TestSharedRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, text string
		want           float64
	}{
		{"研发费用占比", "企业研发费用的比例", 4.0 / 6},
		{"abc", "xaxbxc", 0}, // one character is no run
		{"", "x", 0},
	} {
		if got := sharedRun([]rune(tt.question), []rune(tt.text)); got != tt.want {
			t.Errorf("sharedRun(%q, %q) = %v, want %v", tt.question, tt.text, got, tt.want)
		}
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	list := func() (out []*fused) {
		for i, region := range []string{"吉林", "吉林", "吉林长春", "全国", "辽宁", "黑龙江", "吉林"} {
			out = append(out, candidate(string(rune('a'+i)), corpus.Document{Region: region}, "x"))
		}
		return out
	}
	for _, tt := range []struct {
		name string
		u    *Understood
		want string
	}{
		{"three places", ask("东北三省", func(u *Understood) { u.Regions = []string{"吉林", "吉林长春", "辽宁", "黑龙江"} }), "aefbcgd"},
		{"with the state's", ask("吉林跟国家规定比", func(u *Understood) { u.Regions = []string{"吉林", "吉林长春"} }), "adbcgef"},
		{"one place", ask("吉林", func(u *Understood) { u.Regions = []string{"吉林", "吉林长春"} }), "abcdefg"},
		{"none", ask("企业"), "abcdefg"},
	} {
		got := list()
		spread(got, tt.u)
		if ids := strings.Join(order(got), ""); ids != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, ids, tt.want)
		}
	}
}
