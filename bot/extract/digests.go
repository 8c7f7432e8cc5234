package extract

import (
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// ofOtherArticle says that an article is asked for of a text of which a digest alone is
// held, and that a sentence is not what that digest tells of the article. Digests name
// the article in every paragraph: 复审（第二十九条）：……
func (a *ask) ofOtherArticle(s *sentence) bool {
	if a.part.Found == nil {
		return false
	}
	asked := false
	told := slices.ContainsFunc(a.part.Found.Understood.Refs, func(ref retrieval.Ref) bool {
		at := strings.Index(ref.Label, "条")
		if at < 0 || !strings.HasSuffix(ref.Title, "（摘编）") {
			return false
		}
		asked = true
		d := s.result.Document
		return d.Kind == corpus.KindDigest && d.Title == ref.Title && strings.Contains(s.text, ref.Label[:at+len("条")])
	})
	return asked && !told
}
