package slackbot

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot"
)

const (
	// maxSection bounds the text of one section block.
	maxSection = 3000
	// bodySection is how much is said in one section, where sentences allow: a
	// streamed answer grows by one section at a time.
	bodySection = 400
	// maxBodySections bounds the sections of what is said: Slack takes 50 blocks, and
	// sources, label and buttons stand below.
	maxBodySections = 40
	// maxTotal bounds the text of all blocks of a message. Slack's own bound is
	// unwritten, somewhat above 13,000.
	maxTotal = 12000
	// maxSummary bounds the text shown in notifications.
	maxSummary = 300
	// A source's parts, in characters.
	maxTitle, maxPlace = 150, 80
)

// reply parts: see api.go. layout is a reply before it becomes blocks.
type layout struct {
	body    []string // paragraphs, escaped
	sources []string // lines, escaped, each with at most one link
	heading string   // above the sources
	foot    []string // lines below, escaped: that the answer goes on, the label
}

// replyOf lays an answer out: what is said, each claim with its citation
// numbers; what is missing; the sources; in a channel shared with another
// organisation who reads along; the label.
func (b *Bot) replyOf(a *bot.Answer, j job) reply {
	l := layOut(a, b.PublicURL)
	if j.Script && a.Status != bot.StatusClarification { // that asks the asker, not the caller
		text, said, all := spokenAnswer(a)
		l = layOut(said, b.PublicURL)
		l.body = pack(atoms(text), maxSection)
		if !all {
			l.foot = slices.Insert(l.foot, 0, wordsOf(a).more(a, b.PublicURL))
		}
	}
	if j.Shared {
		l.foot = slices.Insert(l.foot, len(l.foot)-1, wordsOf(a).shared)
	}
	r := l.reply()
	r.answerID = a.ID
	if b.Feedbacks != nil && a.ID != "" {
		r.tail = append(r.tail, feedbackBlock(a.ID))
	}
	return r
}

// noticeReply is a message that is no answer and needs no label.
func noticeReply(text string) reply {
	return layout{body: pack(atoms(clean(text)), maxSection)[:1]}.reply()
}

func failureReply() reply {
	r := noticeReply(failure)
	r.code = "gave_up"
	return r
}

// layOut fits an answer into one message. Paragraphs that do not fit are left
// out from the end, with the sources that only they cite, and the last line
// says where the whole is.
func layOut(a *bot.Answer, publicURL string) layout {
	a = a.WithPages()
	w := wordsOf(a)
	l := layout{heading: "*" + w.sources + "*", foot: []string{escape(a.Label)}}
	more := w.more(a, publicURL)
	room := maxTotal - width(l.heading) - width(l.foot[0]) - width(more) - width(w.shared) - 9 // line breaks between

	lines := map[int]string{}
	for _, c := range a.Citations {
		lines[c.N] = sourceLine(c, w, publicURL)
	}
	used := map[int]bool{}
	whole := true
	for _, p := range paragraphs(a, w) {
		var fresh []int
		need := 0
		for _, n := range cited(p) {
			if lines[n] != "" && !used[n] && !slices.Contains(fresh, n) {
				fresh, need = append(fresh, n), need+width(lines[n])+1
			}
		}
		list := atoms(p)
		size := 1
		for _, at := range list {
			size += at.size
		}
		if size+need > room {
			whole = false
			if len(l.body) > 0 {
				break
			}
			// Not even the first paragraph fits: as much of it as does, with its numbers.
			list, fresh = shorten(list, fresh, lines, room)
			size, need = 0, 0
		}
		l.body = append(l.body, pack(list, maxSection)...)
		room -= size + need
		for _, n := range fresh {
			used[n] = true
		}
		if !whole {
			break
		}
	}
	var shown []bot.Citation
	for _, c := range a.Citations {
		need := width(lines[c.N]) + 1
		switch {
		case used[c.N]:
			shown = append(shown, c)
		case whole && need <= room: // cited by no paragraph, yet part of the answer
			shown = append(shown, c)
			room -= need
		}
	}
	l.sources = sourceLines(shown, w, publicURL)
	if !whole {
		l.foot = slices.Insert(l.foot, 0, more)
	}
	return l
}

// shorten cuts a paragraph to the room left beside its sources, which take at
// most half of it.
func shorten(list []atom, numbers []int, lines map[int]string, room int) ([]atom, []int) {
	var kept []int
	marks, left := "…", room/2
	for _, n := range numbers {
		if mark := fmt.Sprintf("[%d]", n); width(lines[n])+1+width(mark) <= left {
			kept, marks, left = append(kept, n), marks+mark, left-width(lines[n])-1-width(mark)
			room -= width(lines[n]) + 1
		}
	}
	n := cutAt(list, room-width(marks)-2)
	return append(slices.Clone(list[:n]), atom{text: marks, size: width(marks), cut: cutSentence}), kept
}

var citationMark = regexp.MustCompile(`\[([0-9]{1,4})\]`)

// cited gives the citation numbers in a paragraph, in order.
func cited(p string) []int {
	var out []int
	for _, m := range citationMark.FindAllStringSubmatch(p, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			continue // unreachable: four digits at most
		}
		out = append(out, n)
	}
	return out
}

// paragraphs gives the words of the answer, cleaned, conclusion first. The
// answer's own text is used where it carries every statement with its
// citation numbers; else the statements themselves. A statement without a
// citation is not shown.
func paragraphs(a *bot.Answer, w words) []string {
	var out []string
	add := func(text string) {
		for p := range strings.SplitSeq(clean(text), "\n") {
			if p != "" && p != clean(a.Label) {
				out = append(out, p)
			}
		}
	}
	claims := a.Status == bot.StatusAnswered || a.Status == bot.StatusPartial
	switch {
	case !claims || textCites(a):
		add(a.Text)
	default:
		for _, s := range a.Statements {
			if len(s.Citations) > 0 {
				add(oneLine(s.Text) + marks(s))
			}
		}
		if len(out) == 0 {
			add(w.noSource)
		}
	}
	said := strings.Join(out, "\n")
	for _, m := range a.Missing {
		if !strings.Contains(said, clean(m)) {
			add(m)
		}
	}
	for _, c := range a.Choices {
		if !strings.Contains(said, clean(c)) {
			add("• " + oneLine(c))
		}
	}
	if len(out) == 0 {
		add(w.noSource)
	}
	return out
}

// textCites reports whether the answer's text holds every statement followed
// by the numbers of its citations.
func textCites(a *bot.Answer) bool {
	for _, s := range a.Statements {
		if len(s.Citations) == 0 || !strings.Contains(a.Text, s.Text+marks(s)) {
			return false
		}
	}
	return len(a.Statements) > 0
}

func marks(s bot.Statement) string {
	var b strings.Builder
	for _, n := range s.Citations {
		fmt.Fprintf(&b, "[%d]", n)
	}
	return b.String()
}

func oneLine(s string) string { return strings.ReplaceAll(clean(s), "\n", " ") }

// sharedLine bounds a line of sources of one document.
const sharedLine = maxSection / 2

// sourceLines writes the sources. Those of the document of the one before
// stand behind it in a line of their own, by number and place alone; they take
// less room there than lines of their own would.
func sourceLines(shown []bot.Citation, w words, publicURL string) []string {
	var out []string
	for i, c := range shown {
		if i == 0 || !sameText(shown[i-1], c) {
			out = append(out, sourceLine(c, w, publicURL))
			continue
		}
		place := c.Locator
		if place == "" {
			place = c.Title
		}
		short := fmt.Sprintf("[%d] %s", c.N, linked(escape(oneLine(truncate(place, maxPlace))), c, publicURL))
		last := &out[len(out)-1]
		if strings.HasPrefix(*last, w.same) && width(*last)+3+width(short) <= sharedLine {
			*last += " · " + short
			continue
		}
		out = append(out, w.same+" · "+short)
	}
	return out
}

// sameText reports whether two citations are of one text in one state, so that
// only their places differ.
func sameText(a, b bot.Citation) bool {
	return a.DocumentID == b.DocumentID && a.Title == b.Title && a.DocNumber == b.DocNumber && a.Status == b.Status &&
		a.EffectiveFrom == b.EffectiveFrom && a.Digest == b.Digest && a.Title != ""
}

// linked makes words the link to a passage, where it has an address.
func linked(label string, c bot.Citation, publicURL string) string {
	address := passageURL(c, publicURL)
	if address == "" || label == "" {
		return label
	}
	return "<" + address + "|" + strings.ReplaceAll(label, "|", "｜") + ">"
}

// sourceLine writes one source: number, title with the link to the passage,
// 文号, place, date, validity.
func sourceLine(c bot.Citation, w words, publicURL string) string {
	title := ""
	for _, name := range []string{c.Title, c.Source, c.DocumentID, c.PassageID, "?"} {
		if title = escape(oneLine(truncate(name, maxTitle))); title != "" {
			break
		}
	}
	parts := []string{fmt.Sprintf("[%d] %s", c.N, linked(title, c, publicURL))}
	for _, p := range []string{truncate(c.DocNumber, maxPlace), truncate(c.Locator, maxPlace), effect(c, w)} {
		if p = escape(oneLine(p)); p != "" {
			parts = append(parts, p)
		}
	}
	parts = append(parts, bot.StatusWord(c.Status, w.lang))
	if c.Digest {
		parts = append(parts, w.digest)
	}
	return strings.Join(parts, " · ")
}

func effect(c bot.Citation, w words) string {
	return cmp.Or(bot.InForceSince(c.EffectiveFrom, c.Status, c.EffectiveBasis, w.lang), string(c.EffectiveFrom))
}

func truncate(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// passageURL gives the address of the cited passage: its page here, or the
// official source where there is no public address; "" for none.
func passageURL(c bot.Citation, publicURL string) string {
	if publicURL != "" {
		return safeURL(publicURL + cmp.Or(c.Page, c.PagePath("")))
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(c.URL) > 500 {
		return ""
	}
	return safeURL(u.String())
}

// urlEscaper writes what would end a link or begin markup inside one.
var urlEscaper = strings.NewReplacer("|", "%7C", ">", "%3E", "<", "%3C", " ", "%20", "&", "&amp;")

func safeURL(s string) string { return urlEscaper.Replace(clean(s)) }

// more is the line that says where the whole answer is.
func (w words) more(a *bot.Answer, publicURL string) string {
	if publicURL == "" || a.ID == "" {
		return escape(w.cutAsk)
	}
	return escape(w.cut) + " <" + safeURL(publicURL+"/answers/"+url.PathEscape(a.ID)) + "|" + escape(w.cutWhole) + ">"
}

// reply turns the layout into what is said, what stands below it, and their
// plain form.
func (l layout) reply() reply {
	r := reply{body: sections(l.body, maxBodySections), lines: l.body}
	var sources []string
	if len(l.sources) > 0 {
		sources = fill(append([]string{l.heading}, l.sources...), maxSection)
	}
	r.tail = sectionBlocks(sources)
	for _, f := range l.foot {
		r.tail = append(r.tail, slack.NewContextBlock("", markup(f)))
	}
	r.plain = strings.Join(slices.Concat(r.body, sources, l.foot), "\n")
	if len(l.body) > 0 {
		r.summary = pack(atoms(unescape.Replace(l.body[0])), maxSummary)[0]
	}
	return r
}

// sections joins paragraphs into at most so many sections: of bodySection
// where they are few enough, else of larger ones.
func sections(lines []string, most int) []string {
	for size := bodySection; ; size *= 2 {
		if out := fill(lines, min(size, maxSection)); len(out) <= most || size >= maxSection {
			return out
		}
	}
}

// markup is a text object that shows links as links and leaves bare addresses,
// names and channels alone.
func markup(s string) *slack.TextBlockObject {
	t := slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
	return t
}

// fill joins lines into texts of at most the given width each; a longer line
// is a text of its own.
func fill(lines []string, most int) []string {
	var out []string
	for _, line := range lines {
		if n := len(out); n > 0 && width(out[n-1])+1+width(line) <= most {
			out[n-1] += "\n" + line
			continue
		}
		out = append(out, line)
	}
	return out
}
