package corpus

import (
	"slices"
	"strings"
	"unicode"
)

// furnitureMarks open the run of page furniture that follows a text taken from
// a web page; furnitureLines are furniture wherever they stand.
var (
	furnitureMarks = []string{"扫一扫在手机打开当前页", "打印关闭", "浏览次数", "分享文章到", "本作品是中华人民共和国的",
		"Public domain", "-->", "返回顶部", "打印页面", "公开方式：", "网站地图", "责任编辑："}
	furnitureLines = []string{"-->", "扫一扫在手机打开当前页", "打印关闭", "返回顶部", "打印本页", "关闭窗口", "关闭本页"}
)

// dropFurniture marks page furniture: single lines of it anywhere and, at the
// end, everything from the first mark on, provided that no paragraph of text
// (a long line that ends a sentence) comes after it but licence boilerplate.
func (p *parser) dropFurniture() {
	lastText := -1
	licence := false
	for i := range p.lines {
		l := &p.lines[i]
		if strings.HasPrefix(l.text, "本作品是中华人民共和国") {
			licence = true
		}
		for _, f := range furnitureLines {
			if l.reason == "" && l.text == f {
				l.reason = DroppedFurniture
			}
		}
		if l.row > 0 {
			lastText = i
		}
		if !licence && width(l.text) >= 40 && strings.HasSuffix(strings.TrimRight(l.text, closers), "。") {
			lastText = i
		}
	}
	for i := lastText + 1; i < len(p.lines); i++ {
		if !isFurnitureMark(p.lines[i].text) {
			continue
		}
		for j := i; j < len(p.lines); j++ {
			if p.lines[j].reason == "" {
				p.lines[j].reason = DroppedFurniture
			}
		}
		return
	}
}

func isFurnitureMark(s string) bool {
	for _, m := range furnitureMarks {
		if strings.HasPrefix(s, m) {
			return true
		}
	}
	return false
}

// dropCaptions marks photo captions: lines of doubled characters (bold print
// read twice) anywhere, and the lines without a final mark around and below
// them at the end of a text that has such a line there.
func (p *parser) dropCaptions() {
	last, doubled := -1, false
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.reason != "":
		case l.row > 0:
			last = i
		case isDoubled(l.text):
			l.reason = DroppedCaption
		case endsSentence(l.text):
			last = i
		}
	}
	for i := last + 1; i < len(p.lines); i++ {
		doubled = doubled || p.lines[i].reason == DroppedCaption
	}
	if !doubled || last < 0 {
		return
	}
	for i := last + 1; i < len(p.lines); i++ {
		if p.lines[i].reason == "" {
			p.lines[i].reason = DroppedCaption
		}
	}
}

// isDoubled reports a line printed twice over itself: four or more Chinese
// characters repeated at once, or two and more doubled marks or Latin letters
// (：：, 33DD).
func isDoubled(s string) bool {
	rs := []rune(s)
	if len(rs) > maxCaptionRunes {
		return false
	}
	covered, pairs := 0, 0
	for i := 0; i < len(rs); {
		n := repeatAt(rs, i)
		if n == 0 {
			i++
			continue
		}
		if n == 1 {
			r := rs[i]
			if unicode.IsUpper(r) || unicode.IsPunct(r) && r != '—' && r != '…' && r != '.' && r != '-' && r != '/' && r != '_' && r != '*' {
				pairs++
			}
		} else {
			covered += 2 * n
		}
		i += 2 * n
	}
	return covered >= 8 && covered*3 >= len(rs) || pairs >= 1 && covered >= 4 || pairs >= 2 && covered > 0
}

// maxCaptionRunes is the length above which a line is no photo caption.
const maxCaptionRunes = 150

// repeatAt gives the length of the longest text at i that is repeated right
// after itself: 4 or more characters with Chinese among them, 2 of Chinese
// alone, or a single one that is no Chinese character. 0 for none.
func repeatAt(rs []rune, i int) int {
	for n := min((len(rs)-i)/2, 40); n >= 1; n-- {
		if !slices.Equal(rs[i:i+n], rs[i+n:i+2*n]) {
			continue
		}
		han := 0
		for _, r := range rs[i : i+n] {
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
		if n >= 4 && han > 0 || n >= 2 && han == n || n == 1 && han == 0 {
			return n
		}
	}
	return 0
}
