package corpus_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

const copied = `# 虚构省星河条例

第一条 为了促进星河，制定本条例。

第二条 企业具备下列条件的，给予补助：

（一）注册满三年；

（二）研发费用占比不低于1.5%。

第三条 补助为五百元，由星河部门发放。

第四条 本条例自2020年1月1日起施行。
`

// Copies that are printed otherwise have one core; what differs in a word, a
// figure or the order of its rules has not.
func TestCoreHash(t *testing.T) {
	t.Parallel()
	want := read(t, corpus.Meta{Source: "a.md"}, copied).CoreHash
	if want == "" {
		t.Fatal("no core")
	}
	for name, text := range map[string]string{
		"half-width brackets": strings.NewReplacer("（", "(", "）", ")", "，", ",").Replace(copied),
		"full-width figures":  strings.NewReplacer("1.5%", "１.５％", "2020", "２０２０").Replace(copied),
		"front matter":        "---\ntitle: 虚构省星河条例\nissuer: 虚构省人大\n---\n" + copied,
		"a site's head":       "# 虚构省星河条例\n\n来源：虚构网　浏览次数：12\n\n本站为方便企业查阅，转载如下，仅供参考。\n" + strings.TrimPrefix(copied, "# 虚构省星河条例\n"),
		"a site's foot":       copied + "\n责任编辑：张三\n\n上一篇：虚构市流星办法\n",
		"other spaces":        strings.ReplaceAll(strings.ReplaceAll(copied, "条 ", "条　　"), "三年", "三 年"),
	} {
		if d := read(t, corpus.Meta{Source: "a.md"}, text); d.CoreHash != want {
			t.Errorf("%s: another core", name)
		}
	}
	for name, text := range map[string]string{
		"another sum":       strings.Replace(copied, "五百元", "六百元", 1),
		"another share":     strings.Replace(copied, "1.5%", "15%", 1),
		"a word":            strings.Replace(copied, "星河部门", "流星部门", 1),
		"an article more":   copied + "\n第五条 本条例由星河部门解释。\n",
		"articles swapped":  strings.NewReplacer("补助为五百元，由星河部门发放", "本条例自2020年1月1日起施行", "本条例自2020年1月1日起施行", "补助为五百元，由星河部门发放").Replace(copied),
		"item of another":   strings.Replace(copied, "（二）研发费用占比不低于1.5%。\n", "（二）研发费用占比不低于1.5%。\n\n（三）无失信记录。\n", 1),
		"an article's text": strings.Replace(copied, "制定本条例", "根据法律，制定本条例", 1),
	} {
		if d := read(t, corpus.Meta{Source: "a.md"}, text); d.CoreHash == want {
			t.Errorf("%s: the same core", name)
		}
	}
}

// A notice that differs in a table alone is no copy.
func TestCoreHashRows(t *testing.T) {
	t.Parallel()
	notice := "# 虚构市补助通知\n\n一、各企业按下表申请补助。\n\n标准\n\n100\n\n200\n"
	a, b := read(t, corpus.Meta{Source: "a.md"}, notice), read(t, corpus.Meta{Source: "a.md"}, strings.Replace(notice, "200", "300", 1))
	if a.CoreHash == b.CoreHash {
		t.Error("tables of other figures have one core")
	}
}

func TestEditionDiffers(t *testing.T) {
	t.Parallel()
	e := corpus.Edition{Title: "虚构省星河条例", DocNumber: "虚府〔2020〕1号", Region: "虚构", Adopted: "2020-01-01"}
	for name, c := range map[string]struct {
		change func(*corpus.Edition)
		want   bool
	}{
		"itself":         {func(*corpus.Edition) {}, false},
		"nothing known":  {func(o *corpus.Edition) { *o = corpus.Edition{} }, false},
		"notice around":  {func(o *corpus.Edition) { o.Title = "关于印发《虚构省星河条例》的通知" }, false},
		"another region": {func(o *corpus.Edition) { o.Region = "他省" }, true},
		"another day":    {func(o *corpus.Edition) { o.Adopted = "2024-01-01" }, true},
		"another number": {func(o *corpus.Edition) { o.DocNumber = "虚府〔2024〕1号" }, true},
		"another title":  {func(o *corpus.Edition) { o.Title = "他省星河条例" }, true},
	} {
		o := e
		c.change(&o)
		if e.Differs(o) != c.want || o.Differs(e) != c.want {
			t.Errorf("%s: Differs = %v, want %v", name, e.Differs(o), c.want)
		}
	}
}

// Of the real corpus the copies are those with one body; no two versions and no
// rules of two regions have one core.
func TestRealCores(t *testing.T) {
	docs := readShared(t)
	byCore := make(map[string][]*corpus.Document)
	for _, d := range docs {
		if d.CoreHash != "" {
			byCore[d.CoreHash] = append(byCore[d.CoreHash], d)
		}
	}
	copies := 0
	for _, same := range byCore {
		for _, d := range same[1:] {
			copies++
			if d.BodyHash != same[0].BodyHash || d.Edition().Differs(same[0].Edition()) {
				t.Errorf("%s and %s have one core", same[0].Source, d.Source)
			}
		}
	}
	if copies == 0 {
		t.Error("the copy with a YAML head is not found")
	}
	// Each text printed otherwise stays its own copy.
	wide := strings.NewReplacer("（", "(", "）", ")", "％", "%", "　", " ")
	for source, d := range docs {
		if d.TextMissing() {
			continue
		}
		other, err := corpus.Read([]byte("---\nsite: 虚构网\n---\n"+wide.Replace(d.Text)), corpus.Meta{Source: "copy.md", Title: d.Title})
		if err != nil {
			t.Errorf("copy of %s: %v", source, err)
			continue
		}
		if other.CoreHash != d.CoreHash {
			t.Errorf("%s: a copy with half-width brackets has another core", source)
		}
	}
}
