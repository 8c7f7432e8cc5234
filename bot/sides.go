package bot

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/retrieval"
)

// A question sets things side by side (A和B有什么区别, A、B和C分别…): each is asked of.

var (
	// setsBeside asks of each of the things named before it, or how they differ.
	setsBeside = regexp.MustCompile(`分别|(?:有什么|有啥|有何|有哪些)?的?(?:区别|不同|差别|差异|异同)|(?:有什么|有啥|哪里)?不一样|差在哪儿?|(?:怎么|如何)区分|各自|各(?:是|要|需|由|归|有|能|可|怎|按|给|奖|减|收|交|多|授|发|扣|占|几)|哪(?:个|种|一个)更?(?:高|低|多|少|长|短|严|宽|快|慢|大|小)`)
	// sideMarks stand between the things.
	sideMarks = regexp.MustCompile(`、|以及|还是|和|与|跟`)
	// sideStarts end what stands before the first thing; sideEnds begin what stands
	// behind the last one.
	sideStarts = regexp.MustCompile(`[，。？！；：,:;]|请问|想问|关于|对于|问一下|(?:^|[^面针相])对|里面?的?|中的|规定的|当中`)
	sideEnds   = regexp.MustCompile(`[，。？！；：,:;]|的|之间|这[两二三四]|[两二三]者|在|里`)
)

// maxSides bounds how many things are set side by side.
const maxSides = 4

// Side is one of the things that a question sets side by side.
type Side struct {
	// Words hold the thing: those of the first end with it, those of the others
	// begin with it.
	Words string
	// Part asks of this thing alone, with what was found for that.
	Part Part
}

// sidesOf gives the things that a question sets side by side, nil where it sets
// none.
func sidesOf(question string) []Side {
	at := setsBeside.FindStringIndex(question)
	if at == nil {
		return nil
	}
	head, tail := question[:at[0]], question[at[1]:]
	if said := question[at[0]:at[1]]; strings.HasPrefix(said, "各") && said != "各自" { // 各几年 asks 几年
		tail = said[len("各"):] + tail
	}
	marks := sideMarks.FindAllStringIndex(head, -1)
	if fields := strings.Fields(head); len(marks) == 0 && len(fields) == 2 { // as a question in English was read
		head = fields[0] + "和" + fields[1]
		marks = sideMarks.FindAllStringIndex(head, -1)
	}
	if len(marks) == 0 || len(marks) >= maxSides {
		return nil
	}
	begin := 0
	if starts := sideStarts.FindAllStringIndex(head[:marks[0][0]], -1); len(starts) > 0 {
		begin = starts[len(starts)-1][1]
	}
	var words []string
	from := begin
	for _, m := range marks {
		words = append(words, head[from:m[0]])
		from = m[1]
	}
	last, rest := head[from:], ""
	if ends := sideEnds.FindStringIndex(last); ends != nil && ends[0] > 0 {
		last, rest = last[:ends[0]], last[ends[0]:]
	}
	// 外国人的停留和居留: what stands before belongs to all, unless each has it (甲的责任和乙的责任).
	if at := strings.LastIndex(words[0], "的"); at >= 0 {
		if own := words[0][at+len("的"):]; utf8.RuneCountInString(own) >= 2 && !strings.HasPrefix(rest, "的"+own) {
			begin, words[0] = begin+at+len("的"), own
		}
	}
	var out []Side
	for _, w := range append(words, last) {
		if w = strings.Trim(strings.TrimSpace(w), "“”\"《》"); utf8.RuneCountInString(w) < 2 {
			return nil
		}
		behind := rest
		if strings.HasSuffix(w, rest) { // each has it
			behind = ""
		}
		out = append(out, Side{Words: w, Part: Part{Text: head[:begin] + w + behind + tail}})
	}
	return out
}

// sides searches for each of the things that a part sets side by side by itself.
func (s *Service) sides(ctx context.Context, p *plan, q Question, part *Part) error {
	if part.Scope != "" || part.Like > 0 || part.Itself || part.Heading != "" {
		return nil
	}
	sides := sidesOf(part.Text)
	for i := range sides {
		text := sides[i].Part.Text
		found, err := s.search(ctx, p, q, text, retrieval.Filter{})
		if err != nil {
			return err
		}
		sides[i].Part = newPart(text, text)
		sides[i].Part.Want, sides[i].Part.Unit, sides[i].Part.Years = part.Want, part.Unit, part.Years
		sides[i].Part.Found = union(found, part.Found)
	}
	part.Sides = sides
	return nil
}
