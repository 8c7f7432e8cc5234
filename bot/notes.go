package bot

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// undecided are the words by which a text says that something is expected,
// planned or not yet decided; a reader must not take it for done or in force.
var undecided = regexp.MustCompile(`预计|预期|计划|拟|力争|争取|草案|征求意见|审批阶段|申报阶段|规划到`)

// undecidedNote names such words in the statements; "" where there are none. A
// rule says 计划 of many things, so only reports are looked at for the weaker ones.
func undecidedNote(statements []Drafted, citations []Citation, lang string) string {
	var words []string
	for _, st := range statements {
		report := false
		for _, n := range st.Citations {
			report = report || citations[n-1].Status == corpus.StatusNotApplicable
		}
		for _, w := range undecided.FindAllString(st.Text, -1) {
			weak := w != "草案" && w != "征求意见" && w != "审批阶段"
			if (!weak || report) && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	if len(words) == 0 {
		return ""
	}
	return msgNotDecided.in(lang, "“"+strings.Join(words, "”“")+"”")
}

// futureNote says, where a year to come is asked of and no statement names it,
// that the answer is what holds today; "" otherwise.
func futureNote(question string, today corpus.Date, statements []Drafted, lang string) string {
	for _, year := range retrieval.Years(question) {
		said := strconv.Itoa(year)
		if !today.Known() || said <= string(today[:4]) {
			continue
		}
		if !slices.ContainsFunc(statements, func(st Drafted) bool { return strings.Contains(st.Text, said) }) {
			return msgFutureYear.in(lang, said)
		}
	}
	return ""
}

// localNote says that all quotations are of one place where the question named
// none; "" otherwise.
func localNote(p plan, citations []Citation, lang string) string {
	if len(p.regions) > 0 || len(citations) == 0 {
		return ""
	}
	region := citations[0].Region
	for _, c := range citations {
		if c.Region != region {
			return ""
		}
	}
	if region == "" || region == national {
		return ""
	}
	return msgLocalOnly.in(lang, region)
}

// basisNote warns of comparing figures of several reports; "" where there is
// one at most.
func basisNote(p plan, citations []Citation, lang string) string {
	if len(p.parts) < 2 {
		return ""
	}
	reports := map[string]bool{}
	for _, c := range citations {
		if c.Status == corpus.StatusNotApplicable {
			reports[c.DocumentID] = true
		}
	}
	if len(reports) < 2 {
		return ""
	}
	return msgDifferentYrs.in(lang)
}

// laterNote says of an answer for an earlier day which of the texts quoted read
// otherwise today, and since when; "" for an answer of today.
func laterNote(p plan, today corpus.Date, citations []Citation, cat *catalogue, lang string) string {
	if p.asOf >= today {
		return ""
	}
	var notes []string
	for _, c := range citations {
		newest := cat.byID[cat.newest(c.DocumentID)]
		if newest == nil || newest.ID == c.DocumentID || newest.StatusOn(today) != corpus.StatusInForce || !newest.EffectiveFrom.Known() {
			continue
		}
		if note := msgLaterText.in(lang, c.Title, string(newest.EffectiveFrom)); !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return strings.Join(notes, "\n")
}

// placesNote says which texts quoted are of a place inside the one named, and so not
// of all of it, or of the larger place around it, and so not of it alone; "" where
// all are of the place itself or of the state.
func placesNote(question string, p plan, citations []Citation, lang string) string {
	var notes []string
	for _, named := range scopesOf(question, p.regions) {
		if named == national {
			continue
		}
		for _, c := range citations {
			note := ""
			switch {
			case c.Region == national || c.Region == named || c.Region == "":
			case strings.HasPrefix(c.Region, named) && !namesPlace(question, strings.TrimPrefix(c.Region, named)):
				note = msgOfPart.in(lang, c.Title, c.Region, named)
			case strings.HasPrefix(named, c.Region):
				note = msgOfAround.in(lang, c.Title, c.Region, named)
			}
			if note != "" && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return strings.Join(notes, "\n")
}

// fromItsDay is a text that holds from the day on which it was made known.
var fromItsDay = regexp.MustCompile(`自?(?:发布|公布|颁布|印发)之日起?(?:起)?(?:施行|实施|生效|执行)|^自(?:发布|公布|颁布|印发)之日起`)

// publishedNote gives, where a time is asked for, the days on which texts were made
// known that hold from that day, by what is recorded of them; "" where none is quoted
// or recorded.
func publishedNote(p plan, statements []Drafted, citations []Citation, cat *catalogue, lang string) string {
	if !slices.ContainsFunc(p.parts, func(part Part) bool { return part.Want == WantTime }) {
		return ""
	}
	var notes []string
	for _, st := range statements {
		if !fromItsDay.MatchString(st.Text) {
			continue
		}
		for _, n := range st.Citations {
			d := cat.byID[citations[n-1].DocumentID]
			if d == nil {
				continue
			}
			day := cmp.Or(d.Published, d.Adopted)
			if note := msgPublished.in(lang, d.Title, string(day)); day.Known() && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return strings.Join(notes, "\n")
}
