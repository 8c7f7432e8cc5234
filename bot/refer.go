package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Bounds of what is shown of the clauses that a quotation leans on.
const (
	maxReferred   = 3   // clauses
	referredRunes = 180 // characters of one, its first sentence apart
)

// reference finds how a clause points at another of its text: 前款, 前款第二项,
// 本条第一款, 本法第四十八条第（二）项. Groups: whole 款 before, which 项 of it,
// 款 and 项 of the same article, article, its 款 and 项.
var reference = regexp.MustCompile(`前款(?:第[（(]?([一二三四五六七八九十]+)[）)]?项)?(?:至第[（(]?[一二三四五六七八九十]+[）)]?项)?|` +
	`本条(第[一二三四五六七八九十]+款)(?:第[（(]?([一二三四五六七八九十]+)[）)]?项)?|` +
	`本(?:法|条例|办法|规定|细则|意见)(第[〇零一二三四五六七八九十百]+条)(第[一二三四五六七八九十]+款)?(?:第[（(]?([一二三四五六七八九十]+)[）)]?项)?`)

// clause is a place that a quotation points at.
type clause struct {
	said      string // 前款, 本法第四十八条第（二）项
	article   string // 第四十八条
	paragraph string // 第二款; "" for none said
	item      string // 二; "" for none said
}

// refersTo gives the clauses that the words at a place (第四十五条第二款) point at.
func refersTo(words, place string) []clause {
	article, paragraph := placeParts(place)
	var out []clause
	for _, m := range reference.FindAllStringSubmatch(words, -1) {
		c := clause{said: m[0], article: article}
		switch {
		case m[4] != "":
			c.article, c.paragraph, c.item = m[4], m[5], m[6]
		case m[2] != "":
			c.paragraph, c.item = m[2], m[3]
		default:
			n := slices.Index(hanParagraphs, paragraph)
			if n < 1 {
				continue
			}
			if c.paragraph = hanParagraphs[n-1]; !strings.Contains(m[0], "至第") {
				c.item = m[1]
			}
		}
		if c.article != "" && !(c.article == article && c.paragraph == paragraph && c.item == "") {
			out = append(out, c)
		}
	}
	return out
}

// hanParagraphs are the 款 of an article in order; no article has more.
var hanParagraphs = strings.Fields("第一款 第二款 第三款 第四款 第五款 第六款 第七款 第八款 第九款 第十款")

var (
	articleLabel   = regexp.MustCompile(`^第[^条]+条(?:之[一二三四五六七八九十]+)?`)
	paragraphLabel = regexp.MustCompile(`第[一二三四五六七八九十]+款`)
)

// placeParts takes 第四十五条第二款第（一）项 apart: article and 款.
func placeParts(place string) (article, paragraph string) {
	return articleLabel.FindString(place), paragraphLabel.FindString(place)
}

// partsAt gives the parts of an article's passage that a clause is: a 项 with
// its lead-in, or the first sentences of a 款; cut says that there are more.
func partsAt(p corpus.Passage, c clause) (out []corpus.Part, cut bool) {
	room := referredRunes
	for i, part := range p.Parts {
		_, paragraph := placeParts(part.Label)
		if c.paragraph != "" && paragraph != c.paragraph && !(c.paragraph == "第一款" && paragraph == "") {
			continue
		}
		isItem := part.Kind == corpus.PartItem || part.Kind == corpus.PartSubitem
		if c.item != "" {
			if !isItem || !strings.Contains(strings.NewReplacer("(", "（", ")", "）").Replace(part.Label), "第（"+c.item+"）项") {
				continue
			}
			for _, lead := range p.Leads(i) {
				out = append(out, corpus.Part{Kind: lead.Kind, Label: lead.Label, Start: lead.Start, End: lead.End})
			}
			return append(out, part), false
		}
		n := utf8.RuneCountInString(p.Text[part.Start-p.Start : part.End-p.Start])
		if len(out) > 0 && n > room {
			return out, true
		}
		room -= n
		out = append(out, part)
	}
	return out, false
}

// refer adds to a draft the clauses that its quotations lean on, each with a
// citation, where they do not stand in it already. Clauses of other articles are
// searched for, and what is found goes to the part that leans.
func (s *Service) refer(ctx context.Context, p *plan, q Question, d *Draft) error {
	byN := map[int]Citation{}
	for _, c := range d.Citations {
		byN[c.N] = c
	}
	found := foundResults(p.parts)
	said := map[string]bool{}
	added := 0
	for _, st := range d.Statements {
		if len(st.Citations) == 0 {
			continue
		}
		c := byN[st.Citations[len(st.Citations)-1]] // those before it are lead-ins
		for _, to := range refersTo(corpus.Normalize(c.Quote), c.Locator) {
			key := c.DocumentID + to.article + to.paragraph + to.item
			if added == maxReferred || said[key] {
				continue
			}
			said[key] = true
			r, err := s.articleOf(ctx, p, q, found, c, to.article)
			if err != nil {
				return err
			}
			if r == nil || !d.add(st.Part, to, r) {
				continue
			}
			part := &p.parts[st.Part]
			if _, held := found[r.Passage.ID]; !held {
				part.Found = union(part.Found, &retrieval.Results{Results: []retrieval.Result{*r}})
			}
			added++
		}
	}
	return nil
}

// foundResults gives everything found, by passage.
func foundResults(parts []Part) map[string]*retrieval.Result {
	out := map[string]*retrieval.Result{}
	for _, p := range parts {
		if p.Found == nil {
			continue
		}
		for i := range p.Found.Results {
			out[p.Found.Results[i].Passage.ID] = &p.Found.Results[i]
		}
	}
	return out
}

// articleOf gives the passage of an article of the text that a citation is of;
// nil where there is none.
func (s *Service) articleOf(ctx context.Context, p *plan, q Question, found map[string]*retrieval.Result, c Citation, article string) (*retrieval.Result, error) {
	if own := found[c.PassageID]; own != nil && own.Passage.Label == article {
		return own, nil
	}
	r, err := s.search(ctx, p, q, "《"+c.Title+"》"+article, retrieval.Filter{Documents: []string{c.DocumentID}, AllVersions: true})
	if err != nil {
		return nil, err
	}
	for i := range r.Results {
		if r.Results[i].Passage.Label == article && r.Results[i].Document.ID == c.DocumentID {
			return &r.Results[i], nil
		}
	}
	return nil, nil
}

// add states a clause at the end of the draft; false where nothing of it is to
// be quoted, or where it stands there already.
func (d *Draft) add(part int, to clause, r *retrieval.Result) bool {
	var text string
	var citations []int
	spans, cut := partsAt(r.Passage, to)
	for _, span := range spans {
		n := 0
		for _, c := range d.Citations {
			if c.DocumentID == r.Document.ID && c.Start == span.Start && c.End == span.End {
				n = c.N
			}
		}
		quote := QuoteOf(r.Passage, span)
		if quote == "" || utf8.RuneCountInString(quote) > MaxQuoteRunes || Foreign(quote, r.Document.URL) {
			return false
		}
		if n > 0 && span == spans[len(spans)-1] {
			return false
		}
		if n == 0 {
			n = len(d.Citations) + 1
			d.Citations = append(d.Citations, NewCitation(n, r, span))
		}
		text += strings.TrimSpace(corpus.Normalize(quote))
		citations = append(citations, n)
	}
	if text == "" {
		return false
	}
	place := to.article + to.paragraph
	if to.item != "" {
		place += "第（" + to.item + "）项"
	}
	intro := "“" + to.said + "”"
	if !strings.Contains(to.said, place) {
		intro += "即" + place
	}
	if cut {
		intro += "（节录）"
	}
	intro += "："
	d.Statements = append(d.Statements, Drafted{Statement: Statement{Text: text, Citations: citations}, Part: part, Intro: intro})
	return true
}
