package slacktest_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

func TestRenderShowsTextAsText(t *testing.T) {
	t.Parallel()
	reply := slacktest.Message{Ephemeral: "U1", Blocks: []slacktest.Block{
		{Type: "section", Text: &slacktest.Text{Type: "mrkdwn", Text: "*来源*\n[1] <https://x.example/a?b=1&amp;c=2|题&lt;i&gt;>\n&lt;script&gt;"}},
	}}
	var page strings.Builder
	err := slacktest.Render(&page, "<b>", []slacktest.Said{{Person: "<u>", Text: "<img src=x>"}, {Reply: &reply}})
	if err != nil {
		t.Fatal(err)
	}
	got := page.String()
	for _, want := range []string{
		`<strong>来源</strong><br>[1] <a href="https://x.example/a?b=1&amp;c=2">题&lt;i&gt;</a><br>&lt;script&gt;`, "&lt;img src=x&gt;", "只有您能看到",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not hold %q:\n%s", want, got)
		}
	}
	for _, live := range []string{"<script", "<img", "<u>", "<b>,", "http-equiv"} {
		if strings.Contains(got, live) {
			t.Errorf("the page holds %q", live)
		}
	}
}
