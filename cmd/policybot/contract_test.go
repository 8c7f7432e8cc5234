package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// What follows is the contract of the --json commands, written down a second
// time: a field that is renamed, dropped or added shows here.

type answerContract struct {
	ID         string `json:"id"`
	Question   string `json:"question"`
	Status     string `json:"status"`
	Answer     string `json:"answer"`
	Label      string `json:"label"`
	Statements []struct {
		Text      string `json:"text"`
		Citations []int  `json:"citations"`
	} `json:"statements"`
	Citations     []citationContract `json:"citations"`
	Missing       []string           `json:"missing"`
	Choices       []string           `json:"choices"`
	AsOf          string             `json:"as_of"`
	CorpusVersion string             `json:"corpus_version"`
	TimingsMS     map[string]float64 `json:"timings_ms"`
}

type citationContract struct {
	N             int    `json:"n"`
	DocumentID    string `json:"document_id"`
	Source        string `json:"source"`
	Title         string `json:"title"`
	DocNumber     string `json:"doc_number"`
	Locator       string `json:"locator"`
	Quote         string `json:"quote"`
	Start         int    `json:"start"`
	End           int    `json:"end"`
	URL           string `json:"url"`
	Status        string `json:"status"`
	EffectiveFrom string `json:"effective_from"`
	EffectiveTo   string `json:"effective_to"`
	// Beyond the contract.
	PassageID string `json:"passage_id"`
	Region    string `json:"region"`
	Level     string `json:"level"`
	Digest    bool   `json:"digest"`
	Page      string `json:"page" contract:"optional"`            // over HTTP alone: where the passage can be read
	Basis     string `json:"effective_basis" contract:"optional"` // absent where the first day is stated for the text itself
}

type searchContract struct {
	Results []struct {
		Rank       int     `json:"rank"`
		Score      float64 `json:"score"`
		PassageID  string  `json:"passage_id"`
		DocumentID string  `json:"document_id"`
		Source     string  `json:"source"`
		Title      string  `json:"title"`
		Locator    string  `json:"locator"`
		Text       string  `json:"text"`
		Start      int     `json:"start"`
		End        int     `json:"end"`
		Status     string  `json:"status"`
	} `json:"results"`
	TimingsMS map[string]float64 `json:"timings_ms"`
	// Beyond the contract: why an arm was left out; absent when none was.
	Degraded *string `json:"degraded" contract:"optional"`
}

type ingestContract struct {
	Documents struct {
		Created   int `json:"created"`
		Updated   int `json:"updated"`
		Unchanged int `json:"unchanged"`
		Removed   int `json:"removed"`
	} `json:"documents"`
	Rejected []struct {
		Source string `json:"source"`
		Reason string `json:"reason"`
	} `json:"rejected"`
	SameAs []struct {
		Source string `json:"source"`
		SameAs string `json:"same_as"`
		// Beyond the contract.
		Root string `json:"same_as_root" contract:"optional"`
		Near bool   `json:"near" contract:"optional"`
	} `json:"same_as"`
	Passages int     `json:"passages"`
	Embedded int     `json:"embedded"`
	Seconds  float64 `json:"seconds"`
	// Beyond the contract: what was stored or withdrawn.
	Changes []struct {
		Source string `json:"source"`
		Title  string `json:"title"`
		What   string `json:"what"`
	} `json:"changes" contract:"optional"`
}

type answersContract struct {
	N          int `json:"n"`
	Full       int `json:"full"`
	Facts      int `json:"facts"`
	Abstained  int `json:"abstained"`
	Uncited    int `json:"uncited"`
	BadQuotes  int `json:"bad_quotes"`
	BadFigures int `json:"bad_figures"`
	Cases      []struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		OK     bool   `json:"ok"`
		Why    any    `json:"why"`
	} `json:"cases"`
}

// strictCommand is the script command
//
//	strict ask|search|ingest|answers FILE
//
// that reads one JSON document and compares its fields with the contract's.
func strictCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: strict KIND FILE")
	}
	ts.Check(strict(args[0], []byte(ts.ReadFile(args[1]))))
}

func strict(kind string, data []byte) error {
	switch kind {
	case "ask":
		var a answerContract
		if err := decode(data, &a, true); err != nil {
			return err
		}
		return a.check()
	case "search":
		var s searchContract
		if err := decode(data, &s, true); err != nil {
			return err
		}
		return s.check()
	case "ingest":
		return decode(data, &ingestContract{}, true)
	case "answers": // its report may hold more figures
		return decode(data, &answersContract{}, false)
	}
	return fmt.Errorf("no contract for %q", kind)
}

// decode reads exactly one document into v: every field of v is there, no list
// is null, and with closed there is no other field.
func decode(data []byte, v any, closed bool) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if closed {
		dec.DisallowUnknownFields()
	}
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("more than one document: %v", err)
	}
	return complete(data, v)
}

var statuses = []string{"answered", "partial", "no_information", "clarification", "out_of_scope", "refused", "error"}

// check holds an answer against the rules of the contract.
func (a *answerContract) check() error {
	told := a.Status == "answered" || a.Status == "partial"
	_, total := a.TimingsMS["total"]
	switch {
	case !slices.Contains(statuses, a.Status):
		return fmt.Errorf("status %q is not one of %q", a.Status, statuses)
	case told != (len(a.Statements) > 0) || told != (len(a.Citations) > 0):
		return fmt.Errorf("status %s with %d statements and %d citations", a.Status, len(a.Statements), len(a.Citations))
	case a.Label == "" || a.Answer == "" || !total:
		return fmt.Errorf("no label, no answer or no total time")
	case a.Status != "error" && (a.ID == "" || a.CorpusVersion == "" || len(a.AsOf) != len("2026-01-02")):
		return fmt.Errorf("id %q, corpus version %q, as of %q", a.ID, a.CorpusVersion, a.AsOf)
	}
	for i, s := range a.Statements {
		if len(s.Citations) == 0 || !bytes.Contains(plain(a.Answer), plain(s.Text)) {
			return fmt.Errorf("statement %d is not cited or its words are not in the answer: %q", i, s.Text)
		}
		for _, n := range s.Citations {
			if n < 1 || n > len(a.Citations) {
				return fmt.Errorf("statement %d cites %d of %d", i, n, len(a.Citations))
			}
		}
	}
	for i, c := range a.Citations {
		if c.N != i+1 || c.DocumentID == "" || c.Source == "" || c.Title == "" || c.Quote == "" || utf8.RuneCountInString(c.Quote) > 400 {
			return fmt.Errorf("citation %d: %+v", i, c)
		}
	}
	return nil
}

// plain drops what stands between the words: marks of citations and spaces.
func plain(s string) []byte {
	return bytes.Join(bytes.Fields(marks.ReplaceAll([]byte(s), nil)), nil)
}

func (s *searchContract) check() error {
	for i, r := range s.Results {
		if r.Rank != i+1 || r.PassageID == "" || r.DocumentID == "" || r.Source == "" || utf8.RuneCountInString(r.Text) > 1000 {
			return fmt.Errorf("result %d: %+v", i, r)
		}
		if i > 0 && r.Score > s.Results[i-1].Score {
			return fmt.Errorf("result %d has a higher score than the one before", i)
		}
	}
	if _, ok := s.TimingsMS["total"]; !ok {
		return errors.New("no total time")
	}
	return nil
}

// quotesCommand is the script command
//
//	quotes FILE
//
// that holds every quote of an answer, or text of a search, against the stored
// text as `corpus show --raw` prints it.
func quotesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: quotes FILE")
	}
	spans, err := spansOf([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	for _, s := range spans {
		ts.Check(ts.Exec("policybot", "corpus", "show", "--raw", s.ID))
		ts.Check(s.in(ts.ReadFile("stdout")))
	}
}

// span is a place in a document and the words that should stand there.
type span struct {
	ID         string
	Start, End int
	Words      string
}

func (s span) in(raw string) error {
	if s.Start < 0 || s.End > len(raw) || s.Start > s.End || raw[s.Start:s.End] != s.Words {
		return fmt.Errorf("bytes %d to %d of document %s are not %q", s.Start, s.End, s.ID, s.Words)
	}
	return nil
}

// spansOf gives what an answer or a search quotes; none is an error.
func spansOf(data []byte) ([]span, error) {
	var a answerContract
	var found searchContract
	if err := errors.Join(json.Unmarshal(data, &a), json.Unmarshal(data, &found)); err != nil {
		return nil, err
	}
	var spans []span
	for _, c := range a.Citations {
		spans = append(spans, span{c.DocumentID, c.Start, c.End, c.Quote})
	}
	for _, r := range found.Results {
		spans = append(spans, span{r.DocumentID, r.Start, r.End, r.Text})
	}
	if len(spans) == 0 {
		return nil, errors.New("nothing is quoted")
	}
	return spans, nil
}
