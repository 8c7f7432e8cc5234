package evals_test

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// broken is a run with one failure whose question holds markup.
func broken(t *testing.T) *evals.Suite {
	t.Helper()
	s := newStages()
	s.eager = true
	suite := s.run(t)
	suite.Cases[2].Case.Question = `<script>alert("x")</script>`
	return suite
}

func TestWriteHTML(t *testing.T) {
	t.Parallel()
	suite := broken(t)
	for _, lang := range []string{"zh", "en"} {
		var b strings.Builder
		if err := suite.WriteHTML(&b, lang, []*evals.Suite{newStages().run(t)}); err != nil {
			t.Fatal(err)
		}
		html := b.String()
		for _, want := range []string{"<mark>" + newLine + "</mark>", "s3", "&lt;script&gt;", suite.ID, "gates/sound", `lang="` + lang + `"`, "<svg"} {
			if !strings.Contains(html, want) {
				t.Errorf("%s: the report lacks %q", lang, want)
			}
		}
		if found := regexp.MustCompile(`<script|src=|href=|url\(|@import|no value|ZgotmplZ`).FindString(html); found != "" {
			t.Errorf("%s: the report holds %q: it must need nothing else", lang, found)
		}
		if strings.Contains(html, `<th colspan="5"></th>`) {
			t.Errorf("%s: a stage has no name in this language", lang)
		}
		for _, m := range evals.Metrics {
			if m.Says == "" || lang == "zh" && strings.Contains(html, ">"+m.Says+"<") {
				t.Errorf("%s: %s is not said in this language", lang, m.Name)
			}
		}
		var again strings.Builder
		if err := suite.WriteHTML(&again, lang, []*evals.Suite{newStages().run(t)}); err != nil || again.String() != html {
			t.Errorf("%s: two reports differ (%v)", lang, err)
		}
	}
	if err := suite.WriteHTML(io.Discard, "fr", nil); err == nil {
		t.Error("WriteHTML(fr) gave no error")
	}
	if err := suite.WriteHTML(failing{}, "zh", nil); !errors.Is(err, errFull) {
		t.Errorf("WriteHTML(full disk) = %v, want the error", err)
	}
}

func TestWriteCSVAndJUnit(t *testing.T) {
	t.Parallel()
	suite := broken(t)
	var b strings.Builder
	if err := suite.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 5 || len(rows[0]) != 6+len(evals.Metrics) {
		t.Fatalf("CSV = %d rows, %v", len(rows), err)
	}
	if rows[3][0] != "s3" || rows[3][4] != "false" || rows[1][4] != "true" {
		t.Errorf("rows = %v, want s3 false and s1 true", rows)
	}
	b.Reset()
	if err := suite.WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	var junit struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal([]byte(b.String()), &junit); err != nil {
		t.Fatal(err)
	}
	if junit.Tests != 4 || junit.Failures != 1 || junit.Cases[2].Failure == nil || junit.Cases[0].Failure != nil {
		t.Errorf("JUnit = %+v, want s3 alone failed", junit)
	}
	b.Reset()
	if err := suite.WriteMarkdown(&b); err != nil || !strings.Contains(b.String(), "3 of 4 cases right") {
		t.Errorf("Markdown = %v, %s", err, b.String())
	}
}

func TestCurves(t *testing.T) {
	t.Parallel()
	s := newStages()
	s.noArm = retrieval.ModeVector
	suite := s.run(t)
	for mode, want := range map[string]float64{"vector": 0, "hybrid": 1} {
		got := suite.Recalls(mode)
		if len(got) != len(evals.Cutoffs) || got[0] != want {
			t.Errorf("Recalls(%s) = %v, want %v from the start", mode, got, want)
		}
	}
	if got := suite.Recalls("other"); got != nil {
		t.Errorf("Recalls(other) = %v, want nil", got)
	}
	curve, refused, mistaken := suite.Abstention()
	if len(curve) < 2 || curve[0].Refused != 0 || curve[len(curve)-1].Mistaken != 1 || refused != 1 || mistaken != 0 {
		t.Errorf("Abstention = %v, %v, %v", curve, refused, mistaken)
	}
	want := []evals.KindFigure{{Kind: "no_evidence", N: 2, Right: 2}, {Kind: "procedure", N: 1, Right: 1}, {Kind: "single_fact", N: 1, Right: 1}}
	if diff := cmp.Diff(want, suite.Kinds()); diff != "" {
		t.Errorf("Kinds (-want +got):\n%s", diff)
	}
}
