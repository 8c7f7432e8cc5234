package extract

import (
	"slices"
	"strings"
	"testing"
)

// runePairs is a segmenter for tests: every pair of neighbouring characters.
type runePairs struct{}

func (runePairs) Terms(text string) []string {
	var out []string
	for field := range strings.FieldsSeq(text) {
		all := []rune(field)
		for i := range all[1:] {
			out = append(out, string(all[i:i+2]))
		}
	}
	return slices.Compact(out)
}

func TestSayings(t *testing.T) {
	t.Parallel()
	c, err := New(Config{Segmenter: runePairs{}})
	if err != nil {
		t.Fatal(err)
	}
	a := ask{sayings: c.sayingsOf("网上报了材料没人理，过几天算通过？")}
	for text, want := range map[string]bool{
		"五个工作日内未作审查的，第六个工作日为受理时间": true,
		"材料齐全的，应当受理":              false,
	} {
		set := map[string]bool{}
		a.hear(set, text)
		if set["没人"] != want {
			t.Errorf("hear(%q) holds 没人 = %v, want %v", text, set["没人"], want)
		}
	}
}

func TestThings(t *testing.T) {
	t.Parallel()
	a := ask{things: thingsIn("企业所得税的契税二手房怎么算")}
	if len(a.things) != 3 {
		t.Fatalf("thingsIn gives %v, want 企业所得税, 契税, 二手房 and no 所得税 beside", a.things)
	}
	for text, want := range map[string]float64{"个人转让二手房": 1.0 / 3, "契税的税率，二手房的出让人缴纳所得税": 1, "税率": 0} {
		if got := a.thingsHeld(text); got != want {
			t.Errorf("thingsHeld(%q) = %v, want %v", text, got, want)
		}
	}
	if got := (&ask{}).thingsHeld("税率"); got != 1 {
		t.Errorf("thingsHeld where nothing is asked of = %v, want 1", got)
	}
}
