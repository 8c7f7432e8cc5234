package corpus

import (
	"regexp"
	"slices"
	"strings"
)

var (
	repealsClause   = regexp.MustCompile(`[^。；]*?(同时废止|予以废止|自行废止|停止执行|同时失效|即行废止)`)
	partRepealed    = regexp.MustCompile(`^(?:[（(〔][^）)〕]*[）)〕])*(?:中的?)?第[^，。；《]{1,12}[条款项]`)
	replacesClause  = regexp.MustCompile(`[^。；]*?(?:代替|取代|替代)《[^《》]+》[^。；]*`)
	amendsClause    = regexp.MustCompile(`(?:将|对|决定对)《[^《》]+》[^。；]{0,40}(?:修改|修正|修订)[^。；]*`)
	implementClause = regexp.MustCompile(`(?:根据|依据|依照|按照|为了?贯彻落实|为贯彻落实|为落实)[^。；]{0,30}《[^。；]*?(?:制定|制订)`)
	interpretTitle  = regexp.MustCompile(`^(?:关于|对)?《([^《》]+(?:《[^《》]*》[^《》]*)?)》(?:的)?(?:政策)?(?:解读|问答|释义|解释)`)
	titleNumber     = regexp.MustCompile(`《([^《》]+)》((?:[（(][^（）()]*[0-9]{4}[^（）()]*号[）)])?)`)
)

// findRelations reads what the passages say of other texts, each with its clause.
func (p *parser) findRelations() {
	d := p.d
	if d.Kind == KindReport || d.Kind == KindDigest {
		return
	}
	for i, ps := range d.Passages {
		norm, offsets := NormalizeMap(ps.Text)
		add := func(kind RelationKind, from, to int) {
			if kind == RelationAmends && strings.Contains(norm[from:to], "建议") {
				return
			}
			for _, m := range titleNumber.FindAllStringSubmatchIndex(norm[from:to], -1) {
				if kind == RelationRepeals && partRepealed.MatchString(norm[from+m[1]:to]) {
					continue // an article of it, not the text
				}
				start, end := MapSpan(ps.Text, offsets, from, to)
				r := Relation{Kind: kind, Title: norm[from+m[2] : from+m[3]], Start: ps.Start + start, End: ps.Start + end}
				if number := norm[from+m[4] : from+m[5]]; number != "" {
					r.DocNumber = NormalizeDocNumber(strings.Trim(number, "（）()"))
				}
				if !slices.ContainsFunc(d.Relations, func(o Relation) bool { return o.Kind == r.Kind && o.Title == r.Title && o.DocNumber == r.DocNumber }) {
					d.Relations = append(d.Relations, r)
				}
			}
		}
		clauses := func(re *regexp.Regexp, kind RelationKind) {
			for _, m := range re.FindAllStringIndex(norm, -1) {
				add(kind, m[0], m[1])
			}
		}
		clauses(repealsClause, RelationRepeals)
		clauses(amendsClause, RelationAmends)
		if last := len(d.Passages) - 3; i >= last {
			clauses(replacesClause, RelationReplaces)
		}
		if i < 3 {
			clauses(implementClause, RelationImplements)
		}
	}
	if m := interpretTitle.FindStringSubmatch(d.Title); m != nil {
		for _, x := range d.Dropped {
			if x.Reason == DroppedTitle {
				d.Relations = append(d.Relations, Relation{Kind: RelationInterprets, Title: m[1], Start: x.Start, End: x.End})
				break
			}
		}
	}
	slices.SortStableFunc(d.Relations, func(a, b Relation) int { return a.Start - b.Start })
}

// linkRelations sets the targets of relations: of the texts held with that title
// or number the newest that is not newer than the document itself. A relation
// that would close a circle (A repeals B, which repeals A) is left open.
func linkRelations(docs []*Document) {
	byTitle := make(map[string][]*Document)
	for _, d := range docs {
		byTitle[d.Root+"\x00"+LineageTitle(d.Title)] = append(byTitle[d.Root+"\x00"+LineageTitle(d.Title)], d)
	}
	targets := make(map[place]map[string]bool) // document -> IDs that it ends
	for _, d := range docs {
		for i := range d.Relations {
			r := &d.Relations[i]
			r.Target = ""
			var best *Document
			for _, other := range byTitle[d.Root+"\x00"+LineageTitle(r.Title)] {
				ends := r.Kind == RelationRepeals || r.Kind == RelationReplaces
				switch {
				case SameTitle(r.Title, d.Title) && !d.names(r, other): // the clause of the first edition, kept in the later ones
				case other == d, r.DocNumber != "" && other.DocNumber != "" && !strings.Contains(other.DocNumber, r.DocNumber):
				case d.Adopted.Known() && other.Adopted > d.Adopted:
				case ends && (!other.Adopted.Known() || other.Adopted == d.Adopted):
				case other.Region != d.Region && other.Region != Nationwide && (ends || d.Region == Nationwide):
				case best == nil || best.Adopted < other.Adopted:
					best = other
				}
			}
			if best == nil {
				continue
			}
			if r.Kind == RelationRepeals || r.Kind == RelationReplaces {
				if reaches(targets, d.Root, best.ID, d.ID, 0) {
					continue
				}
				at := place{d.Root, d.ID}
				if targets[at] == nil {
					targets[at] = make(map[string]bool)
				}
				targets[at][best.ID] = true
			}
			r.Target = best.ID
		}
	}
}

// names reports whether a relation names other by its number or a date of its adoption.
func (d *Document) names(r *Relation, other *Document) bool {
	return r.DocNumber != "" && strings.Contains(other.DocNumber, r.DocNumber) ||
		other.Adopted.Known() && slices.Contains(DatesIn(d.Text[r.Start:r.End]), other.Adopted)
}

// reaches reports whether from ends to, over some steps.
func reaches(targets map[place]map[string]bool, root, from, to string, depth int) bool {
	if from == to {
		return true
	}
	if depth > 100 {
		return false
	}
	for id := range targets[place{root, from}] {
		if reaches(targets, root, id, to, depth+1) {
			return true
		}
	}
	return false
}
