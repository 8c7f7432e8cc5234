package corpus_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden file holds, for every document of the real corpus by ID: kind,
// articles, passages, parts, runs of dropped text and findings.
func TestRealGolden(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, d := range readShared(t) {
		articles, parts, label := 0, 0, ""
		for _, p := range d.Passages {
			parts += len(p.Parts)
			if p.Kind == corpus.PassageArticle && p.Label != label {
				articles++
				label = p.Label
			}
		}
		lines = append(lines, fmt.Sprintf("%s %s articles=%d passages=%d parts=%d dropped=%d findings=%d", d.ID, d.Kind, articles, len(d.Passages), parts, len(d.Dropped), len(d.Findings)))
	}
	sort.Strings(lines)
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", "real.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the reading of the corpus changed; if for the better, run with -update (-want +got):\n%s", diff)
	}
}
