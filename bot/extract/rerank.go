package extract

import (
	"context"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// reading is a part of a question with every sentence found, best first.
type reading struct {
	ask ask
	all []sentence
}

// rerankDepth is how many sentences the reranker reads: it costs some
// milliseconds each, and the evidence is rarely further down.
const rerankDepth = 10

// read scores the sentences found for a part. A reranker that fails is left
// out; the features then choose.
func (c *Composer) read(ctx context.Context, part bot.Part) reading {
	all, a := c.sentences(part)
	r := reading{ask: a, all: all}
	if c.reranker == nil || len(all) == 0 {
		return r
	}
	top := all[:min(rerankDepth, len(all))]
	texts := make([]string, len(top))
	for i := range top {
		texts[i] = rerankText(&top[i])
	}
	scores, err := c.reranker.Score(ctx, part.Words, texts)
	if err != nil {
		c.lg.WarnContext(ctx, "sentences not reranked", "err", err)
		return r
	}
	for i := range top {
		top[i].reranked = scores[i]
		top[i].score += c.weights.Reranked * scores[i]
	}
	slices.SortStableFunc(all, byScore)
	return r
}

// Lengths in characters of what stands before a sentence for the reranker.
const (
	titleRunes   = 28
	headingRunes = 20
	leadRunes    = 40
)

// rerankText is a sentence as the reranker was trained to read it: short title,
// last heading and lead-in joined by a middle dot, then the sentence.
func rerankText(s *sentence) string {
	var before []string
	add := func(t string) {
		if t != "" {
			before = append(before, t)
		}
	}
	add(firstRunes(strings.TrimPrefix(s.result.Document.Title, "中华人民共和国"), titleRunes))
	if path := s.result.Passage.Path; len(path) > 0 {
		add(firstRunes(corpus.Normalize(path[len(path)-1]), headingRunes))
	}
	if lead := []rune(s.lead); len(lead) > 0 {
		add(string(lead[max(0, len(lead)-leadRunes):]))
	}
	return strings.Join(before, "·") + " " + s.text
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
