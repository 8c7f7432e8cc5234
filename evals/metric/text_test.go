package metric_test

import (
	"math"
	"strings"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

func words(s string) []string { return strings.Fields(s) }

func TestRougeL(t *testing.T) {
	t.Parallel()
	// Longest common subsequence a c d: 3 of 4 and 3 of 5.
	near(t, "RougeL", metric.RougeL(words("a b c d"), words("a c x d y")), 2*0.75*0.6/1.35)
	near(t, "RougeL of nothing", metric.RougeL(nil, words("a")), 0)
	near(t, "RougeL of different Chinese words", metric.RougeL(words("企业 可以 申请"), words("个人 不得 申报")), 0)
}

func TestBLEU(t *testing.T) {
	t.Parallel()
	near(t, "equal", metric.BLEU(words("a b c d e"), words("a b c d e")), 1)
	near(t, "nothing in common", metric.BLEU(words("a b"), words("c d")), 0)
	// 4 of 5 words, 2 of 4 pairs, none of 3 and 2 longer: smoothed to ln 5/10 and ln 5/20.
	p := (4.0 / 5) * (2.0 / 4) * (math.Log(5) / 10 / 3) * (math.Log(5) / 20 / 2)
	near(t, "smoothed", metric.BLEU(words("a b c d e"), words("a b x d e")), math.Pow(p, 0.25))
	// One word of two: nothing to smooth, brevity exp(1-2).
	near(t, "one word", metric.BLEU(words("a b"), words("a")), math.Exp(-1))
}

func TestMETEOR(t *testing.T) {
	t.Parallel()
	// a b and d match in two chunks: precision 3/4, recall 3/5.
	mean := 0.75 * 0.6 / (0.9*0.75 + 0.1*0.6)
	near(t, "METEOR", metric.METEOR(words("a b c d e"), words("A b x d")), mean*(1-0.5*math.Pow(2.0/3, 3)))
	near(t, "METEOR of nothing in common", metric.METEOR(words("a"), words("b")), 0)
}

func TestKeywords(t *testing.T) {
	t.Parallel()
	near(t, "Keywords", metric.Keywords("每户不超过30万元", []string{"30万元", "五日"}), 0.5)
	near(t, "no words", metric.Keywords("x", nil), 1)
}
