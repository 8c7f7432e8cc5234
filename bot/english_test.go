package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEnglishWants(t *testing.T) {
	for _, c := range []struct {
		text string
		want Want
		unit string
	}{
		{"What is the income tax rate for lighthouse firms?", WantPercent, ""},
		{"How many working days is the public notice?", WantTime, "工作日"},
		{"Within how many years must it be paid?", WantTime, "年"},
		{"How long is the certificate valid?", WantTime, ""},
		{"How many lighthouse enterprises were there in 2031?", WantCount, "家"},
		{"How much can we deduct?", WantMoney, ""},
		{"What is the maximum fine a court may impose?", WantMoney, ""},
		{"Who can apply for the fund?", WantEligibility, ""},
		{"What documents do I need?", WantList, ""},
		{"How is a lighthouse defined?", WantDefinition, ""},
		{"What is a lighthouse?", WantDefinition, ""},
		{"What is the fine for late payment?", WantMoney, ""},
		{"What is the penalty for late payment?", WantConsequence, ""},
		{"What share of revenue must be spent on research?", WantPercent, ""},
		{"When did the regulation come into force?", WantTime, ""},
		{"How old may an applicant be?", WantCount, "岁"},
		{"How many years does it last?", WantTime, "年"},
		{"What happens if the report is late?", WantConsequence, ""},
		{"Can a foreigner work without a permit?", WantEligibility, ""},
		{"How do I register?", WantProcedure, ""},
		{"Tell me about lighthouses", WantFact, ""},
	} {
		p := newPart(c.text, c.text)
		if p.Want != c.want || p.Unit != c.unit {
			t.Errorf("newPart(%q) wants %s, unit %q; want %s, %q", c.text, p.Want, p.Unit, c.want, c.unit)
		}
	}
}

func TestEnglishRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		turns      []string
		want       string
	}{
		{"by itself", "What is the income tax rate for small enterprises?", nil, "所得税 小型企业 税率是多少"},
		{"another place", "What about Shanghai?", []string{"How much is the rent subsidy in Beijing?"}, "租金补贴 上海 多少钱"},
		{"another year", "And in 2020?", []string{"How many enterprises did Changchun have in 2021?"}, "长春 2020年 企业 有多少家"},
		{"Chinese", "增值税税率是多少", nil, "增值税税率是多少"},
	} {
		q, route := read(Question{Text: c.text, Turns: c.turns})
		if q.Text != c.want || route != RoutePolicy {
			t.Errorf("%s: read(%q) = %q, %s; want %q, %s", c.name, c.text, q.Text, route, c.want, RoutePolicy)
		}
	}
}

func TestAsAsked(t *testing.T) {
	q, _ := read(Question{Text: "How do I register a company, and how long does it take?"})
	var got []string
	for _, p := range partsOf(q.Text) {
		got = append(got, q.asAsked(p.Text))
	}
	if diff := cmp.Diff([]string{"How do I register a company", "how long does it take"}, got); diff != "" {
		t.Errorf("parts as asked (-want +got):\n%s", diff)
	}
}

func TestFiguresNote(t *testing.T) {
	said := func(text string) []Drafted { return []Drafted{{Statement: Statement{Text: text}}} }
	for _, c := range []struct{ text, want string }{
		{"有效期最短为九十日，最长为五年", "Figures in the text quoted: 九十日 = 90 days; 五年 = 5 years."},
		{"处十万元以上一百万元以下的罚款", "Figures in the text quoted: 十万元 = 100,000 yuan; 一百万元 = 1 million yuan."},
		{"按日加收万分之五，不超过1.5亿元", "Figures in the text quoted: 万分之五 = 0.05%; 1.5亿元 = 150 million yuan."},
		{"第三条 自2020年起施行", ""},
		{"应当申请", ""},
	} {
		if got := figuresNote(said(c.text), "en"); got != c.want {
			t.Errorf("figuresNote(%q, en) = %q, want %q", c.text, got, c.want)
		}
		if got := figuresNote(said(c.text), "zh"); got != "" {
			t.Errorf("figuresNote(%q, zh) = %q, want none", c.text, got)
		}
	}
}

func TestEnglishMessages(t *testing.T) {
	if got, want := msgNoLocal.in("en", "苏州"), "The corpus holds no such document of Suzhou; another region's figures are not given instead."; got != want {
		t.Errorf("msgNoLocal = %q, want %q", got, want)
	}
	if got, want := msgNoLocal.in("zh", "苏州"), "库内没有苏州这方面的文件，不以其他地区的标准代答。"; got != want {
		t.Errorf("msgNoLocal = %q, want %q", got, want)
	}
}

func TestIntroIn(t *testing.T) {
	for in, want := range map[string]string{
		"上海 · 《海关法》：\n": "Shanghai · 《海关法》 (Customs Law):\n",
		"“前条”即第十条（节录）：": "“前条” is Article 10 (excerpt): ",
		"": "",
	} {
		if got := introIn(in, "en"); got != want {
			t.Errorf("introIn(%q, en) = %q, want %q", in, got, want)
		}
		if got := introIn(in, "zh"); got != in {
			t.Errorf("introIn(%q, zh) = %q, want it as it is", in, got)
		}
	}
}
