package extract

import (
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// heading is what stands above the statements of one side of a comparison: the
// region or the version, with level, document, 文号 and first day in force, as a
// row of a table has them; "" where nothing is compared.
func (b *builder) heading(part bot.Part, r *retrieval.Result) string {
	if part.Scope == "" {
		return ""
	}
	d, lang := r.Document, b.question.Lang
	title := "《" + d.Title + "》"
	cells := []string{part.Scope, bot.LevelWord(d.Level, lang), title}
	version := strings.HasPrefix(part.Scope, d.Title)
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
