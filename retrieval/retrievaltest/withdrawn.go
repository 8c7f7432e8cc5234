package retrievaltest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A withdrawn document is out of every search from its day on and out of the
// list; as of the day before, and by its ID, it is found. Put brings it back.
func testWithdrawn(t *testing.T, s suite) {
	world := World()
	s.put(t, world...)
	d := world[3]                                                  // the province's rule
	for _, on := range []corpus.Date{"2024-03-02", "2024-05-01"} { // the second changes nothing
		if err := s.index.Withdraw(t.Context(), []string{d.ID, "000000000000"}, on); err != nil {
			t.Fatal(err)
		}
	}
	held := func(f retrieval.Filter) bool {
		t.Helper()
		f.Documents = []string{d.ID}
		n := 0
		for arm, search := range s.arms() {
			got, err := search(t.Context(), f, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) > 0 {
				n++
			}
			if n > 0 && len(got) == 0 {
				t.Errorf("%s with %+v gives none, another arm does", arm, f)
			}
		}
		return n > 0
	}
	for _, c := range []struct {
		f    retrieval.Filter
		want bool
	}{
		{retrieval.Filter{AsOf: "2024-03-01"}, true},
		{retrieval.Filter{AsOf: "2024-03-02"}, false},
		{retrieval.Filter{}, false},
		{retrieval.Filter{AllVersions: true}, false},
	} {
		if got := held(c.f); got != c.want {
			t.Errorf("with %+v found is %v, want %v", c.f, got, c.want)
		}
	}
	docs, err := s.library.Documents(t.Context())
	if err != nil || len(docs) != len(world)-1 {
		t.Errorf("Documents lists %d of %d, want all but the withdrawn one; %v", len(docs), len(world), err)
	}
	got, err := s.library.Document(t.Context(), d.ID)
	if err != nil || got.Withdrawn != "2024-03-02" {
		t.Errorf("Document of a withdrawn one: %+v, %v, want it with its day", got, err)
	}
	if n := s.knownWithdrawn(t); n != 1 {
		t.Errorf("Known has %d withdrawn, want 1", n)
	}
	s.put(t, d)
	if !held(retrieval.Filter{AsOf: "2024-03-02"}) || s.knownWithdrawn(t) != 0 {
		t.Error("what was put again is still withdrawn")
	}
}

func (s suite) knownWithdrawn(t *testing.T) int {
	t.Helper()
	known, err := s.index.Known(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, k := range known {
		if k.Withdrawn {
			n++
		}
	}
	return n
}

// A document of which only the title is known is stored without passages.
func testTextMissing(t *testing.T, s suite) {
	want := &corpus.Document{ID: corpus.DocumentID("bare"), Source: "bare", Title: "（虚构）无正文条例", Kind: corpus.KindNotice,
		Text: "（虚构）无正文条例", Hash: "h", Findings: []string{corpus.FindingTextMissing}}
	if err := s.index.Put(t.Context(), retrieval.Embedded{Document: want}); err != nil {
		t.Fatal(err)
	}
	got, err := s.library.Document(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || !got.TextMissing() {
		t.Errorf("Document (-want +got)\n%s", diff)
	}
	if docs, err := s.library.Documents(t.Context()); err != nil || len(docs) != 0 {
		t.Errorf("Documents lists %d, want none; %v", len(docs), err)
	}
	s.put(t, World()...) // passages beside it change nothing
	if err := s.index.Remove(t.Context(), []string{want.ID}); err != nil {
		t.Error(err)
	}
}

// Vectors gives back what was put, in the order of passages and parts.
func testVectors(t *testing.T, s suite) {
	for _, d := range World() {
		e := Embed(t, d)
		if err := s.index.Put(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		got, err := s.index.Vectors(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		var want []retrieval.PassageVectors
		for i := range e.Vectors {
			v := retrieval.PassageVectors{Vector: e.Vectors[i]}
			if i < len(e.Parts) {
				v.Parts = e.Parts[i]
			}
			want = append(want, v)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, halfPrecision)); diff != "" {
			t.Errorf("Vectors(%s) (-want +got)\n%s", d.Source, diff)
		}
	}
	if got, err := s.index.Vectors(t.Context(), "000000000000"); err != nil || len(got) != 0 {
		t.Errorf("Vectors of an unknown id: %v, %v, want none", got, err)
	}
}

// Duplicates gives back what was set last, in order, whatever becomes of documents.
func testDuplicates(t *testing.T, s suite) {
	want := []retrieval.Duplicate{
		{Root: "/a", Source: "x.md", Title: "（虚构）星河法", Document: "000000000001", Near: true},
		{Root: "/b", Source: "a.md", Title: "（虚构）流星法", Document: "000000000002"},
	}
	for _, list := range [][]retrieval.Duplicate{{want[1]}, {want[1], want[0]}} {
		if err := s.index.SetDuplicates(t.Context(), list); err != nil {
			t.Fatal(err)
		}
	}
	s.put(t, World()...)
	if got, err := s.index.Duplicates(t.Context()); err != nil || !cmp.Equal(want, got) {
		t.Errorf("Duplicates gives %+v, %v, want %+v", got, err, want)
	}
	if err := s.index.SetDuplicates(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got, err := s.index.Duplicates(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("Duplicates of none gives %+v, %v", got, err)
	}
}
