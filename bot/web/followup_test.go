package web_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/corpus"
)

// After an answer those questions alone are offered that have been asked and
// whose answer cites the heading that they name.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	b := &builder{doc: corpus.Document{ID: "aaaaaaaaaaa9", Source: "docs/虚构_补助.md", Title: "（虚构）补助办法", Kind: corpus.KindRegulation}}
	b.passage("第一条", []string{"第一章 总则"}, "为了测试编写本办法。").
		passage("第二条", []string{"第二章 申请条件"}, "企业应当注册一年以上。").
		passage("第三条", []string{"第三章 补助标准"}, "每家企业五十万元。").
		passage("第四条", []string{"第四章 申请材料"}, "提交申请表。").
		passage("第五条", []string{"第五章 监督检查"}, "每年检查一次。").
		passage("第六条", []string{"第六章 附则"}, "自发布之日起施行。")
	d := b.done()
	ask := func(heading string) string {
		return "《（虚构）补助办法》关于“" + heading + "”是怎么规定的？"
	}
	answer := func(id, question, quote string, status bot.Status) bot.Answer {
		c := cite(t, 1, d, quote)
		return bot.Answer{ID: id, Question: question, Status: status, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: quote, Citations: []int{1}}}}
	}
	prober := bottest.NewFakeAnswerer()
	w := newWorld(t, func(c *web.Config) {
		c.Library, c.Prober, c.QuestionsPerMinute = bottest.NewFakeLibrary(d), prober, -1
	})
	first := answer("first", "要注册多久？", "企业应当注册一年以上。", bot.StatusAnswered)
	if err := w.records.Put(t.Context(), &first); err != nil {
		t.Fatal(err)
	}
	prober.Set(answer("p1", ask("补助标准"), "每家企业五十万元。", bot.StatusAnswered))
	prober.Set(answer("p2", ask("申请材料"), "每家企业五十万元。", bot.StatusAnswered)) // cites another heading
	prober.Set(answer("p3", ask("监督检查"), "每年检查一次。", bot.StatusPartial))    // does not answer
	get := func() (got []string) {
		t.Helper()
		var body struct{ Questions []string }
		if err := json.Unmarshal([]byte(w.get(t, "/api/v1/answers/first/next")), &body); err != nil || body.Questions == nil {
			t.Fatalf("%v, %v", body, err)
		}
		return body.Questions
	}
	if diff := cmp.Diff([]string{ask("补助标准")}, get()); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	asked := len(prober.Asked())
	if asked != 3 {
		t.Errorf("%d questions were tried, want the three headings that are neither cited nor formal", asked)
	}
	get()
	if n := len(prober.Asked()); n != asked {
		t.Errorf("asked again at once: %d questions, want %d", n, asked)
	}
	second := answer("second", "要注册多久？", "企业应当注册一年以上。", bot.StatusAnswered)
	if err := w.records.Put(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	prober.Fail(errors.New("（虚构）"))
	if body := w.get(t, "/api/v1/answers/second/next"); body != "{\"questions\":[]}\n" {
		t.Errorf("while nothing is answered: %s", body)
	}
	if res, _ := w.do(t, "GET", "/api/v1/answers/none/next", ""); res.StatusCode != 404 {
		t.Errorf("after an unknown answer: %d, want 404", res.StatusCode)
	}
}
