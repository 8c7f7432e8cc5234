package metric_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals/metric"
)

// TestCitation is worked by hand over three passages: sentence 0 is said by
// passage 0 alone and cites 0 and 1; sentence 1 by 1 and 2 together alone and
// cites both; sentence 2 cites nothing; sentence 3 cites passage 7, which is
// not there; sentence 4 cites passage 2, which does not say it.
func TestCitation(t *testing.T) {
	t.Parallel()
	supports := func(sentence int, cited []int) bool {
		switch sentence {
		case 0:
			return slices.Contains(cited, 0)
		case 1:
			return slices.Contains(cited, 1) && slices.Contains(cited, 2)
		}
		return false
	}
	sentences := []metric.CitedSentence{{[]int{0, 1}}, {[]int{1, 2}}, {}, {[]int{7}}, {[]int{2}}}
	recall, precision := metric.Citation(sentences, 3, supports)
	near(t, "recall", recall, 2.0/5)
	// Counted: 0 of [0 1], both of [1 2]; citation 1 of sentence 0 is needless,
	// that of sentence 4 is wrong, that of sentence 3 is not counted at all.
	near(t, "precision", precision, 3.0/5)
	recall, precision = metric.Citation(nil, 3, supports)
	near(t, "recall of nothing", recall, 0)
	near(t, "precision of nothing", precision, 0)
}

func TestNuggets(t *testing.T) {
	t.Parallel()
	got := metric.Nuggets([]metric.Nugget{
		{Vital: true, Support: metric.Supported}, {Vital: true, Support: metric.PartlySupported}, {Vital: true},
		{Support: metric.Supported}, {Support: metric.PartlySupported},
	})
	want := metric.NuggetScores{VitalStrict: 1.0 / 3, Vital: 0.5, AllStrict: 0.4, All: 0.6}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Nuggets (-want +got):\n%s", diff)
	}
	if got := metric.Nuggets(nil); got != (metric.NuggetScores{}) {
		t.Errorf("Nuggets(nil) = %+v, want zeros", got)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	precision, recall := metric.Figures([]string{"30万元", "5日", "30万元"}, []string{"30万元"}, []string{"5日", "7日"})
	near(t, "precision", precision, 0.5)
	near(t, "recall", recall, 0.5)
	precision, recall = metric.Figures(nil, []string{"1"}, nil)
	near(t, "precision of none", precision, 1)
	near(t, "recall of none", recall, 1)
}

// TestClaims is worked by hand. Passage 0 entails reference claim 0, so it is
// relevant; passage 1 is not. Response claims: 0 right from passage 0; 1 wrong
// from passage 0; 2 wrong from passage 1 alone; 3 wrong from none; 4 right from none.
func TestClaims(t *testing.T) {
	t.Parallel()
	c := metric.Claims{
		Reference:     []bool{true, true, false},
		Response:      []bool{true, false, false, false, true},
		PassReference: [][]bool{{true, false}, {false, false}, {true, false}},
		PassResponse:  [][]bool{{true, false}, {true, true}, {false, true}, {false, false}, {false, false}},
	}
	s := c.Score()
	near(t, "precision", s.Precision, 0.4)
	near(t, "recall", s.Recall, 2.0/3)
	near(t, "F1", s.F1, 0.5)
	near(t, "claim recall", s.ClaimRecall, 2.0/3)
	near(t, "context precision", s.ContextPrecision, 0.5)
	near(t, "utilisation", s.Utilisation, 0.5)
	near(t, "noise, relevant", s.NoiseRelevant, 0.2)
	near(t, "noise, irrelevant", s.NoiseIrrelevant, 0.2)
	near(t, "hallucination", s.Hallucination, 0.2)
	near(t, "self-knowledge", s.SelfKnowledge, 0.2)
	near(t, "faithfulness", s.Faithfulness, 0.6)
	if got := (metric.Claims{}).Score(); got != (metric.ClaimScores{}) {
		t.Errorf("no claims: %+v, want zeros", got)
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	answered := []bool{true, false, false, true}
	answerable := []bool{true, true, false, false}
	precision, recall := metric.Refusal(answered, answerable)
	near(t, "precision", precision, 0.5)
	near(t, "recall", recall, 0.5)
	precision, recall = metric.Refusal([]bool{true}, []bool{true})
	near(t, "precision of none", precision, 1)
	near(t, "recall of none", recall, 1)
}

func TestAbstentionCurve(t *testing.T) {
	t.Parallel()
	got := metric.AbstentionCurve([]float64{0.9, 0.2, 0.5, 0.5}, []bool{true, false, true, false})
	want := []metric.AbstentionPoint{{0.2, 0, 0}, {0.5, 0.5, 0}, {0.9, 1, 0.5}, {1.9, 1, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("AbstentionCurve (-want +got):\n%s", diff)
	}
	near(t, "refused at none mistaken", metric.RefusedAt(got, 0.05), 0.5)
	if got := metric.AbstentionCurve(nil, nil); got != nil {
		t.Errorf("AbstentionCurve(nil) = %v, want nil", got)
	}
}
