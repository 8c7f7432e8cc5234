package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Of a text of which a digest alone is held, an article is answered by what that digest
// tells of it, and by nothing else.
func TestArticleOfDigest(t *testing.T) {
	t.Parallel()
	digest := &corpus.Document{Title: "（虚构）灯塔法（摘编）", Kind: corpus.KindDigest}
	rules := &corpus.Document{Title: "（虚构）灯塔法实施细则（摘编）", Kind: corpus.KindDigest}
	for _, tt := range []struct {
		name, title, label string
		of                 *corpus.Document
		text               string
		answers            bool
	}{
		{"the article", digest.Title, "第二十九条", digest, "复审（第二十九条）：灯塔五年一审。", true},
		{"a 款 of it", digest.Title, "第二十九条第二款", digest, "复审（第二十九条、第三十条）：灯塔五年一审。", true},
		{"another article", digest.Title, "第二十九条", digest, "公开（第十七条）：灯塔公开。", false},
		{"another text", digest.Title, "第二十九条", rules, "费用（第二十九条）：灯塔收费。", false},
		{"the whole text", digest.Title, "", digest, "公开（第十七条）：灯塔公开。", true},
		{"a text that is held", "（虚构）灯塔法", "第二十九条", digest, "公开（第十七条）：灯塔公开。", true},
	} {
		found := &retrieval.Results{Understood: retrieval.Understood{Refs: []retrieval.Ref{{Title: tt.title, Label: tt.label}}}}
		a := ask{part: bot.Part{Text: "灯塔法怎么规定", Want: bot.WantFact, Found: found}}
		s := &sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: tt.of, Passage: corpus.Passage{Norm: tt.text}}}, text: tt.text, fits: 1}
		if got := answers(s, a); got != tt.answers {
			t.Errorf("%s: answers(%q) = %v, want %v", tt.name, tt.text, got, tt.answers)
		}
	}
}
