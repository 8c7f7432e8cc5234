package corpus_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// metadataLabels reads testdata/metadata.csv: what texts of the real corpus say of
// themselves, by file and column. See testdata/metadata.md.
func metadataLabels(t testing.TB) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "metadata.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]map[string]string)
	for _, row := range rows[1:] {
		out[row[0]] = make(map[string]string)
		for i, name := range rows[0] {
			out[row[0]][name] = row[i]
		}
	}
	return out
}

// The labelled texts were not chosen: they are the first 60 of a shuffle.
func TestLabelsAreDrawn(t *testing.T) {
	t.Parallel()
	var files []string
	for source := range readShared(t) {
		files = append(files, source)
	}
	slices.Sort(files)
	rand.New(rand.NewPCG(2026, 60)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	drawn := files[:60]
	slices.Sort(drawn)
	var labelled []string
	for file := range metadataLabels(t) {
		labelled = append(labelled, file)
	}
	slices.Sort(labelled)
	if diff := cmp.Diff(drawn, labelled); diff != "" {
		t.Errorf("labelled texts (-drawn +labelled):\n%s", diff)
	}
}
