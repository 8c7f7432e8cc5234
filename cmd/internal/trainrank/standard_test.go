package trainrank

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStandardised(t *testing.T) {
	t.Parallel()
	groups := []Group{
		{ID: "a", Features: [][]float64{{1, 7}, {3, 7}}},
		{ID: "b", Features: [][]float64{{5, 7}, {7, 7}}},
	}
	got, scale := Standardised(groups)
	s := math.Sqrt(5) // of 1, 3, 5, 7
	if math.Abs(scale[0]-s) > 1e-12 || scale[1] != 1 {
		t.Errorf("scale = %v, want %v and, of what never varies, 1", scale, s)
	}
	if want := -3 / s; math.Abs(got[0].Features[0][0]-want) > 1e-12 || got[0].Features[0][1] != 0 {
		t.Errorf("first candidate = %v, want %v and 0", got[0].Features[0], want)
	}
	if groups[0].Features[0][0] != 1 {
		t.Error("the groups given were changed")
	}
}

// What a feature is measured in must not matter.
func TestRidge(t *testing.T) {
	t.Parallel()
	w := Ridge(lists(), 0.005)
	larger := lists()
	for _, g := range larger {
		for _, f := range g.Features {
			f[0] *= 1000
		}
	}
	v := Ridge(larger, 0.005)
	for i, g := range lists() {
		if Score(w, g.Features[1]) <= Score(w, g.Features[0]) {
			t.Errorf("list %s is ordered wrongly", g.ID)
		}
		if a, b := Score(w, g.Features[1]), Score(v, larger[i].Features[1]); math.Abs(a-b) > 1e-6 {
			t.Errorf("list %s: score %v, and %v with the feature in thousandths", g.ID, a, b)
		}
	}
	if diff := cmp.Diff(w, Ridge(lists(), 0.005)); diff != "" {
		t.Errorf("trained twice (-first +second):\n%s", diff)
	}
}
