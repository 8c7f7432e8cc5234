package read

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering gives the numbers that Word prints before paragraphs and keeps
// apart from their text: 第一条, （一）, 1.
type numbering struct {
	levels map[string][]numberLevel // by numbering instance
	styles map[string]docxStyle     // by style
	counts map[string][]int
}

type numberLevel struct {
	start  int
	format string // decimal, chineseCountingThousand, ...
	text   string // 第%1条
}

type docxStyle struct {
	num   string
	level int
	based string
}

// readNumbering reads numbering.xml.
func (n *numbering) readNumbering(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	type value struct {
		Val string `xml:"val,attr"`
	}
	var doc struct {
		Abstract []struct {
			ID     string `xml:"abstractNumId,attr"`
			Levels []struct {
				Level  int   `xml:"ilvl,attr"`
				Start  value `xml:"start"`
				Format value `xml:"numFmt"`
				Text   value `xml:"lvlText"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Nums []struct {
			ID       string `xml:"numId,attr"`
			Abstract value  `xml:"abstractNumId"`
		} `xml:"num"`
	}
	if err := xml.Unmarshal(raw, &doc); err != nil {
		return err
	}
	abstract := make(map[string][]numberLevel)
	for _, a := range doc.Abstract {
		levels := make([]numberLevel, 9)
		for _, l := range a.Levels {
			if l.Level >= 0 && l.Level < len(levels) {
				start, err := strconv.Atoi(l.Start.Val)
				if err != nil {
					start = 1
				}
				levels[l.Level] = numberLevel{start, l.Format.Val, l.Text.Val}
			}
		}
		abstract[a.ID] = levels
	}
	n.levels = make(map[string][]numberLevel)
	for _, num := range doc.Nums {
		n.levels[num.ID] = abstract[num.Abstract.Val]
	}
	return nil
}

// readStyles reads what styles.xml says of numbers.
func (n *numbering) readStyles(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	type value struct {
		Val string `xml:"val,attr"`
	}
	var doc struct {
		Styles []struct {
			ID    string `xml:"styleId,attr"`
			Based value  `xml:"basedOn"`
			Num   value  `xml:"pPr>numPr>numId"`
			Level value  `xml:"pPr>numPr>ilvl"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(raw, &doc); err != nil {
		return err
	}
	n.styles = make(map[string]docxStyle)
	for _, s := range doc.Styles {
		level, _ := strconv.Atoi(s.Level.Val)
		n.styles[s.ID] = docxStyle{s.Num.Val, level, s.Based.Val}
	}
	return nil
}

// next gives the printed number of a paragraph and counts on; "" where it has none.
func (n *numbering) next(p *docxParagraph) string {
	num, level := p.num, p.level
	for style, steps := p.style, 0; num == "" && style != "" && steps < 20; steps++ {
		s := n.styles[style]
		if num = s.num; num != "" && !p.levelled {
			level = s.level
		}
		style = s.based
	}
	levels := n.levels[num]
	if num == "" || num == "0" || level < 0 || level >= len(levels) || levels[level].text == "" {
		return ""
	}
	if n.counts == nil {
		n.counts = make(map[string][]int)
	}
	counts := n.counts[num]
	if counts == nil {
		counts = make([]int, len(levels))
		for i, l := range levels {
			counts[i] = l.start - 1
		}
		n.counts[num] = counts
	}
	counts[level]++
	for i := level + 1; i < len(counts); i++ {
		counts[i] = levels[i].start - 1
	}
	out := levels[level].text
	for i := range levels {
		out = strings.ReplaceAll(out, "%"+strconv.Itoa(i+1), printNumber(counts[i], levels[i].format))
	}
	if levels[level].format == "bullet" {
		return ""
	}
	return out + " "
}

// printNumber writes a number in one of Word's formats.
func printNumber(n int, format string) string {
	switch {
	case n < 1 || n > 9999:
		return strconv.Itoa(n)
	case strings.HasPrefix(format, "chinese"), strings.HasPrefix(format, "taiwanese"), strings.HasPrefix(format, "japaneseCounting"),
		strings.HasPrefix(format, "ideograph") && format != "ideographEnclosedCircle":
		return chinese(n)
	case format == "decimalEnclosedCircle" || format == "decimalEnclosedCircleChinese" || format == "ideographEnclosedCircle":
		if n <= 20 {
			return string(rune('①' + n - 1))
		}
	case format == "upperLetter" && n <= 26:
		return string(rune('A' + n - 1))
	case format == "lowerLetter" && n <= 26:
		return string(rune('a' + n - 1))
	}
	return strconv.Itoa(n)
}

// chinese writes 1 to 9,999 in Chinese figures.
func chinese(n int) string {
	digits := []rune("零一二三四五六七八九")
	var b strings.Builder
	zero := false
	for _, u := range []struct {
		weight int
		name   string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.weight % 10
		if d == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(digits[0])
			zero = false
		}
		if d != 1 || u.weight != 10 || b.Len() > 0 {
			b.WriteRune(digits[d])
		}
		b.WriteString(u.name)
	}
	return b.String()
}
