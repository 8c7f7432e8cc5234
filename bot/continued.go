package bot

import (
	"context"
	"regexp"
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

// markedRunes is the most characters of a follow-up that says by a word that it goes on
// from the question before, whatever it names: 不问我们本人，直接定了行不行.
const markedRunes = 40

// goesOnAsking is how such a follow-up says it.
var goesOnAsking = regexp.MustCompile(`^(?:那|可是|但|不过|要是|如果|万一|假如|不)|，那(?:算|就|是|要|能|该|怎|我|会|得)|[也都](?:签|办|交|拿|批|递|报|填|备)[^，。？]{0,6}了(?:，|$)|[也还](?:行|可以|算|能|要|得|会|是|帮|有|给|用)|呢[？?。！! ]*$|这(?:种|样|时|几|笔|个)`)

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
	if same(alone) && utf8.RuneCountInString(own) <= ownRunes && sharedPairs(own, alone.Results[0].Passage.Norm) == 1 { // it finds its article by itself
		return c, nil
	}
	text := topicOf(base) + "，" + q.Text
	both, err := s.search(ctx, p, q, text, retrieval.Filter{})
	if err != nil || len(both.Results) == 0 {
		return c, err
	}
	marked := goesOnAsking.MatchString(q.Text)
	switch {
	case same(alone):
		return continuation{base: base, found: union(both, alone), alone: alone.Vector}, nil
	case !same(both), marked && utf8.RuneCountInString(own) > fewRunes && heldIn(own, alone.Results) >= ownHeld: // another topic
		return c, nil
	case marked: // its words alone lead elsewhere
		return continuation{base: base, found: both, alone: alone.Vector}, nil
	}
	few := utf8.RuneCountInString(own) <= fewRunes && retrieval.Understand(own, nil, nil).Text == own
	if few || heldIn(own, both.Results) >= ownHeld {
		return continuation{base: base, found: union(both, alone), alone: alone.Vector}, nil
	}
	return c, nil
}

// heldIn is the greatest share of words, by pairs of characters, that one of the first
// passages of the document found first speaks of.
func heldIn(words string, found []retrieval.Result) float64 {
	held := 0.0
	for _, r := range found[:min(continuedDepth, len(found))] {
		if r.Document.ID == found[0].Document.ID {
			held = max(held, sharedPairs(words, strings.Join(r.Passage.Path, " ")+r.Passage.Norm))
		}
	}
	return held
}

// A continuation is a follow-up read as a later part of the question before it; its
// zero value is none.
type continuation struct {
	base  string             // the question before
	found *retrieval.Results // for either reading
	alone []float32          // the embedding of the follow-up's own words
}

// later makes a part one that goes on from the question before.
func (c continuation) later(part *Part) {
	if c.base == "" {
		return
	}
	part.Topic, part.Context, part.Alone = topicOf(c.base)+"，"+part.Topic, newPart(c.base, c.base).Words, c.alone
	part.Leans = saysLittle(part.Text)
}

// continues gives the question before a follow-up that may lean on it, and what the
// follow-up names; "" where it does not follow, says too much to lean, or names a text, a
// place, a year or what the title of a text found has.
func (q Question) continues(alone *retrieval.Results) (base, own string) {
	if len(q.Said) < 2 || q.Text != q.Said[len(q.Said)-1] || utf8.RuneCountInString(q.Text) > markedRunes {
		return "", ""
	}
	marked := goesOnAsking.MatchString(q.Text)
	if !marked && utf8.RuneCountInString(q.Text) > continuedRunes {
		return "", ""
	}
	u := alone.Understood
	if len(u.Refs) > 0 || len(u.Regions) > 0 || u.UnknownRegion != "" || len(u.UnknownTitles) > 0 || len(retrieval.Years(q.Text)) > 0 || len(alone.Results) == 0 {
		return "", ""
	}
	own = ownTopic(strings.TrimRight(q.Text, "？?。！! "))
	if own == "" || !marked && utf8.RuneCountInString(own) > ownRunes {
		return "", ""
	}
	for _, r := range alone.Results[:min(continuedDepth, len(alone.Results))] {
		if namesTitle(q.Text, r.Document.Title) {
			return "", ""
		}
	}
	return q.before(), own
}

// released gives a follow-up by its own words again that was written out with the topic
// of the question before (高企认定条件，那专利申请费能减多少), where what it names leads to
// another text that speaks of it, and the text of the question before does not.
func (s *Service) released(ctx context.Context, p *plan, q Question, cat *catalogue) (Question, error) {
	if len(q.Said) < 2 || q.Text == q.Said[len(q.Said)-1] {
		return q, nil
	}
	said := strings.TrimRight(openers.ReplaceAllString(q.Said[len(q.Said)-1], ""), "？?。！! ")
	kind, _ := leaning(q.Said[len(q.Said)-1])
	own, base := ownTopic(said), q.before()
	if kind != pointing && kind != askedAlone || utf8.RuneCountInString(own) <= fewRunes || points.MatchString(said) || base == "" {
		return q, nil
	}
	alone, err := s.search(ctx, p, q, said, retrieval.Filter{})
	if err != nil || len(alone.Results) == 0 {
		return q, err
	}
	before, err := s.search(ctx, p, q, base, retrieval.Filter{})
	if err != nil || len(before.Results) == 0 {
		return q, err
	}
	first := alone.Results[0]
	if cat.newest(first.Document.ID) == cat.newest(before.Results[0].Document.ID) || !namesTitle(said, first.Document.Title) && sharedPairs(own, first.Passage.Norm) < 1 {
		return q, nil
	}
	if heldIn(own, before.Results) < ownHeld {
		q.Text = said
	}
	return q, nil
}

// namesTitle says whether words share a pair of characters with a title that titles on
// anything do not have.
func namesTitle(text, title string) bool {
	words := pairsOf(retrieval.Understand(withoutAsking(text), nil, nil).Text)
	for pair := range pairsOf(corpus.Normalize(title)) {
		if words[pair] && !commonPairs[pair] {
			return true
		}
	}
	return false
}

// before gives the question before a follow-up, written out; "" for none.
func (q Question) before() string {
	for i := len(q.Said) - 2; i >= 0; i-- {
		if routeOf(q.Said[i]) == RoutePolicy {
			return resolve(q.Said[i], q.Said[:i])
		}
	}
	return ""
}

// commonPairs stand in the titles of texts on anything.
var commonPairs = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("保护 促进 管理 条例 规定 办法 发展 企业 实施 国家 中国 人民 共和 服务 建设 若干 通知 意见 工作 申请 认定 资金 条件 申报 政策 奖励 登记 法律 应用 审理 单位 项目 费用 支持 推广 机构 人员") {
		out[w] = true
	}
	return out
}()
