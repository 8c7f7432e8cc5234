package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A heading may say how many there are in all: 一、守灯的举措（共23项）. It is no sentence,
// and what stands below it counts its own sections.

var (
	// totalAsked asks how many there are in all. Groups: of what kind, before or behind.
	totalAsked = regexp.MustCompile(`(?:一共|总共|总计|合计|共有?)[^，。？?]{0,6}?(?:多少|几)(项|个|条|类|种|点)|(?:多少|几)(项|个|条|类|种|点)`)
	// totalHead is a heading with a total. Groups: what is counted, how many, of what kind.
	totalHead = regexp.MustCompile(`^(?:第?[一二三四五六七八九十]+[、章节]|[（(][一二三四五六七八九十]+[）)])?(.{2,30}?)[（(]共(?:计|有)?\s*(\d+|[一二三四五六七八九十百]+)(项|个|条|类|种|点)[）)]$`)
)

// leastOfHead is the least share of the words of a heading that a question must hold.
const leastOfHead = 0.6

// saysTotal says whether a total is asked for and some heading of what a part found
// says one: else the whole of its text need not be read.
func saysTotal(question string, part Part) bool {
	return totalAsked.MatchString(question) && slices.ContainsFunc(part.Found.Results, func(r retrieval.Result) bool {
		return slices.ContainsFunc(r.Passage.Path, func(h string) bool { return totalHead.MatchString(corpus.Normalize(h)) })
	})
}

// countHeading gives the total that a heading of a text says of what a part asks for,
// and shows what stands below it. Of several headings that fit none is taken.
func countHeading(all []retrieval.Result, part Part, lang string) count {
	asked := totalAsked.FindStringSubmatch(part.Text)
	if asked == nil {
		return count{}
	}
	unit := asked[1] + asked[2]
	var c count
	head := ""
	for i := range all {
		p := &all[i].Passage
		if len(p.Path) == 0 || len(p.Parts) == 0 {
			continue
		}
		for _, h := range p.Path {
			if h == head {
				c.shown = append(c.shown, spansOf(&all[i])...)
				continue
			}
			m := totalHead.FindStringSubmatch(corpus.Normalize(h))
			if m == nil || m[3] != unit && unit != "个" || sharedPairs(m[1], corpus.Normalize(part.Text)) < leastOfHead {
				continue
			}
			if head != "" {
				return count{}
			}
			head = h
			c.number = numberIn(m[2])
			c.shown = spansOf(&all[i])
		}
	}
	if c.number == 0 {
		return count{}
	}
	c.said = msgCountedHeading.in(lang, all[0].Document.Title, strings.TrimSpace(head))
	c.shown = endsOfLong(c.shown)
	return c
}

// spansOf gives the parts of a passage found.
func spansOf(r *retrieval.Result) (out []place) {
	for _, span := range r.Passage.Parts {
		out = append(out, place{r, span})
	}
	return out
}
