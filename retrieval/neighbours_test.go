package retrieval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNeighboursOf(t *testing.T) {
	t.Parallel()
	list := []*fused{
		{id: "a.0001", fusion: 0.55},
		{id: "a.0006", fusion: 0.22}, // five places behind the first
		{id: "a.0012", fusion: 0.88}, // six behind the second: too far
		{id: "b.0002", fusion: 1.1},  // of another document
		{id: "b.0003", fusion: -1},
		{id: "odd", fusion: 1.1},
	}
	want := []float64{0.2, 0.5, 0, 0, 1, 0}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
	if diff := cmp.Diff(want, neighboursOf(list), near); diff != "" {
		t.Errorf("neighboursOf (-want +got):\n%s", diff)
	}
}
