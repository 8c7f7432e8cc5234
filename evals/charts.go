package evals

import (
	"fmt"
	"slices"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// colours can be told apart in print and by the colour-blind.
var colours = []string{"#0072b2", "#d55e00", "#009e73"}

// points writes a line of an SVG in a square of 240 units, y upwards.
func points(xs, ys []float64) string {
	var out []string
	for i := range xs {
		out = append(out, fmt.Sprintf("%.1f,%.1f", 240*xs[i], 240*(1-ys[i])))
	}
	return strings.Join(out, " ")
}

// tick is a mark of the horizontal axis.
type tick struct {
	At   float64
	Name string
}

// ticks spreads names evenly over the axis; of more than nine every second is left out.
func ticks(names []string) []tick {
	var out []tick
	step := 1 + len(names)/10
	for i := 0; i < len(names); i += step {
		out = append(out, tick{240 * float64(i) / float64(max(1, len(names)-1)), names[i]})
	}
	return out
}

func (s *Suite) recallChart() chart {
	c := chart{Title: "recall"}
	xs := make([]float64, len(Cutoffs))
	for i, k := range Cutoffs {
		xs[i] = float64(i) / float64(len(Cutoffs)-1)
		c.X = append(c.X, fmt.Sprint(k))
	}
	for i, mode := range []string{"lexical", "vector", "hybrid"} {
		if ys := s.Recalls(mode); ys != nil {
			c.Lines = append(c.Lines, line{mode, points(xs, ys), colours[i]})
		}
	}
	return c
}

func (s *Suite) abstentionChart() chart {
	curve, refused, mistaken := s.Abstention()
	c := chart{Title: "abstention", X: []string{"0", "1"}}
	var xs, ys []float64
	for _, p := range curve {
		xs, ys = append(xs, p.Mistaken), append(ys, p.Refused)
	}
	c.Lines = []line{{"score", points(xs, ys), colours[0]}}
	c.Points = []line{{"pipeline", points([]float64{mistaken}, []float64{refused}), colours[1]}}
	return c
}

// trended are the figures whose course over runs is drawn; the table below the
// charts holds all.
var trended = []string{"retrieval.hybrid/recall@10", "answers/full", "abstention/refused"}

// trendChart draws figures over runs, oldest first; without lines where there is
// one run alone.
func trendChart(runs []*Suite) chart {
	if len(runs) < 2 {
		return chart{}
	}
	c := chart{Title: "trend"}
	for _, s := range runs {
		c.X = append(c.X, s.label())
	}
	for i, name := range trended {
		var xs, ys []float64
		for k, s := range runs {
			if f := s.figure(name); f.N > 0 {
				xs, ys = append(xs, float64(k)/float64(len(runs)-1)), append(ys, f.Mean)
			}
		}
		if len(xs) > 0 {
			c.Lines = append(c.Lines, line{name, points(xs, ys), colours[i]})
		}
	}
	return c
}

// label is what a run is called: its name, else its id.
func (s *Suite) label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// latencyChart is the distribution of times; without lines where the run keeps none.
func (s *Suite) latencyChart() chart {
	var ms []float64
	for _, x := range s.Cases {
		if x.MS > 0 {
			ms = append(ms, x.MS)
		}
	}
	if len(ms) == 0 {
		return chart{}
	}
	slices.Sort(ms)
	longest := ms[len(ms)-1]
	c := chart{Title: "latency", X: []string{"0", fmt.Sprintf("%.0f ms", longest)}}
	var xs, ys []float64
	for i, m := range ms {
		xs, ys = append(xs, m/longest), append(ys, float64(i+1)/float64(len(ms)))
	}
	name := fmt.Sprintf("p50 %.0f ms, p95 %.0f ms", metric.Percentile(ms, 0.5), metric.Percentile(ms, 0.95))
	c.Lines = []line{{name, points(xs, ys), colours[0]}}
	return c
}

// reportWords are the fixed words of the report.
var reportWords = map[string]map[string]string{
	"en": {
		"title": "Evaluation", "right": "cases right", "run": "run", "texts": "texts", "cases": "cases", "day": "day", "code": "program",
		"summary": "Summary", "figure": "figure", "meaning": "mean of", "n": "n", "mean": "mean, %", "interval": "95 % interval", "kinds": "By kind of question",
		"charts": "Charts", "recall": "Recall of judged evidence in the first k passages", "abstention": "Refusing: rightly (up) against by mistake (right)",
		"latency": "Share of answers within a time", "score": "by the score of the best passage alone", "pipeline": "this run", "trend": "Trend over runs",
		"failures": "Failures", "wrong": "wrong", "expected": "expected", "got": "got", "cited": "cited", "facts": "facts", "turns": "earlier questions",
		"none": "none", "found": "first passages found, with their scores", "trace": "trace", "read": "understood as", "route": "label", "refused": "refused by the gate", "rank": "rank of the judged words", "settings": "settings", "note": "Expected evidence is marked green, quoted words yellow.",
		"readRight": "labelled texts read rightly in every field", "misread": "Labelled texts of which a field was misread", "field": "field",
		"speed": "Times", "step": "step", "longest": "longest, ms",
		"lexical": "words", "vector": "meaning", "hybrid": "both",
	},
	"zh": {
		"title": "评测报告", "right": "题正确", "run": "运行", "texts": "语料", "cases": "题集", "day": "基准日", "code": "程序版本",
		"summary": "汇总", "figure": "指标", "meaning": "含义（均值）", "n": "题数", "mean": "均值 %", "interval": "95 % 区间", "kinds": "按题型",
		"charts": "图表", "recall": "前 k 个段落中找到的标注证据", "abstention": "拒答：正确拒答（纵）与误拒（横）",
		"latency": "在给定时间内完成的比例", "score": "仅按最佳段落得分拒答", "pipeline": "本次运行", "trend": "历次运行",
		"failures": "未通过的题", "wrong": "问题", "expected": "应有", "got": "实得", "cited": "引用", "facts": "要点", "turns": "前文问题",
		"none": "无", "found": "检索到的前几段及得分", "trace": "过程", "read": "理解为", "route": "分类", "refused": "被闸门拒绝", "rank": "标注原文的名次", "settings": "设置", "note": "绿色为标注证据，黄色为引用原文。",
		"readRight": "份标注文件的元数据全部识别正确", "misread": "元数据识别有误的标注文件", "field": "字段",
		"speed": "用时", "step": "步骤", "longest": "最长，毫秒",
		"lexical": "词面", "vector": "语义", "hybrid": "混合",
	},
}

// metricsZH says in Chinese what the metrics are the mean of.
var metricsZH = map[string]string{
	"reading/evidence": "标注原文在语料段落中的比例",
	"metadata/title":   "标注文件：标题识别正确", "metadata/issuer": "标注文件：发文机关", "metadata/doc_number": "标注文件：发文字号",
	"metadata/level": "标注文件：层级", "metadata/region": "标注文件：地域", "metadata/kind": "标注文件：文种", "metadata/audience": "标注文件：适用对象条款",
	"metadata/adopted": "标注文件：通过（成文）日", "metadata/published": "标注文件：公布日", "metadata/effective_from": "标注文件：施行日",
	"metadata/effective_to": "标注文件：失效日", "metadata/effective_basis": "标注文件：施行日的依据", "metadata/status": "标注文件：基准日的效力状态",
	"metadata/spans":        "识别正确的字段能指回原文出处的比例",
	"retrieval.lexical/mrr": "仅词面：首个含证据段落名次的倒数", "retrieval.lexical/hit@1": "仅词面：首段含证据",
	"retrieval.lexical/hit@5": "仅词面：前五段含证据", "retrieval.lexical/recall@10": "仅词面：前十段含有的标注证据",
	"retrieval.vector/mrr": "仅语义：首个含证据段落名次的倒数", "retrieval.vector/hit@1": "仅语义：首段含证据",
	"retrieval.vector/hit@5": "仅语义：前五段含证据", "retrieval.vector/recall@10": "仅语义：前十段含有的标注证据",
	"retrieval.hybrid/mrr": "首个含证据段落名次的倒数", "retrieval.hybrid/hit@1": "首段含证据",
	"retrieval.hybrid/hit@5": "前五段含证据", "retrieval.hybrid/recall@10": "前十段含有的标注证据",
	"rewrite/words": "追问：补全后的问题含有前文应有的词", "routing/label": "问题的分类符合预期", "gates/mutants": "由真句改成的假句被闸门拒绝的比例",
	"injection/withstood": "注入攻击未生效：无禁用词，不可答的未作答",
	"routing/status":      "应当拒绝、超范围或反问的题，状态符合预期", "abstention/refused": "语料中没有答案的题：未作答",
	"abstention/refused_without_evidence": "去掉含答案的文件后再问：未作答", "abstention/answered": "可答的题得到回答",
	"answers/full": "可答：状态正确且引全证据", "answers/facts": "可答：状态正确且要点齐全", "answers/fact_share": "可答：说出的要点比例",
	"answers/evidence_recall": "可答：被引用的标注证据比例", "answers/evidence_precision": "已答：触及标注证据的引用比例",
	"answers/meteor": "与人工答案的 METEOR（分词后）", "answers/bleu": "与人工答案的 BLEU（分词后）", "answers/rouge_l": "与人工答案的 ROUGE-L（分词后）",
	"gates/citation_recall": "引用合起来足以支持的陈述（ALCE）", "gates/citation_precision": "陈述所必需的引用（ALCE）",
	"gates/figures": "陈述中的数字见于引文", "gates/sound": "无未引用陈述、无改动引文、无来历不明的数字、无禁用词",
}
