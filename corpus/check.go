package corpus

import (
	"fmt"
	"regexp"
	"strings"
)

// Check gives what a person should look at in a document: what reading found,
// and dates and fields that are missing or contradict each other. Figures of
// what was left out stand in the last lines.
func Check(d *Document) []string {
	out := append([]string(nil), d.Findings...)
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if d.TextMissing() {
		return out
	}
	if d.Kind != KindReport {
		if !d.Adopted.Known() && !d.Published.Known() && !d.EffectiveFrom.Known() {
			add("no date is known: say adopted_amended or effective in manifest.csv")
		}
		if d.EffectiveBasis == BasisDecision {
			add("the first day in force of this edition is not stated, the day of the amending decision (%s) stands for it: say it in manifest.csv or versions.csv", d.EffectiveFrom)
		}
	} else if d.Period == "" {
		add("the year that the report speaks of is not known")
	}
	for _, pair := range []struct {
		a, b   Date
		na, nb string
	}{
		{d.Adopted, d.Published, "adopted", "published"},
		{d.Adopted, d.EffectiveFrom, "adopted", "in force from"},
		{d.EffectiveFrom, d.EffectiveTo, "in force from", "in force to"},
	} {
		if pair.a.Known() && pair.b.Known() && pair.a > pair.b {
			add("it is %s on %s, after %s %s", pair.na, pair.a, pair.nb, pair.b)
		}
	}
	if m := nameDates.FindStringSubmatch(d.Source); m != nil {
		day := Date(m[1])
		if day != d.Adopted && day != d.Published && day != d.EffectiveFrom && d.Adopted.Known() &&
			(day < d.Adopted || day > d.Adopted.AddDays(maxPublication)) {
			add("the file is named by %s, the text is of %s", day, d.Adopted)
		}
	}
	for _, f := range []struct{ name, value string }{{"title", d.Title}, {"region", d.Region}, {"level", string(d.Level)}, {"issuer", d.Issuer}} {
		if f.value == "" {
			add("the %s is not known: say it in manifest.csv", f.name)
		}
	}
	if d.Region != "" && RegionCode(d.Region) == "" {
		add("the region %q is no administrative division", d.Region)
	}
	return out
}

var nameDates = regexp.MustCompile(`[（(]([12][0-9]{3}-[0-9]{2}-[0-9]{2})[）)]`)

// DroppedBy counts the characters of a document that are in no passage, by reason.
func DroppedBy(d *Document) map[string]int {
	out := make(map[string]int)
	for _, x := range d.Dropped {
		out[x.Reason] += len([]rune(strings.TrimSpace(d.Text[x.Start:x.End])))
	}
	return out
}
