package trainrank

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lists are queries whose relevant candidate has the higher first feature; the
// second is noise, the third a feature of no use that the prior wants.
func lists() (out []Group) {
	for i := range 30 {
		noise := float64(i%7) / 7
		out = append(out, Group{ID: string(rune('a' + i)), Weight: 1,
			Features: [][]float64{{0.2, noise, 0.5}, {0.9, 1 - noise, 0.5}, {0.4, noise / 2, 0.5}}, Gains: []float64{0, 1, 0}})
	}
	return out
}

func TestTrain(t *testing.T) {
	t.Parallel()
	cfg := Config{Prior: []float64{0, 0, 2}, Stay: []float64{0.001, 0.01, 0.01}, Least: []float64{-9, -9, -9}, Most: []float64{3, 9, 9}}
	w := Train(lists(), cfg)
	if w[0] <= 1 || w[0] > 3 {
		t.Errorf("weight of the telling feature = %v, want above 1 and within its bound 3", w[0])
	}
	if math.Abs(w[2]-2) > 1e-3 {
		t.Errorf("weight that nothing speaks against = %v, want the prior's 2", w[2])
	}
	for _, g := range lists() {
		if Score(w, g.Features[1]) <= Score(w, g.Features[0]) {
			t.Errorf("list %s is ordered wrongly", g.ID)
		}
	}
	if diff := cmp.Diff(w, Train(lists(), cfg)); diff != "" {
		t.Errorf("trained twice (-first +second):\n%s", diff)
	}
	empty := Train([]Group{{ID: "x", Weight: 1, Features: [][]float64{{1, 1, 1}}, Gains: []float64{0}}}, cfg)
	if diff := cmp.Diff(cfg.Prior, empty); diff != "" {
		t.Errorf("nothing relevant: weights moved from the prior (-want +got):\n%s", diff)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	counts := make([]int, 5)
	for _, prefix := range []string{"a", "q", "b"} {
		for i := range 400 {
			id := prefix + string(rune('0'+i%10)) + string(rune('0'+i/10%10)) + string(rune('0'+i/100))
			fold := Fold(id, 7, 5)
			if again := Fold(id, 7, 5); again != fold {
				t.Fatalf("Fold(%q) = %d, then %d: not always the same", id, fold, again)
			}
			counts[fold]++
		}
	}
	for fold, n := range counts {
		if n < 180 || n > 300 {
			t.Errorf("fold %d holds %d of 1200, want about 240", fold, n)
		}
	}
}
