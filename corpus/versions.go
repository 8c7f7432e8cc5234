package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// Version says that one source follows another: a row of versions.csv.
type Version struct {
	Older, Newer string // sources, relative to the same root
	ChangesOn    Date   // first day of the newer
}

// ReadVersions reads versions.csv in root. No such file gives none.
func ReadVersions(root string) ([]Version, error) {
	path := filepath.Join(root, "versions.csv")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	rows, col, err := readTable(path, "older")
	if err != nil {
		return nil, err
	}
	var out []Version
	for i, row := range rows {
		get := func(name string) string {
			if i, ok := col[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		v := Version{Older: filepath.ToSlash(get("older")), Newer: filepath.ToSlash(get("newer"))}
		if v.Older == "" || v.Newer == "" {
			continue
		}
		if on := get("changes_on"); on != "" {
			if v.ChangesOn, err = ParseDate(on); err != nil {
				return nil, fmt.Errorf("%s line %d: %w", path, i+2, err)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// LinkVersions sets EffectiveFrom, EffectiveTo, EndReason and ReplacedBy across
// documents: by versions, and where that is silent by titles (same title and
// region, later adoption), by clauses that repeal a text by its title, and by
// the statuses of the manifest. It is pure but for the fields named (and Hash,
// which covers them), the same for any order of docs, and doing it twice
// changes nothing.
//
// A document whose ReplacedBy is empty is the newest text held of its lineage,
// even where EndReason says that a newer one exists elsewhere.
func LinkVersions(docs []*Document, versions []Version) {
	sorted := append([]*Document(nil), docs...)
	sort.Slice(sorted, func(i, j int) bool {
		if sorted[i].Root != sorted[j].Root {
			return sorted[i].Root < sorted[j].Root
		}
		return sorted[i].Source < sorted[j].Source
	})
	bySource := make(map[string][]*Document)
	l := linker{}
	for _, d := range sorted {
		bySource[d.Source] = append(bySource[d.Source], d)
		l[place{d.Root, d.ID}] = d
	}
	for _, v := range versions {
		for _, older := range bySource[v.Older] {
			for _, newer := range bySource[v.Newer] {
				if older.Root != newer.Root || older == newer {
					continue
				}
				on := first(v.ChangesOn, newer.EffectiveFrom, newer.Adopted)
				if newer.EffectiveFrom != on {
					newer.EffectiveFrom, newer.EffectiveBasis = on, ""
					newer.Evidence = slices.DeleteFunc(newer.Evidence, func(e Evidence) bool { return e.Field == "effective_from" })
				}
				l.replace(older, newer, on, StatusSuperseded)
			}
		}
	}
	l.titles(sorted)
	l.notes(sorted)
	for _, d := range sorted {
		for _, other := range sorted {
			if other != d && other.ReplacedBy == "" && repeals(d, other) {
				l.replace(other, d, d.EffectiveFrom, StatusRepealed)
			}
		}
	}
	linkRelations(sorted)
	for _, d := range sorted {
		d.Hash = d.contentHash()
	}
}

// linker finds documents by root and ID.
type linker map[place]*Document

type place struct{ root, id string }

// replace ends older on the day before on, unless it has a successor already or
// newer is itself, over some steps, replaced by older.
func (l linker) replace(older, newer *Document, on Date, why Status) {
	if older.ReplacedBy != "" {
		return
	}
	for d, steps := newer, 0; d != nil && steps <= len(l); d, steps = l[place{d.Root, d.ReplacedBy}], steps+1 {
		if d == older {
			return
		}
	}
	older.ReplacedBy, older.EndReason = newer.ID, why
	if to := on.AddDays(-1); !older.EffectiveTo.Known() || to.Known() && to < older.EffectiveTo {
		older.EffectiveTo = to
	}
}

// titles links the versions of one title in one region by adoption date.
func (l linker) titles(docs []*Document) {
	lineages := make(map[string][]*Document)
	for _, d := range docs {
		if d.Kind == KindRegulation {
			key := d.Root + "\x00" + LineageTitle(d.Title) + "\x00" + d.Region
			lineages[key] = append(lineages[key], d)
		}
	}
	for _, line := range lineages {
		sort.SliceStable(line, func(i, j int) bool { return line[i].Adopted < line[j].Adopted })
		for i, d := range line {
			for _, newer := range line[i+1:] {
				if d.Adopted.Known() && newer.Adopted > d.Adopted && d.BodyHash != newer.BodyHash {
					l.replace(d, newer, first(newer.EffectiveFrom, newer.Adopted), StatusSuperseded)
					break
				}
			}
		}
	}
}

var yearBracket = regexp.MustCompile(`[（(〔\[]?(19|20)[0-9]{2}年?(修订|修正|版|文本)?[）)〕\]]?$|[（(](修订|修正|[12][0-9]{3}[-年].*)[）)]$`)

// LineageTitle gives what the titles of all versions of one text have in common.
func LineageTitle(title string) string {
	return yearBracket.ReplaceAllString(strings.TrimPrefix(squash(title), "中华人民共和国"), "")
}

// SameTitle reports whether two titles name one text, its versions included:
// 中华人民共和国 in front and a year in brackets behind do not count.
func SameTitle(a, b string) bool { return LineageTitle(a) == LineageTitle(b) }

// notes links what a manifest's status says was ended by another text: the one
// of the same issuer and region that was adopted or took effect on a day named
// there, where there is one alone.
func (l linker) notes(docs []*Document) {
	for _, d := range docs {
		if d.ReplacedBy != "" || d.EndReason != StatusSuperseded && d.EndReason != StatusRepealed {
			continue
		}
		var found []*Document
		for _, other := range docs {
			named := func(day Date) bool { return day.Known() && strings.Contains(d.StatusNote, string(day)) }
			if other != d && other.Root == d.Root && other.Region == d.Region && other.Issuer == d.Issuer &&
				d.Issuer != "" && !SameTitle(other.Title, d.Title) && (named(other.Adopted) || named(other.EffectiveFrom)) {
				found = append(found, other)
			}
		}
		if len(found) == 1 {
			l.replace(d, found[0], found[0].EffectiveFrom, d.EndReason)
		}
	}
}

var repealClause = regexp.MustCompile(`[^。；]*同时废止`)

// repeals reports whether a clause of d repeals other by its title; the title of
// d itself counts only for an older text of another adoption.
func repeals(d, other *Document) bool {
	if d.Root != other.Root || d.Kind != KindRegulation || d.Region != other.Region ||
		!d.Adopted.Known() || !other.Adopted.Known() || other.Adopted >= d.Adopted {
		return false
	}
	title := LineageTitle(other.Title)
	if len(title) < 12 {
		return false
	}
	for i := len(d.Passages) - 1; i >= 0 && i >= len(d.Passages)-3; i-- {
		for _, clause := range repealClause.FindAllString(d.Passages[i].Norm, -1) {
			for _, m := range quotedTitle.FindAllStringSubmatch(clause, -1) {
				if LineageTitle(m[1]) == title {
					return true
				}
			}
		}
	}
	return false
}

var quotedTitle = regexp.MustCompile(`《([^《》]+)》`)

// applyStatus reads the manifest's words about validity.
func applyStatus(d *Document) {
	if d.Kind == KindReport || d.EndReason != "" {
		return
	}
	s := d.StatusNote
	switch {
	case s == "":
	case strings.HasPrefix(s, "已修订"), strings.HasPrefix(s, "已修正"), strings.HasPrefix(s, "已被替代"):
		d.EndReason = StatusSuperseded
	case strings.HasPrefix(s, "废止"), strings.HasPrefix(s, "已废止"):
		d.EndReason = StatusRepealed
	case strings.Contains(s, "时效已过"), strings.HasPrefix(s, "口径已过时"), strings.HasPrefix(s, "解读") && strings.Contains(s, "已过时"):
		d.EndReason = StatusExpired
	}
	if m := endedOn.FindStringSubmatch(s); m != nil && d.EndReason != "" && !d.EffectiveTo.Known() {
		d.EffectiveTo = parsedDate(m[1]).AddDays(-1)
	}
}

// endedOn finds the first day of the text that ended another in a status.
var endedOn = regexp.MustCompile(`([12][0-9]{3}-[0-9]{2}-[0-9]{2}) ?起?(?:施行|实施)`)

// Latest gives the last day on which one of the documents was adopted or made
// public or, where neither is known of it, came into force: how far they reach.
// Empty where no day is known.
func Latest(docs []Document) Date {
	last := Date("")
	for i := range docs {
		d := &docs[i]
		last = max(last, cmp.Or(max(d.Adopted, d.Published), d.EffectiveFrom))
	}
	return last
}
