package extract

import "regexp"

// Rules list conditions, papers and much else in the same words on the same
// matter. What a list is of stands in its lead-in or heading, and what is asked
// for in the question.
var (
	asksConditions = regexp.MustCompile(`(什么|啥|哪些|哪几个|哪几条)[^，。？]{0,4}条件|有(什么|啥|哪些)(硬性|基本|具体)?要求|条件(是|有|要求)?(什么|啥|哪些|$)|条件[？?]?$`)
	asksPapers     = regexp.MustCompile(`(什么|啥|哪些|哪几样|哪几种|哪几份)[^，。？]{0,4}(材料|资料|文件|证明|手续)|(交|带|准备|提交|报)[^，。？]{0,4}(材料|资料)|(材料|资料)(是|有|要求)?(什么|啥|哪些|清单|$)`)
	ofConditions   = regexp.MustCompile(`(下列|以下|如下|下述).{0,12}(条件|要求)|(条件|要求)(的|之一)?.{0,24}[：:]$`)
	ofPapers       = regexp.MustCompile(`(提交|提供|报送|递交|附|携带|出具|装订)[^，。；]{0,24}(文件|材料|资料|证明|申请书|复印件)|(材料|资料|文件)[：:]$`)
	requires       = regexp.MustCompile(`(应当?|必?须)(同时)?(具备|取得|符合|满足|具有)|具有[^，。；]{2,24}(学历|学位|资格|经历|职称)`)
	headConditions = regexp.MustCompile(`条件|对象`)
	chapter        = regexp.MustCompile(`^第[\p{Nd}一二三四五六七八九十]+[章节编]`)
	headPapers     = regexp.MustCompile(`材料|资料`)
)

// ofCases leads a list that decides whether something may be.
var ofCases = regexp.MustCompile(`(下列|以下|如下|下述).{0,12}(条件|情形|情况|要求)`)

// listHeadGain raises what is of the kind of list that is asked for, and lowers
// what is of the other.
const listHeadGain = 0.2

// listHead is what the kind of list that a sentence leads or stands in adds to its
// score where one is asked for by name: conditions, or papers to hand in.
func (a *ask) listHead(s *sentence) float64 {
	asked, other := ofConditions, ofPapers
	askedHead, otherHead := headConditions, headPapers
	switch {
	case asksConditions.MatchString(a.part.Text) || a.part.AsksWho():
	case asksPapers.MatchString(a.part.Text):
		asked, other = other, asked
		askedHead, otherHead = otherHead, askedHead
	default:
		return 0
	}
	words := s.lead
	if opens(s.text) {
		words += s.text
	}
	heading := ""
	for _, h := range s.result.Passage.Path {
		if !chapter.MatchString(h) { // a chapter is of many things (认定条件与程序)
			heading += " " + h
		}
	}
	switch {
	case (asked.MatchString(words) || askedHead.MatchString(heading) && !otherHead.MatchString(heading)) && a.ofThing(heading+s.result.Document.Title+words+s.text):
		return listHeadGain
	case other.MatchString(words) || otherHead.MatchString(heading):
		return -listHeadGain
	}
	return 0
}

// ofThing says whether a text names the first of the things asked of, where there is
// one: the conditions of who is licensed are not those of the firm that employs him.
func (a *ask) ofThing(text string) bool { return len(a.things) == 0 || a.things[0].in(text) }
