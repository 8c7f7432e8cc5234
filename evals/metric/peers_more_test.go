//go:build peers

package metric_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

// TestPeersRagas compares the metrics of Ragas that need no model, but for
// empty lists: Ragas gives NaN there, we give 0.
func TestPeersRagas(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(17, 18))
	ids := func() []string {
		var out []string
		for range r.IntN(12) + 1 {
			out = append(out, fmt.Sprint("p", r.IntN(15)))
		}
		return out
	}
	type list struct {
		found, wanted []string
		verdicts      []bool
	}
	var lists []list
	var sent [][3]any
	for range 300 {
		l := list{ids(), ids(), nil}
		for range l.found {
			l.verdicts = append(l.verdicts, r.IntN(2) == 0)
		}
		lists, sent = append(lists, l), append(sent, [3]any{l.found, l.wanted, l.verdicts})
	}
	var theirs [][3]*float64
	ask(t, map[string]any{"peer": "ragas", "lists": sent}, &theirs)
	for i, l := range lists {
		for k, got := range []float64{metric.IDPrecision(l.found, l.wanted), metric.IDRecall(l.found, l.wanted), metric.ContextPrecision(l.verdicts)} {
			equal(t, fmt.Sprintf("list %d score %d", i, k), got, theirs[i][k], 1e-9)
		}
	}
}

// TestPeersStatsmodels compares Holm's correction and Fleiss' kappa.
func TestPeersStatsmodels(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(19, 20))
	ps := make([][]float64, 50)
	for i := range ps {
		for range r.IntN(30) + 1 {
			ps[i] = append(ps[i], float64(r.IntN(50))/200) // with ties
		}
	}
	counts := make([][][]int, 50)
	for i := range counts {
		raters := r.IntN(5) + 2
		for range r.IntN(20) + 5 {
			row := make([]int, 4)
			for range raters {
				row[r.IntN(4)]++
			}
			counts[i] = append(counts[i], row)
		}
	}
	var theirs struct {
		Holm   [][]*float64
		Fleiss []*float64
	}
	ask(t, map[string]any{"peer": "statsmodels", "ps": ps, "counts": counts}, &theirs)
	for i, p := range ps {
		for k, got := range metric.Holm(p) {
			equal(t, fmt.Sprintf("list %d p %d", i, k), got, theirs.Holm[i][k], 1e-9)
		}
	}
	for i, c := range counts {
		equal(t, fmt.Sprintf("table %d", i), metric.FleissKappa(c), theirs.Fleiss[i], 1e-9)
	}
}

// alceVariable names ALCE's eval.py, which is in no package registry.
const alceVariable = "POLICYBOT_ALCE"

// TestPeersALCE compares citation recall and precision with ALCE's own program,
// given which sets of passages support which sentence.
func TestPeersALCE(t *testing.T) {
	t.Parallel()
	path := os.Getenv(alceVariable)
	if path == "" {
		t.Skipf("ALCE is no package: set %s to the path of its eval.py to compare with it", alceVariable)
	}
	type answer struct {
		Cited    [][]int   `json:"cited"`    // of each sentence
		Support  [][][]int `json:"support"`  // of each sentence: sets of passages that are enough
		Passages int       `json:"passages"` // a citation may lie beyond
	}
	r := rand.New(rand.NewPCG(21, 22))
	answers := make([]answer, 500)
	for i := range answers {
		a := answer{Passages: r.IntN(6) + 1}
		for range r.IntN(6) + 1 {
			cited, support := []int{}, [][]int{}
			for range r.IntN(5) {
				cited = append(cited, min(r.IntN(a.Passages*8), r.IntN(a.Passages+1)))
			}
			for range r.IntN(4) {
				set := []int{r.IntN(a.Passages)}
				for range r.IntN(2) {
					set = append(set, r.IntN(a.Passages))
				}
				support = append(support, set)
			}
			a.Cited, a.Support = append(a.Cited, cited), append(a.Support, support)
		}
		answers[i] = a
	}
	var theirs [][2]*float64
	ask(t, map[string]any{"peer": "alce", "path": path, "answers": answers}, &theirs)
	above := 0
	for i, a := range answers {
		sentences := make([]metric.CitedSentence, len(a.Cited))
		for k, cited := range a.Cited {
			sentences[k].Citations = cited
		}
		recall, precision := metric.Citation(sentences, a.Passages, func(sentence int, cited []int) bool {
			for _, set := range a.Support[sentence] {
				if holds(cited, set) {
					return true
				}
			}
			return false
		})
		equal(t, fmt.Sprintf("answer %d recall", i), recall, theirs[i][0], 1e-9)
		equal(t, fmt.Sprintf("answer %d precision", i), precision, theirs[i][1], 1e-9)
		if recall > 0 && precision < 1 {
			above++
		}
	}
	if above < 50 {
		t.Errorf("%d answers with some recall and less than full precision: the comparison says little", above)
	}
}

// holds says whether all of set is in list.
func holds(list, set []int) bool {
	in := map[int]bool{}
	for _, x := range list {
		in[x] = true
	}
	for _, x := range set {
		if !in[x] {
			return false
		}
	}
	return true
}
