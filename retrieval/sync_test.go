package retrieval_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// countingEmbedder counts the texts that it is given.
type countingEmbedder struct {
	retrievaltest.FakeEmbedder
	texts []string
}

func (e *countingEmbedder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	e.texts = append(e.texts, texts...)
	return e.FakeEmbedder.EmbedDocuments(ctx, texts)
}

// A changed article is embedded alone; its neighbours keep their vectors.
func TestIngestEmbedsWhatChanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rule := "# 虚构企业补助办法\n\n第一条 虚构企业可以申请补助。\n\n第二条 补助为五百元。\n\n第三条 本办法自2020年1月1日起施行。\n"
	write(t, dir, map[string]string{"a.md": rule, "b.md": other})
	store, embedder := &retrievaltest.FakeStore{}, &countingEmbedder{}
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: embedder, Segmenter: retrievaltest.FakeSegmenter{}})
	ingest(t, x, dir)
	embedder.texts = nil
	if r := ingest(t, x, dir); r.Embedded != 0 || len(embedder.texts) != 0 || len(r.Changes) != 0 {
		t.Errorf("a second ingest embeds %d passages, %q; changes %v", r.Embedded, embedder.texts, r.Changes)
	}
	write(t, dir, map[string]string{"a.md": strings.Replace(rule, "五百元", "六百元", 1)})
	r := ingest(t, x, dir)
	if r.Embedded != 1 || len(embedder.texts) != 1 || !strings.Contains(embedder.texts[0], "六百元") {
		t.Errorf("one changed article embeds %d passages, %q; want it alone", r.Embedded, embedder.texts)
	}
	id := corpus.DocumentID("a.md")
	vectors, err := store.Vectors(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	fresh := &retrievaltest.FakeStore{}
	ingest(t, indexer(fresh, &retrievaltest.FakeEmbedder{}), dir)
	want, err := fresh.Vectors(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, vectors); diff != "" {
		t.Errorf("vectors kept (-of a fresh ingest +kept):\n%s", diff)
	}
}

// A plan says what an ingest would do and does nothing.
func TestPlan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": newRule, "b.md": other})
	store, embedder := &retrievaltest.FakeStore{}, &countingEmbedder{}
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: embedder, Segmenter: retrievaltest.FakeSegmenter{}})
	ingest(t, x, dir)
	before, err := store.Known(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	embedder.texts = nil
	write(t, dir, map[string]string{"a.md": newRule + "\n第九条 新增。\n", "c.md": "# 虚构通知\n\n一、虚构事项。\n"})
	if err := os.Remove(filepath.Join(dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	plan, err := x.Plan(t.Context(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	what := make(map[string]retrieval.ChangeKind)
	for _, c := range plan.Changes {
		what[c.Source] = c.What
	}
	want := map[string]retrieval.ChangeKind{"a.md": retrieval.ChangeUpdated, "b.md": retrieval.ChangeWithdrawn, "c.md": retrieval.ChangeCreated}
	if diff := cmp.Diff(want, what); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	after, err := store.Known(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" || len(embedder.texts) != 0 {
		t.Errorf("a plan changed the store or embedded %d texts:\n%s", len(embedder.texts), diff)
	}
	if done := ingest(t, x, dir); done.Documents != plan.Documents {
		t.Errorf("the ingest did %+v, planned was %+v", done.Documents, plan.Documents)
	}
}

// A file that is gone is withdrawn from its day on and comes back with the file.
func TestIngestWithdraws(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": newRule, "b.md": other})
	store := &retrievaltest.FakeStore{}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: &retrievaltest.FakeEmbedder{},
		Segmenter: retrievaltest.FakeSegmenter{}, Now: func() time.Time { return now }})
	ingest(t, x, dir)
	if err := os.Remove(filepath.Join(dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds nothing to do
		ingest(t, x, dir)
		d, err := store.Document(t.Context(), corpus.DocumentID("b.md"))
		if err != nil || d.Withdrawn != "2026-05-01" {
			t.Fatalf("the document of a file that is gone: %+v, %v", d, err)
		}
	}
	write(t, dir, map[string]string{"b.md": other})
	if r := ingest(t, x, dir); r.Documents.Updated != 1 || r.Embedded != 0 {
		t.Errorf("the file is back: %+v, %d embedded; want it updated, its vectors kept", r.Documents, r.Embedded)
	}
	if d, err := store.Document(t.Context(), corpus.DocumentID("b.md")); err != nil || d.Withdrawn.Known() {
		t.Errorf("the document is still withdrawn: %+v, %v", d, err)
	}
}

// A file of which only the title is known is stored as such, and reported.
func TestIngestTextMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": "# 虚构市星河条例\n", "b.md": "# 虚构市流星条例\n", "c.txt": "\n"})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})
	for range 2 {
		r := ingest(t, x, dir)
		if len(r.Rejected) != 3 || len(r.SameAs) != 0 {
			t.Errorf("rejected %v, same as %v; want all three with their reason", r.Rejected, r.SameAs)
		}
	}
	for source, want := range map[string]bool{"a.md": true, "b.md": true, "c.txt": false} {
		d, err := store.Document(t.Context(), corpus.DocumentID(source))
		if stored := err == nil; stored != want || stored && !d.TextMissing() {
			t.Errorf("%s: stored %v, want %v", source, stored, want)
		}
	}
}
