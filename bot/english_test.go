package bot

import "testing"

func TestEnglishWants(t *testing.T) {
	for _, c := range []struct {
		text string
		want Want
		unit string
	}{
		{"What is the income tax rate for lighthouse firms?", WantPercent, ""},
		{"How many working days is the public notice?", WantTime, "天"},
		{"Within how many years must it be paid?", WantTime, "年"},
		{"How long is the certificate valid?", WantTime, ""},
		{"How many lighthouse enterprises were there in 2031?", WantCount, "家"},
		{"How much can we deduct?", WantMoney, ""},
		{"What is the maximum fine a court may impose?", WantMoney, ""},
		{"Who can apply for the fund?", WantList, ""},
		{"What documents do I need?", WantList, ""},
		{"How is a lighthouse defined?", WantDefinition, ""},
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
