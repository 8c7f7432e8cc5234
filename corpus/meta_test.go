package corpus_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// Read without its manifest, a real text gives the metadata that the manifest
// has or none, but never a wrong region or level; nearly all titles are found.
func TestRealMetadataFromText(t *testing.T) {
	t.Parallel()
	docs := readShared(t)
	titles, regions := 0, 0
	for source, want := range docs {
		raw, err := os.ReadFile(filepath.Join(realCorpus, source))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := corpus.Read(raw, corpus.Meta{Source: "text" + filepath.Ext(source)})
		if got.Region != "" && got.Region != want.Region {
			t.Errorf("%s: region %q, want %q or none", source, got.Region, want.Region)
		}
		if got.Level != "" && got.Level != want.Level {
			t.Errorf("%s: level %q, want %q or none", source, got.Level, want.Level)
		}
		if got.Kind != want.Kind {
			t.Errorf("%s: kind %q, want %q", source, got.Kind, want.Kind)
		}
		if got.Title == want.Title {
			titles++
		}
		if got.Region == want.Region {
			regions++
		}
	}
	t.Logf("of %d texts %d titles and %d regions are found without the manifest", len(docs), titles, regions)
	if titles*10 < len(docs)*9 || regions*10 < len(docs)*8 {
		t.Errorf("of %d texts %d titles and %d regions are found, want nine and eight of ten", len(docs), titles, regions)
	}
}
