package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/policybot/policybot/corpus"
)

// flagError turns what the parser of flags says into a message for people: what
// was given, what is expected, an example.
func flagError(_ *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return usageError{badValue(invalid.GetFlag(), invalid.GetValue(), err)}
	}
	var missing *pflag.ValueRequiredError
	if errors.As(err, &missing) {
		return usageError{noValue(missing.GetFlag())}
	}
	return usageError{err}
}

func badValue(f *pflag.Flag, value string, err error) error {
	form := formOf(f)
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("--%s: %s is too large; give %s such as %s", f.Name, value, form.what, form.example)
	}
	return fmt.Errorf("--%s: %q is not %s; give one such as %s", f.Name, value, form.what, form.example)
}

func noValue(f *pflag.Flag) error {
	form := formOf(f)
	if form.example == "" { // any text will do: the flag's own words say which
		_, usage := pflag.UnquoteUsage(f)
		return fmt.Errorf("--%s: the value is missing: %s", f.Name, usage)
	}
	return fmt.Errorf("--%s: the value is missing; give %s such as %s", f.Name, form.what, form.example)
}

// form says what a flag's values look like.
type form struct{ what, example string }

func formOf(f *pflag.Flag) form {
	set := "--" + f.Name + " "
	switch f.Value.Type() {
	case "int":
		return form{"a whole number", set + f.DefValue}
	case shareType:
		return form{"a share from 0 to 1", set + f.DefValue}
	case dateType:
		return form{"a day of the calendar, YYYY-MM-DD", set + "2026-01-31"}
	case "bool":
		return form{"true or false", "--" + f.Name + "=false, or --" + f.Name + " alone for true"}
	case "stringSlice":
		return form{"a list with commas between its parts", set + "first,second"}
	}
	return form{what: "a text"} // of which none is malformed
}

// dateType and shareType name kinds of values in help and to formOf.
const (
	dateType  = "date"
	shareType = "share"
)

// dateValue is a flag that takes a day, or nothing for none.
type dateValue corpus.Date

func dateVar(f *pflag.FlagSet, to *corpus.Date, name, usage string) {
	f.Var((*dateValue)(to), name, usage)
}

func (d *dateValue) Set(s string) error {
	if s == "" {
		*d = ""
		return nil
	}
	day, err := corpus.ParseDate(s)
	if err != nil {
		return err
	}
	*d = dateValue(day)
	return nil
}

func (d *dateValue) String() string { return string(*d) }
func (d *dateValue) Type() string   { return dateType }

// shareValue is a flag that takes a number from 0 to 1.
type shareValue float64

func shareVar(f *pflag.FlagSet, to *float64, name string, preset float64, usage string) {
	*to = preset
	f.Var((*shareValue)(to), name, usage)
}

func (v *shareValue) Set(s string) error {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(x >= 0 && x <= 1) { // NaN is none either
		return errors.New("not a number from 0 to 1")
	}
	*v = shareValue(x)
	return nil
}

func (v *shareValue) String() string { return strconv.FormatFloat(float64(*v), 'f', -1, 64) }
func (v *shareValue) Type() string   { return shareType }
