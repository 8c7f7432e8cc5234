package bot

import (
	"context"
	"regexp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// stated is an amount or a share as texts state it.
var stated = regexp.MustCompile(`[\d一二三四五六七八九十百千万亿两]元|%|百分之|万分之|千分之|减半|免征|[一二三四五六七八九十\d]倍|[一二三四五六七八九]成`)

// amountBeside adds the other passages of the article's document where an amount
// or a share is asked for and the article found first states none: one article
// says to what a rule applies, another, which shares no word with the question
// but refers to the first, how much it is.
func (s *Service) amountBeside(ctx context.Context, p *plan, q Question, part *Part) error {
	if part.Want != WantMoney && part.Want != WantPercent || len(part.Found.Results) == 0 {
		return nil
	}
	first := &part.Found.Results[0]
	if first.Passage.Kind != corpus.PassageArticle || stated.MatchString(first.Passage.Norm) {
		return nil
	}
	beside, err := s.search(ctx, p, q, part.Topic, retrieval.Filter{Documents: []string{first.Document.ID}})
	if err != nil {
		return err
	}
	part.Found = union(part.Found, beside)
	return nil
}
