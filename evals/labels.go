package evals

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// LabelFields are the columns of a table of labels beside file, each a figure of
// the stage metadata.
var LabelFields = []string{"title", "issuer", "doc_number", "level", "region", "kind", "audience",
	"adopted", "published", "effective_from", "effective_to", "effective_basis", "status"}

// Label is what a person says of a text: the fields of its metadata that the
// text alone decides, and its status in the corpus.
type Label struct {
	File string            `json:"file"`
	Want map[string]string `json:"want"` // by field; "": the text does not say
}

// Labels are labelled texts and how to read them.
type Labels struct {
	List []Label
	// Read gives a text without its file name and manifest, as [NameUnknown].
	Read func(file string) (*corpus.Document, error)
}

// NameUnknown is the name, without its end, by which labelled texts are read: a
// title that is but this name is none.
const NameUnknown = "text"

// LabelRun is what came of one labelled text.
type LabelRun struct {
	File   string             `json:"file"`
	OK     bool               `json:"ok"`
	Why    []string           `json:"why"`
	Scores map[string]float64 `json:"scores"`
	Want   map[string]string  `json:"want"`
	Got    map[string]string  `json:"got"`
}

// LoadLabels reads a table of labels. The error names the line.
func LoadLabels(path string) ([]Label, error) {
	f, err := open(path, "give a table of labels (CSV)")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	labels, err := ReadLabels(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return labels, nil
}

// ReadLabels reads CSV with a head: file and some of [LabelFields]. A column that
// is left out is not judged; an empty cell says that the text does not tell it,
// but for status, where it is not judged either.
func ReadLabels(r io.Reader) ([]Label, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the table of labels has no head: %w", err)
	}
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff")))
		if head[i] != "file" && !slices.Contains(LabelFields, head[i]) {
			return nil, fmt.Errorf("the column %q is unknown: use file, %s", head[i], strings.Join(LabelFields, ", "))
		}
	}
	at := slices.Index(head, "file")
	if at < 0 || len(head) < 2 {
		return nil, errors.New("the table needs the column file and one field or more")
	}
	var out []Label
	seen := map[string]bool{}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		l := Label{File: strings.TrimSpace(row[at]), Want: map[string]string{}}
		line, _ := in.FieldPos(0)
		if l.File == "" || seen[l.File] {
			return nil, fmt.Errorf("line %d: the file %q is empty or stands twice", line, l.File)
		}
		seen[l.File] = true
		for i, cell := range row {
			if i != at && (head[i] != "status" || strings.TrimSpace(cell) != "") {
				l.Want[head[i]] = strings.TrimSpace(cell)
			}
		}
		out = append(out, l)
	}
}

// labels measures every labelled text. The texts read are given by file.
func (j *judge) labels(ctx context.Context, l Labels, day corpus.Date) ([]LabelRun, map[string]*corpus.Document, error) {
	var out []LabelRun
	texts := map[string]*corpus.Document{}
	for _, label := range l.List {
		d, err := l.Read(label.File)
		if err != nil && d == nil {
			return nil, nil, fmt.Errorf("labels: %w", err)
		}
		texts[label.File] = d
		got := described(d)
		if _, judged := label.Want["status"]; judged {
			if !day.Known() {
				return nil, nil, errors.New("labels: a status is that of a day: give --as-of YYYY-MM-DD")
			}
			id, held := j.byFile[label.File]
			if !held {
				return nil, nil, fmt.Errorf("labels: the corpus does not hold %s, whose status is judged: ingest it or leave its status empty", label.File)
			}
			stored, err := j.document(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			got["status"] = string(stored.StatusOn(day))
		}
		out = append(out, label.judge(d, got))
	}
	return out, texts, nil
}

// judge compares what was read with the label.
func (l Label) judge(d *corpus.Document, got map[string]string) LabelRun {
	run := LabelRun{File: l.File, OK: true, Why: []string{}, Scores: map[string]float64{}, Want: l.Want, Got: map[string]string{}}
	spans := map[string]bool{}
	for _, e := range d.Evidence {
		spans[e.Field] = e.Start < e.End
	}
	given, shown := 0, 0
	for _, name := range LabelFields {
		want, judged := l.Want[name]
		if !judged {
			continue
		}
		run.Got[name] = got[name]
		right := want == got[name]
		run.Scores["metadata/"+name] = number(right)
		if !right {
			run.OK = false
			run.Why = append(run.Why, fmt.Sprintf("%s is %q, want %q", name, got[name], want))
		}
		if right && want != "" && slices.Contains(spanned, name) {
			given++
			shown += count(spans[name])
		}
	}
	if given > 0 {
		run.Scores["metadata/spans"] = float64(shown) / float64(given)
	}
	return run
}

// spanned are the fields that are to lead back to the words that say them; the
// others are concluded.
var spanned = []string{"title", "issuer", "doc_number", "audience", "adopted", "published", "effective_from"}

// described gives the metadata of a document in the form of the labels.
func described(d *corpus.Document) map[string]string {
	title := strings.Join(strings.Fields(d.Title), "")
	if title == NameUnknown {
		title = ""
	}
	return map[string]string{
		"title": title, "issuer": d.Issuer, "doc_number": d.DocNumber, "level": string(d.Level), "region": d.Region,
		"kind": string(d.Kind), "audience": audience(d), "adopted": string(d.Adopted), "published": string(d.Published),
		"effective_from": string(d.EffectiveFrom), "effective_to": string(d.EffectiveTo), "effective_basis": string(d.EffectiveBasis),
	}
}

// audience names the article that says whom a text is for, 主送 (addressees) for
// a line of addressees, "" for none.
func audience(d *corpus.Document) string {
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
