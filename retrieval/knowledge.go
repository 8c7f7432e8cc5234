package retrieval

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// Knowledge is what understanding a question needs to know of the store: which
// regions it holds documents of, and which titles. It is immutable; nil knows
// of nothing.
type Knowledge struct {
	regions []string
	places  *gazetteer
	titles  []knownTitle // longest form first
	byTitle map[string][]string
	docs    map[string]*corpus.Document // by ID, without text and passages; not for changing
	numbers []string                    // 文号 as stored, in order
}

// knownTitle is one way to name a stored document.
type knownTitle struct {
	form  string // as people say it: 专利法
	title string // as stored: 中华人民共和国专利法
}

// NewKnowledge prepares the regions and the titles (with their document IDs)
// of a store.
func NewKnowledge(regions []string, titles map[string][]string) *Knowledge {
	k := &Knowledge{
		regions: slices.Clone(regions),
		places:  baseGazetteer.with(regions),
		byTitle: titles,
	}
	for title := range titles {
		for _, form := range titleForms(title) {
			if form == "" {
				continue // a document without a title is named by nobody
			}
			k.titles = append(k.titles, knownTitle{form, title})
		}
	}
	k.addStandIns("实施细则") // detailed rules: whoever asks for the one is helped by the other
	k.addStandIns("(摘编)") // a digest, folded: it says what it is wherever it is quoted
	slices.SortFunc(k.titles, func(a, b knownTitle) int {
		return cmp.Or(cmp.Compare(len(b.form), len(a.form)), cmp.Compare(a.form, b.form), cmp.Compare(a.title, b.title))
	})
	return k
}

// addStandIns lets the name of a text that is not stored mean the stored one that is
// called by that name and the suffix.
func (k *Knowledge) addStandIns(suffix string) {
	held := make(map[string]bool, len(k.titles))
	for _, t := range k.titles {
		held[t.form] = true
	}
	for _, t := range k.titles {
		if name, ok := strings.CutSuffix(t.form, suffix); ok && name != "" && !held[name] {
			k.titles = append(k.titles, knownTitle{name, t.title})
		}
	}
}

// addDocuments lets k know the documents themselves and their numbers.
func (k *Knowledge) addDocuments(docs []corpus.Document) {
	k.docs = make(map[string]*corpus.Document, len(docs))
	for i := range docs {
		k.docs[docs[i].ID] = &docs[i]
		for _, n := range NumberKeys(docs[i].DocNumber) {
			if !slices.Contains(k.numbers, n) {
				k.numbers = append(k.numbers, n)
			}
		}
	}
	slices.Sort(k.numbers)
}

// document gives a stored document, nil where it is not known.
func (k *Knowledge) document(id string) *corpus.Document {
	if k == nil {
		return nil
	}
	return k.docs[id]
}

// numbersLike gives the stored 文号 of an issuer's sign (国办发) and a serial
// number without its year.
func (k *Knowledge) numbersLike(sign, serial string) []string {
	if k == nil {
		return nil
	}
	var out []string
	for _, n := range k.numbers {
		if before, after, ok := strings.Cut(n, "〕"); ok && after == serial+"号" {
			if stored, _, ok := strings.Cut(before, "〔"); ok && strings.HasSuffix(sign, stored) {
				out = append(out, n)
			}
		}
	}
	return out
}

// Documents gives the IDs of the documents that bear a title.
func (k *Knowledge) Documents(title string) []string {
	if k == nil {
		return nil
	}
	return k.byTitle[title]
}

func (k *Knowledge) gazetteer() *gazetteer {
	if k == nil {
		return baseGazetteer
	}
	return k.places
}

// under gives the stored regions that a place covers: itself and what lies
// inside it, in order.
func (k *Knowledge) under(path string) []string {
	if k == nil {
		return nil
	}
	var out []string
	for _, region := range k.regions {
		if stored, _ := parseRegion(region); strings.HasPrefix(stored, path) {
			out = append(out, region)
		}
	}
	return out
}

// inTitle reports whether some stored title names the place.
func (k *Knowledge) inTitle(said string) bool {
	if k == nil {
		return false
	}
	for title := range k.byTitle {
		if strings.Contains(title, said) {
			return true
		}
	}
	return false
}

// The words a title may be said without, and those that introduce its name.
const peoplesRepublic = "中华人民共和国"

// titleForms gives the ways a title is said, itself first: without
// 中华人民共和国; a notice that issues a rule by the rule's own name.
func titleForms(title string) []string {
	title = foldTitle(title)
	forms := []string{title}
	add := func(s string) {
		if len([]rune(s)) >= 3 && !slices.Contains(forms, s) {
			forms = append(forms, s)
		}
	}
	add(strings.ReplaceAll(title, peoplesRepublic, ""))
	if _, rest, ok := strings.Cut(title, "关于印发"); ok {
		add(strings.TrimSuffix(rest, "的通知"))
	}
	if name := trimAnySuffix(title, "(试行)", "(暂行)"); name != title {
		add(name)
	}
	for _, form := range slices.Clone(forms) {
		if strings.HasSuffix(form, "暂行办法") || strings.HasSuffix(form, "暂行条例") {
			add(strings.Replace(form, "暂行", "", 1))
		}
	}
	return forms
}

// foldTitle removes the marks that people leave out: 《》, quotation marks, spaces.
func foldTitle(title string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '《', '》', '〈', '〉', '“', '”', '"', ' ', '　', '「', '」':
			return -1
		case '（':
			return '('
		case '）':
			return ')'
		}
		return r
	}, title)
}

// exact gives the stored title that a name names in full; "" when none does.
func (k *Knowledge) exact(name string) string {
	if k == nil {
		return ""
	}
	name = foldTitle(name)
	for _, t := range k.titles {
		if t.form == name {
			return t.title
		}
	}
	return ""
}

// minLikeness is the share of a title's characters that a loose name must
// hold: 深圳人工智能条例 holds 8 of the 16 of 深圳经济特区人工智能产业促进条例.
const minLikeness = 0.45

// like gives the stored title that a loose name means: its characters stand in
// the title in the same order, the ending (条例, 办法) is the same and enough of
// the title is said. Of several the one said most fully; "" when none fits.
func (k *Knowledge) like(name string) string {
	if k == nil {
		return ""
	}
	said := []rune(foldTitle(name))
	best, bestShare := "", minLikeness
	for _, t := range k.titles {
		share := subsequence(said, []rune(t.form))
		if share > bestShare || share == bestShare && best != "" && t.title < best {
			best, bestShare = t.title, share
		}
	}
	return best
}

// ofPlace gives the stored title that a name behind that of its place means; ""
// when none fits.
func (k *Knowledge) ofPlace(place, name string) string {
	title := cmpOr(k.exact(place+name), k.like(place+name), k.like(shortPlace(place)+name))
	if m := yearInName.FindStringSubmatch(name); title == "" && m != nil { // 广东2025政府工作报告: titles begin with the year
		name = m[1] + "年" + shortPlace(place) + strings.Replace(name, m[0], "", 1)
		title = cmpOr(k.exact(name), k.like(name))
	}
	return title
}

// yearInName is a year within a name.
var yearInName = regexp.MustCompile(`((?:19|20)\d\d)年?度?的?`)

// sameName gives the stored titles that are a name behind that of a place
// (上海市技术市场条例, 北京市技术市场条例), in order, where there are several: who says the
// name alone means any of them.
func (k *Knowledge) sameName(name string) []string {
	if k == nil || len([]rune(name)) < 4 {
		return nil
	}
	var out []string
	for _, t := range k.titles {
		place, ok := strings.CutSuffix(t.form, foldTitle(name))
		if ok && place != "" && corpus.RegionCode(corpus.NormalizeRegion(place)) != "" && !slices.Contains(out, t.title) {
			out = append(out, t.title)
		}
	}
	if len(out) < 2 {
		return nil
	}
	slices.Sort(out)
	return out
}

// subsequence gives the share of title that said holds when said is a
// subsequence of title that ends with it, 0 otherwise. Pairs of characters
// must mostly stay together, so that scattered characters do not match.
func subsequence(said, title []rune) float64 {
	if len(said) < 4 || len(said) > len(title) {
		return 0
	}
	j, breaks, last := len(title)-1, 0, len(title)
	for i := len(said) - 1; i >= 0; i-- {
		for j >= 0 && title[j] != said[i] {
			j--
		}
		if j < 0 || i == len(said)-1 && j != len(title)-1 {
			return 0
		}
		if j != last-1 {
			breaks++
		}
		last = j
		j--
	}
	if breaks > len(said)/2 {
		return 0
	}
	return float64(len(said)) / float64(len(title))
}
