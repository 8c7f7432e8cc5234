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

// saysWhat asks for the words of an article: 第十一条写的是什么.
var saysWhat = regexp.MustCompile(`第[一二三四五六七八九十百\d]+条(?:里|中)?(?:都|到底)?(?:说|写|讲|规定|内容)?(?:了|的)?(?:内容)?(?:都|又)?(?:是|写的是|写着)?(?:什么|啥|哪些|怎么(?:说|写|规定)的?)`)

// unheldArticle gives the label of an article whose words are asked for, of a text that is
// not named by a title that is held, where nothing found bears it; "" otherwise. What is
// said elsewhere on the matter is not what the article says.
func unheldArticle(text string, found *retrieval.Results) string {
	if !saysWhat.MatchString(text) {
		return ""
	}
	for _, ref := range found.Understood.Refs {
		bears := func(r retrieval.Result) bool { return r.Passage.Label == ref.Label }
		if ref.Label != "" && ref.Title == "" && !slices.ContainsFunc(found.Results, bears) {
			return ref.Label
		}
	}
	return ""
}

// missingArticle says so where the words name an article that its document does
// not have, or ask for the words of an article of a text that nothing found is.
func (s *Service) missingArticle(ctx context.Context, q Question, found *retrieval.Results) (string, error) {
	if label := unheldArticle(q.Text, found); label != "" {
		return msgNoText.in(q.Lang, label), nil
	}
	for _, ref := range found.Understood.Refs {
		if ref.Label == "" || ref.Title == "" {
			continue
		}
		var named *corpus.Document
		for _, r := range found.Results {
			if r.Exact {
				return "", nil
			}
			if named == nil && strings.HasSuffix(retrieval.TitleKey(r.Document.Title), retrieval.TitleKey(ref.Title)) {
				named = r.Document
			}
		}
		if named == nil {
			continue
		}
		count, first, last, err := s.cfg.Library.Articles(ctx, named.ID)
		if err != nil {
			return "", err
		}
		if count > 0 {
			return msgNoArticle.in(q.Lang, named.Title, ref.Label, count, first, last), nil
		}
	}
	return "", nil
}

// editionWords name an edition by its year: 2024年新修的那版, 2019年修订版.
var editionWords = regexp.MustCompile(`((?:19|20)\d\d)\s*年?(?:新|最新)?(?:修订|修正|修改|新修|修|出台|颁布)?的?(?:那|这)?(?:个|一)?(?:版|修订版|修正版|修订本)`)

// missingEdition gives the title and the year of an edition that the words ask
// for by its year and that is not held, though other editions of the text are.
func missingEdition(text string, found *retrieval.Results, cat *catalogue) (title, year string) {
	m := editionWords.FindStringSubmatch(text)
	if m == nil || len(found.Results) == 0 {
		return "", ""
	}
	first := cat.byID[found.Results[0].Document.ID]
	if first == nil || first.Kind == corpus.KindReport {
		return "", ""
	}
	newest := cat.newest(first.ID)
	for _, id := range append([]string{newest}, cat.older[newest]...) {
		d := cat.byID[id]
		for _, day := range []corpus.Date{d.Adopted, d.Published, d.EffectiveFrom} {
			if strings.HasPrefix(string(day), m[1]) {
				return "", ""
			}
		}
		if strings.Contains(d.Title, m[1]) || strings.Contains(d.DocNumber, m[1]) {
			return "", ""
		}
	}
	return first.Title, m[1]
}

// unknownDistrict gives a district or county that the words name, by the list of
// administrative divisions, and of which nothing is held; "" where there is none.
func unknownDistrict(text string, cat *catalogue) string {
	full := corpus.CountiesIn(text)
	for i, name := range append(full, corpus.ShortCountiesIn(text)...) {
		short := strings.TrimRight(strings.TrimSuffix(name, "自治县"), "区县市旗")
		if utf8.RuneCountInString(short) < 2 {
			short = name
		}
		in := name
		if i >= len(full) { // said without its rank: a title that has it says what it is
			short = strings.TrimSuffix(short, "新")
			in = short
		}
		held := func(d corpus.Document) bool {
			return strings.Contains(d.Region, short) || strings.Contains(d.Title, in)
		}
		if !slices.ContainsFunc(cat.all, held) {
			return name
		}
	}
	return ""
}

// asksMaker asks who makes a text, which need not be held for another to say so: a
// statute tells who is to write the rules of a grant.
var asksMaker = regexp.MustCompile(`(办法|细则|规定|标准|目录|方案|规程|指南)[^，。？]{0,4}(由谁|谁来?(定|制定|出|发布)|(由|是)?哪个?(部门|单位|机关))`)

// loosely is how people speak of a text without naming it: 2020年老条例, 新的那个办法.
var loosely = regexp.MustCompile(`^(\d{2,4}年?|的|老|旧|新|原|原来|现行|那个|这个|那|这|该|本|版|最新|修订|修改|改|修|以前|现在|国家|地方|省里|市里)*(条例|办法|法|规定|细则|指引|意见|通知|政策)$`)

// notTitle are words that stand before 条例 or 办法 in a sentence, not in a title.
var notTitle = regexp.MustCompile(`享受|适用|按照?|依照|根据|符合|违反|里的|我|你|能不能|怎么|这|那|说的`)

// realTitles leaves out what only sounds like a title.
func realTitles(titles []string) []string {
	var out []string
	for _, t := range titles {
		if !loosely.MatchString(t) && !notTitle.MatchString(t) {
			out = append(out, t)
		}
	}
	return out
}

// namesHeld says whether the words name a document that is held, by title or 文号.
func namesHeld(u retrieval.Understood, cat *catalogue) bool {
	return slices.ContainsFunc(u.Refs, func(r retrieval.Ref) bool {
		return r.Title != "" || r.DocNumber != "" && cat.holdsNumber(r.DocNumber)
	})
}

// ofTheNumber asks about a text by its 文号 what other texts say: whether it still
// holds, what took its place, which text it is.
var ofTheNumber = regexp.MustCompile(`废止|失效|有效|作数|管用|替代|取代|代替|还能用|还在用|执行到|依据|根据|哪个文件|什么文件|哪份|是什么|(?i)in force|repeal|replac|valid`)

// unheldNumber gives the 文号 of the one text that the words ask of where it is
// not held: what another text says in its name, or beside it, is no answer. ""
// where it is held, where a title that is held stands beside it, or where the
// words ask what became of it.
func unheldNumber(text string, u retrieval.Understood, cat *catalogue) string {
	if ofTheNumber.MatchString(text) || namesHeld(u, cat) {
		return ""
	}
	for _, r := range u.Refs {
		if strings.Contains(r.DocNumber, "〔") {
			return r.DocNumber
		}
	}
	return ""
}

// holdsNumber says whether a text with the 文号 is held, by its metadata, its
// title or the name of its file. Words may have run into the number's beginning.
func (c *catalogue) holdsNumber(number string) bool {
	tail := number[strings.LastIndex(number, "〔")+1:] // 2016〕32号
	for i := range c.all {
		d := &c.all[i]
		for _, held := range retrieval.NumberKeys(d.DocNumber + "；" + d.Title + "；" + d.Source) {
			if strings.Contains(held, number) || strings.Contains(held, tail) && strings.HasSuffix(number, held) {
				return true
			}
		}
	}
	return false
}

// placeShifted gives the place where a follow-up that is nothing but a place (宁波呢) made
// the name of a rule that is not held out of that of the place before; "" otherwise.
func placeShifted(q Question, titles []string) string {
	if len(q.Said) < 2 || len(titles) != 1 || !strings.Contains(q.Text, titles[0]) {
		return ""
	}
	kind, to := leaning(q.Said[len(q.Said)-1])
	if kind != shifted || !namesAPlace(to) || !strings.HasPrefix(titles[0], strings.TrimRight(to, "的省市区县")) {
		return ""
	}
	return to
}
