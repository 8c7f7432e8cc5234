package bot

import (
	"fmt"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// gate takes out of a draft every statement that its citations do not carry,
// and every citation that no statement uses; it numbers the rest anew. It gives
// the reasons for what it took out.
//
// A statement passes when it has a citation; when each of its citations is a
// slice of a passage that was found, of at most [MaxQuoteRunes]; and when every
// figure, date, article number and 文号 in it is in one of its quotes; when it
// holds nothing foreign (see [Foreign]); and when its quotes carry it: it is a
// quotation, or by the rules of [Check] says no more than they do. The last is a
// second defence: a composer of words of its own checks them itself.
func gate(d *Draft, parts []Part) []string {
	passages := foundPassages(parts)
	byN := map[int]Citation{}
	for _, c := range d.Citations {
		byN[c.N] = c
	}
	var kept []Drafted
	var reasons []string
	for _, st := range d.Statements {
		err := checkStatement(st.Statement, byN, passages)
		if err == nil {
			err = carried(st.Statement, byN, passages)
		}
		if err != nil {
			reasons = append(reasons, err.Error())
			continue
		}
		kept = append(kept, st)
	}
	d.Statements = kept
	renumber(d, byN)
	return reasons
}

// carried says whether the quotes of a statement carry it; see [entailed].
func carried(st Statement, citations map[int]Citation, passages map[string]corpus.Passage) error {
	var quotes, around []string
	for _, n := range st.Citations {
		c := citations[n]
		quotes = append(quotes, c.Quote)
		around = append(around, c.Title)
		around = append(around, passages[c.PassageID].Path...)
	}
	return entailed(st.Text, quotes, around)
}

func foundPassages(parts []Part) map[string]corpus.Passage {
	out := map[string]corpus.Passage{}
	add := func(r *retrieval.Results) {
		for _, found := range r.Results {
			out[found.Passage.ID] = found.Passage
		}
	}
	for _, p := range parts {
		if p.Found != nil {
			add(p.Found)
		}
		for _, side := range p.Sides {
			add(side.Part.Found)
		}
	}
	return out
}

func checkStatement(st Statement, citations map[int]Citation, passages map[string]corpus.Passage) error {
	if len(st.Citations) == 0 {
		return fmt.Errorf("statement without citation")
	}
	if st.Text == "" {
		return fmt.Errorf("statement without text")
	}
	have := map[string]bool{}
	var stored []string
	for _, n := range st.Citations {
		c, ok := citations[n]
		if !ok {
			return fmt.Errorf("citation %d does not exist", n)
		}
		if err := checkQuote(c, passages); err != nil {
			return err
		}
		stored = append(stored, c.URL)
		for _, f := range corpus.Figures(c.Quote) {
			have[figureKey(f)] = true
		}
	}
	for _, f := range corpus.Figures(st.Text) {
		if !have[figureKey(f)] {
			return fmt.Errorf("figure %q is not in the citation", f.Text)
		}
	}
	return foreignWords(st.Text, stored)
}

func figureKey(f corpus.Figure) string { return f.Value + "\x00" + f.Unit }

// checkQuote verifies that a citation's words stand where it says.
func checkQuote(c Citation, passages map[string]corpus.Passage) error {
	p, ok := passages[c.PassageID]
	switch {
	case !ok || p.DocumentID != c.DocumentID:
		return fmt.Errorf("citation %d names a passage that was not found", c.N)
	case !quotes(c, p):
		return fmt.Errorf("citation %d does not quote its passage", c.N)
	case utf8.RuneCountInString(c.Quote) > MaxQuoteRunes:
		return fmt.Errorf("citation %d quotes more than %d characters", c.N, MaxQuoteRunes)
	}
	return nil
}

// quotes says whether a citation's words stand in a passage, or before it where
// they lead in what stands there, at the place that it names.
func quotes(c Citation, p corpus.Passage) bool {
	if c.Start >= p.Start && c.End <= p.End && c.Start < c.End {
		return p.Text[c.Start-p.Start:c.End-p.Start] == c.Quote
	}
	for _, lead := range p.Context {
		if lead.Start == c.Start && lead.End == c.End {
			return lead.Text == c.Quote && c.Quote != ""
		}
	}
	return false
}

// renumber keeps the citations in use and numbers them from 1 in the order of
// first use.
func renumber(d *Draft, byN map[int]Citation) {
	number := map[int]int{}
	var used []Citation
	for i := range d.Statements {
		for j, n := range d.Statements[i].Citations {
			if number[n] == 0 {
				c := byN[n]
				c.N = len(used) + 1
				number[n] = c.N
				used = append(used, c)
			}
			d.Statements[i].Citations[j] = number[n]
		}
	}
	d.Citations = used
	if d.Citations == nil {
		d.Citations = []Citation{}
	}
}
