package bot

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestOnlyBefore(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"修订前的灯塔条例第四条怎么说":       true,
		"灯塔条例修订前付款期限是多少天":      true,
		"旧的灯塔条例一等奖奖多少":         true,
		"旧灯塔条例罚多少":             true,
		"灯塔条例付款期限修订前是多少，现在是多少": false,
		"灯塔条例旧版和新版有什么区别":       false,
		"修订前和修订后的付款期限有什么不同":    false,
		"公示期满前能撤回吗":            false,
		"老年人权益保障法什么时候施行":       false,
		"灯塔条例2024年修改前捐赠怎么扣":    true,
		"改制前的企业能申请吗":           false,
		"现在灯塔条例付款期限是多少":        false,
	} {
		if got := onlyBefore(text); got != want {
			t.Errorf("onlyBefore(%s) = %t, want %t", text, got, want)
		}
	}
}

func TestVersionWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"新灯塔法比老的松了没": true, "比旧的严吗": true, "灯塔法改之前怎么说": true, "老的灯塔能补贴吗": false, "给老的企业补多少": false,
	} {
		if got := versionWords.MatchString(text); got != want {
			t.Errorf("versionWords in %s = %v, want %v", text, got, want)
		}
	}
}

func TestWithoutFacts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{
		"2020年成立的公司适用灯塔法第四条吗": {},
		"2019年3月签的合同按哪个规定":    {},
		"2020年灯塔法第四条怎么说":      {2020},
		"2020年的时候要几年缴足":       {2020},
		"2018年版和2020年成立的公司":   {2018},
	} {
		if got := withoutFacts(retrieval.Years(text), text); !slices.Equal(got, want) {
			t.Errorf("withoutFacts(%s) = %v, want %v", text, got, want)
		}
	}
}

// versionsHeld is a lineage of three versions and a text alone.
func versionsHeld() *catalogue {
	return newCatalogue("v", []corpus.Document{
		{ID: "new", Title: "灯塔条例", Kind: corpus.KindRegulation, Adopted: "2024-03-01", EffectiveFrom: "2024-06-01"},
		{ID: "mid", Title: "灯塔条例", Kind: corpus.KindRegulation, Adopted: "2018-03-01", EffectiveFrom: "2018-06-01", ReplacedBy: "new"},
		{ID: "old", Title: "灯塔条例", Kind: corpus.KindRegulation, Adopted: "2009-03-01", EffectiveFrom: "2009-06-01", ReplacedBy: "mid"},
		{ID: "alone", Title: "港湾办法", Kind: corpus.KindRegulation, Adopted: "2020-03-01", EffectiveFrom: "2020-06-01"},
	})
}

func TestVersionsBefore(t *testing.T) {
	t.Parallel()
	cat := versionsHeld()
	for year, want := range map[int][]string{2024: {"mid", "old", "new"}, 2018: {"old", "new"}, 2009: nil} {
		if got := versionsBefore([]string{"new", "mid", "old"}, year, cat); !slices.Equal(got, want) {
			t.Errorf("versionsBefore(%d) = %v, want %v", year, got, want)
		}
	}
}

func TestHeldOn(t *testing.T) {
	t.Parallel()
	cat := versionsHeld()
	for _, c := range []struct {
		day      corpus.Date
		compares bool
		want     []string
	}{
		{"2020-01-01", false, []string{"mid", "old"}},       // the text in force then first, the later one not at all
		{"2020-01-01", true, []string{"mid", "old", "new"}}, // but last for who compares
		{"2025-01-01", false, []string{"new", "mid", "old"}},
		{"2000-01-01", false, []string{"new", "mid", "old"}}, // nothing else is held
	} {
		if got := heldOn([]string{"new", "mid", "old"}, c.day, cat, c.compares); !slices.Equal(got, c.want) {
			t.Errorf("heldOn(%s, %t) = %v, want %v", c.day, c.compares, got, c.want)
		}
	}
}

func TestNoneHeldNote(t *testing.T) {
	t.Parallel()
	cite := func(statuses ...corpus.Status) (out []Citation) {
		for _, s := range statuses {
			out = append(out, Citation{Status: s})
		}
		return out
	}
	for _, c := range []struct {
		name      string
		day       corpus.Date
		citations []Citation
		want      bool
	}{
		{"unknown alone", "2020-01-01", cite(corpus.StatusUnknown, corpus.StatusNotApplicable), true},
		{"not yet", "2020-01-01", cite(corpus.StatusNotYet), true},
		{"one in force", "2020-01-01", cite(corpus.StatusNotYet, corpus.StatusInForce), false},
		{"reports alone", "2020-01-01", cite(corpus.StatusNotApplicable), false},
		{"today", "2026-11-01", cite(corpus.StatusUnknown), false},
		{"nothing quoted", "2020-01-01", nil, false},
	} {
		if got := noneHeldNote(c.day, "2026-11-01", c.citations, "zh"); (got != "") != c.want {
			t.Errorf("%s: noneHeldNote = %q, want a note: %t", c.name, got, c.want)
		}
	}
}

func TestOnlyVersionNote(t *testing.T) {
	t.Parallel()
	cat := versionsHeld()
	cite := func(id, title string, status corpus.Status) []Citation {
		return []Citation{{DocumentID: id, Title: title, Status: status}}
	}
	for _, c := range []struct {
		name, question string
		citations      []Citation
		want           bool
	}{
		{"no earlier version", "港湾办法修改前是几年", cite("alone", "港湾办法", corpus.StatusInForce), true},
		{"earlier versions held", "灯塔条例修改前是几年", cite("new", "灯塔条例", corpus.StatusInForce), false},
		{"nothing before is asked for", "港湾办法是几年", cite("alone", "港湾办法", corpus.StatusInForce), false},
		{"what is quoted holds no longer itself", "港湾旧办法是几年", cite("alone", "港湾办法", corpus.StatusExpired), false},
		{"nothing quoted", "港湾办法修改前是几年", nil, false},
	} {
		if got := onlyVersionNote(c.question, c.citations, cat, "zh"); (got != "") != c.want {
			t.Errorf("%s: onlyVersionNote(%s) = %q, want a note: %t", c.name, c.question, got, c.want)
		}
	}
}

func TestNotYetThen(t *testing.T) {
	t.Parallel()
	cat := versionsHeld()
	part := func(title string, ids ...string) Part {
		found := &retrieval.Results{}
		if title != "" {
			found.Understood.Refs = []retrieval.Ref{{Title: title}}
		}
		for _, id := range ids {
			found.Results = append(found.Results, retrieval.Result{Stored: retrieval.Stored{Document: cat.byID[id]}})
		}
		return Part{Found: found}
	}
	for _, c := range []struct {
		name string
		part Part
		year int
		want string
	}{
		{"made later", part("", "alone"), 2015, "港湾办法"},
		{"in force then", part("", "alone"), 2021, ""},
		{"earlier versions are held", part("", "new", "alone"), 2012, ""},
		{"another text is named", part("港湾办法", "new", "alone"), 2012, "港湾办法"},
		{"no year", part("", "alone"), 0, ""},
		{"nothing found", part(""), 2015, ""},
	} {
		if got := notYetThen(c.part, c.year, cat); got != c.want {
			t.Errorf("%s: notYetThen = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSetBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		turns []string
		text  string
		want  string
	}{
		{"two places", []string{"辽宁2025年灯塔多少座", "吉林呢"}, "这两个哪个多？", "辽宁和吉林2025年灯塔多少座，这两个哪个多？"},
		{"two years", []string{"辽宁2024年灯塔多少座", "2025年呢"}, "两年相差多少", "辽宁2024年和2025年灯塔多少座，两年相差多少"},
		{"one place", []string{"辽宁2025年灯塔多少座", "码头呢"}, "这两个哪个多", ""},
		{"one question", []string{"辽宁2025年灯塔多少座"}, "这两个哪个多", ""},
		{"another question", []string{"辽宁2025年灯塔多少座", "吉林呢"}, "这两个条件要同时满足吗", ""},
	} {
		if got := setBeside(c.text, c.turns); got != c.want {
			t.Errorf("%s: setBeside(%s) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestVersionsBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		turns []string
		text  string
		want  string
	}{
		{"after an edition", []string{"2020年版灯塔条例第八条怎么说", "现行的呢"}, "两者有什么区别？", "灯塔条例第八条怎么说，修订前和现在有什么区别"},
		{"after what held before", []string{"灯塔权保护几年", "修订前呢"}, "两版有什么不同", "灯塔权保护几年，修订前和现在有什么区别"},
		{"no versions were spoken of", []string{"红灯塔保护几年", "白灯塔呢"}, "两者有什么区别", ""},
		{"nothing before", nil, "两者有什么区别", ""},
	} {
		if got := versionsBeside(c.text, c.turns); got != c.want {
			t.Errorf("%s: versionsBeside(%s) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestPlaceShifted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		said   []string
		text   string
		titles []string
		want   string
	}{
		{"a place made the name", []string{"杭州灯塔进步条例投入比例", "宁波呢"}, "宁波灯塔进步条例投入比例", []string{"宁波灯塔进步条例"}, "宁波"},
		{"the rule was named", []string{"杭州灯塔进步条例投入比例", "宁波灯塔进步条例投入比例"}, "宁波灯塔进步条例投入比例", []string{"宁波灯塔进步条例"}, ""},
		{"no follow-up", nil, "宁波灯塔进步条例投入比例", []string{"宁波灯塔进步条例"}, ""},
		{"another thing", []string{"杭州灯塔进步条例投入比例", "码头呢"}, "码头，杭州灯塔进步条例投入比例", []string{"杭州灯塔进步条例"}, ""},
	} {
		if got := placeShifted(Question{Text: c.text, Said: c.said}, c.titles); got != c.want {
			t.Errorf("%s: placeShifted = %q, want %q", c.name, got, c.want)
		}
	}
}

// A year beside something else is the time asked about, and the text in force then
// answers; beside the text it names the edition.
func TestVersionsOfYears(t *testing.T) {
	t.Parallel()
	cat := newCatalogue("v", []corpus.Document{
		{ID: "new", Title: "灯塔法", Kind: corpus.KindRegulation, Adopted: "2023-12-29", EffectiveFrom: "2024-07-01"},
		{ID: "old", Title: "灯塔法", Kind: corpus.KindRegulation, Adopted: "2018-10-26", EffectiveFrom: "2018-10-26", ReplacedBy: "new"},
	})
	for _, c := range []struct {
		text  string
		years []int
		want  []string
	}{
		{"2023年灯塔的资本要几年内缴足", []int{2023}, []string{"old"}},
		{"2023年的灯塔法里资本要几年内缴足", []int{2023}, []string{"new"}},
		{"2024年灯塔的资本要几年内缴足", []int{2024}, []string{"new"}},
		{"2018年和2023年修订的，资本要几年内缴足", []int{2018, 2023}, []string{"old", "new"}},
	} {
		if got := versionsOfYears([]string{"new", "old"}, c.years, editionNamed.MatchString(c.text), cat); !slices.Equal(got, c.want) {
			t.Errorf("%s: versions %v, want %v", c.text, got, c.want)
		}
	}
	found := &retrieval.Results{}
	for text, want := range map[string]int{"2008年的灯塔法和2023年的有什么不同": 1, "2018年的灯塔法和2023年的有什么不同": 0, "2008年的灯塔法怎么说": 0} {
		lacking := yearsLacking(text, Part{Text: text, Years: retrieval.Years(text), Found: found}, []string{"new", "old"}, cat)
		if len(lacking) != want || want == 1 && (lacking[0].Scope != "灯塔法（2008）" || len(lacking[0].Found.Results) != 0) {
			t.Errorf("%s: lacking %+v, want %d", text, lacking, want)
		}
	}
}
