package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// library is a catalogue of documents for planning.
type library struct {
	docs []corpus.Document
	err  error
}

func (l library) Documents(context.Context) ([]corpus.Document, error) { return l.docs, l.err }
func (l library) Version(context.Context) (string, error)              { return "v1", l.err }

func (l library) Articles(_ context.Context, id string) (int, string, string, error) {
	for _, d := range l.docs {
		if d.ID == id {
			return 1, "第一条", "第一条", l.err
		}
	}
	return 0, "", "", l.err
}

// retriever gives the passages of all its documents that the filter keeps.
type retriever struct {
	docs       []*corpus.Document
	understood retrieval.Understood
	err        error
}

func (r retriever) Search(_ context.Context, q retrieval.Query) (*retrieval.Results, error) {
	out := &retrieval.Results{Understood: r.understood, TimingsMS: map[string]float64{"lexical": 1}}
	for _, d := range r.docs {
		if len(q.Filter.Documents) > 0 && q.Filter.Documents[0] != d.ID {
			continue
		}
		for _, p := range d.Passages {
			out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}, Status: d.StatusOn(q.Filter.AsOf)})
		}
	}
	return out, r.err
}

// first is a composer that quotes the first passage found for each part.
type first struct{ err error }

func (c first) Compose(_ context.Context, _ bot.Question, parts []bot.Part) (bot.Draft, error) {
	var d bot.Draft
	for i, part := range parts {
		if len(part.Found.Results) == 0 {
			d.Missing = append(d.Missing, i)
			continue
		}
		r := part.Found.Results[0]
		n := len(d.Citations) + 1
		d.Citations = append(d.Citations, bot.Citation{N: n, DocumentID: r.Document.ID, PassageID: r.Passage.ID, Title: r.Document.Title,
			Quote: r.Passage.Text, Start: r.Passage.Start, End: r.Passage.End, Status: r.Status, EffectiveFrom: r.Document.EffectiveFrom})
		d.Statements = append(d.Statements, bot.Drafted{Statement: bot.Statement{Text: r.Passage.Norm, Citations: []int{n}}, Part: i, Intro: part.Scope + "："})
	}
	return d, c.err
}

func document(t *testing.T, source, title, text string, change func(*corpus.Document)) *corpus.Document {
	t.Helper()
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: source, Title: title})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(d)
	}
	return d
}

func service(t *testing.T, r retriever, c bot.Composer) (*bot.Service, *bottest.FakeRecords) {
	t.Helper()
	var docs []corpus.Document
	for _, d := range r.docs {
		docs = append(docs, *d)
	}
	records := bottest.NewFakeRecords()
	s, err := bot.New(bot.Config{Retriever: r, Composer: c, Library: library{docs: docs}, Records: records,
		Now: func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	return s, records
}

func ask(t *testing.T, s *bot.Service, q bot.Question) *bot.Answer {
	t.Helper()
	a, err := s.Answer(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if a.Statements == nil || a.Citations == nil || a.Missing == nil || a.Choices == nil {
		t.Errorf("a list of the answer is nil: %+v", a)
	}
	if a.Label == "" || a.ID == "" || a.CorpusVersion != "v1" || a.TimingsMS["total"] < 0 {
		t.Errorf("label %q, id %q, version %q: want all set", a.Label, a.ID, a.CorpusVersion)
	}
	return a
}

const lamp = "# （虚构）灯塔办法\n\n第一条 灯塔的有效期为三年。\n"

func TestAnswerCites(t *testing.T) {
	t.Parallel()
	d := document(t, "lamp.md", "（虚构）灯塔办法", lamp, nil)
	s, records := service(t, retriever{docs: []*corpus.Document{d}}, first{})
	a := ask(t, s, bot.Question{Text: "灯塔的有效期是几年？"})
	if a.Status != bot.StatusAnswered || len(a.Statements) != 1 || !strings.Contains(a.Text, "有效期为三年。[1]") {
		t.Errorf("answer = %+v, want one cited statement", a)
	}
	if lamp[a.Citations[0].Start:a.Citations[0].End] != a.Citations[0].Quote {
		t.Errorf("quote %q is not the text at its offsets", a.Citations[0].Quote)
	}
	if a.AsOf != "2026-11-01" {
		t.Errorf("as of %s, want the day of the clock", a.AsOf)
	}
	kept, err := records.Get(context.Background(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, kept); diff != "" {
		t.Errorf("record mismatch (-answer +record):\n%s", diff)
	}
}

func TestAnswerDeclaresPartial(t *testing.T) {
	t.Parallel()
	d := document(t, "lamp.md", "（虚构）灯塔办法", lamp, nil)
	s, _ := service(t, retriever{docs: []*corpus.Document{d}}, onlyFirst{})
	a := ask(t, s, bot.Question{Text: "灯塔的有效期是几年？坏了找谁修？"})
	if a.Status != bot.StatusPartial || len(a.Missing) != 1 || !strings.Contains(a.Missing[0], "坏了找谁修") {
		t.Errorf("status %s, missing %q; want partial and the second part", a.Status, a.Missing)
	}
	if !strings.Contains(a.Text, a.Missing[0]) {
		t.Errorf("the answer %q does not say what is missing", a.Text)
	}
}

// onlyFirst answers the first part alone.
type onlyFirst struct{}

func (onlyFirst) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	return first{}.Compose(ctx, q, parts[:1])
}

func TestAnswerAbstains(t *testing.T) {
	t.Parallel()
	d := document(t, "lamp.md", "（虚构）灯塔办法", lamp, func(d *corpus.Document) { d.Region = "全国" })
	for _, tt := range []struct {
		name       string
		question   string
		understood retrieval.Understood
		docs       []*corpus.Document
		want       bot.Status
	}{
		{"nothing found", "海水怎么淡化？", retrieval.Understood{}, nil, bot.StatusNoInformation},
		{"title not held", "《灯笼条例》怎么说？", retrieval.Understood{UnknownTitles: []string{"灯笼条例"}}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"local matter of a place not held", "云州市给灯塔补贴多少钱？", retrieval.Understood{UnknownRegion: "云州"}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"national matter of a place not held", "云州的灯塔有效期几年？", retrieval.Understood{UnknownRegion: "云州"}, []*corpus.Document{d}, bot.StatusAnswered},
		{"district not held", "灯塔开在海淀区的，补贴多少钱？", retrieval.Understood{}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"loosely named", "2020年老条例里灯塔有效期几年？", retrieval.Understood{UnknownTitles: []string{"2020年老条例"}}, []*corpus.Document{d}, bot.StatusAnswered},
		{"article that does not exist", "灯塔办法第九条怎么规定的？", retrieval.Understood{Refs: []retrieval.Ref{{Title: "（虚构）灯塔办法", Label: "第九条"}}}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"edition not held", "灯塔办法2024年新修的那版有效期几年？", retrieval.Understood{}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"forgery", "帮我伪造灯塔证书", retrieval.Understood{}, []*corpus.Document{d}, bot.StatusRefused},
		{"prediction", "明年灯塔补贴会不会提高？", retrieval.Understood{}, []*corpus.Document{d}, bot.StatusNoInformation},
		{"greeting", "你好", retrieval.Understood{}, []*corpus.Document{d}, bot.StatusClarification},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, _ := service(t, retriever{docs: tt.docs, understood: tt.understood}, first{})
			a := ask(t, s, bot.Question{Text: tt.question})
			if a.Status != tt.want {
				t.Errorf("status of %q = %s, want %s (%s)", tt.question, a.Status, tt.want, a.Text)
			}
			if tt.want != bot.StatusAnswered && len(a.Statements)+len(a.Citations) != 0 {
				t.Errorf("%q: %d statements and %d citations beside status %s", tt.question, len(a.Statements), len(a.Citations), a.Status)
			}
			if tt.want == bot.StatusNoInformation && len(a.Missing) == 0 {
				t.Errorf("%q: nothing is said to be missing", tt.question)
			}
		})
	}
}

func TestAnswerComparesVersions(t *testing.T) {
	t.Parallel()
	newer := document(t, "new.md", "（虚构）灯塔办法", strings.Replace(lamp, "三年", "五年", 1), func(d *corpus.Document) { d.Adopted = "2024-05-01" })
	older := document(t, "old.md", "（虚构）灯塔办法", lamp, func(d *corpus.Document) {
		d.Adopted, d.ReplacedBy, d.EndReason, d.EffectiveTo = "2010-05-01", newer.ID, corpus.StatusSuperseded, "2024-04-30"
	})
	s, _ := service(t, retriever{docs: []*corpus.Document{newer, older}}, first{})
	a := ask(t, s, bot.Question{Text: "灯塔的有效期现在是几年？以前呢？"})
	if len(a.Statements) != 2 || !strings.Contains(a.Text, "五年") || !strings.Contains(a.Text, "三年") {
		t.Errorf("answer = %q, want both versions", a.Text)
	}
	if !strings.Contains(a.Text, "已被修订或替代") {
		t.Errorf("answer = %q, want a note on the older text", a.Text)
	}
	only := ask(t, s, bot.Question{Text: "2010年的灯塔办法里有效期是几年？"})
	if len(only.Statements) != 1 || !strings.Contains(only.Text, "三年") || strings.Contains(only.Text, "五年") {
		t.Errorf("answer = %q, want the version of 2010 alone", only.Text)
	}
}

func TestAnswerErrors(t *testing.T) {
	t.Parallel()
	down := errors.New("the store is down")
	s, _ := service(t, retriever{err: down}, first{})
	if _, err := s.Answer(context.Background(), bot.Question{Text: "灯塔的有效期是几年？"}); !errors.Is(err, down) {
		t.Errorf("Answer with a store that fails: error %v, want it wrapped", err)
	}
	_, unknown := retrieval.ReadRegion("火星", nil)
	s, _ = service(t, retriever{err: fmt.Errorf("rank: %w", unknown)}, first{})
	if _, err := s.Answer(context.Background(), bot.Question{Text: "灯塔的有效期是几年？", Region: "火星"}); !errors.Is(err, bot.ErrBadQuestion) || !strings.Contains(err.Error(), "火星") {
		t.Errorf("Answer for a region that is none: error %v, want ErrBadQuestion that names it", err)
	}
	if _, err := s.Answer(context.Background(), bot.Question{Text: "  "}); !errors.Is(err, bot.ErrBadQuestion) {
		t.Errorf("Answer of an empty question: error %v, want ErrBadQuestion", err)
	}
}

func TestAnswerSurvivesRecordFailure(t *testing.T) {
	t.Parallel()
	d := document(t, "lamp.md", "（虚构）灯塔办法", lamp, nil)
	s, records := service(t, retriever{docs: []*corpus.Document{d}}, first{})
	records.Fail(errors.New("disk full"))
	if a := ask(t, s, bot.Question{Text: "灯塔的有效期是几年？"}); a.Status != bot.StatusAnswered {
		t.Errorf("status %s, want an answer although it was not recorded", a.Status)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	if _, err := bot.New(bot.Config{}); err == nil || !strings.Contains(err.Error(), "Retriever") {
		t.Errorf("New without parts: %v, want the field named", err)
	}
}
