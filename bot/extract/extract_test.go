package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// pairs is a segmenter for tests: pairs of Han characters and runs of digits.
type pairs struct{}

func (pairs) Terms(s string) []string {
	var out []string
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		if runes[i] > 0x3400 && runes[i-1] > 0x3400 && !strings.ContainsRune("，。；：、（）？", runes[i]) && !strings.ContainsRune("，。；：、（）？", runes[i-1]) {
			out = append(out, string(runes[i-1:i+1]))
		}
	}
	return out
}

// invented is a rule that exists nowhere.
const invented = `# （虚构）云州市灯塔企业认定办法

第一章 总则

第一条 灯塔企业，是指在云州市注册并照亮行业的企业。

第二条 灯塔企业应当具备下列条件：

（一）注册满二年；

（二）照明费用占销售收入的比例不低于7%；

（三）没有熄灯记录。

第三条 申请人应当自公告之日起三十日内提交申请。逾期不提交的，视为放弃。

第四条 对首次认定的灯塔企业，给予一次性奖励12万元。
`

// found gives the passages of a document as a search without vectors would.
func found(t *testing.T, text string) *retrieval.Results {
	t.Helper()
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: "invented.md", Title: "（虚构）云州市灯塔企业认定办法", Region: "云州"})
	if err != nil {
		t.Fatal(err)
	}
	out := &retrieval.Results{}
	for i, p := range d.Passages {
		out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d},
			Rank: i + 1, Score: 1, Status: corpus.StatusInForce})
	}
	return out
}

func compose(t *testing.T, part bot.Part) bot.Draft {
	t.Helper()
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	part.Found = found(t, invented)
	part.Words, part.Topic = part.Text, part.Text
	d, err := c.Compose(context.Background(), bot.Question{Text: part.Text}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	for _, cite := range d.Citations {
		if got := invented[cite.Start:cite.End]; got != cite.Quote {
			t.Errorf("citation %d quotes %q, the text there is %q", cite.N, cite.Quote, got)
		}
	}
	return d
}

func texts(d bot.Draft) string {
	var out []string
	for _, s := range d.Statements {
		out = append(out, s.Text)
	}
	return strings.Join(out, "\n")
}

func TestComposeQuotesTheSentence(t *testing.T) {
	t.Parallel()
	d := compose(t, bot.Part{Text: "首次认定的灯塔企业奖励多少钱", Want: bot.WantMoney})
	if got := texts(d); !strings.Contains(got, "给予一次性奖励12万元") {
		t.Errorf("statements = %q, want the sentence with the amount", got)
	}
	if len(d.Citations) == 0 || d.Citations[0].Locator != "第四条" {
		t.Errorf("citations = %+v, want 第四条 first", d.Citations)
	}
}

func TestComposeKeepsLeadIn(t *testing.T) {
	t.Parallel()
	d := compose(t, bot.Part{Text: "照明费用占销售收入的比例几个点", Want: bot.WantPercent})
	got := texts(d)
	if !strings.Contains(got, "灯塔企业应当具备下列条件：（二）照明费用占销售收入的比例不低于7%") {
		t.Errorf("statements = %q, want the item behind its lead-in", got)
	}
	if n := len(d.Statements[0].Citations); n != 2 {
		t.Errorf("the item has %d citations, want its own and the lead-in's", n)
	}
}

func TestComposeListsAllItems(t *testing.T) {
	t.Parallel()
	d := compose(t, bot.Part{Text: "灯塔企业应当具备下列条件有哪些", Want: bot.WantList})
	got := texts(d)
	for _, item := range []string{"（一）", "（二）", "（三）"} {
		if !strings.Contains(got, item) {
			t.Errorf("statements = %q, want %s", got, item)
		}
	}
}

// One item that holds the words of the question brings the rest of its list.
func TestComposeCompletesTheList(t *testing.T) {
	d := compose(t, bot.Part{Text: "照明费用占销售收入的比例有哪些要求", Want: bot.WantList})
	var all strings.Builder
	for _, s := range d.Statements {
		all.WriteString(s.Text)
	}
	for _, want := range []string{"注册满二年", "不低于7%", "没有熄灯记录"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("Compose(照明费用…有哪些要求) = %q, want it to hold %q", all.String(), want)
		}
	}
}

func TestComposeAbstains(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		part bot.Part
	}{
		{"other matter", bot.Part{Text: "海水淡化项目补贴多少钱", Want: bot.WantMoney}},
		{"no such figure", bot.Part{Text: "灯塔企业评分要多少分", Want: bot.WantScore}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := compose(t, tt.part)
			if len(d.Statements) != 0 || len(d.Missing) != 1 {
				t.Errorf("statements = %q, missing = %v; want none and the part", texts(d), d.Missing)
			}
		})
	}
}

func TestComposeNothingFound(t *testing.T) {
	t.Parallel()
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Compose(context.Background(), bot.Question{}, []bot.Part{{Text: "什么", Found: &retrieval.Results{}}, {Text: "哪里"}})
	if err != nil || len(d.Statements) != 0 || len(d.Missing) != 2 {
		t.Errorf("Compose = %+v, %v; want no statement and two missing parts", d, err)
	}
}

func TestNewWithoutSegmenter(t *testing.T) {
	t.Parallel()
	if _, err := extract.New(extract.Config{}); err == nil {
		t.Error("New without a segmenter gave no error")
	}
}

func TestReadModelRefusesOtherFeatures(t *testing.T) {
	t.Parallel()
	raw := []byte(`{"names":["a"],"mean":[0],"scale":[1],"weights":[1],"bias":0,"threshold":0.5}`)
	if _, err := extract.ReadModel(raw, []string{"b"}); err == nil || !strings.Contains(err.Error(), "eval fit") {
		t.Errorf("ReadModel error = %v, want one that says to fit again", err)
	}
	m, err := extract.ReadModel(raw, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if p := m.Probability([]float64{0}); p != 0.5 {
		t.Errorf("Probability(0) = %v, want 0.5", p)
	}
}

func TestComposeKeepsTiersTogether(t *testing.T) {
	t.Parallel()
	const tiers = `# （虚构）云州市灯塔企业认定办法

第一条 照明费用占销售收入的比例应当符合下列要求：

1. 销售收入小于5000万元的企业，比例不低于5%；

2. 销售收入在5000万元至2亿元的企业，比例不低于4%；

3. 销售收入在2亿元以上的企业，比例不低于3%。
`
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	part := bot.Part{Text: "照明费用占销售收入的比例几个点", Words: "照明费用占销售收入的比例几个点", Topic: "照明费用占销售收入的比例几个点", Want: bot.WantPercent, Found: found(t, tiers)}
	d, err := c.Compose(context.Background(), bot.Question{Text: part.Text}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	got := texts(d)
	for _, share := range []string{"5%", "4%", "3%"} {
		if !strings.Contains(got, share) {
			t.Errorf("statements = %q, want every tier; %s is missing", got, share)
		}
	}
}
