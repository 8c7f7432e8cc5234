package evals_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
)

const labelledText = "长春市评测样本管理条例\n\n（2012年6月20日长春市第十三届人民代表大会常务委员会第三十四次会议通过）\n\n" +
	"第一条 （虚构）为了管理样本，制定本条例。\n\n第二条 （虚构）样本应当登记。\n\n第三条 本条例自2012年10月1日起施行。\n"

// readLabelled reads every file as the same text; lose may take away what was read.
func readLabelled(lose func(*corpus.Document)) func(string) (*corpus.Document, error) {
	return func(file string) (*corpus.Document, error) {
		if file == "missing.md" {
			return nil, fmt.Errorf("%s does not exist", file)
		}
		d, err := corpus.Read([]byte(labelledText), corpus.Meta{Source: evals.NameUnknown + ".md"})
		if err == nil && lose != nil {
			lose(d)
		}
		return d, err
	}
}

func TestReadLabels(t *testing.T) {
	t.Parallel()
	got, err := evals.ReadLabels(strings.NewReader("\ufefffile,Title,status\na.md, 甲 ,\nb.md,,in_force\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []evals.Label{{File: "a.md", Want: map[string]string{"title": "甲"}}, {File: "b.md", Want: map[string]string{"title": "", "status": "in_force"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadLabels (-want +got):\n%s", diff)
	}
	for in, want := range map[string]string{
		"": "no head", "file,titel\n": `"titel" is unknown: use file, title`, "title\n": "needs the column file", "file\n": "needs the column file",
		"file,title\na,x\n\na,y\n": "line 4: ", "file,title\n,x\n": "line 2: ", "file,title\na\n": "wrong number of fields",
	} {
		if _, err := evals.ReadLabels(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadLabels(%q) = %v, want an error with %q", in, err, want)
		}
	}
	if _, err := evals.LoadLabels("none.csv"); err == nil {
		t.Error("LoadLabels(none.csv) gave no error")
	}
}

// labelRun measures one labelled text beside the cases of the suite tests.
func labelRun(t *testing.T, read func(string) (*corpus.Document, error), want map[string]string, only ...string) (*evals.Suite, error) {
	t.Helper()
	s := newStages()
	return evals.RunSuite(t.Context(), suiteCases(), evals.SuiteConfig{Answerer: s, Retriever: s, Texts: bottest.NewFakeLibrary(s.read()...),
		AsOf: "2026-01-02", Only: only, Labels: evals.Labels{List: []evals.Label{{File: "docs/now.txt", Want: want}}, Read: read}})
}

var rightLabel = map[string]string{"title": "长春市评测样本管理条例", "issuer": "长春市人民代表大会常务委员会", "region": "吉林长春", "adopted": "2012-06-20",
	"effective_from": "2012-10-01", "effective_to": "", "status": "unknown"}

func TestLabels(t *testing.T) {
	t.Parallel()
	s, err := labelRun(t, readLabelled(nil), rightLabel)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Labels) != 1 || !s.Labels[0].OK {
		t.Fatalf("labels = %+v, want one, right", s.Labels)
	}
	baseline := evals.NewBaseline(s, 0)
	for i := range baseline.Metrics { // one text: it would hide below the tolerance of one
		baseline.Metrics[i].Tolerance = 0
	}
	if found, err := evals.Gate(baseline, s); err != nil || len(found) > 0 {
		t.Errorf("Gate(the same) = %v, %v, want nothing", found, err)
	}
	// A reading that loses the day: the gate names the stage and the text.
	broken, err := labelRun(t, readLabelled(func(d *corpus.Document) { d.EffectiveFrom = "" }), rightLabel)
	if err != nil {
		t.Fatal(err)
	}
	found, err := evals.Gate(baseline, broken)
	if err != nil || len(found) != 1 || found[0].Stage != "metadata" || found[0].Metric != "metadata/effective_from" || !cmp.Equal(found[0].Cases, []string{"docs/now.txt"}) {
		t.Errorf("Gate(lost day) = %v, %v, want metadata/effective_from of docs/now.txt", found, err)
	}
	// So does one that loses where the words stand.
	broken, err = labelRun(t, readLabelled(func(d *corpus.Document) { d.Evidence = nil }), rightLabel)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := evals.Gate(baseline, broken); err != nil || len(found) != 1 || found[0].Metric != "metadata/spans" {
		t.Errorf("Gate(lost spans) = %v, %v, want metadata/spans", found, err)
	}
	c := evals.Compare(s, broken)
	if c.Cases != 5 || len(c.Worse) != 0 {
		t.Errorf("Compare = %d cases, worse %v, want 5 and none", c.Cases, c.Worse)
	}
	// Other labels, and other labelled texts, are other data.
	other, err := labelRun(t, readLabelled(nil), map[string]string{"title": ""})
	if err != nil {
		t.Fatal(err)
	}
	if other.CasesDigest == s.CasesDigest || other.Labels[0].OK || len(other.Labels[0].Why) != 1 {
		t.Errorf("other labels: digest %s, %+v", other.CasesDigest, other.Labels)
	}
	other, err = labelRun(t, readLabelled(func(d *corpus.Document) { d.Text += "（虚构）" }), rightLabel)
	if err != nil {
		t.Fatal(err)
	}
	if other.Corpus == s.Corpus {
		t.Error("another labelled text does not change the digest of the corpus")
	}
}

func TestLabelsErrors(t *testing.T) {
	t.Parallel()
	s := newStages()
	for _, tt := range []struct {
		name, file, want string
		day              corpus.Date
	}{
		{"no file", "missing.md", "missing.md does not exist", "2026-01-02"},
		{"no day", "docs/now.txt", "--as-of", ""},
		{"not held", "docs/else.txt", "does not hold docs/else.txt", "2026-01-02"},
	} {
		_, err := evals.RunSuite(t.Context(), nil, evals.SuiteConfig{Answerer: s, Texts: bottest.NewFakeLibrary(s.read()...), AsOf: tt.day,
			Labels: evals.Labels{List: []evals.Label{{File: tt.file, Want: map[string]string{"status": "unknown"}}}, Read: readLabelled(nil)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}
