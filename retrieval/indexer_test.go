package retrieval_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// invented texts: no such rules exist.
const (
	oldRule = "# （虚构）甲市科技创新奖励办法\n\n2019年3月1日 甲市人民政府通过\n\n第一条 为了奖励创新，制定本办法。\n\n第二条 对企业给予三十万元奖励。\n\n第三条 本办法自2019年5月1日起施行。\n"
	newRule = "# （虚构）甲市科技创新奖励办法\n\n2023年3月1日 甲市人民政府通过\n\n第一条 为了奖励创新，制定本办法。\n\n第二条 对企业给予二十万元奖励。\n\n第三条 本办法自2023年5月1日起施行。\n"
	other   = "# （虚构）乙县孵化器管理办法\n\n2020年1月2日 乙县人民政府通过\n\n第一条 孵化器应当有场地五百平方米。\n\n第二条 本办法自2020年2月1日起施行。\n"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func indexer(store *retrievaltest.FakeStore, embedder retrieval.Embedder) *retrieval.Indexer {
	return retrieval.NewIndexer(retrieval.IndexerConfig{
		Index: store, Library: store, Embedder: embedder, Segmenter: retrievaltest.FakeSegmenter{}, BatchTexts: 4,
	})
}

func ingest(t *testing.T, x *retrieval.Indexer, paths ...string) *retrieval.Report {
	t.Helper()
	r, err := x.Ingest(t.Context(), paths, nil)
	if err != nil {
		t.Fatalf("Ingest(%q): %v", paths, err)
	}
	return r
}

func TestIngest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": newRule, "b.md": other, "c.md": other, "d.txt": "\n", "e.docx": "x"})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})

	var seen []retrieval.Progress
	r, err := x.Ingest(t.Context(), []string{dir}, func(p retrieval.Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	if want := (retrieval.Counts{Created: 2}); r.Documents != want {
		t.Errorf("first ingest: %+v, want %+v; rejected %v", r.Documents, want, r.Rejected)
	}
	if r.Embedded != r.Passages || r.Passages == 0 {
		t.Errorf("first ingest: %d of %d passages embedded, want all", r.Embedded, r.Passages)
	}
	if diff := cmp.Diff([]retrieval.SameAs{{Source: "c.md", SameAs: "b.md"}}, r.SameAs); diff != "" {
		t.Errorf("same_as (-want +got):\n%s", diff)
	}
	if got := rejectedSources(r); !slices.Equal(got, []string{"d.txt", "e.docx"}) {
		t.Errorf("rejected %v, want the text without a body and the type that is not read", r.Rejected)
	}
	last := seen[len(seen)-1]
	if last.Documents != 2 || last.Documents != last.DocumentsTotal || last.Passages != last.PassagesTotal || last.Passages != r.Embedded {
		t.Errorf("last progress %+v, want all of 2 documents and %d passages", last, r.Embedded)
	}

	r = ingest(t, x, dir)
	if want := (retrieval.Counts{Unchanged: 2}); r.Documents != want || r.Embedded != 0 {
		t.Errorf("second ingest: %+v embedded %d, want %+v and 0", r.Documents, r.Embedded, want)
	}

	write(t, dir, map[string]string{"b.md": strings.ReplaceAll(other, "五百", "六百")})
	if r = ingest(t, x, dir); r.Documents.Updated != 1 || r.Documents.Created != 1 {
		t.Errorf("after a change of b.md: %+v, want it updated and c.md, no duplicate any more, created", r.Documents)
	}

	if err := os.Remove(filepath.Join(dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	if r = ingest(t, x, filepath.Join(dir, "a.md")); r.Documents.Removed != 0 {
		t.Errorf("ingest of one file removed %d documents, want none", r.Documents.Removed)
	}
	if r = ingest(t, x, dir); r.Documents.Removed != 1 {
		t.Errorf("after b.md is gone: %+v, want 1 removed", r.Documents)
	}
}

func rejectedSources(r *retrieval.Report) []string {
	var out []string
	for _, x := range r.Rejected {
		out = append(out, x.Source)
	}
	slices.Sort(out)
	return out
}

func TestIngestOwnerRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": other, "b.md": other})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})
	ingest(t, x, dir)
	if err := os.Remove(filepath.Join(dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	r := ingest(t, x, dir)
	if want := (retrieval.Counts{Created: 1, Removed: 1}); r.Documents != want || len(r.SameAs) != 0 {
		t.Errorf("the copy that was cited is gone: %+v, same_as %v; want the other stored: %+v", r.Documents, r.SameAs, want)
	}
}

func TestIngestLinksAcrossRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"old.md": oldRule})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})
	ingest(t, x, filepath.Join(dir, "old.md"))
	write(t, dir, map[string]string{"new.md": newRule})
	if r := ingest(t, x, filepath.Join(dir, "new.md")); r.Documents.Created != 1 || r.Documents.Updated != 1 {
		t.Errorf("the newer version alone: %+v, want it created and the older one, now replaced, updated", r.Documents)
	}
	docs, err := store.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.Source == "old.md" && d.EffectiveTo != "2023-04-30" {
			t.Errorf("the older version ends on %q, want the day before the newer begins", d.EffectiveTo)
		}
	}
	if r := ingest(t, x, dir); r.Embedded != 0 {
		t.Errorf("a run over both embeds %d, want 0", r.Embedded)
	}
}

// faulty is an embedder that fails from the n-th call on.
type faulty struct {
	retrievaltest.FakeEmbedder
	n      int
	cancel context.CancelFunc
}

var errFault = errors.New("the model is gone")

func (f *faulty) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	if f.n--; f.n < 0 {
		if f.cancel != nil {
			f.cancel()
			return nil, ctx.Err()
		}
		return nil, errFault
	}
	return f.FakeEmbedder.EmbedDocuments(ctx, texts)
}

func TestIngestBroken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": newRule, "b.md": other})
	for _, tt := range []struct {
		name   string
		cancel bool
		want   error
	}{{"embedder fails", false, errFault}, {"cancelled", true, context.Canceled}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			// One call for the first document, whose texts fill a batch.
			f := &faulty{n: 1}
			if tt.cancel {
				f.cancel = cancel
			}
			store := &retrievaltest.FakeStore{}
			x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: f, Segmenter: retrievaltest.FakeSegmenter{}, BatchTexts: 3})
			r, err := x.Ingest(ctx, []string{dir}, nil)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), "1 documents stored before are complete") {
				t.Errorf("Ingest: %v, want %v and how far it came", err, tt.want)
			}
			if r.Documents.Created != 1 {
				t.Errorf("created %d, want 1", r.Documents.Created)
			}
			known, err := store.Known(t.Context())
			if err != nil || len(known) != 1 {
				t.Errorf("stored %v (%v), want one document", known, err)
			}
			r = ingest(t, indexer(store, &retrievaltest.FakeEmbedder{}), dir)
			if diff := cmp.Diff(retrieval.Counts{Created: 1, Unchanged: 1}, r.Documents, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the run after (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIngestBadPath(t *testing.T) {
	t.Parallel()
	store := &retrievaltest.FakeStore{}
	if _, err := indexer(store, &retrievaltest.FakeEmbedder{}).Ingest(t.Context(), []string{filepath.Join(t.TempDir(), "none")}, nil); err == nil {
		t.Error("Ingest of a path that does not exist gives no error")
	}
	store.Err = errors.New("store out of reach")
	if _, err := indexer(store, &retrievaltest.FakeEmbedder{}).Ingest(t.Context(), []string{t.TempDir()}, nil); !errors.Is(err, store.Err) {
		t.Errorf("Ingest into a broken store: %v, want %v", err, store.Err)
	}
}

// Two folders may hold files of one name: neither takes the other's place,
// whether they are read together or one after the other. A folder that moved
// is still the same.
func TestIngestEqualNames(t *testing.T) {
	t.Parallel()
	for name, ingests := range map[string]func(t *testing.T, x *retrieval.Indexer, a, b string){
		"together": func(t *testing.T, x *retrieval.Indexer, a, b string) { ingest(t, x, a, b) },
		"one after the other": func(t *testing.T, x *retrieval.Indexer, a, b string) {
			ingest(t, x, a)
			if r := ingest(t, x, b); r.Documents.Created != 1 || r.Documents.Updated != 0 {
				t.Errorf("the second folder: %+v, want one document created", r.Documents)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := t.TempDir(), filepath.Join(t.TempDir(), "b")
			if err := os.Mkdir(b, 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, a, map[string]string{"n.md": newRule})
			write(t, b, map[string]string{"n.md": other})
			store := &retrievaltest.FakeStore{}
			x := indexer(store, &retrievaltest.FakeEmbedder{})
			ingests(t, x, a, b)
			docs, err := store.Documents(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(docs) != 2 || docs[0].ID == docs[1].ID {
				t.Fatalf("%d documents stored, want both", len(docs))
			}
			if r := ingest(t, x, a, b); r.Documents.Unchanged != 2 {
				t.Errorf("both again: %+v, want two unchanged", r.Documents)
			}
			moved := filepath.Join(t.TempDir(), "moved")
			if err := os.Rename(b, moved); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(a); err != nil {
				t.Fatal(err)
			}
			ingest(t, x, moved)
			if docs, _ := store.Documents(t.Context()); len(docs) == 0 {
				t.Error("nothing is stored after the folder moved")
			}
		})
	}
}
