package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/web"
)

// The list of documents also finds what the texts say, within the other choices
// of the form, and links to the passage.
func TestDocumentsFullText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	page := func(query string) string { return w.get(t, "/documents?"+query) }
	words := "q=" + url.QueryEscape("三年内没有严重失信记录")
	got := page(words)
	p := w.docs[regulationID].Passages[1]
	if !strings.Contains(got, "正文里相近的段落") || !strings.Contains(got, "/passages/"+regulationID+".0002?start=") || !strings.Contains(got, "第二条") {
		t.Errorf("the page does not link to %s", p.ID)
	}
	if got := page(words + "&kind=report"); strings.Contains(got, "/passages/"+regulationID+".") {
		t.Error("among reports a regulation is found")
	}
	if got := page("q=" + url.QueryEscape("script")); strings.Contains(got, "<script>alert") {
		t.Error("text of a document became markup")
	}
	if got := page(""); strings.Contains(got, "正文里相近的段落") {
		t.Error("without words the texts are searched")
	}
	limited := newWorld(t, func(c *web.Config) { c.QuestionsPerMinute = 1 })
	for i, want := range []bool{true, false} {
		res, body := limited.do(t, "GET", "/documents?"+words, "")
		if got := strings.Contains(body, "正文里相近的段落"); res.StatusCode != http.StatusOK || got != want {
			t.Errorf("request %d of 1 a minute: %d, texts searched %t, want 200 and %t", i+1, res.StatusCode, got, want)
		}
	}
}
