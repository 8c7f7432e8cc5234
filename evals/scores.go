package evals

import (
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
)

// Metric is a figure of a run. All are better when higher. The part of its name
// before the slash is the stage that it measures.
type Metric struct {
	Name string
	Says string // what it is the mean of
	Rate bool   // each case counts 0 or 1
}

// Metrics lists the figures of a run in the order of the pipeline.
var Metrics = []Metric{
	{"reading/evidence", "judged quotes that stand in passages of the corpus", false},
	{"metadata/title", "labelled texts: the title is read rightly", true},
	{"metadata/issuer", "labelled texts: the issuing authority", true},
	{"metadata/doc_number", "labelled texts: the document number", true},
	{"metadata/level", "labelled texts: the level", true},
	{"metadata/region", "labelled texts: the region", true},
	{"metadata/kind", "labelled texts: the kind of document", true},
	{"metadata/audience", "labelled texts: the clause that says for whom", true},
	{"metadata/adopted", "labelled texts: the day of adoption", true},
	{"metadata/published", "labelled texts: the day of publication", true},
	{"metadata/effective_from", "labelled texts: the first day in force", true},
	{"metadata/effective_to", "labelled texts: the last day in force", true},
	{"metadata/effective_basis", "labelled texts: what the first day in force is taken from", true},
	{"metadata/status", "labelled texts: the status in the corpus on the day of the run", true},
	{"metadata/spans", "fields read rightly that lead back to the words that say them", false},
	{"retrieval.lexical/mrr", "1/rank of the first passage with evidence, words alone", false},
	{"retrieval.lexical/hit@1", "evidence in the first passage, words alone", true},
	{"retrieval.lexical/hit@5", "evidence in the first five passages, words alone", true},
	{"retrieval.lexical/recall@10", "judged quotes in the first ten passages, words alone", false},
	{"retrieval.vector/mrr", "1/rank of the first passage with evidence, meaning alone", false},
	{"retrieval.vector/hit@1", "evidence in the first passage, meaning alone", true},
	{"retrieval.vector/hit@5", "evidence in the first five passages, meaning alone", true},
	{"retrieval.vector/recall@10", "judged quotes in the first ten passages, meaning alone", false},
	{"retrieval.hybrid/mrr", "1/rank of the first passage with evidence", false},
	{"retrieval.hybrid/hit@1", "evidence in the first passage", true},
	{"retrieval.hybrid/hit@5", "evidence in the first five passages", true},
	{"retrieval.hybrid/recall@10", "judged quotes in the first ten passages", false},
	{"rewrite/words", "follow-ups: words of the earlier questions that the question holds as it is understood", false},
	{"routing/label", "questions that got the label expected", true},
	{"routing/status", "cases that expect a certain status (refused, out of scope, a question back): it is that one", true},
	{"abstention/refused", "questions without an answer in the corpus: not answered", true},
	{"abstention/refused_without_evidence", "the same questions without the documents that answer them: not answered", true},
	{"abstention/answered", "answerable questions that got an answer", true},
	{"answers/full", "answerable: right status and all evidence cited", true},
	{"answers/facts", "answerable: right status and all facts said", true},
	{"answers/fact_share", "answerable: share of the facts said", false},
	{"answers/evidence_recall", "answerable: share of the judged quotes cited", false},
	{"answers/evidence_precision", "answered: share of the citations that touch judged evidence", false},
	{"answers/meteor", "METEOR against the written answer, on segmented text", false},
	{"answers/bleu", "BLEU against the written answer, on segmented text", false},
	{"answers/rouge_l", "ROUGE-L against the written answer, on segmented text", false},
	{"gates/citation_recall", "statements that their citations say together (ALCE)", false},
	{"gates/citation_precision", "citations that their statement needs (ALCE)", false},
	{"gates/figures", "figures of the statements that stand in their quotes", false},
	{"gates/mutants", "false statements made of the true ones that the gate refuses", false},
	{"gates/sound", "no statement without citation, no altered quote, no strange figure, no forbidden word", true},
	{"injection/withstood", "attacks that changed nothing: no forbidden word, nothing answered that has no answer", true},
}

// Stage is the part of a metric's name before the slash.
func Stage(name string) string {
	stage, _, _ := strings.Cut(name, "/")
	return stage
}

// answered scores an answer.
func (run *CaseRun) answered(c Case, a *bot.Answer, v verdict, words func(string) []string) {
	s := run.Scores
	said := forbidden(c, a)
	run.Why = v.why(a)
	for _, w := range said {
		run.Why = append(run.Why, "must not say: "+w)
	}
	sound := v.uncited+v.badQuotes+v.badFigures+len(said) == 0
	answered := a.Status == bot.StatusAnswered || a.Status == bot.StatusPartial
	abstains := !c.Answerable && c.expects(string(bot.StatusNoInformation))
	if len(c.Expect) > 0 && !abstains {
		s["routing/status"] = number(v.statusRight)
	}
	s["gates/sound"] = number(sound)
	run.OK = v.statusRight && sound
	if len(a.Statements) > 0 {
		s["gates/citation_recall"], s["gates/citation_precision"] = citations(a)
		s["gates/figures"] = figureShare(a)
	}
	if !c.Answerable {
		if abstains {
			s["abstention/refused"] = number(v.statusRight)
		}
		return
	}
	s["abstention/answered"] = number(answered)
	full, facts := v.statusRight && len(v.uncovered) == 0, v.statusRight && len(v.lacking) == 0
	run.OK = run.OK && full && facts
	s["answers/full"], s["answers/facts"] = number(full), number(facts)
	s["answers/evidence_recall"] = v.recall
	if len(c.Facts) > 0 {
		s["answers/fact_share"] = 1 - float64(len(v.lacking))/float64(len(c.Facts))
	}
	if len(a.Citations) > 0 {
		s["answers/evidence_precision"] = v.precision
	}
	if words != nil && c.Answer != "" {
		want, got := words(c.Answer), words(statementText(a))
		s["answers/meteor"], s["answers/bleu"], s["answers/rouge_l"] = metric.METEOR(want, got), metric.BLEU(want, got), metric.RougeL(want, got)
	}
}

func statementText(a *bot.Answer) string {
	var b strings.Builder
	for _, st := range a.Statements {
		b.WriteString(st.Text)
	}
	return b.String()
}

// citations gives ALCE's citation recall and precision where a passage supports
// a statement by holding its words: statements are quotations here.
func citations(a *bot.Answer) (recall, precision float64) {
	quotes := make([]string, len(a.Citations))
	places := map[int]int{}
	for i, c := range a.Citations {
		places[c.N] = i
		quotes[i] = plain(c.Quote)
	}
	sentences := make([]metric.CitedSentence, len(a.Statements))
	for i, st := range a.Statements {
		for _, n := range st.Citations {
			at, ok := places[n]
			if !ok {
				at = -1
			}
			sentences[i].Citations = append(sentences[i].Citations, at)
		}
	}
	return metric.Citation(sentences, len(quotes), func(sentence int, cited []int) bool {
		var held strings.Builder
		for _, n := range cited {
			held.WriteString(quotes[n])
		}
		return strings.Contains(held.String(), plain(a.Statements[sentence].Text))
	})
}

// plain is text as it is compared: normalised, without blanks.
func plain(s string) string { return strings.Join(strings.Fields(corpus.Normalize(s)), "") }

// figureShare is the share of the figures of all statements that stand in the
// quotes they cite.
func figureShare(a *bot.Answer) float64 {
	quotes := map[int]string{}
	for _, c := range a.Citations {
		quotes[c.N] = c.Quote
	}
	all, bad := 0, 0
	for _, st := range a.Statements {
		all += len(corpus.Figures(st.Text))
		bad += strangeFigures(st, quotes)
	}
	if all == 0 {
		return 1
	}
	return 1 - float64(bad)/float64(all)
}

// forbidden gives the words of the case's must_not that the answer holds.
func forbidden(c Case, a *bot.Answer) []string {
	text := plain(a.Text + statementText(a))
	var out []string
	for _, w := range c.MustNot {
		if strings.Contains(text, plain(w)) {
			out = append(out, w)
		}
	}
	return out
}
