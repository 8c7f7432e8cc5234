// Package evals measures the quality of retrieval and of answers over cases
// with judged evidence. Everything is deterministic: two runs over the same
// corpus give the same figures.
package evals

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Case is one question with what a right answer needs. Its JSON lines are the
// format of `policybot eval answers --cases`.
type Case struct {
	ID         string     `json:"id"`
	Question   string     `json:"question"`
	Kind       string     `json:"kind"`
	Turns      []string   `json:"turns"`
	AsOf       string     `json:"as_of"`
	Region     string     `json:"region"`
	Evidence   []Evidence `json:"evidence"`
	Answerable bool       `json:"answerable"`
	// Also lists passages that answer as well: other rules that apply, or that say the
	// same. Where the evidence is left out, quoting them is no fault; see [Without].
	Also []Evidence `json:"also,omitempty"`
	// Facts are short strings that a right answer contains; a | separates ways
	// to write one fact.
	Facts []string `json:"facts"`
	// Expect lists the statuses that are right; empty means answered or partial
	// for an answerable question, no_information or clarification for another.
	Expect []string `json:"expect_status"`
	// Route is the label that the question is to get, such as policy or
	// out_of_scope; empty: not judged.
	Route string `json:"route,omitempty"`
	// Read lists words that the question holds as it is understood: a follow-up
	// names what the earlier questions named.
	Read []string `json:"read,omitempty"`
	// MustNot lists words that a right answer does not hold.
	MustNot []string `json:"must_not,omitempty"`
	// Answer is an answer as a person would write it, for text similarity.
	Answer string `json:"answer,omitempty"`
	// Where the case comes from, who wrote it, who looked at it.
	Source     string `json:"source,omitempty"`
	Author     string `json:"author,omitempty"`
	ReviewedBy string `json:"reviewed_by,omitempty"`
	// Exclude lists documents (by ID) to be treated as not held; see [Without].
	Exclude []string `json:"exclude,omitempty"`
}

// Evidence is a judged passage: words that stand verbatim in a file, or, where
// Quote is empty, the byte span of its stored text. A file alone is judged whole:
// any words of it answer.
type Evidence struct {
	File    string `json:"file"`
	Article string `json:"article"`
	Quote   string `json:"quote"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

func (e Evidence) whole() bool { return e.Quote == "" && e.Start == 0 && e.End == 0 }

// ErrNoCases reports a cases file without a case.
var ErrNoCases = errors.New("the file holds no cases")

// LoadCases reads JSON lines. The error names the line.
func LoadCases(path string) ([]Case, error) {
	f, err := open(path, "give a file of cases, a JSON object a line")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadCases(f, path)
}

// open opens a file that somebody named; hint says what to give where it is not there.
func open(path, hint string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: %s", path, fs.ErrNotExist, hint)
	}
	return f, err
}

// ReadCases reads JSON lines from r; name stands for it in errors. A field that
// no case has is an error: a misspelt one would count for nothing.
func ReadCases(r io.Reader, name string) ([]Case, error) {
	var cases []Case
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		var c Case
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			return nil, fmt.Errorf("%s:%d: not a case: %w", name, n, err)
		}
		if dec.More() {
			return nil, fmt.Errorf("%s:%d: one case a line, please", name, n)
		}
		if c.ID == "" || c.Question == "" {
			return nil, fmt.Errorf("%s:%d: a case needs id and question", name, n)
		}
		if seen[c.ID] {
			return nil, fmt.Errorf("%s:%d: the id %s stands twice", name, n, c.ID)
		}
		seen[c.ID] = true
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: %w", name, ErrNoCases)
	}
	return cases, nil
}

// expects says whether a status is right for the case.
func (c *Case) expects(status string) bool {
	right := c.Expect
	if len(right) == 0 && c.Answerable {
		right = []string{"answered", "partial"}
	} else if len(right) == 0 {
		right = []string{"no_information", "clarification"}
	}
	for _, s := range right {
		if s == status {
			return true
		}
	}
	return false
}
