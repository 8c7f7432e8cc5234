package bot

import (
	"strings"

	"github.com/policybot/policybot/corpus"
)

// levelWords names levels for readers.
var levelWords = map[corpus.Level]message{
	corpus.LevelNational: {"国家级", "national"},
	corpus.LevelMinistry: {"部委", "ministry"},
	corpus.LevelProvince: {"省级", "provincial"},
	corpus.LevelCity:     {"市县级", "municipal"},
}

// LevelWord names a level in the language ("zh", "en"); "" for an unknown one.
func LevelWord(l corpus.Level, lang string) string { return levelWords[l].in(lang) }

// InForceSince says from when a text is in force; of one whose own text names
// only the first day of its first edition, when it was amended; "" for a report
// or an unknown day.
func InForceSince(from corpus.Date, status corpus.Status, basis corpus.Basis, lang string) string {
	switch {
	case !from.Known() || status == corpus.StatusNotApplicable:
		return ""
	case basis == corpus.BasisDecision:
		return msgAmendedOn.in(lang, string(from))
	}
	return msgInForceFrom.in(lang, string(from))
}

// SaidTheSame says that another text has the words of the statements that begin so.
func SaidTheSame(of string, begin []string, lang string) string {
	return msgSaidTheSame.in(lang, of, "“"+strings.Join(begin, "”“")+"”")
}

// ForGroup says that what is granted is granted to the people named alone.
func ForGroup(name, lang string) string { return msgForGroup.in(lang, name) }

// CountedNames counts the people whom the text quoted names.
func CountedNames(names []string, lang string) string {
	return msgCountedNames.in(lang, strings.Join(names, msgComma.in(lang)), len(names))
}

// AddressLeft says that an address stands in the sentence quoted and is left out.
func AddressLeft(lang string) string { return msgAddressLeft.in(lang) }

// ClauseCut says that of the n items that a sentence lists one is quoted.
func ClauseCut(n int, lang string) string { return msgClauseCut.in(lang, n) }

// LevelsDiffer says that rules of several levels or places are shown which differ,
// and which places, if any, have rules of their own that are not shown.
func LevelsDiffer(more []string, lang string) string {
	note := msgLevelsDiffer.in(lang)
	if len(more) > 0 {
		note += msgMorePlaces.in(lang, strings.Join(more, msgComma.in(lang)))
	}
	return note
}

// CheckEach says that conditions must be checked one by one, and of which of them
// the question says nothing.
func CheckEach(unmentioned []string, lang string) string {
	note := msgCheckEach.in(lang)
	if len(unmentioned) > 0 {
		note += msgUnmentioned.in(lang, strings.Join(unmentioned, msgComma.in(lang)))
	}
	return note
}

// ListCut says that a list of the text is quoted in part: the words that lead it
// in, how many items it has, more perhaps where it is open, and how many of them
// are quoted, which may be none.
func ListCut(lead string, items, quoted int, open bool, lang string) string {
	atLeast := ""
	if open {
		atLeast = msgAtLeast.in(lang)
	}
	if quoted == 0 {
		return msgListLeft.in(lang, lead, atLeast, items)
	}
	return msgListCut.in(lang, lead, atLeast, items, quoted)
}

// NoClause says that an article, which is quoted, has no such 款 or 项.
func NoClause(title, article, clause, lang string) string {
	return msgNoClause.in(lang, title, article, clause)
}

// OtherDays says that a text gives days of filing beside those quoted.
func OtherDays(title, lang string) string { return msgOtherDays.in(lang, title) }
