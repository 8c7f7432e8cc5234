package bot

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Some ask how many: articles or chapters of a text, items of one of its lists.
// No sentence says so; it is counted over all that is stored of the text, and
// what was counted is quoted below the number. Only numbers without a gap from
// one up are counted: where one is missing, the text held may not be whole.

var (
	// countsText asks how many articles or chapters a text has.
	countsText = regexp.MustCompile(`(?:` + ruleNoun + `|全文|一共|总共|^)[^，。？?]{0,8}?(?:多少|[^第十几]几|^几)个?[条章](?:$|[，。、？?啊呀呢吗])`)
	// articlesChanged is another thing that is counted in articles.
	articlesChanged = regexp.MustCompile(`清单|目录|名录|名单|改|增|删|条件|情形|要求|材料|处罚|责任|第几`)
	// countsList asks how many items a list has, and names what they are.
	countsList  = regexp.MustCompile(listNoun + `[^，。？?]{0,8}?(?:多少|[^第十几]几)(?:个|项|种|类|条|点|步)|(?:多少|[^第十几]几|^几)(?:个|项|种|类|条|点|步)[^，。？?年月天日]{0,4}?(?:` + listNoun + prizeAsked + `)`)
	nounAsked   = regexp.MustCompile(listNoun + `|奖`)
	nounBefore  = regexp.MustCompile(listNoun)
	numberAsked = regexp.MustCompile(`(?:多少|几)(?:个|项|种|类|条|点|步)`)
)

const listNoun = `(?:条件|情形|情况|材料|资料|要求|范围|程序|步骤|流程|职责|行为|原则|费用|措施|方式|奖项|税种|税目|类别|阶段)`

// prizeAsked is a noun too common to be one elsewhere than behind the number: 几个奖.
const prizeAsked = `|大?奖(?:$|[，。、？?啊呀呢吗])`

// alsoCalled are the words by which a text may head what people call so.
var alsoCalled = map[string]string{
	"情形": "情形|行为|情况", "情况": "情形|行为|情况", "行为": "行为|情形", "条件": "条件|要求", "要求": "要求|条件",
	"材料": "材料|资料|文件", "资料": "材料|资料|文件", "程序": "程序|步骤|流程", "步骤": "程序|步骤|流程", "流程": "程序|步骤|流程",
	"奖项": prizeHead, "奖": prizeHead,
}

// kindListed says what a list is of: 有下列情形之一的.
var kindListed = regexp.MustCompile(`(?:下列|以下|如下)(` + listNoun + `)`)

// prizeHead heads a list of prizes, not one of what a prize asks for.
const prizeHead = `奖项|奖(?:如下|包括|分为|分设)?[：:]?$`

// countsThings asks how many items there are of what no noun of [listNoun] names: 免税收入有几种.
// Group: of what.
var countsThings = regexp.MustCompile(`^([^，。？?]{4,}?)(?:一共|总共|都|共)?(?:有|分为|分成|分)(?:几|多少)(?:种|类|项|个|档)[？?]?$`)

// leastThing is the least number of characters in which a list's head must name what
// is counted, where that is none of [listNoun].
const leastThing = 4

// headEnd is what may stand between the name of what a list is of and its items.
var headEnd = regexp.MustCompile(`(?:[，,]?(?:具体|主要|分别)?(?:如下|包括|分为|分成|是|有|为)?(?:以下|下列)?(?:几)?(?:种|类|项|个|方面)?)[：:]?$`)

// headsThing says whether the head of a list names what a question counts as that
// which its items are: it ends in the last four characters before 有几种, or more.
// One that only speaks of it lists something else of it.
func headsThing(question, head string) bool {
	m := countsThings.FindStringSubmatch(question)
	if m == nil {
		return false
	}
	thing := []rune(m[1])
	return strings.HasSuffix(headEnd.ReplaceAllString(head, ""), string(thing[max(0, len(thing)-leastThing):]))
}

// nounCounted gives what is counted: the noun behind the number, else the one before it.
func nounCounted(text string) string {
	if at := numberAsked.FindStringIndex(text); at != nil {
		if noun := nounAsked.FindString(text[at[1]:]); noun != "" {
			return noun
		}
	}
	return nounBefore.FindString(text)
}

// counting says whether every part of a plan asks for a number of articles or
// chapters (whole), or the only part for the items of a list.
func counting(q Question, p *plan) (whole, list bool) {
	if len(p.parts) == 0 || p.during > 0 {
		return false, false
	}
	whole = true
	for _, part := range p.parts {
		if part.Itself || part.Found == nil {
			return false, false
		}
		whole = whole && countsText.MatchString(part.Text) && !articlesChanged.MatchString(wordsBefore.ReplaceAllString(part.Text, ""))
	}
	if slices.ContainsFunc(p.parts, func(part Part) bool { return part.Scope != "" }) && len(p.parts) > 1 {
		return whole, false
	}
	return whole, !whole && len(p.parts) == 1 && (countsList.MatchString(q.Text) || countsThings.MatchString(q.Text) || saysTotal(q.Text, p.parts[0]))
}

// counted answers by counting; false where nothing of the kind is asked for, or
// where what is held cannot be counted. It makes all that is stored of the text
// the passages found, against which the gate holds the quotations.
func (s *Service) counted(ctx context.Context, p *plan, q Question) (Draft, bool, error) {
	whole, list := counting(q, p)
	if !whole && !list {
		return Draft{}, false, nil
	}
	if versions := versionsCounted(p); whole && len(versions) > 1 {
		return s.countedVersions(ctx, p, q, versions)
	}
	id, share := countedIn(p.parts[0])
	if id == "" || whole && (share < leastNamed || namesAnother(p.parts[0], id)) {
		return Draft{}, false, nil
	}
	all, err := s.wholeText(ctx, q, id)
	if err != nil || all == nil {
		return Draft{}, false, err
	}
	var c count
	if whole {
		c = countArticles(all, q)
	} else {
		c = countHeading(all, p.parts[0], q.Lang)
		if c.number == 0 {
			c = countItems(all, p.parts[0], share, q.Lang)
		}
	}
	if c.number == 0 {
		return Draft{}, false, nil
	}
	for i := range p.parts {
		found := *p.parts[i].Found
		found.Results = all
		p.parts[i].Found = &found
	}
	return c.draft(q, len(p.parts)), true, nil
}

// countedIn gives the document that a part is most likely about, and the share
// of its title's words that the part holds.
func countedIn(part Part) (id string, share float64) {
	for i, r := range part.Found.Results {
		if i == countedDepth {
			break
		}
		title := corpus.Normalize(strings.TrimPrefix(r.Document.Title, "关于"))
		held := max(sharedPairs(title, part.Text), sharedPairs(title, part.Words), sharedPairs(shortTitle(title), part.Words))
		if id == "" || held > share {
			id, share = r.Document.ID, held
		}
	}
	if share < leastNamed && id != "" { // none is named: the one found first
		id = part.Found.Results[0].Document.ID
	}
	return id, share
}

// countedDepth is how far down a text is looked for.
const countedDepth = 10

// shortTitle is a title without the words that people leave out.
func shortTitle(title string) string {
	return strings.NewReplacer("中华人民共和国", "", "管理", "", "暂行", "", "关于", "", "实施", "").Replace(title)
}

// wholeText gives every stored passage of a document in the order of the text;
// nil where there are more than one search gives.
func (s *Service) wholeText(ctx context.Context, q Question, id string) ([]retrieval.Result, error) {
	r, err := s.cfg.Retriever.Search(ctx, retrieval.Query{Text: q.Text, K: retrieval.MaxK,
		Filter: retrieval.Filter{Documents: []string{id}, AllVersions: true, Exclude: q.Exclude}})
	if err != nil || len(r.Results) == 0 || len(r.Results) >= retrieval.MaxK {
		return nil, err
	}
	all := slices.Clone(r.Results)
	slices.SortFunc(all, func(x, y retrieval.Result) int { return x.Passage.Start - y.Passage.Start })
	for i := range all {
		if all[i].Passage.Ordinal != i+1 { // a passage is missing: not the whole text
			return nil, nil
		}
	}
	return all, nil
}

// place is a part of a passage found.
type place struct {
	result *retrieval.Result
	span   corpus.Part
}

func (at place) words() string {
	return strings.TrimSpace(corpus.Normalize(QuoteOf(at.result.Passage, at.span)))
}

// count is a number with what was counted.
type count struct {
	number int
	said   string  // the number and its computation, for the reader
	shown  []place // quoted below it
}

// draft makes the answer of a count, which answers all parts.
func (c count) draft(q Question, parts int) Draft {
	var d Draft
	for _, at := range c.shown {
		n := len(d.Citations) + 1
		d.Citations = append(d.Citations, NewCitation(n, at.result, at.span))
		d.Statements = append(d.Statements, Drafted{Statement: Statement{Text: at.words(), Citations: []int{n}}, Intro: c.said + "\n"})
	}
	for i := 1; i < parts; i++ {
		d.Shared = append(d.Shared, i)
	}
	return d
}

// countArticles counts the articles and chapters of a text, and shows its first
// and its last article.
func countArticles(all []retrieval.Result, q Question) count {
	var articles, chapters []string
	var first, last *retrieval.Result
	for i := range all {
		p := &all[i].Passage
		if len(p.Path) > 0 && chapterHead.MatchString(p.Path[0]) && !slices.Contains(chapters, p.Path[0]) {
			chapters = append(chapters, p.Path[0])
		}
		if p.Kind != corpus.PassageArticle || slices.Contains(articles, p.Label) {
			continue
		}
		if articles = append(articles, p.Label); first == nil {
			first = &all[i]
		}
		last = &all[i]
	}
	if !inSequence(articles, func(l string) int { n, _, _ := corpus.ArticleNumber(l); return n }) {
		return count{}
	}
	if len(chapters) > 0 && !inSequence(chapters, func(h string) int { return numberIn(chapterHead.FindStringSubmatch(h)[1]) }) {
		return count{}
	}
	title := first.Document.Title
	c := count{number: len(articles), said: msgCountedArticles.in(q.Lang, title, len(articles), articles[0], articles[len(articles)-1])}
	switch {
	case len(chapters) > 0:
		c.said += msgCountedChapters.in(q.Lang, len(chapters), strings.Join(chapters, "、"))
	case strings.Contains(q.Text, "章"):
		c.said += msgNoChapters.in(q.Lang)
	default:
		c.said += msgCountedEnd.in(q.Lang)
	}
	for _, r := range []*retrieval.Result{first, last} {
		if len(r.Passage.Parts) > 0 {
			c.shown = append(c.shown, place{r, r.Passage.Parts[0]})
		}
	}
	return c
}

var chapterHead = regexp.MustCompile(`^第([一二三四五六七八九十百\d]+)章`)

// numberIn reads a numeral; 0 for none.
func numberIn(numeral string) int {
	n, _, ok := corpus.ArticleNumber("第" + numeral + "条")
	if !ok {
		return 0
	}
	return n
}

// inSequence says whether there are things numbered one, two, three up to the last.
func inSequence(things []string, number func(string) int) bool {
	for i, t := range things {
		if number(t) != i+1 {
			return false
		}
	}
	return len(things) > 0
}

// itemMark begins an item: （三）, 3. or 3、.
var itemMark = regexp.MustCompile(`^(?:[（(]([一二三四五六七八九十百]+|\d{1,3})[）)]|(\d{1,3})[.．、])`)

// list is the items below one lead-in or heading.
type list struct {
	head  string // the words above them
	lead  *place // nil: a heading
	items []place
	marks []string
}

// listsOf gives the lists of a text.
func listsOf(all []retrieval.Result) []*list {
	var order []*list
	byKey := map[string]*list{}
	for i := range all {
		p := &all[i].Passage
		for k, span := range p.Parts {
			at := place{&all[i], span}
			m := itemMark.FindStringSubmatch(at.words())
			if m == nil {
				continue
			}
			form := "han"
			if m[2] != "" {
				form = "digit"
			}
			key, l := p.Label+strings.Join(p.Path, ">")+form, &list{}
			if len(p.Path) > 0 && p.Label == "" { // the headings of articles are those of chapters
				l.head = p.Path[len(p.Path)-1]
			}
			if leads := p.Leads(k); len(leads) > 0 {
				said := leads[len(leads)-1]
				lead := corpus.Part{Kind: said.Kind, Label: said.Label, Start: said.Start, End: said.End}
				key = strconv.Itoa(said.Start) + form
				l.lead = &place{&all[i], lead}
				l.head += l.lead.words()
			}
			if byKey[key] == nil {
				byKey[key] = l
				order = append(order, l)
			}
			byKey[key].items = append(byKey[key].items, at)
			byKey[key].marks = append(byKey[key].marks, m[1]+m[2])
		}
	}
	return order
}

// Bounds of a list that is counted.
const (
	leastHeld   = 0.55 // share of the question's words that its head and the title must hold
	leastAlone  = 0.6  // the same of the head alone, where the title is not named
	shownOfList = 20   // items quoted
	listRunes   = 1200 // characters up to which they are
)

// countItems counts the items of the list that a part asks for: its head names
// what is counted and holds most of the words that the title does not.
func countItems(all []retrieval.Result, part Part, named float64, lang string) count {
	noun := nounCounted(part.Text)
	if noun == "" && !countsThings.MatchString(part.Text) {
		return count{}
	}
	heads := regexp.MustCompile(cmp.Or(alsoCalled[noun], noun))
	words := withoutAsking(withoutCounting.ReplaceAllString(part.Words, " "))
	said := withoutAsking(withoutCounting.ReplaceAllString(part.Text, " "))
	heldBy := func(text string) float64 { return max(sharedPairs(words, text), sharedPairs(said, text)) } // 免税收入 may be written so
	title := all[0].Document.Region + all[0].Document.Title
	var best *list
	most, second := 0.0, 0.0
	for _, l := range listsOf(all) {
		if kind := kindListed.FindStringSubmatch(l.head); kind != nil && (noun == "" || !heads.MatchString(kind[1])) {
			continue // of something else: situations in which no prize is given
		}
		if len(l.items) < 2 || noun == "" && !headsThing(part.Text, l.head) || !heads.MatchString(l.head) || !inSequence(l.marks, numberIn) {
			continue
		}
		held := heldBy(l.head)
		if heldBy(l.head+" "+title) < leastHeld || named < leastNamed && held < leastAlone {
			continue
		}
		switch {
		case held > most:
			best, most, second = l, held, most
		default:
			second = max(second, held)
		}
	}
	if best == nil || most == second { // none, or two that fit as well
		return count{}
	}
	c := count{number: len(best.items)}
	first, last := best.items[0], best.items[len(best.items)-1]
	where := first.result.Passage.Label
	if where == "" && len(first.result.Passage.Path) > 0 {
		where = "“" + strings.Join(first.result.Passage.Path, "·") + "”"
	}
	c.said = msgCountedItems.in(lang, all[0].Document.Title, where, c.number, itemMark.FindString(first.words()), itemMark.FindString(last.words()))
	if best.lead != nil {
		c.shown = append(c.shown, *best.lead)
	}
	c.shown = append(c.shown, endsOfLong(best.items)...)
	return c
}

// endsOfLong gives the items of a list that are quoted: of a long one the first and
// the last.
func endsOfLong(items []place) []place {
	runes := 0
	for _, at := range items {
		runes += utf8.RuneCountInString(at.words())
	}
	if len(items) > shownOfList || runes > listRunes {
		return []place{items[0], items[len(items)-1]}
	}
	return items
}

// withoutCounting takes what asks for a number out of a part.
var withoutCounting = regexp.MustCompile(`(多少|几)(个|项|种|类|条|点|步|档)|一共|总共|要|会|列了|共有|里|的|有|分`)
