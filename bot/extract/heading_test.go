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

// side gives the passages of an invented rule of a place.
func side(t *testing.T, region, title, text string, level corpus.Level, from corpus.Date, status corpus.Status) *retrieval.Results {
	t.Helper()
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: region + string(from) + ".md", Title: title, Region: region})
	if err != nil {
		t.Fatal(err)
	}
	d.Level, d.EffectiveFrom, d.Region, d.Title = level, from, region, title
	out := &retrieval.Results{}
	for i, p := range d.Passages {
		out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}, Rank: i + 1, Score: 1, Status: status})
	}
	return out
}

// composeAll composes parts that have their passages.
func composeAll(t *testing.T, parts []bot.Part) bot.Draft {
	t.Helper()
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		parts[i].Words, parts[i].Topic = parts[i].Text, parts[i].Text
	}
	d, err := c.Compose(context.Background(), bot.Question{Text: parts[0].Text}, parts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const lampRule = "# （虚构）灯塔企业办法\n\n第一条 为了照亮行业，制定本办法。\n\n第二条 对首次认定的灯塔企业，给予一次性奖励%s万元。\n\n第三条 灯塔企业应当悬挂铭牌，铭牌由主管部门统一制作。\n"

// Each side of a comparison stands under its region, level, document and day.
func TestComparisonHeadings(t *testing.T) {
	t.Parallel()
	ask := "首次认定的灯塔企业奖励多少钱"
	d := composeAll(t, []bot.Part{
		{Text: ask, Want: bot.WantMoney, Scope: "云州", Found: side(t, "云州", "（虚构）云州灯塔办法", strings.Replace(lampRule, "%s", "12", 1), corpus.LevelCity, "2024-02-01", corpus.StatusInForce)},
		{Text: ask, Want: bot.WantMoney, Scope: "全国", Found: side(t, "全国", "（虚构）灯塔条例", strings.Replace(lampRule, "%s", "9", 1), corpus.LevelNational, "2020-03-01", corpus.StatusInForce)},
	})
	want := map[string]string{
		"12万元": "云州 · 市县级 · 《（虚构）云州灯塔办法》 · 2024-02-01 起施行：\n",
		"9万元":  "全国 · 国家级 · 《（虚构）灯塔条例》 · 2020-03-01 起施行：\n",
	}
	for figure, heading := range want {
		ok := false
		for _, st := range d.Statements {
			ok = ok || strings.Contains(st.Text, figure) && st.Intro == heading && len(st.Citations) > 0
		}
		if !ok {
			t.Errorf("statements %+v: want %s under %q with a citation", d.Statements, figure, heading)
		}
	}
}

// What two versions say in the same words is said once, with both citations.
func TestComparisonSaysNothingTwice(t *testing.T) {
	t.Parallel()
	ask := "首次认定的灯塔企业奖励多少钱"
	rule := strings.Replace(lampRule, "%s", "12", 1)
	d := composeAll(t, []bot.Part{
		{Text: ask, Want: bot.WantMoney, Scope: "（虚构）灯塔办法（2024）", Found: side(t, "全国", "（虚构）灯塔办法", rule, corpus.LevelNational, "2024-02-01", corpus.StatusInForce)},
		{Text: ask, Want: bot.WantMoney, Like: 1, Scope: "（虚构）灯塔办法（2020）", Found: side(t, "全国", "（虚构）灯塔办法", rule, corpus.LevelNational, "2020-02-01", corpus.StatusSuperseded)},
	})
	seen := map[string]int{}
	for _, st := range d.Statements {
		if seen[st.Text]++; seen[st.Text] > 1 {
			t.Errorf("%q is said twice", st.Text)
		}
		if strings.Contains(st.Text, "12万元") && len(st.Citations) != 2 {
			t.Errorf("%q has %d citations, want those of both versions", st.Text, len(st.Citations))
		}
	}
	if len(d.Missing) > 0 || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "2020-02-01 起施行 · 已被修订或替代") || !strings.Contains(d.Notes[0], "文字相同") {
		t.Errorf("missing %v, notes %q; want one note that the older version says the same", d.Missing, d.Notes)
	}
}

// A list that two versions share but for one item keeps its lead-in on both sides.
func TestComparisonKeepsLeadIn(t *testing.T) {
	t.Parallel()
	list := "# （虚构）灯塔办法\n\n第一条 为了照亮行业，制定本办法。\n\n第二条 灯塔企业应当具备下列条件：\n\n（一）注册满二年；\n\n（二）照明费用占销售收入的比例不低于%s；\n"
	ask := "灯塔企业应当具备下列条件有哪些"
	d := composeAll(t, []bot.Part{
		{Text: ask, Want: bot.WantList, Scope: "（虚构）灯塔办法（2024）", Found: side(t, "全国", "（虚构）灯塔办法", strings.Replace(list, "%s", "7%", 1), corpus.LevelNational, "2024-02-01", corpus.StatusInForce)},
		{Text: ask, Want: bot.WantList, Like: 1, Scope: "（虚构）灯塔办法（2020）", Found: side(t, "全国", "（虚构）灯塔办法", strings.Replace(list, "%s", "5%", 1), corpus.LevelNational, "2020-02-01", corpus.StatusSuperseded)},
	})
	var older []string
	for _, st := range d.Statements {
		if st.Part == 1 {
			older = append(older, st.Text)
		}
	}
	if got := strings.Join(older, "|"); !strings.HasPrefix(got, "灯塔企业应当具备下列条件：|（二）照明费用占销售收入的比例不低于5%") {
		t.Errorf("the older version says %q, want the lead-in and the item that differs", got)
	}
}
