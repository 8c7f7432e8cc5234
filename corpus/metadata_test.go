package corpus_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// metadataLabels reads testdata/metadata.csv: what texts of the real corpus say of
// themselves, by file and column. See testdata/metadata.md.
func metadataLabels(t testing.TB) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "metadata.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]map[string]string)
	for _, row := range rows[1:] {
		out[row[0]] = make(map[string]string)
		for i, name := range rows[0] {
			out[row[0]][name] = row[i]
		}
	}
	return out
}

// The labelled texts were not chosen: they are the first 60 of a shuffle.
func TestLabelsAreDrawn(t *testing.T) {
	t.Parallel()
	var files []string
	for source := range readShared(t) {
		files = append(files, source)
	}
	slices.Sort(files)
	rand.New(rand.NewPCG(2026, 60)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	drawn := files[:60]
	slices.Sort(drawn)
	var labelled []string
	for file := range metadataLabels(t) {
		labelled = append(labelled, file)
	}
	slices.Sort(labelled)
	if diff := cmp.Diff(drawn, labelled); diff != "" {
		t.Errorf("labelled texts (-drawn +labelled):\n%s", diff)
	}
}

// labelFields are the columns of the labels that the text alone decides.
var labelFields = []string{"title", "issuer", "doc_number", "level", "region", "kind", "audience",
	"adopted", "published", "effective_from", "effective_to", "effective_basis"}

// fieldsOf gives the metadata of a document in the form of the labels. A title
// that is but the name of the file counts as none.
func fieldsOf(d *corpus.Document) map[string]string {
	title := strings.Join(strings.Fields(d.Title), "")
	if title == "text" {
		title = ""
	}
	return map[string]string{
		"title": title, "issuer": d.Issuer, "doc_number": d.DocNumber, "level": string(d.Level), "region": d.Region,
		"kind": string(d.Kind), "audience": audienceOf(d), "adopted": string(d.Adopted), "published": string(d.Published),
		"effective_from": string(d.EffectiveFrom), "effective_to": string(d.EffectiveTo), "effective_basis": string(d.EffectiveBasis),
	}
}

// audienceOf names the article that says whom a text is for, 主送 for a line of
// addressees, "" for none.
func audienceOf(d *corpus.Document) string {
	for _, e := range d.Evidence {
		if e.Field != "audience" {
			continue
		}
		for _, p := range d.Passages {
			if p.Start <= e.Start && e.End <= p.End && p.Kind == corpus.PassageArticle {
				return p.Label
			}
		}
		return "主送"
	}
	return ""
}

// minRight is the share of the labelled texts whose field must be read rightly.
const minRight = 0.95

// Read without its manifest and file name, nearly every labelled text gives each
// field of its metadata rightly.
func TestRealMetadataFields(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(realCorpus); err != nil {
		t.Skip("no real corpus beside the module: put it at ../shared/corpus")
	}
	right := make(map[string]int)
	all := metadataLabels(t)
	for file, want := range all {
		raw, err := os.ReadFile(filepath.Join(realCorpus, file))
		if err != nil {
			t.Fatal(err)
		}
		d, err := corpus.Read(raw, corpus.Meta{Source: "text" + filepath.Ext(file)})
		if err != nil {
			t.Fatal(err)
		}
		got := fieldsOf(d)
		for _, f := range labelFields {
			if got[f] == want[f] {
				right[f]++
			} else {
				t.Logf("%s: %s %q, want %q", file, f, got[f], want[f])
			}
		}
	}
	for _, f := range labelFields {
		t.Logf("%s: %d of %d", f, right[f], len(all))
		if float64(right[f]) < minRight*float64(len(all)) {
			t.Errorf("%s: %d of %d are right, want %.0f %%", f, right[f], len(all), 100*minRight)
		}
	}
}

// Every span kept as evidence says what the document has, and nearly every
// field that a labelled text gives has one.
func TestRealEvidenceSpans(t *testing.T) {
	t.Parallel()
	values := func(d *corpus.Document) map[string]string {
		return map[string]string{
			"title": d.Title, "issuer": d.Issuer, "doc_number": d.DocNumber, "adopted": string(d.Adopted),
			"published": string(d.Published), "effective_from": string(d.EffectiveFrom), "audience": d.Audience,
		}
	}
	given, shown := 0, 0
	labelled := metadataLabels(t)
	for source, d := range readShared(t) {
		spans := make(map[string]string)
		for _, e := range d.Evidence {
			if e.Start < 0 || e.End > len(d.Text) || e.Start >= e.End {
				t.Fatalf("%s: evidence of %s at [%d, %d) is no span of the text", source, e.Field, e.Start, e.End)
			}
			spans[e.Field] = d.Text[e.Start:e.End]
		}
		for field, value := range values(d) {
			span, ok := spans[field]
			if ok && !says(field, span, value, d) {
				t.Errorf("%s: %s is %q, its evidence says %q", source, field, value, span)
			}
			if want := labelled[source]; want != nil && want[field] != "" && (want[field] == value || field == "audience") {
				given++
				if ok {
					shown++
				} else {
					t.Logf("%s: no span says that %s is %q", source, field, value)
				}
			}
		}
	}
	t.Logf("%d of %d fields that the labelled texts give have their span", shown, given)
	if float64(shown) < minRight*float64(given) {
		t.Errorf("%d of %d fields that the labelled texts give have their span, want %.0f %%", shown, given, 100*minRight)
	}
}

// says reports whether a span states a value of a field.
func says(field, span, value string, d *corpus.Document) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(corpus.Normalize(s)), "") }
	span = plain(span)
	switch field {
	case "adopted", "published", "effective_from":
		return slices.Contains(corpus.DatesIn(span), corpus.Date(value)) || field == "effective_from" && strings.Contains(span, "之日起")
	case "doc_number":
		return strings.Contains(corpus.NormalizeDocNumber(span), value)
	case "issuer":
		for _, name := range strings.Split(value, "、") {
			for _, part := range strings.SplitAfterN(name, "人民代表大会", 2) { // the number of the session stands between
				place, _ := strings.CutSuffix(part, "人民代表大会")
				place = strings.TrimSuffix(place, "全国")
				if !strings.Contains(span, place) && !strings.Contains(span, "我代表") {
					return false
				}
			}
		}
		return true
	}
	return strings.Contains(span, plain(value))
}

// The status of every labelled text in its corpus, with manifest and versions.
func TestRealStatus(t *testing.T) {
	t.Parallel()
	by := readShared(t)
	versions, err := corpus.ReadVersions(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	var docs []*corpus.Document
	for _, d := range by {
		docs = append(docs, d)
	}
	corpus.LinkVersions(docs, versions)
	right := 0
	all := metadataLabels(t)
	for file, want := range all {
		if got := by[file].StatusOn("2026-11-24"); string(got) == want["status"] {
			right++
		} else {
			t.Logf("%s: status %q, want %q", file, got, want["status"])
		}
	}
	t.Logf("status: %d of %d", right, len(all))
	if float64(right) < minRight*float64(len(all)) {
		t.Errorf("status: %d of %d are right, want %.0f %%", right, len(all), 100*minRight)
	}
}
