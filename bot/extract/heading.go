package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// heading is what stands above the statements of one side of a comparison: the
// region or the version, with level, document, 文号 and first day in force, as a
// row of a table has them, and the article, where several are asked for; "" where
// nothing is compared. Who asks which article says something gets its text and number.
func (b *builder) heading(part bot.Part, s sentence) string {
	r := s.result
	switch {
	case part.Scope == "" && part.Heading == "" && whichArticle.MatchString(part.Text):
		return whereOf(s) + "：\n"
	case part.Scope == "" && part.Heading == "":
		return ""
	case part.Scope == "":
		return part.Heading + "：\n"
	case part.Heading == "":
		return b.headingOf(part.Scope, r)
	}
	return strings.TrimSuffix(b.headingOf(part.Scope, r), "：\n") + " · " + part.Heading + "：\n"
}

// headingOf is the heading of what a document says for a region or a version.
func (b *builder) headingOf(scope string, r *retrieval.Result) string {
	d, lang := r.Document, b.question.Lang
	title := "《" + d.Title + "》"
	cells := []string{scope, bot.LevelWord(d.Level, lang), title}
	version := strings.HasPrefix(scope, d.Title)
	if version {
		cells = []string{title}
	}
	cells = append(cells, d.DocNumber, bot.InForceSince(d.EffectiveFrom, r.Status, d.EffectiveBasis, lang))
	if version || r.Status != corpus.StatusInForce {
		cells = append(cells, bot.StatusWord(r.Status, lang))
	}
	var said []string
	for _, c := range cells {
		if c != "" {
			said = append(said, c)
		}
	}
	return strings.Join(said, " · ") + "：\n"
}

// group puts the statements of one heading together, in the order in which the
// headings first come. Where some have one all get one: a statement without would
// be read as what the heading above it says.
func (b *builder) group() {
	intros := map[string]string{} // by document
	for i, st := range b.draft.Statements {
		if id := b.of[i].Document.ID; st.Intro != "" && intros[id] == "" {
			intros[id] = st.Intro
		}
	}
	if len(intros) == 0 {
		return
	}
	place := map[string]int{}
	for i := range b.draft.Statements {
		st := &b.draft.Statements[i]
		if st.Intro == "" {
			st.Intro = cmp.Or(intros[b.of[i].Document.ID], b.headingOf(b.of[i].Document.Region, b.of[i]))
		}
		if _, ok := place[st.Intro]; !ok {
			place[st.Intro] = len(place)
		}
	}
	slices.SortStableFunc(b.draft.Statements, func(x, y bot.Drafted) int { return place[x.Intro] - place[y.Intro] })
}
