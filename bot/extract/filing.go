package extract

import (
	"regexp"
	"slices"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Whoever asks until when something is filed is answered by the days of filing: 申报
// 5月1日至5月31日, 截止时间为7月21日; not by what else has a day.
var (
	filingAsk = regexp.MustCompile(`(申报|申请|受理|报名|填报|提交|推荐|办理|申领|集中).{0,6}(时间|日期|期限)|(什么时候|何时|啥时候|几号|哪天|几月).{0,6}(申报|受理|报名|填报|提交|推荐|交|截止|结束)|(申报|受理|报名|填报|提交|推荐|材料|系统).{0,8}(什么时候|何时|啥时候|几号|哪天|几月)|截止`)
	filingDay = regexp.MustCompile(dayOfYear + `|常年(申报|受理|开放)|即日起`)
	filing    = regexp.MustCompile(`(?:截止|受理|申报|填报|提交|报送|报名|推荐|交|查验|办理|开放|时间)[^。；，]{0,14}?` + dayOfYear +
		`|` + dayOfYear + `[^。；，]{0,4}?(?:前|止|截止)[^。；，]{0,14}?(?:提交|报送|交|申报|填报|报名|推荐|办理)` +
		`|^(?:[^，。：:]{0,14}[：:])?(?:\d{4}年)?` + dayOfYear + `[^，。]{0,6}?(?:至|到|～|—|-)`)
)

const dayOfYear = `\d{1,2}月(?:\d{1,2}日|底|初|末|中旬|上旬|下旬)`

// fitsFiling is 1 where a text gives the days of filing,
// 0.5 where it gives a day of something else, 0 where it gives none.
func fitsFiling(text string) float64 {
	if !filingDay.MatchString(text) {
		return 0
	}
	if filing.MatchString(text) {
		return 1
	}
	return 0.5
}

// filingFirst gives the index of the sentence to begin with where days of filing are
// asked for and the one found first gives none: the next of its text that does.
func filingFirst(all []sentence, a ask, first int) int {
	if first < 0 || a.part.Want != bot.WantTime || all[first].fits == 1 || !filingAsk.MatchString(a.part.Text) {
		return first
	}
	for i := first + 1; i < len(all); i++ {
		if s := &all[i]; s.result.Document.ID == all[first].result.Document.ID && s.fits == 1 && answers(s, a) && placed(s, all) {
			return i
		}
	}
	return first
}

// bareSpan is a line that gives the days of one step, and not of what: 系统填报：8月7日至9月8日.
var bareSpan = regexp.MustCompile(`^(?:[^，。：:]{0,14}[：:])?(?:\d{4}年)?` + dayOfYear + `[^，。]{0,6}?(?:至|到|～|—|-)[^，。]{0,24}$`)

// above gives the index of the numbered part that such a line stands under, -1 for none.
func above(s *sentence) int {
	if !bareSpan.MatchString(s.text) {
		return -1
	}
	p := &s.result.Passage
	for i := s.index - 1; i >= 0; i-- {
		if numbered.MatchString(corpus.Normalize(bot.QuoteOf(*p, p.Parts[i]))) {
			return i
		}
	}
	return -1
}

// placed says whether a sentence says of what its days are, by itself or with the
// numbered part above it, which may be one that is never quoted.
func placed(s *sentence, all []sentence) bool {
	i := above(s)
	return i < 0 || find(s, i, all) != nil
}

// find gives the part of the passage of a sentence that stands at an index; nil
// where it is none that may be quoted.
func find(s *sentence, index int, all []sentence) *sentence {
	for i := range all {
		if all[i].result == s.result && all[i].index == index {
			return &all[i]
		}
	}
	return nil
}

// withPlaces puts before lines of days the numbered part that they stand under, and
// leaves out those whose part may not be quoted.
func withPlaces(chosen, all []sentence) []sentence {
	var out []sentence
	said := map[corpus.Part]bool{}
	for _, s := range chosen {
		said[s.part()] = true
	}
	for _, s := range chosen {
		if i := above(&s); i >= 0 {
			of := find(&s, i, all)
			if of == nil {
				continue
			}
			if !said[of.part()] {
				said[of.part()] = true
				out = append(out, *of)
			}
		}
		out = append(out, s)
	}
	return out
}

// daysLeft says that the passage of what is quoted first gives days of filing that
// are not quoted: of another batch, another step or other applicants; "" where it
// does not.
func daysLeft(part bot.Part, quoted []sentence, lang string) string {
	if part.Want != bot.WantTime || !filingAsk.MatchString(part.Text) || !slices.ContainsFunc(quoted, func(s sentence) bool { return s.fits == 1 }) {
		return ""
	}
	said := map[int]bool{}
	for _, s := range quoted {
		if s.result == quoted[0].result {
			said[s.index] = true
		}
	}
	p := &quoted[0].result.Passage
	for i, at := range p.Parts {
		if text := corpus.Normalize(bot.QuoteOf(*p, at)); !said[i] && filing.MatchString(text) {
			return bot.OtherDays(quoted[0].result.Document.Title, lang)
		}
	}
	return ""
}
