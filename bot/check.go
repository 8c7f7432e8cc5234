package bot

import (
	"fmt"
)

// Check is the gate for statements that a model wrote: what [Service] demands
// of every statement, and more of those that are no quotations. It takes out of
// d the statements that do not pass and the citations that none uses, numbers
// the rest anew, and gives one reason for each statement taken out, in the
// order of the statements.
//
// Beyond the gate of [Service], a statement in words of its own must keep each
// figure's bound (不低于, 以下, 内) and the words it belongs to, each negation,
// what may and what must be done, what is only planned or expected, and nearly
// all its words must stand in its quotations, their titles or headings. The
// rules read words, not meaning: they refuse some true statements rather than
// pass a false one.
func Check(d *Draft, parts []Part) []string {
	byN := map[int]Citation{}
	for _, c := range d.Citations {
		byN[c.N] = c
	}
	passages := foundPassages(parts)
	var kept []Drafted
	var reasons []string
	for _, st := range d.Statements {
		err := checkStatement(st.Statement, byN, passages)
		if err == nil {
			err = carried(st.Statement, byN, passages)
		}
		if err != nil {
			reasons = append(reasons, fmt.Sprintf("%q: %v", st.Text, err))
			continue
		}
		kept = append(kept, st)
	}
	d.Statements = kept
	renumber(d, byN)
	return reasons
}
