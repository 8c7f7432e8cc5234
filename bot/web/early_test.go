package web_test

import (
	"bufio"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/web"
)

// talker shows the first statement of an answer and then waits.
type talker struct {
	bot.Answerer
	goOn chan struct{}
}

func (a talker) AnswerStream(ctx context.Context, q bot.Question, show func(bot.Shown)) (*bot.Answer, error) {
	answer, err := a.Answer(ctx, q)
	if err != nil {
		return nil, err
	}
	first := answer.Statements[0]
	show(bot.Shown{Statement: first, Citations: answer.Citations[:len(first.Citations)], AsOf: answer.AsOf})
	<-a.goOn
	return answer, nil
}

// A statement that is known early is sent early, and once: the events are those
// of an answer that comes whole, but for their order.
func TestStatementsBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	names := func(stream string) map[string]int {
		out := map[string]int{}
		for event := range strings.SplitSeq(stream, "\n\n") {
			if _, body, ok := strings.Cut(event, "event: "); ok {
				out[body]++
			}
		}
		return out
	}
	whole := readAll(t, newWorld(t, nil).resume(t, t.Context(), "key-1", "0", askConditions))
	goOn := make(chan struct{})
	w := newWorld(t, func(c *web.Config) { c.Answerer = talker{c.Answerer, goOn} })
	res := w.resume(t, t.Context(), "key-1", "0", askConditions)
	var early strings.Builder
	in := bufio.NewReader(res.Body)
	for !strings.Contains(early.String(), "event: citation") { // while the answer waits
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		early.WriteString(line)
	}
	if n := strings.Count(early.String(), "event: statement"); n != 1 {
		t.Errorf("%d statements before the answer, want 1: %s", n, early.String())
	}
	close(goOn)
	for {
		line, err := in.ReadString('\n')
		early.WriteString(line)
		if err != nil {
			break
		}
	}
	got, want := names(early.String()), names(whole)
	for _, m := range []map[string]int{got, want} { // the two answers have ids of their own
		for body, n := range m {
			if strings.HasPrefix(body, "done") {
				delete(m, body)
				m["done"] += n
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-whole +early):\n%s", diff)
	}
}
