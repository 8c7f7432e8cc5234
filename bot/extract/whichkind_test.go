package extract

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Who asks which kind of permit applies gets the item that says for whom it is, not
// those that hold more of the question's words.
func TestTheKind(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市守灯证办法\n\n第一条 守灯证分为以下类别：\n\n（一）甲字守灯证，发给因探亲在云州停留的守灯人员的配偶、父母、子女，以及因其他私人事务需要在云州停留的守灯人员；\n\n" +
		"（二）乙字守灯证，发给在云州工作的人员；\n\n（三）丙字守灯证，发给来云州旅游的人员。\n\n第二条 申请守灯证，应当说明在云州工作的单位。\n"
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: "a.md", Title: "（虚构）云州市守灯证办法"})
	if err != nil {
		t.Fatal(err)
	}
	var all []sentence
	for i := range d.Passages {
		r := &retrieval.Result{Stored: retrieval.Stored{Passage: d.Passages[i], Document: d}}
		for k, span := range d.Passages[i].Parts {
			s := sentence{result: r, index: k, text: corpus.Normalize(bot.QuoteOf(d.Passages[i], span)), score: 0.5, fits: 1}
			for _, lead := range d.Passages[i].Leads(k) {
				s.lead += corpus.Normalize(lead.Text)
			}
			all = append(all, s)
		}
	}
	ask := func(text, context string) string {
		a := ask{part: bot.Part{Text: text, Words: text, Context: context, Want: bot.WantName}}
		var out []string
		for _, s := range theKind(all, a, 0) {
			out = append(out, s.text)
		}
		return strings.Join(out, "|")
	}
	if got, want := ask("在云州工作办哪种守灯证", ""), "（二）乙字守灯证，发给在云州工作的人员；"; got != want {
		t.Errorf("the kind of who works = %q, want %q", got, want)
	}
	if got, want := ask("来云州旅游的人员又是哪种", "在云州工作办哪种守灯证"), "（三）丙字守灯证，发给来云州旅游的人员。"; got != want {
		t.Errorf("the kind of who travels = %q, want %q", got, want)
	}
	for _, text := range []string{"在云州工作要什么条件", "在云州工作办哪种合同", "来云州旅游的人员又是哪种"} {
		if got := ask(text, ""); got != "" {
			t.Errorf("%s: kinds %q, want none", text, got)
		}
	}
}
