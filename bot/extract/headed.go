package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

// Notices write the conditions, or the papers to hand in, as items right below a
// heading (二、申报条件), without words that lead them in. Such a list is as whole
// as any other: one of its items decides nothing.

// headed gives, for an item that stands below a heading alone, the items of its
// list, in order; nil for any other sentence.
func headed(s *sentence, all []sentence) []sentence {
	if s.part().Lead != -1 || len(s.result.Passage.Path) == 0 || !numbered.MatchString(s.text) {
		return nil
	}
	var items []sentence
	for i := range all {
		o := &all[i]
		if o.result.Document.ID == s.result.Document.ID && o.part().Lead == -1 && slices.Equal(o.result.Passage.Path, s.result.Passage.Path) &&
			numbered.MatchString(o.text) && numberStyle(o.text) == numberStyle(s.text) {
			items = append(items, *o)
		}
	}
	if len(items) < 2 {
		return nil
	}
	slices.SortFunc(items, func(x, y sentence) int { return x.part().Start - y.part().Start })
	return items
}

// numberStyle tells （一） from 1. and １、 from （1）: items of one list are numbered alike.
func numberStyle(text string) string {
	mark := numbered.FindString(text)
	style := "digit"
	if strings.ContainsAny(mark, "一二三四五六七八九十") {
		style = "han"
	}
	if strings.ContainsAny(mark, "（(") {
		style += "()"
	}
	return style
}

// withHeaded adds to items of the list that is asked for by name the others below
// the same heading, where they are short enough to be quoted whole, and leaves out
// what is of the list not asked for.
func withHeaded(chosen, all []sentence, a ask) []sentence {
	if slices.ContainsFunc(chosen, func(s sentence) bool { return a.listHead(&s) > 0 }) {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(s sentence) bool { return a.listHead(&s) < 0 })
	}
	out := slices.Clone(chosen)
	for i := range chosen {
		s := &chosen[i]
		if a.listHead(s) <= 0 {
			continue
		}
		items := headed(s, all)
		length := 0
		for k := range items {
			length += utf8.RuneCountInString(items[k].text)
		}
		if len(items) == 0 || len(items) > listItems || length > wholeList {
			continue
		}
		out = slices.DeleteFunc(out, func(o sentence) bool { return isOneOf(&o, items) })
		at := min(i, len(out))
		if isOneOf(&chosen[0], items) {
			at = 0
		}
		return slices.Insert(out, at, items...)
	}
	return out
}

func isOneOf(s *sentence, items []sentence) bool {
	return slices.ContainsFunc(items, func(o sentence) bool { return o.result == s.result && o.index == s.index })
}

// cutHeaded gives a note for each list below a heading of which items are quoted
// and not all, where a list is asked for.
func cutHeaded(chosen, all []sentence, asked bot.Part, lang string) []string {
	if !asksList(asked) {
		return nil
	}
	var notes []string
	told := map[string]bool{}
	for i := range chosen {
		s := &chosen[i]
		items := headed(s, all)
		path := s.result.Passage.Path
		if len(items) == 0 || told[s.result.Document.ID+strings.Join(path, "\n")] {
			continue
		}
		told[s.result.Document.ID+strings.Join(path, "\n")] = true
		quoted := 0
		for k := range items {
			quoted += int(truth(isOneOf(&items[k], chosen)))
		}
		if quoted < len(items) {
			notes = append(notes, bot.ListCut(leadName(path[len(path)-1]), len(items), quoted, false, lang))
		}
	}
	return notes
}
