package trainrank

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestApart(t *testing.T) {
	t.Parallel()
	// a is of four queries, b of two, c and d of one each: a alone, b, c and d together.
	got := Apart([][]string{{"a"}, {"a", "a"}, {"a"}, {"b", "a"}, {"b"}, {"c"}, {"d"}, nil}, 2)
	want := [][]int{{0}, {0}, {0}, {0, 1}, {1}, {1}, {1}, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Apart (-want +got):\n%s", diff)
	}
}
