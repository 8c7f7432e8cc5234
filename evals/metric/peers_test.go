//go:build peers

package metric_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/evals/metric"
)

// peers is where `make peers` puts the reference packages.
const peers = "../../.cache/peers"

// ask gives a task to a reference package and reads its values. It skips where
// Python or the package is not there.
func ask(t *testing.T, task map[string]any, into any) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3: equality with the reference packages is not tested")
	}
	dir, err := filepath.Abs(peers)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "complete")); err != nil {
		t.Skip(`the reference packages are not there: run "make peers"`)
	}
	input, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "peers.py"))
	cmd.Env = append(cmd.Environ(), "PYTHONPATH="+dir)
	cmd.Stdin = bytes.NewReader(input)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("peers.py %s: %v\n%s", task["peer"], err, stderr.String())
	}
	var missing struct{ Missing string }
	if json.Unmarshal(out, &missing) == nil && missing.Missing != "" {
		t.Skipf(`%s is not there: run "make peers"`, missing.Missing)
	}
	out = bytes.ReplaceAll(out, []byte("NaN"), []byte("null"))
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("peers.py %s: %v", task["peer"], err)
	}
}

// equal compares a value with a peer's; null stands for NaN.
func equal(t *testing.T, name string, got float64, want *float64, tolerance float64) {
	t.Helper()
	switch {
	case want == nil && math.IsNaN(got):
	case want == nil:
		t.Errorf("%s = %v, the peer has NaN", name, got)
	case math.IsNaN(got) || math.Abs(got-*want) > tolerance:
		t.Errorf("%s = %.12f, the peer has %.12f", name, got, *want)
	}
}

type ranked struct {
	name  string
	qrels map[string]metric.Judgements
	run   map[string]map[string]float64
}

// generated is a run with ties, unjudged documents, empty lists and queries
// without anything relevant, always the same.
func generated() ranked {
	r := rand.New(rand.NewPCG(1, 2))
	out := ranked{"generated", map[string]metric.Judgements{}, map[string]map[string]float64{}}
	for q := range 200 {
		id := fmt.Sprintf("q%03d", q)
		out.qrels[id], out.run[id] = metric.Judgements{}, map[string]float64{}
		for d := range r.IntN(40) + 1 {
			out.qrels[id][fmt.Sprintf("d%d", d*3)] = max(0, r.IntN(6)-2)
		}
		if q%20 == 7 {
			continue
		}
		for range r.IntN(150) {
			out.run[id][fmt.Sprintf("d%d", r.IntN(200))] = float64(r.IntN(30)) / 7
		}
	}
	return out
}

// gradedRuns reads the public runs in ../shared.
func gradedRuns(t *testing.T) []ranked {
	t.Helper()
	dir := "../../../shared/eval/graded-runs"
	if _, err := os.Stat(dir); err != nil {
		t.Log("graded-runs is not there: the public runs are left out")
		return nil
	}
	read := func(name string, into any) {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		lines := json.NewDecoder(bytes.NewReader(raw)) // one object, or one a line
		for lines.More() {
			if err := lines.Decode(into); err != nil {
				t.Fatal(err)
			}
		}
	}
	var qrels map[string]metric.Judgements
	read("label_top30_dict.json", &qrels)
	var out []ranked
	for _, name := range []string{"bm25_top100", "tfidf_top100", "lm_top100", "bert"} {
		var lists map[string][]int
		read(name+".json", &lists)
		one := ranked{name, qrels, map[string]map[string]float64{}}
		worstFirst := name == "bm25_top100" || name == "tfidf_top100"
		for q := range qrels {
			one.run[q] = map[string]float64{}
			for i, d := range lists[q] {
				score := float64(-i)
				if worstFirst {
					score = float64(i)
				}
				one.run[q][fmt.Sprint(d)] = score
			}
		}
		out = append(out, one)
	}
	return out
}

// ownRun is where `make test-peers` keeps a run of ours: statute-train searched
// by words alone.
const ownRun = "../../.data/statute/lexical.run"

// statuteRun reads the judgements of statute-train and our own run over it.
func statuteRun(t *testing.T) []ranked {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/eval/statute-train/qrels/test.tsv")
	if err != nil {
		t.Log("statute-train is not there: our run over it is left out")
		return nil
	}
	one := ranked{"statute", map[string]metric.Judgements{}, map[string]map[string]float64{}}
	for _, line := range strings.Split(string(raw), "\n")[1:] {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		if one.qrels[f[0]] == nil {
			one.qrels[f[0]], one.run[f[0]] = metric.Judgements{}, map[string]float64{}
		}
		one.qrels[f[0]][f[1]] = 1
	}
	file, err := os.Open(ownRun)
	if err != nil {
		t.Fatalf(`our run over statute-train is not there: run "make test-peers", which makes it (%v)`, err)
	}
	defer file.Close()
	ours, err := evals.ReadTREC(file)
	if err != nil {
		t.Fatal(err)
	}
	for q, scores := range ours {
		one.run[q] = scores
	}
	// The same run with coarse scores has many ties.
	ties := ranked{"statute with ties", one.qrels, map[string]map[string]float64{}}
	for q, scores := range one.run {
		ties.run[q] = map[string]float64{}
		for d, v := range scores {
			ties.run[q][d] = math.Round(v * 20)
		}
	}
	return []ranked{one, ties}
}

// TestPeersRanking compares every metric of every query.
func TestPeersRanking(t *testing.T) {
	t.Parallel()
	runs := slices.Concat([]ranked{generated()}, gradedRuns(t), statuteRun(t))
	for _, run := range runs {
		for _, peer := range []string{"pytrec_eval", "ir_measures"} {
			t.Run(peer+"/"+run.name, func(t *testing.T) {
				compareRun(t, peer, run)
			})
		}
	}
}

// compareRun compares every metric of every query with a peer's.
func compareRun(t *testing.T, peer string, run ranked) {
	t.Helper()
	order := map[string][]string{}
	ours := map[string]map[string]float64{}
	for q, scores := range run.run {
		order[q] = metric.Order(scores)
		ours[q] = rankingMetrics(order[q], run.qrels[q])
	}
	var theirs map[string]map[string]*float64
	ask(t, map[string]any{"peer": peer, "qrels": run.qrels, "run": run.run, "order": order}, &theirs)
	n := 0
	for q, values := range ours {
		if peer == "ranx" && (len(run.run[q]) == 0 || !slices.ContainsFunc(slices.Collect(maps.Values(run.qrels[q])), func(g int) bool { return g > 0 })) {
			continue // ranx refuses them
		}
		for name, got := range values {
			if want, ok := theirs[q][name]; ok {
				n++
				equal(t, q+" "+name, got, want, 1e-6)
			} else if !lacks(peer, name) {
				t.Errorf("%s %s: %s gave no value", q, name, peer)
			}
		}
	}
	if n == 0 {
		t.Error("nothing was compared")
	}
	t.Logf("%d values of %d queries", n, len(theirs))
}

// lacks says whether a peer cannot compute a metric of ours: exponential gain is
// ranx's alone.
func lacks(peer, name string) bool { return peer != "ranx" && strings.HasPrefix(name, "nDCGexp") }

func rankingMetrics(ranking []string, j metric.Judgements) map[string]float64 {
	out := map[string]float64{"AP": metric.AveragePrecision(ranking, j, 0), "RR": metric.ReciprocalRank(ranking, j, 0)}
	for _, k := range []int{1, 5, 10, 30, 100} {
		at := fmt.Sprintf("@%d", k)
		out["nDCG"+at] = metric.NDCG(ranking, j, k)
		out["nDCGexp"+at] = metric.NDCGExponential(ranking, j, k)
		out["AP"+at] = metric.AveragePrecision(ranking, j, k)
		out["RR"+at] = metric.ReciprocalRank(ranking, j, k)
		out["P"+at] = metric.Precision(ranking, j, k)
		out["R"+at] = metric.Recall(ranking, j, k)
		out["hit"+at] = metric.Hit(ranking, j, k)
	}
	return out
}

func TestPeersClaims(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	flags := func(n int) []bool {
		out := make([]bool, n)
		for i := range out {
			out[i] = r.IntN(3) == 0
		}
		return out
	}
	var all []metric.Claims
	for range 200 {
		reference, response, passages := r.IntN(6)+1, r.IntN(6)+1, r.IntN(5)+1
		c := metric.Claims{Reference: flags(reference), Response: flags(response)}
		for range reference {
			c.PassReference = append(c.PassReference, flags(passages))
		}
		for range response {
			c.PassResponse = append(c.PassResponse, flags(passages))
		}
		all = append(all, c)
	}
	var theirs []map[string]*float64
	ask(t, map[string]any{"peer": "ragchecker", "claims": all}, &theirs)
	for i, c := range all {
		s := c.Score()
		for name, got := range map[string]float64{
			"precision": s.Precision, "recall": s.Recall, "f1": s.F1, "claim_recall": s.ClaimRecall, "context_precision": s.ContextPrecision,
			"context_utilization": s.Utilisation, "noise_sensitivity_in_relevant": s.NoiseRelevant, "noise_sensitivity_in_irrelevant": s.NoiseIrrelevant,
			"hallucination": s.Hallucination, "self_knowledge": s.SelfKnowledge, "faithfulness": s.Faithfulness,
		} {
			equal(t, fmt.Sprintf("answer %d %s", i, name), got, theirs[i][name], 1e-9)
		}
	}
}

func TestPeersNuggets(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	all := make([][]metric.Nugget, 200)
	for i := range all {
		all[i] = []metric.Nugget{}
		for range r.IntN(12) {
			all[i] = append(all[i], metric.Nugget{Vital: r.IntN(2) == 0, Support: metric.Support(r.IntN(3))})
		}
	}
	var theirs [][4]*float64
	ask(t, map[string]any{"peer": "nuggetizer", "nuggets": all}, &theirs)
	for i, nuggets := range all {
		s := metric.Nuggets(nuggets)
		for k, got := range []float64{s.VitalStrict, s.AllStrict, s.Vital, s.All} {
			equal(t, fmt.Sprintf("answer %d score %d", i, k), got, theirs[i][k], 1e-9)
		}
	}
}

func TestPeersKappa(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	pairs := make([][2][]int, 100)
	for i := range pairs {
		for range r.IntN(40) + 2 {
			x := r.IntN(5) + 1
			pairs[i][0] = append(pairs[i][0], x)
			pairs[i][1] = append(pairs[i][1], max(1, min(5, x+r.IntN(3)-1)))
		}
	}
	var theirs [][3]*float64
	ask(t, map[string]any{"peer": "sklearn", "pairs": pairs}, &theirs)
	for i, p := range pairs {
		for k, got := range []float64{metric.Kappa(p[0], p[1]), metric.LinearKappa(p[0], p[1]), metric.QuadraticKappa(p[0], p[1])} {
			if len(slices.Compact(slices.Sorted(slices.Values(slices.Concat(p[0], p[1]))))) == 1 {
				continue // 0/0: scikit-learn's answer to it changes between versions
			}
			equal(t, fmt.Sprintf("pair %d kappa %d", i, k), got, theirs[i][k], 1e-9)
		}
	}
}

func TestPeersAlpha(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	scores := make([][][]float64, 60)
	sent := make([][][]*float64, len(scores))
	for i := range scores {
		coders, units := r.IntN(3)+2, r.IntN(20)+5
		scores[i], sent[i] = make([][]float64, coders), make([][]*float64, coders)
		for c := range coders {
			for u := range units {
				v := float64((u*u+r.IntN(3))%5 + 1)
				if r.IntN(6) == 0 {
					scores[i][c], sent[i][c] = append(scores[i][c], math.NaN()), append(sent[i][c], nil)
					continue
				}
				scores[i][c], sent[i][c] = append(scores[i][c], v), append(sent[i][c], &v)
			}
		}
	}
	var theirs [][3]*float64
	ask(t, map[string]any{"peer": "krippendorff", "scores": sent}, &theirs)
	for i, s := range scores {
		for k, scale := range []metric.Scale{metric.Nominal, metric.Ordinal, metric.Interval} {
			equal(t, fmt.Sprintf("table %d scale %d", i, k), metric.Alpha(s, scale), theirs[i][k], 1e-9)
		}
	}
}

func TestPeersStatistics(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 14))
	lists := make([][2][]float64, 50)
	for i := range lists {
		for range r.IntN(30) + 5 {
			x := float64(r.IntN(8))
			lists[i][0], lists[i][1] = append(lists[i][0], x), append(lists[i][1], x+float64(r.IntN(9)))
		}
	}
	rates := [][2]int{{0, 5}, {5, 5}, {3, 7}, {900, 1000}}
	var theirs [][3]*float64
	ask(t, map[string]any{"peer": "scipy", "lists": lists, "rates": rates}, &theirs)
	for i, l := range lists {
		for k, got := range []float64{metric.Pearson(l[0], l[1]), metric.Spearman(l[0], l[1]), metric.Kendall(l[0], l[1])} {
			equal(t, fmt.Sprintf("list %d correlation %d", i, k), got, theirs[i][k], 1e-9)
		}
	}
	for i, rate := range rates {
		low, high := metric.Wilson(rate[0], rate[1])
		equal(t, fmt.Sprint(rate, " low"), low, theirs[len(lists)+i][0], 1e-9)
		equal(t, fmt.Sprint(rate, " high"), high, theirs[len(lists)+i][1], 1e-9)
	}
}

func TestPeersText(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(15, 16))
	vocabulary := strings.Fields("企业 可以 申请 补助 应当 在 五 日 内 提出 ， 。 30 万元 Tax HNTE")
	texts := make([][2][]string, 200)
	for i := range texts {
		for side := range 2 {
			for range r.IntN(25) + 1 {
				texts[i][side] = append(texts[i][side], vocabulary[r.IntN(len(vocabulary))])
			}
		}
		if i%3 == 0 { // long runs in common
			texts[i][1] = append(texts[i][1], texts[i][0][:len(texts[i][0])/2]...)
		}
	}
	var theirs [][3]*float64
	ask(t, map[string]any{"peer": "text", "texts": texts}, &theirs)
	for i, p := range texts {
		for k, got := range []float64{metric.BLEU(p[0], p[1]), metric.RougeL(p[0], p[1]), metric.METEOR(p[0], p[1])} {
			equal(t, fmt.Sprintf("text %d score %d", i, k), got, theirs[i][k], 1e-9)
		}
	}
}
