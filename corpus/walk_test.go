package corpus_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

const inventedText = "（虚构）办法\n第一条 甲。\n第二条 乙。\n"

// write makes a folder of files; a name that ends in / is a folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// walk gives the sources and "source: reason" of the rejected.
func walk(t *testing.T, path string) (sources []corpus.Source, names, rejected []string) {
	t.Helper()
	sources, rej, err := corpus.Walk(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		names = append(names, s.Meta.Source)
	}
	for _, r := range rej {
		rejected = append(rejected, r.Source+": "+r.Reason)
		if strings.Contains(r.Reason, "\n") {
			t.Errorf("the reason for %s has several lines: %q", r.Source, r.Reason)
		}
	}
	return sources, names, rejected
}

func TestWalkFolder(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{
		"b.txt": inventedText, "a/c.md": inventedText, "README.md": "x", "sources.yaml": "x", "versions.csv": "older,newer\n",
		"scan.pdf": "%PDF-", ".git/x.txt": "x", ".hidden.txt": "x", "notes": "x",
	})
	_, names, rejected := walk(t, root)
	if diff := cmp.Diff([]string{"a/c.md", "b.txt"}, names); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if len(rejected) != 2 || !strings.Contains(rejected[1], "convert it to") || !strings.HasPrefix(rejected[0], "notes: ") {
		t.Errorf("rejected = %q, want notes and scan.pdf with advice", rejected)
	}
}

func TestWalkManifest(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{
		"manifest.csv": "\ufefftitle,file,region,status\r\n\"（虚构）\n办法\",docs/a.txt,吉林省长春市,现行\r\n缺失,docs/missing.txt,,\r\n外面,../x.txt,,\r\n重复,docs/a.txt,,\r\n,,,\r\n",
		"docs/a.txt":   inventedText, "docs/unlisted.txt": inventedText,
	})
	sources, names, rejected := walk(t, root)
	if diff := cmp.Diff([]string{"docs/a.txt"}, names); diff != "" {
		t.Fatalf("sources (-want +got):\n%s", diff)
	}
	d, err := sources[0].Load()
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "（虚构）办法" || d.Region != "吉林长春" || d.StatusNote != "现行" || d.Root != root || d.ID != corpus.DocumentID("docs/a.txt") {
		t.Errorf("title %q, region %q, status %q, root %q, ID %q", d.Title, d.Region, d.StatusNote, d.Root, d.ID)
	}
	want := []string{
		"docs/missing.txt: manifest.csv names it, but it is missing; add the file or remove the row",
		"../x.txt: it lies outside the folder of manifest.csv; name files below it",
		"docs/a.txt: manifest.csv names it twice; the first row counts",
	}
	if diff := cmp.Diff(want, rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

func TestWalkFile(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{"manifest.csv": "file,title\ndocs/a.txt,虚构题目\n", "docs/a.txt": inventedText, "docs/b.txt": inventedText})
	sources, names, _ := walk(t, filepath.Join(root, "docs", "a.txt"))
	if len(names) != 1 || names[0] != "docs/a.txt" || sources[0].Meta.Title != "虚构题目" || filepath.Clean(sources[0].Meta.Root) != root {
		t.Errorf("a file of a manifest: %+v", sources)
	}
	sources, names, _ = walk(t, filepath.Join(root, "docs", "b.txt"))
	if len(names) != 1 || names[0] != "b.txt" || sources[0].Meta.Root != filepath.Join(root, "docs") {
		t.Errorf("a file that no manifest names: %+v", sources)
	}
}

func TestWalkErrors(t *testing.T) {
	t.Parallel()
	if _, _, err := corpus.Walk(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("a missing path: %v", err)
	}
	root := write(t, map[string]string{"manifest.csv": "name,title\na.txt,x\n"})
	if _, _, err := corpus.Walk(root); err == nil || !strings.Contains(err.Error(), `column "file"`) {
		t.Errorf("a manifest without files: %v", err)
	}
}

func TestWalkLinks(t *testing.T) {
	t.Parallel()
	outside := write(t, map[string]string{"secret.txt": inventedText})
	root := write(t, map[string]string{"a.txt": inventedText})
	for name, target := range map[string]string{"out.txt": filepath.Join(outside, "secret.txt"), "in.txt": filepath.Join(root, "a.txt"), "dir": outside} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	_, names, rejected := walk(t, root)
	if diff := cmp.Diff([]string{"a.txt", "in.txt"}, names); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if len(rejected) != 2 {
		t.Errorf("rejected = %q, want the two links that lead out", rejected)
	}
}

func TestWalkUnreadable(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{"a.txt": inventedText, "closed/b.txt": inventedText, "c.txt": inventedText})
	if err := os.Chmod(filepath.Join(root, "closed"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(root, "closed"), 0o755) })
	if _, err := os.ReadDir(filepath.Join(root, "closed")); err == nil {
		t.Skip("this user may read everything")
	}
	_, names, rejected := walk(t, root)
	if len(names) != 2 || len(rejected) != 1 || !strings.Contains(rejected[0], "permission") {
		t.Errorf("sources %q, rejected %q, want two and the closed folder", names, rejected)
	}
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	root := write(t, map[string]string{"a.txt": inventedText, "big.txt": ""})
	if err := os.Truncate(filepath.Join(root, "big.txt"), 1<<40); err != nil {
		t.Skip("no sparse files here")
	}
	_, names, rejected := walk(t, root)
	if len(names) != 1 || len(rejected) != 1 || !strings.Contains(rejected[0], "limit of 20 MB") {
		t.Errorf("sources %q, rejected %q", names, rejected)
	}
	s := corpus.Source{Path: filepath.Join(root, "big.txt"), Meta: corpus.Meta{Source: "big.txt"}}
	if _, err := s.Load(); err == nil || !strings.Contains(err.Error(), "limit of 20 MB") {
		t.Errorf("Load of a file that grew = %v, want the limit", err)
	}
	s.Path = filepath.Join(root, "none.txt")
	if _, err := s.Load(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load of a file that is gone = %v", err)
	}
}
