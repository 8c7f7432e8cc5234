package retrievaltest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// halfPrecision is how far a similarity may lie from the true one in a store
// that keeps vectors in 16 bits a number.
const halfPrecision = 2e-3

// TestStore checks what every store must do. open gives the three views of one
// new and empty store, made for [FakeSegmenter] and a [FakeEmbedder] of 64
// dimensions.
func TestStore(t *testing.T, open func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library)) {
	testStore(t, open, 0)
}

// TestApproximateStore is [TestStore] for a store whose Nearest may give
// something less near in place of 2 % of the candidates.
func TestApproximateStore(t *testing.T, open func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library)) {
	testStore(t, open, 0.02)
}

func testStore(t *testing.T, open func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library), mayMiss float64) {
	for _, c := range []struct {
		name string
		test func(*testing.T, suite)
	}{
		{"empty", testEmpty},
		{"documents", testDocuments},
		{"withdrawn", testWithdrawn},
		{"text missing", testTextMissing},
		{"duplicates", testDuplicates},
		{"vectors", testVectors},
		{"passages", testPassages},
		{"filters", testFilters},
		{"exact", testExact},
		{"nothing asked", testNothingAsked},
		{"ties", testTies},
		{"random queries", testRandom},
		{"replace and remove", testReplace},
		{"bad documents", testBad},
		{"cancelled put", testCancelled},
		{"readers and writers", testConcurrent},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := suite{mayMiss: mayMiss}
			s.store, s.index, s.library = open(t)
			c.test(t, s)
		})
	}
}

// suite is a store under test.
type suite struct {
	store   retrieval.Store
	index   retrieval.Index
	library retrieval.Library
	mayMiss float64 // share of the nearest that Nearest may miss, 0 to 1
}

// put stores documents.
func (s suite) put(t *testing.T, docs ...*corpus.Document) {
	t.Helper()
	for _, d := range docs {
		if err := s.index.Put(t.Context(), Embed(t, d)); err != nil {
			t.Fatalf("Put(%s): %v", d.Source, err)
		}
	}
}

func terms(text string) []string { return FakeSegmenter{}.Terms(text) }

func vector(text string) []float32 { return (&FakeEmbedder{}).vector(text) }

func testEmpty(t *testing.T, s suite) {
	ctx := t.Context()
	lexical, err1 := s.store.Lexical(ctx, terms("企业"), retrieval.Filter{}, 5)
	nearest, err2 := s.store.Nearest(ctx, vector("企业"), retrieval.Filter{}, 5)
	exact, err3 := s.store.Exact(ctx, retrieval.Ref{Title: "星河法"}, retrieval.Filter{}, 5)
	known, err4 := s.index.Known(ctx)
	docs, err5 := s.library.Documents(ctx)
	passages, err6 := s.library.Passages(ctx, []string{"000000000000.0001"})
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	if n := len(lexical) + len(nearest) + len(exact) + len(known) + len(docs) + len(passages); n != 0 {
		t.Errorf("an empty store gives %d entries, want 0", n)
	}
	if _, err := s.library.Document(ctx, "000000000000"); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Document of an empty store: %v, want ErrNotFound", err)
	}
	if err := s.index.Remove(ctx, []string{"000000000000"}); err != nil {
		t.Errorf("Remove of an unknown id: %v, want nil", err)
	}
}

func testDocuments(t *testing.T, s suite) {
	ctx := t.Context()
	world := World()
	s.put(t, world...)
	for _, want := range world {
		got, err := s.library.Document(ctx, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Document(%s) (-want +got)\n%s", want.Source, diff)
		}
	}
	if _, err := s.library.Document(ctx, "000000000000"); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Document of an unknown id: %v, want ErrNotFound", err)
	}
	docs, err := s.library.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, d := range docs {
		if d.Text != "" || d.Passages != nil {
			t.Errorf("Documents gives the text of %s", d.Source)
		}
		order = append(order, string(d.Level)+d.Title)
	}
	want := []string{"国家星河法摘编", "国家（虚构）中华人民共和国星河法", "国家（虚构）中华人民共和国星河法", "国家（虚构）中华人民共和国星河法",
		"部委流星法摘编", "省（虚构）丁省废止办法", "省（虚构）甲省报告", "省（虚构）甲省星河条例（试行）",
		"市（虚构）丙市奖励办法", "市（虚构）丙市奖励办法", "市（虚构）某地星河条例"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("Documents (-want +got)\n%s", diff)
	}
	known, err := s.index.Known(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var wantKnown []retrieval.Known
	for _, d := range world {
		wantKnown = append(wantKnown, retrieval.Known{ID: d.ID, Root: d.Root, Source: d.Source, Hash: d.Hash, BodyHash: d.BodyHash, CoreHash: d.CoreHash, Edition: d.Edition()})
	}
	slices.SortFunc(wantKnown, func(a, b retrieval.Known) int { return cmpStrings(a.Source, b.Source) })
	if diff := cmp.Diff(wantKnown, known); diff != "" {
		t.Errorf("Known (-want +got)\n%s", diff)
	}
}

func cmpStrings(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func testPassages(t *testing.T, s suite) {
	world := World()
	s.put(t, world...)
	law, report := world[1], world[8]
	bare := Embed(t, NewDocument(corpus.Document{Source: "bare", Title: "（虚构）无句向量"}, "只有段落的向量。共两句。"))
	bare.Parts = nil
	if err := s.index.Put(t.Context(), bare); err != nil {
		t.Fatal(err)
	}
	ids := []string{report.Passages[1].ID, "000000000000.0001", law.Passages[1].ID, law.ID + ".9999", "x", law.ID + ".2",
		law.Passages[0].ID, bare.Document.Passages[0].ID, law.Passages[1].ID}
	got, err := s.library.Passages(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	stored := func(d *corpus.Document, i int, parts [][]float32) retrieval.Stored {
		return retrieval.Stored{Passage: d.Passages[i], Document: head(d), PartVectors: parts}
	}
	sentences := [][]float32{vector("登记费为二百元。"), vector("企业每年缴纳一次。")}
	want := []retrieval.Stored{
		stored(report, 1, [][]float32{vector(report.Passages[1].Norm)}), // its one sentence is the passage
		stored(law, 1, sentences),
		stored(law, 0, [][]float32{vector("星河企业应当登记。")}),
		stored(bare.Document, 0, nil),
		stored(law, 1, sentences),
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-3)); diff != "" {
		t.Errorf("Passages (-want +got)\n%s", diff)
	}
}

// sources gives the sources of the documents of candidates, in order of source.
func (s suite) sources(t *testing.T, list []retrieval.Candidate) []string {
	t.Helper()
	var ids, out []string
	for _, c := range list {
		ids = append(ids, c.PassageID)
	}
	stored, err := s.library.Passages(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(list) {
		t.Errorf("Passages gives %d of %d candidates", len(stored), len(list))
	}
	for _, p := range stored {
		out = append(out, p.Document.Source)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func testFilters(t *testing.T, s suite) {
	world := World()
	s.put(t, world...)
	id := corpus.DocumentID
	all := []string{"city", "city-undated-new", "digest-alone", "law-2010", "province", "repealed", "report"}
	for _, c := range []struct {
		name string
		f    retrieval.Filter
		want []string
	}{
		{"day", retrieval.Filter{AsOf: "2024-01-01"}, all},
		{"today", retrieval.Filter{Exclude: []string{id("law-2010"), id("law-2030")}},
			[]string{"city", "city-undated-new", "digest-alone", "province", "repealed", "report"}},
		{"last day of the old version", retrieval.Filter{AsOf: "2009-12-31"},
			[]string{"city-undated-new", "city-undated-old", "digest-alone", "law-2000", "repealed"}},
		{"first day of the new version", retrieval.Filter{AsOf: "2010-01-01"},
			[]string{"city-undated-new", "city-undated-old", "digest-alone", "law-2010", "repealed"}},
		{"day before a report", retrieval.Filter{AsOf: "2022-02-01", Kinds: []corpus.Kind{corpus.KindReport}}, nil},
		{"day of a report", retrieval.Filter{AsOf: "2022-02-02", Kinds: []corpus.Kind{corpus.KindReport}}, []string{"report"}},
		{"before all versions", retrieval.Filter{AsOf: "1999-12-31", Regions: []string{"丁省"}}, []string{"digest-alone", "repealed"}},
		{"future version", retrieval.Filter{AsOf: "2030-01-01", Kinds: []corpus.Kind{corpus.KindRegulation}},
			[]string{"law-2030", "province", "repealed"}},
		{"own last day, replaced on an unknown day", retrieval.Filter{AsOf: "2018-06-30", Kinds: []corpus.Kind{corpus.KindNotice}},
			[]string{"city", "city-undated-new", "city-undated-old"}},
		{"after it", retrieval.Filter{AsOf: "2018-07-01", Kinds: []corpus.Kind{corpus.KindNotice}}, []string{"city", "city-undated-new"}},
		{"all versions", retrieval.Filter{AllVersions: true},
			[]string{"city", "city-undated-new", "city-undated-old", "digest-alone", "law-2000", "law-2010", "law-2030", "province", "repealed", "report"}},
		{"region and above", retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"甲省乙市"}},
			[]string{"city", "digest-alone", "law-2010", "province", "report"}},
		{"region but not below", retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"甲省"}},
			[]string{"digest-alone", "law-2010", "province", "report"}},
		{"two regions", retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"甲省丙市", "丁省"}},
			[]string{"city-undated-new", "digest-alone", "law-2010", "province", "repealed", "report"}},
		{"nationwide", retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"全国"}}, []string{"digest-alone", "law-2010"}},
		{"documents", retrieval.Filter{AsOf: "2024-01-01", Documents: []string{id("law-2010"), id("law-2000"), id("nowhere")}}, []string{"law-2010"}},
		{"exclude", retrieval.Filter{AsOf: "2024-01-01", Exclude: []string{id("law-2010"), id("report")}},
			[]string{"city", "city-undated-new", "digest-alone", "province", "repealed"}},
		{"kinds", retrieval.Filter{AsOf: "2024-01-01", Kinds: []corpus.Kind{corpus.KindReport, corpus.KindDigest}}, []string{"digest-alone", "report"}},
		{"nothing left", retrieval.Filter{Documents: []string{id("nowhere")}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for arm, search := range s.arms() {
				got, err := search(t.Context(), c.f, 1000)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, s.sources(t, got), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s with %+v (-want +got)\n%s", arm, c.f, diff)
				}
			}
		})
	}
}

// arms asks each arm for something that every document of the world holds.
func (s suite) arms() map[string]func(context.Context, retrieval.Filter, int) ([]retrieval.Candidate, error) {
	return map[string]func(context.Context, retrieval.Filter, int) ([]retrieval.Candidate, error){
		"Lexical": func(ctx context.Context, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
			return s.store.Lexical(ctx, terms("企业。"), f, k)
		},
		"Nearest": func(ctx context.Context, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
			return s.store.Nearest(ctx, vector("企业登记"), f, k)
		},
	}
}

func testExact(t *testing.T, s suite) {
	world := World()
	s.put(t, world...)
	byName := map[string]*corpus.Document{}
	for _, d := range world {
		byName[d.Source] = d
	}
	for _, c := range []struct {
		name string
		ref  retrieval.Ref
		f    retrieval.Filter
		k    int
		want []string // source and ordinal
	}{
		{"title", retrieval.Ref{Title: "（虚构）中华人民共和国星河法"}, retrieval.Filter{AsOf: "2024-01-01"}, 10,
			[]string{"law-2010.1", "law-2010.2", "law-2010.3", "law-2010.4"}},
		{"cut at k", retrieval.Ref{Title: "（虚构）中华人民共和国星河法"}, retrieval.Filter{AsOf: "2024-01-01"}, 2,
			[]string{"law-2010.1", "law-2010.2"}},
		{"article", retrieval.Ref{Title: "《（虚构）中华人民共和国星河法》", Label: "第二条"}, retrieval.Filter{AsOf: "2005-01-01"}, 10, []string{"law-2000.2"}},
		{"article and paragraph", retrieval.Ref{Title: "（虚构）中华人民共和国星河法", Label: "第11条第一款第（二）项"}, retrieval.Filter{AsOf: "2024-01-01"}, 10,
			[]string{"law-2010.4"}},
		{"no such article", retrieval.Ref{Title: "（虚构）中华人民共和国星河法", Label: "第九十九条"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, nil},
		{"all versions", retrieval.Ref{Title: "（虚构）中华人民共和国星河法", Label: "第二条"}, retrieval.Filter{AllVersions: true}, 10,
			[]string{"law-2000.2", "law-2010.2", "law-2030.2"}},
		{"end of title", retrieval.Ref{Title: "星河条例"}, retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"甲省"}}, 10, []string{"province.1", "province.2"}},
		{"end of several titles", retrieval.Ref{Title: "星河条例"}, retrieval.Filter{AsOf: "2024-01-01"}, 10,
			[]string{"city.1", "city.2", "province.1", "province.2"}},
		{"words of title", retrieval.Ref{Title: "甲省星河"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"province.1", "province.2"}},
		{"too few words", retrieval.Ref{Title: "条例"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, nil},
		{"number", retrieval.Ref{DocNumber: "虚令〔2009〕8号", Label: "第一条"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"law-2010.1"}},
		{"number half in Chinese numerals", retrieval.Ref{DocNumber: "虚令〔2009〕八号", Label: "第一条"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"law-2010.1"}},
		{"second of two numbers", retrieval.Ref{DocNumber: "乙财发 [2015] 2 号"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"city.1", "city.2"}},
		{"both numbers", retrieval.Ref{DocNumber: "乙政发〔2015〕1号；乙财发〔2015〕2号"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"city.1", "city.2"}},
		{"number before title", retrieval.Ref{DocNumber: "虚令（2009）8号", Title: "（虚构）丙市奖励办法", Label: "第一条"}, retrieval.Filter{AsOf: "2024-01-01"}, 10,
			[]string{"law-2010.1"}},
		{"unknown number", retrieval.Ref{DocNumber: "虚令〔2009〕80号"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, nil},
		{"unknown number, known title", retrieval.Ref{DocNumber: "虚令〔2009〕80号", Title: "（虚构）丁省废止办法"}, retrieval.Filter{AsOf: "2024-01-01"}, 10,
			[]string{"repealed.1"}},
		{"filtered out, not replaced", retrieval.Ref{Title: "（虚构）某地星河条例"}, retrieval.Filter{AsOf: "2024-01-01", Regions: []string{"丁省"}}, 10, nil},
		{"label alone", retrieval.Ref{Label: "第三条"}, retrieval.Filter{AsOf: "2024-01-01"}, 10, []string{"law-2010.3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []retrieval.Candidate
			for _, name := range c.want {
				source, ordinal := name[:len(name)-2], int(name[len(name)-1]-'0')
				want = append(want, retrieval.Candidate{PassageID: byName[source].Passages[ordinal-1].ID, Score: 1})
			}
			slices.SortFunc(want, func(a, b retrieval.Candidate) int { return cmpStrings(a.PassageID, b.PassageID) })
			got, err := s.store.Exact(t.Context(), c.ref, c.f, c.k)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Exact(%+v) (-want +got)\n%s", c.ref, diff)
			}
		})
	}
}

func testNothingAsked(t *testing.T, s suite) {
	ctx := t.Context()
	s.put(t, World()...)
	a, err1 := s.store.Lexical(ctx, nil, retrieval.Filter{}, 5)
	b, err2 := s.store.Lexical(ctx, []string{"词典里没有", "\xff\x00"}, retrieval.Filter{}, 5)
	c, err3 := s.store.Exact(ctx, retrieval.Ref{}, retrieval.Filter{}, 5)
	d, err4 := s.store.Nearest(ctx, nil, retrieval.Filter{}, 5)
	e, err5 := s.store.Lexical(ctx, terms("企业"), retrieval.Filter{}, 0)
	f, err6 := s.library.Passages(ctx, nil)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	if n := len(a) + len(b) + len(c) + len(d) + len(e) + len(f); n != 0 {
		t.Errorf("asking nothing gives %d candidates, want 0", n)
	}
}

func testTies(t *testing.T, s suite) {
	var want []string
	for i := range 60 {
		d := NewDocument(corpus.Document{Source: fmt.Sprint("tie", i), Title: "（虚构）同文"}, "星河企业同一句话。", "星河企业同一句话。")
		s.put(t, d)
		want = append(want, d.Passages[0].ID, d.Passages[1].ID)
	}
	slices.Sort(want)
	lexical, err1 := s.store.Lexical(t.Context(), terms("星河企业"), retrieval.Filter{}, 7)
	nearest, err2 := s.store.Nearest(t.Context(), vector("星河企业"), retrieval.Filter{}, 7)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]retrieval.Candidate{"Lexical": lexical, "Nearest": nearest} {
		var got []string
		for _, c := range list {
			got = append(got, c.PassageID)
		}
		if diff := cmp.Diff(want[:7], got); diff != "" {
			t.Errorf("%s of equal passages (-want +got)\n%s", name, diff)
		}
	}
}

func testReplace(t *testing.T, s suite) {
	ctx := t.Context()
	var truth FakeStore
	world := World()
	put := func(d *corpus.Document) {
		t.Helper()
		e := Embed(t, d)
		if err := errors.Join(s.index.Put(ctx, e), truth.Put(ctx, e)); err != nil {
			t.Fatal(err)
		}
	}
	check := func(step string) {
		t.Helper()
		for _, text := range []string{"星河企业", "登记费", "新词汇", "研发人员不少于"} {
			for _, f := range []retrieval.Filter{{AsOf: "2024-01-01"}, {AllVersions: true}} {
				if missed, _ := compare(t, s, &truth, f, text, 20); missed > 0 && s.mayMiss == 0 {
					t.Errorf("Nearest(%s) missed %d candidates", text, missed)
				}
			}
		}
		if t.Failed() {
			t.Fatal("after: " + step)
		}
	}
	for _, d := range world {
		put(d)
	}
	put(world[1])
	check("storing a document again")
	changed := *world[1]
	put(NewDocument(changed, "第一条 新词汇的企业应当登记。"))
	check("replacing by a shorter text")
	put(world[1])
	check("replacing by the longer text")
	for _, ids := range [][]string{{world[1].ID, "000000000000"}, {world[0].ID, world[2].ID}, nil} {
		if err := errors.Join(s.index.Remove(ctx, ids), truth.Remove(ctx, ids)); err != nil {
			t.Fatal(err)
		}
		check(fmt.Sprint("removing ", ids))
	}
	// No text of the law is held any more: its digest speaks.
	got, err := s.store.Lexical(ctx, terms("星河企业"), retrieval.Filter{Documents: []string{corpus.DocumentID("digest-held")}}, 5)
	if err != nil || len(got) != 1 {
		t.Errorf("the digest of a text no longer held: %v, %v, want one candidate", got, err)
	}
	if _, err := s.library.Document(ctx, world[1].ID); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Document after Remove: %v, want ErrNotFound", err)
	}
}

func testBad(t *testing.T, s suite) {
	world := World()
	good := func() retrieval.Embedded {
		return Embed(t, NewDocument(*world[1], "第一条 好。", "第二条 也好。"))
	}
	for name, spoil := range map[string]func(*retrieval.Embedded){
		"terms missing":    func(e *retrieval.Embedded) { e.Terms = e.Terms[:1] },
		"vectors missing":  func(e *retrieval.Embedded) { e.Vectors = nil },
		"parts missing":    func(e *retrieval.Embedded) { e.Parts = e.Parts[:1] },
		"no passages":      func(e *retrieval.Embedded) { e.Document.Passages = nil },
		"offsets mismatch": func(e *retrieval.Embedded) { e.Document.Passages[1].Start++ },
	} {
		e := good()
		spoil(&e)
		if err := s.index.Put(t.Context(), e); err == nil {
			t.Errorf("Put with %s = nil, want an error", name)
		}
	}
	if known, err := s.index.Known(t.Context()); err != nil || len(known) != 0 {
		t.Errorf("Known after refused documents = %v, %v, want none", known, err)
	}
}

func testCancelled(t *testing.T, s suite) {
	world := World()
	s.put(t, world[1])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.index.Put(ctx, Embed(t, NewDocument(*world[1], "第一条 换了。"))); !errors.Is(err, context.Canceled) {
		t.Errorf("Put with a cancelled context: %v, want context.Canceled", err)
	}
	got, err := s.library.Document(t.Context(), world[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != world[1].Text || len(got.Passages) != len(world[1].Passages) {
		t.Errorf("a cancelled Put left %d passages of %q", len(got.Passages), got.Text)
	}
}
