package web_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// Only examples that have a cited answer now are offered.
func TestSuggested(t *testing.T) {
	t.Parallel()
	clock := newClock()
	var prober *bottest.FakeAnswerer
	w := newWorld(t, func(c *web.Config) {
		prober = c.Answerer.(*bottest.FakeAnswerer)
		c.Prober, c.Now = prober, clock.now
		c.Examples = []string{askConditions, askPartial, askVague, askNothing, askReport}
	})
	offered := func() (list []string) {
		page := w.get(t, "/")
		for _, q := range []string{askConditions, askPartial, askVague, askNothing, askReport} {
			if strings.Contains(page, ">"+q+"</a>") {
				list = append(list, q)
			}
		}
		return list
	}
	want := askConditions + " " + askReport
	if got := strings.Join(offered(), " "); got != want {
		t.Errorf("offered %q, want the two with a cited answer", got)
	}
	asked := len(prober.Asked())
	offered()
	if n := len(prober.Asked()); n != asked {
		t.Errorf("the examples are asked again at once: %d questions, want %d", n, asked)
	}
	prober.Fail(errors.New("（虚构）"))
	clock.advance(15 * time.Minute)
	if got := offered(); len(got) != 0 {
		t.Errorf("offered %q while nothing is answered", got)
	}
}
