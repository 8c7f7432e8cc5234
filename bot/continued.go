package bot

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A follow-up may name something and still leave unsaid of what it asks: 答复要几天,
// after a question on complaints about procurement. Words alone do not tell; what is
// found does: read with the topic before, it leads to the text that answered before,
// and that text speaks of what it names.

const (
	continuedRunes = 18  // most characters of such a follow-up
	ownRunes       = 8   // most characters that it names
	fewRunes       = 2   // so few are no topic, unless they are a term of the field
	ownHeld        = 0.5 // least share of what it names that the text must speak of
	continuedDepth = 3   // passages looked at
)

// continued reads a follow-up that stands by its words with the topic of the question
// before it, as a later part of that question, where what is found says so; alone is
// what is found for its words.
func (s *Service) continued(ctx context.Context, p *plan, q Question, alone *retrieval.Results, cat *catalogue) (c continuation, err error) {
	base, own := q.continues(alone)
	if base == "" {
		return c, nil
	}
	before, err := s.search(ctx, p, q, base, retrieval.Filter{})
	if err != nil || len(before.Results) == 0 {
		return c, err
	}
	same := func(r *retrieval.Results) bool {
		return cat.newest(r.Results[0].Document.ID) == cat.newest(before.Results[0].Document.ID)
	}
	if same(alone) && sharedPairs(own, alone.Results[0].Passage.Norm) == 1 { // it finds its article by itself
		return c, nil
	}
	text := topicOf(base) + "，" + q.Text
	both, err := s.search(ctx, p, q, text, retrieval.Filter{})
	if err != nil || len(both.Results) == 0 {
		return c, err
	}
	held := 0.0
	for _, r := range both.Results[:min(continuedDepth, len(both.Results))] {
		if r.Document.ID == both.Results[0].Document.ID {
			held = max(held, sharedPairs(own, strings.Join(r.Passage.Path, " ")+r.Passage.Norm))
		}
	}
	few := utf8.RuneCountInString(own) <= fewRunes && retrieval.Understand(own, nil, nil).Text == own
	if same(alone) || same(both) && (few || held >= ownHeld) {
		return continuation{topic: text, base: base, found: union(both, alone), alone: alone.Vector}, nil
	}
	return c, nil
}

// A continuation is a follow-up read as a later part of the question before it; its
// zero value is none.
type continuation struct {
	base  string             // the question before
	topic string             // the follow-up with the topic of that
	found *retrieval.Results // for either reading
	alone []float32          // the embedding of the follow-up's own words
}

// later makes a part one that goes on from the question before.
func (c continuation) later(part *Part) {
	if c.base == "" {
		return
	}
	part.Topic, part.Context, part.Alone = c.topic, newPart(c.base, c.base).Words, c.alone
	part.Leans = saysLittle(part.Text)
}

// continues gives the question before a follow-up that may lean on it, and what the
// follow-up names; "" where it does not follow, says too much to lean, or names a
// text, a place, a year or what the title of a text found has.
func (q Question) continues(alone *retrieval.Results) (base, own string) {
	if len(q.Said) < 2 || q.Text != q.Said[len(q.Said)-1] || utf8.RuneCountInString(q.Text) > continuedRunes {
		return "", ""
	}
	u := alone.Understood
	if len(u.Refs) > 0 || len(u.Regions) > 0 || u.UnknownRegion != "" || len(u.UnknownTitles) > 0 || len(retrieval.Years(q.Text)) > 0 || len(alone.Results) == 0 {
		return "", ""
	}
	own = ownTopic(strings.TrimRight(q.Text, "？?。！! "))
	if own == "" || utf8.RuneCountInString(own) > ownRunes {
		return "", ""
	}
	words := pairsOf(retrieval.Understand(withoutAsking(q.Text), nil, nil).Text)
	for _, r := range alone.Results[:min(continuedDepth, len(alone.Results))] {
		for pair := range pairsOf(corpus.Normalize(r.Document.Title)) {
			if words[pair] && !commonPairs[pair] {
				return "", ""
			}
		}
	}
	for i := len(q.Said) - 2; i >= 0; i-- {
		if routeOf(q.Said[i]) == RoutePolicy {
			return resolve(q.Said[i], q.Said[:i]), own
		}
	}
	return "", ""
}

// commonPairs stand in the titles of texts on anything.
var commonPairs = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("保护 促进 管理 条例 规定 办法 发展 企业 实施 国家 中国 人民 共和 服务 建设 若干 通知 意见 工作 申请 认定 资金 条件 申报 政策 奖励 登记 法律 应用 审理 单位 项目 费用 支持 推广 机构 人员") {
		out[w] = true
	}
	return out
}()
