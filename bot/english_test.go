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
		{"another place", "What about Shanghai?", []string{"How much is the rent subsidy in Beijing?"}, "租金补贴 上海 最多多少钱"},
		{"another year", "And in 2020?", []string{"How many enterprises did Changchun have in 2021?"}, "企业 长春 2020年 有多少家"},
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
