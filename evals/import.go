package evals

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// columns of a CSV file of cases; id and question must be there.
var columns = []string{"id", "question", "kind", "as_of", "region", "turns", "file", "article", "quote", "facts", "answer", "must_not",
	"expect_status", "source", "author", "reviewed_by"}

// ImportCSV reads cases from a table with a head, one line a case; a further
// line with the same id adds evidence. turns, facts, must_not and expect_status
// are separated by semicolons. A case with a quote is answerable. The error
// names the line.
func ImportCSV(r io.Reader) ([]Case, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the table has no head: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	for name := range at {
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("the column %q is unknown: use %s", name, strings.Join(columns, ", "))
		}
	}
	var cases []Case
	for {
		row, err := in.Read()
		if err == io.EOF {
			return cases, nil
		}
		if err != nil {
			return nil, err
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		line, _ := in.FieldPos(0)
		if cases, err = addRow(cases, cell); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// addRow adds a case, or evidence to the last one of the same id.
func addRow(cases []Case, cell func(string) string) ([]Case, error) {
	id, question := cell("id"), cell("question")
	if id == "" {
		return nil, fmt.Errorf("the id is empty")
	}
	again := len(cases) > 0 && cases[len(cases)-1].ID == id
	if !again {
		if question == "" {
			return nil, fmt.Errorf("the question of %s is empty", id)
		}
		cases = append(cases, Case{ID: id, Question: question, Kind: cell("kind"), AsOf: cell("as_of"), Region: cell("region"),
			Turns: parts(cell("turns")), Facts: parts(cell("facts")), Answer: cell("answer"), MustNot: parts(cell("must_not")),
			Expect: parts(cell("expect_status")), Source: cell("source"), Author: cell("author"), ReviewedBy: cell("reviewed_by")})
	}
	c := &cases[len(cases)-1]
	if quote := cell("quote"); quote != "" {
		if cell("file") == "" {
			return nil, fmt.Errorf("the quote of %s has no file", id)
		}
		c.Evidence = append(c.Evidence, Evidence{File: cell("file"), Article: cell("article"), Quote: quote})
		c.Answerable = true
	}
	return cases, nil
}

// Cases gives a case for each query with a relevant document. Its evidence are
// the files, named as [BEIR.WriteTexts] names them, whole, the best first; grades
// are not kept.
func (b *BEIR) Cases() []Case {
	var out []Case
	for _, q := range b.Queries {
		c := Case{ID: q.ID, Kind: "beir", Question: q.Text, Answerable: true}
		grades := b.Qrels[q.ID]
		ids := slices.SortedFunc(maps.Keys(grades), func(x, y string) int { return cmp.Or(grades[y]-grades[x], strings.Compare(x, y)) })
		for _, id := range ids {
			if grades[id] > 0 {
				c.Evidence = append(c.Evidence, Evidence{File: textName(id)})
			}
		}
		if len(c.Evidence) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// WriteTexts writes each document as a Markdown file below dir, to be ingested.
func (b *BEIR) WriteTexts(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("texts: %w", err)
	}
	for _, d := range b.Documents {
		text := d.Text + "\n"
		if d.Title != "" {
			text = "# " + d.Title + "\n\n" + text
		}
		if err := os.WriteFile(filepath.Join(dir, textName(d.ID)), []byte(text), 0o644); err != nil {
			return fmt.Errorf("texts: %w", err)
		}
	}
	return nil
}

// longestName is how long a name may be that every file system takes.
const longestName = 200

// textName is the file of a BEIR document: its id, as far as file names can hold it.
func textName(id string) string {
	name := url.PathEscape(id)
	if len(name) > longestName {
		name = name[:longestName] + "-" + short([]byte(id))
	}
	if strings.HasPrefix(name, ".") { // hidden files are not read
		name = "_" + name
	}
	return name + ".md"
}

// parts cuts at semicolons of both widths.
func parts(cell string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '；' }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
