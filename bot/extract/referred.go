package extract

import (
	"maps"
	"regexp"

	"github.com/policybot/policybot/retrieval"
)

// ownArticle is a reference to another article of the same text.
var ownArticle = regexp.MustCompile(`本(?:法|条例|办法|规定|细则|意见)(第[\p{Han}\d]{1,8}?条)`)

// referred gives the words of the articles found that a sentence refers to:
// 减缴本办法第二条规定收费的85% speaks of the charges that 第二条 lists.
func (c *Composer) referred(a ask, r *retrieval.Result, text string) map[string]bool {
	refs := ownArticle.FindAllStringSubmatch(text, -1)
	if refs == nil || a.part.Found == nil {
		return nil
	}
	out := map[string]bool{}
	for _, m := range refs {
		for i := range a.part.Found.Results {
			other := &a.part.Found.Results[i]
			if other.Document.ID == r.Document.ID && other.Passage.Label == m[1] {
				maps.Copy(out, c.termSet(other.Passage.Norm))
			}
		}
	}
	return out
}
