package bot_test

import (
	"testing"

	"github.com/policybot/policybot/bot"
)

func TestPagePath(t *testing.T) {
	t.Parallel()
	c := bot.Citation{PassageID: "0123456789ab.0007", Start: 120, End: 180, Quote: "（虚构）每家五万元。"}
	for name, got := range map[string]string{
		"/passages/0123456789ab.0007?start=120&end=180&sum=" + bot.QuoteSum(c.Quote) + "&as_of=2025-06-01#cite": c.PagePath("2025-06-01"),
		"/passages/0123456789ab.0007?start=120&end=180&sum=" + bot.QuoteSum(c.Quote) + "#cite":                  c.PagePath(""),
		"/passages/a%2Fb?start=0&end=0#cite":         bot.Citation{PassageID: "a/b"}.PagePath(""),
		"/documents/0123456789ab?start=0&end=3#cite": bot.Citation{DocumentID: "0123456789ab", End: 3}.PagePath(""),
	} {
		if got != name {
			t.Errorf("PagePath = %q, want %q", got, name)
		}
	}
	if a, b := bot.QuoteSum("五万元"), bot.QuoteSum("五十万元"); a == b || len(a) != 12 {
		t.Errorf("sums %q and %q of different words", a, b)
	}
	a := &bot.Answer{AsOf: "2025-06-01", Citations: []bot.Citation{c}}
	if got := a.WithPages().Citations[0].Page; got != c.PagePath("2025-06-01") || a.Citations[0].Page != "" {
		t.Errorf("the page is %q, in the answer itself %q", got, a.Citations[0].Page)
	}
}
