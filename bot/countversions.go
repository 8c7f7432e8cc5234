package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/policybot/policybot/retrieval"
)

// versionsCounted gives the parts of a count, one for each version of a text that
// is asked for, the first of those that ask for the same one.
func versionsCounted(p *plan) []int {
	var out []int
	seen := map[string]bool{}
	for i, part := range p.parts {
		if len(part.Found.Results) == 0 {
			continue
		}
		if id := part.Found.Results[0].Document.ID; part.Scope != "" && !seen[id] {
			seen[id] = true
			out = append(out, i)
		}
	}
	return out
}

// countedVersions counts the articles of each version asked for; false where one
// of them cannot be counted, or where none is named.
func (s *Service) countedVersions(ctx context.Context, p *plan, q Question, versions []int) (Draft, bool, error) {
	var d Draft
	held := map[string][]retrieval.Result{}
	for _, i := range versions {
		document := p.parts[i].Found.Results[0].Document
		words := p.parts[i].Text + " " + p.parts[i].Topic
		if title := strings.TrimPrefix(document.Title, "中华人民共和国"); max(sharedPairs(title, words), sharedPairs(shortTitle(title), p.parts[i].Words)) < leastNamed {
			return Draft{}, false, nil
		}
		all, err := s.wholeText(ctx, q, document.ID)
		if err != nil || all == nil {
			return Draft{}, false, err
		}
		c := countArticles(all, q)
		if c.number == 0 {
			return Draft{}, false, nil
		}
		held[document.ID] = all
		c.said = editionWord(&all[0], q.Lang) + c.said
		for _, at := range c.shown {
			n := len(d.Citations) + 1
			d.Citations = append(d.Citations, NewCitation(n, at.result, at.span))
			d.Statements = append(d.Statements, Drafted{Statement: Statement{Text: at.words(), Citations: []int{n}}, Part: i, Intro: c.said + "\n"})
		}
	}
	for i := range p.parts {
		found := *p.parts[i].Found
		if len(found.Results) > 0 && held[found.Results[0].Document.ID] != nil {
			found.Results = held[found.Results[0].Document.ID]
			p.parts[i].Found = &found
		}
		if !slices.Contains(versions, i) {
			d.Shared = append(d.Shared, i)
		}
	}
	return d, true, nil
}

// editionWord names a version beside others: its day and whether it is in force.
func editionWord(r *retrieval.Result, lang string) string {
	var said []string
	for _, w := range []string{InForceSince(r.Document.EffectiveFrom, r.Status, r.Document.EffectiveBasis, lang), StatusWord(r.Status, lang)} {
		if w != "" {
			said = append(said, w)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return strings.Join(said, " · ") + "："
}
