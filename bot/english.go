package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/retrieval"
)

// inChinese writes a question in English, and the turns before it, as Chinese
// asks them, so that one set of rules reads both languages.
func inChinese(q Question) Question {
	q.Turns = slices.Clone(q.Turns)
	for i, t := range q.Turns {
		if r, ok := retrieval.InChinese(t); ok {
			q.Turns[i] = r.Text
		}
	}
	if r, ok := retrieval.InChinese(q.Text); ok {
		q.English, q.Text = &r, r.Text
	}
	return q
}

// asAsked gives the words of a part as the user asked them.
func (q Question) asAsked(part string) string {
	if q.English == nil {
		return part
	}
	for _, c := range q.English.Clauses {
		if c.Chinese == part {
			return c.English
		}
	}
	return part
}

// askedFor gives the words of a part by which its want is read: those of a
// question in English as Chinese asks, others as they are.
func askedFor(text string) string {
	if r, ok := retrieval.InChinese(text); ok {
		return r.Text
	}
	return text
}

// introIn gives what stands above statements in a language.
func introIn(intro, lang string) string {
	if lang != "en" || intro == "" {
		return intro
	}
	return retrieval.InEnglish(introWords.Replace(intro))
}

// introWords are what stands between the names of an intro.
var introWords = strings.NewReplacer("”即", "” is ", "（节录）", " (excerpt)", "：\n", ":\n", "：", ": ")

// unknownNote names the words of a question in English that are in no list; "" for
// none.
func unknownNote(q Question) string {
	if q.English == nil || len(q.English.Unknown) == 0 {
		return ""
	}
	return msgWordsUnknown.in(q.Lang, strings.Join(q.English.Unknown, ", "))
}

// englishUnits are the units of figures that an English reader is told, one and
// several of it.
var englishUnits = map[string][2]string{
	"元": {"yuan", "yuan"}, "%": {"%", "%"}, "日": {"day", "days"}, "个月": {"month", "months"}, "年": {"year", "years"}, "小时": {"hour", "hours"},
	"个工作日": {"working day", "working days"}, "倍": {"time", "times"}, "周岁": {"years of age", "years of age"}, "人": {"person", "persons"},
	"家": {"enterprise", "enterprises"}, "户": {"enterprise", "enterprises"},
}

// maxFigures bounds the figures that are told in English.
const maxFigures = 8

// figuresNote tells the figures of statements in English; "" where there are none,
// or the reader reads Chinese.
func figuresNote(statements []Drafted, lang string) string {
	if lang != "en" {
		return ""
	}
	var said []string
	for _, st := range statements {
		for _, f := range quantities(st.Text) {
			unit, ok := englishUnits[f.Unit]
			value, err := strconv.ParseFloat(f.Value, 64)
			if !ok || err != nil {
				continue
			}
			if s := strings.Join(strings.Fields(f.Text), "") + " = " + inFigures(value, unit); !slices.Contains(said, s) {
				said = append(said, s)
			}
		}
	}
	if len(said) == 0 {
		return ""
	}
	more := ""
	if len(said) > maxFigures {
		said, more = said[:maxFigures], "; ..."
	}
	return msgFiguresSaid.in(lang, strings.Join(said, "; ")+more)
}

// inFigures writes a value with its unit as English does: 5 million yuan, 2 years.
func inFigures(v float64, unit [2]string) string {
	number := strconv.FormatFloat(v, 'f', -1, 64)
	if v >= 1e6 && v == float64(int64(v/1e4))*1e4 {
		number = strconv.FormatFloat(v/1e6, 'f', -1, 64) + " million"
	} else if whole := int64(v); v >= 1000 && v < 1e6 && v == float64(whole) {
		number = fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
	}
	switch {
	case unit[0] == "%":
		return number + "%"
	case v == 1:
		return number + " " + unit[0]
	}
	return number + " " + unit[1]
}
