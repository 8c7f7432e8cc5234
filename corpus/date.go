package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Date is a civil date written YYYY-MM-DD; empty is unknown. Known dates order
// as their strings do.
type Date string

// ParseDate reads YYYY-MM-DD. The error repeats the input and the form.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("date %q is not of the form YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// DateOf gives the civil date of t in its location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Known reports whether d is set.
func (d Date) Known() bool { return d != "" }

// AddDays gives the date n days later; unknown stays unknown.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return DateOf(t.AddDate(0, 0, n))
}

// StatusOn gives the validity of the document on a day. Reports are never "in
// force". A document whose first day is unknown counts as in force until its
// end; one whose end is known by reason but not by day counts as ended. One that
// its keeper calls 未核实 (not checked) is unknown while it has not ended.
func (d *Document) StatusOn(day Date) Status {
	switch {
	case d.Kind == KindReport:
		return StatusNotApplicable
	case d.EffectiveFrom.Known() && day < d.EffectiveFrom:
		return StatusNotYet
	case d.EffectiveTo.Known() && day > d.EffectiveTo,
		!d.EffectiveTo.Known() && d.EndReason != "":
		if d.EndReason == "" {
			return StatusExpired
		}
		return d.EndReason
	case strings.HasPrefix(d.StatusNote, "未核实"),
		!d.EffectiveFrom.Known() && !d.Adopted.Known() && !d.Published.Known():
		return StatusUnknown
	default:
		return StatusInForce
	}
}

// addYears gives the same day n years later; 29 February becomes 1 March.
func (d Date) addYears(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return DateOf(t.AddDate(n, 0, 0))
}
