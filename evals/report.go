package evals

import (
	_ "embed"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/bot"
)

//go:embed report.html
var reportHTML string

// WriteHTML writes a run as one file that needs nothing else: summary, charts,
// every failure. lang is "zh" or "en". earlier runs, oldest first, give the
// trend; it may be empty.
func (s *Suite) WriteHTML(w io.Writer, lang string, earlier []*Suite) error {
	words, ok := reportWords[lang]
	if !ok {
		return fmt.Errorf("the report is written in zh or en, not in %q", lang)
	}
	t, err := template.New("report").Funcs(template.FuncMap{
		"t":       func(key string) string { return words[key] },
		"lang":    func() string { return lang },
		"percent": func(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) },
		"px":      func(v float64) string { return strconv.FormatFloat(240*v, 'f', 1, 64) },
		"ticks":   ticks,
		"share": func(k, n int) float64 {
			if n == 0 {
				return 0
			}
			return float64(k) / float64(n)
		},
		"says": func(name string) string {
			if lang == "zh" {
				return metricsZH[name]
			}
			return says(name)
		},
		"width": func(v float64) string { return strconv.FormatFloat(160*v, 'f', 1, 64) },
		"stage": func(name string) string { return stageNames[lang][name] },
		"kind": func(name string) string {
			if zh := kindsZH[name]; lang == "zh" && zh != "" {
				return zh
			}
			return strings.ReplaceAll(name, "_", " ")
		},
		"why": func(why []string) string {
			if lang == "zh" {
				return whyZH.Replace(strings.Join(why, "；"))
			}
			return strings.Join(why, "; ")
		},
		"status": func(status bot.Status) string {
			if lang == "zh" {
				return whyZH.Replace(string(status))
			}
			return strings.ReplaceAll(string(status), "_", " ")
		},
		"modes":  func() []string { return modes },
		"ranks":  CaseRun.rankRows,
		"marked": marked,
		"join":   strings.Join,
	}).Parse(reportHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, s.view(earlier))
}

// reportView is what the template shows.
type reportView struct {
	*Suite
	Right    int
	Failures []CaseRun
	Stages   []stageFigures
	Misread  []LabelRun // labelled texts of which a field was read wrongly
	ByKind   []KindFigure
	Charts   []chart
	Trend    []trend
	Runs     []string // of the trend, oldest first
}

// stageFigures are the figures of one stage.
type stageFigures struct {
	Name    string
	Figures []Figure
}

// stages groups the figures of a run.
func (s *Suite) stages() []stageFigures {
	var out []stageFigures
	for _, f := range s.Summary {
		name := Stage(f.Metric)
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, stageFigures{Name: name})
		}
		last := &out[len(out)-1]
		last.Figures = append(last.Figures, f)
	}
	return out
}

// Read counts the labelled texts that were read rightly in every field.
func (v reportView) Read() int { return len(v.Labels) - len(v.Misread) }

// chart is a set of lines in a square of 0 to 1.
type chart struct {
	Title  string
	X      []string
	Lines  []line
	Points []line // single points with a name
}

type line struct{ Name, Points, Colour string }

type trend struct {
	Metric string
	Values []float64
}

// rankRow says where a judged quote of a case was found: a rank for each mode,
// "–" where it was not.
type rankRow struct {
	Where string
	Ranks []string
}

// modes are those of the search in the order of the report.
var modes = []string{"lexical", "vector", "hybrid"}

func (run CaseRun) rankRows() []rankRow {
	var out []rankRow
	for i, e := range run.Case.Evidence {
		row := rankRow{Where: strings.TrimSpace(e.File + " " + e.Article)}
		for _, mode := range modes {
			cell := "–"
			if ranks := run.Ranks[mode]; i < len(ranks) && ranks[i] > 0 {
				cell = strconv.Itoa(ranks[i])
			}
			row.Ranks = append(row.Ranks, cell)
		}
		out = append(out, row)
	}
	return out
}

func (s *Suite) view(earlier []*Suite) reportView {
	v := reportView{Suite: s, ByKind: s.Kinds(), Stages: s.stages()}
	for _, c := range s.Cases {
		if c.OK {
			v.Right++
		} else {
			v.Failures = append(v.Failures, c)
		}
	}
	for _, l := range s.Labels {
		if !l.OK {
			v.Misread = append(v.Misread, l)
		}
	}
	v.Charts = []chart{s.recallChart(), s.abstentionChart()}
	if c := s.latencyChart(); len(c.Lines) > 0 {
		v.Charts = append(v.Charts, c)
	}
	if len(earlier) > 0 {
		runs := append(slices.Clone(earlier), s)
		v.Charts = append(v.Charts, trendChart(runs))
		for _, r := range runs {
			v.Runs = append(v.Runs, r.label())
		}
		for _, f := range s.Summary {
			row := trend{Metric: f.Metric}
			for _, e := range runs {
				row.Values = append(row.Values, e.figure(f.Metric).Mean)
			}
			v.Trend = append(v.Trend, row)
		}
	}
	return v
}

// figure gives one figure of the summary, the zero value where it is absent.
func (s *Suite) figure(name string) Figure {
	for _, f := range s.Summary {
		if f.Metric == name {
			return f
		}
	}
	return Figure{}
}

func says(name string) string {
	for _, m := range Metrics {
		if m.Name == name {
			return m.Says
		}
	}
	return ""
}

// marked gives the passage of a citation with the quote marked; the quote alone
// where the run does not hold the passage.
func marked(run CaseRun, passage, quote string) template.HTML {
	text := quote
	for _, r := range run.Retrieved {
		if r.PassageID == passage && strings.Contains(r.Text, quote) {
			text = r.Text
		}
	}
	before, after, _ := strings.Cut(text, quote)
	escape := template.HTMLEscapeString
	return template.HTML(escape(before) + "<mark>" + escape(quote) + "</mark>" + escape(after)) // every part is escaped
}

// WriteCSV writes a line for each labelled text and each case: id, kind, status,
// whether it is right, what is wrong, and every metric.
func (s *Suite) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{"id", "kind", "question", "status", "ok", "why"}
	for _, m := range Metrics {
		head = append(head, m.Name)
	}
	rows := [][]string{head}
	for _, l := range s.Labels {
		rows = append(rows, append([]string{l.File, "metadata", "", "", strconv.FormatBool(l.OK), strings.Join(l.Why, "; ")}, cells(l.Scores)...))
	}
	for _, c := range s.Cases {
		rows = append(rows, append([]string{c.Case.ID, c.Case.Kind, c.Case.Question, string(c.Answer.Status), strconv.FormatBool(c.OK),
			strings.Join(c.Why, "; ")}, cells(c.Scores)...))
	}
	return out.WriteAll(rows)
}

// cells gives a cell for every metric, empty where it does not apply.
func cells(scores map[string]float64) []string {
	var out []string
	for _, m := range Metrics {
		cell := ""
		if v, ok := scores[m.Name]; ok {
			cell = strconv.FormatFloat(v, 'g', 6, 64)
		}
		out = append(out, cell)
	}
	return out
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes a run as JUnit XML, a test for each labelled text and each case.
func (s *Suite) WriteJUnit(w io.Writer) error {
	out := junitSuite{Name: "policybot eval", Tests: len(s.Labels) + len(s.Cases)}
	for _, l := range s.Labels {
		test := junitCase{Class: "metadata", Name: l.File}
		if !l.OK {
			out.Failures++
			test.Failure = &junitFailure{Message: strings.Join(l.Why, "; ")}
		}
		out.Cases = append(out.Cases, test)
	}
	for _, c := range s.Cases {
		test := junitCase{Class: c.Case.Kind, Name: c.Case.ID}
		if !c.OK {
			out.Failures++
			test.Failure = &junitFailure{Message: strings.Join(c.Why, "; "), Text: c.Case.Question + "\n" + c.Answer.Text}
		}
		out.Cases = append(out.Cases, test)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	return enc.Encode(out)
}

// WriteMarkdown writes the summary and the failures as Markdown.
func (s *Suite) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	v := s.view(nil)
	fmt.Fprintf(&b, "# policybot eval %s\n\n%d of %d cases right. Texts %s, cases %s, day %s.\n\n", s.ID, v.Right, len(s.Cases), s.Corpus, s.CasesDigest, s.AsOf)
	b.WriteString("| figure | n | mean | 95 % |\n|---|---:|---:|---|\n")
	for _, f := range s.Summary {
		fmt.Fprintf(&b, "| %s | %d | %.4f | %.3f to %.3f |\n", f.Metric, f.N, f.Mean, f.Low, f.High)
	}
	b.WriteString("\n| kind | right | of |\n|---|---:|---:|\n")
	for _, k := range v.ByKind {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", k.Kind, k.Right, k.N)
	}
	b.WriteString("\n## Failures\n\n")
	for _, l := range v.Misread {
		fmt.Fprintf(&b, "- **%s** (metadata): %s\n", l.File, strings.Join(l.Why, "; "))
	}
	for _, c := range v.Failures {
		fmt.Fprintf(&b, "- **%s** (%s) %s: %s\n", c.Case.ID, c.Case.Kind, c.Case.Question, strings.Join(c.Why, "; "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
