package retrieval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

const province = "# 虚构甲省星河条例\n\n（2020年1月1日虚构甲省人大常委会通过）\n\n第一条 为了促进星河，制定本条例。\n\n" +
	"第二条 企业（含分公司）可以申请补助。\n\n第三条 本条例自2020年2月1日起施行。\n"

// reprint gives a text as a site prints it.
func reprint(s string) string {
	title, body, _ := strings.Cut(s, "\n")
	return "---\nsite: 虚构网\n---\n" + title + "\n\n来源：虚构网　浏览次数：3\n" + strings.NewReplacer("（", "(", "）", ")").Replace(body)
}

// A copy in other print is linked and not stored; another edition and the like
// rule of another place stay. The list of copies follows what is in the folders.
func TestNearDuplicates(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		"a.md": province,
		"b.md": strings.ReplaceAll(strings.ReplaceAll(province, "2020年1月", "2024年1月"), "2020年2月", "2024年2月"),
		"c.md": strings.ReplaceAll(province, "虚构甲省", "虚构乙省"),
	})
	write(t, elsewhere, map[string]string{"site-a.md": reprint(province), "site-b.md": other})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})
	if r := ingest(t, x, dir); r.Documents.Created != 3 || len(r.SameAs) != 0 {
		t.Fatalf("versions and like rules: %+v, same as %v; want all three stored", r.Documents, r.SameAs)
	}
	other, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := ingest(t, x, elsewhere)
		if diff := cmp.Diff([]retrieval.SameAs{{Source: "site-a.md", SameAs: "a.md", Root: other, Near: true}}, r.SameAs); diff != "" {
			t.Fatalf("same as (-want +got)\n%s", diff)
		}
	}
	root, err := filepath.Abs(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	want := []retrieval.Duplicate{{Root: root, Source: "site-a.md", Title: "虚构甲省星河条例", Document: corpus.DocumentID("a.md"), Near: true}}
	listed := func(want []retrieval.Duplicate) {
		t.Helper()
		got, err := store.Duplicates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("duplicates (-want +got)\n%s", diff)
		}
	}
	listed(want)
	ingest(t, x, dir) // says nothing of the other folder
	listed(want)

	// The text that was cited is gone: the copy takes its place.
	if err := os.Remove(filepath.Join(dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	if r := ingest(t, x, dir, elsewhere); r.Documents.Created != 1 || r.Documents.Removed != 1 || len(r.SameAs) != 0 {
		t.Errorf("the text that was cited is gone: %+v, same as %v; want the copy stored", r.Documents, r.SameAs)
	}
	listed(nil)
}

// A stored text that becomes a copy of another is withdrawn: it must not be
// answered from beside the one that is kept.
func TestStoredBecomesDuplicate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.md": province, "b.md": other})
	store := &retrievaltest.FakeStore{}
	x := indexer(store, &retrievaltest.FakeEmbedder{})
	ingest(t, x, dir)
	write(t, dir, map[string]string{"b.md": reprint(province)})
	for i := range 2 {
		if r := ingest(t, x, dir); len(r.SameAs) != 1 || r.Documents.Removed != 1-i {
			t.Errorf("ingest %d: %+v, same as %v; want b.md withdrawn once, and a copy", i+1, r.Documents, r.SameAs)
		}
	}
	if d, err := store.Document(t.Context(), corpus.DocumentID("b.md")); err != nil || !d.Withdrawn.Known() {
		t.Errorf("the text that is gone: %v, %v; want it withdrawn", d, err)
	}
	write(t, dir, map[string]string{"b.md": other})
	if r := ingest(t, x, dir); r.Documents.Updated != 1 || len(r.SameAs) != 0 {
		t.Errorf("b.md is itself again: %+v, same as %v", r.Documents, r.SameAs)
	}
}

// Texts that versions.csv names as versions are none of one another's copies.
func TestVersionsAreNoDuplicates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bare := strings.Replace(province, "（2020年1月1日虚构甲省人大常委会通过）\n\n", "", 1)
	write(t, dir, map[string]string{"a.md": bare, "b.md": reprint(bare), "versions.csv": "older,newer,changes_on,known_from\na.md,b.md,2024-01-01,text\n"})
	if r := ingest(t, indexer(&retrievaltest.FakeStore{}, &retrievaltest.FakeEmbedder{}), dir); r.Documents.Created != 2 || len(r.SameAs) != 0 {
		t.Errorf("%+v, same as %v; want both stored", r.Documents, r.SameAs)
	}
}
