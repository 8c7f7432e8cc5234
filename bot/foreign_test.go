package bot

import "testing"

// A figure that lost a digit or a decimal point to a broken encoding reads as
// another figure: it is never shown.
func TestForeignBrokenFigure(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"人均不少于1\ue01020元的经费。", true},
		{"不低于\ufffd5%的比例。", true},
		{"不少于3\ue000元。", true},
		{"不少于1.20元的经费。", false},
		{"灯塔\ue010照明企业。", false}, // no figure is touched
	} {
		if got := Foreign(c.text, ""); got != c.want {
			t.Errorf("Foreign(%q) = %t, want %t", c.text, got, c.want)
		}
	}
}
