package evals

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// WrittenAnswer is a question with an answer that a person wrote and the
// documents that support it: a line of answers.jsonl.
type WrittenAnswer struct {
	ID       string   `json:"_id"`
	Question string   `json:"question"`
	Answer   string   `json:"answer"`
	Evidence []string `json:"evidence"`
}

// LoadWritten reads JSON lines of written answers; lines without an answer, or
// with NaN for one, as Python writes what is missing, are left out. The error
// names file and line.
func LoadWritten(path string) ([]WrittenAnswer, error) {
	var out []WrittenAnswer
	err := jsonLines(path, func(line []byte) error {
		var a WrittenAnswer
		err := json.Unmarshal(line, &a)
		if err != nil && bytes.Contains(line, missing) {
			a = WrittenAnswer{}
			err = json.Unmarshal(bytes.Replace(line, missing, []byte(`"answer": null`), 1), &a)
		}
		if a.Answer != "" {
			out = append(out, a)
		}
		return err
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s holds no answers", path)
	}
	return out, err
}

var missing = []byte(`"answer": NaN`)

// SimilarityReport is how like the written answers other texts are: means over
// all answers. On the words that it was given; see [Words].
type SimilarityReport struct {
	N      int     `json:"n"`
	METEOR float64 `json:"meteor"`
	BLEU   float64 `json:"bleu"`
	RougeL float64 `json:"rouge_l"`
}

// Similarity compares texts with the written answers, in their order.
func Similarity(answers []WrittenAnswer, text func(WrittenAnswer) string, words func(string) []string) SimilarityReport {
	var meteor, bleu, rouge []float64
	for _, a := range answers {
		want, got := words(a.Answer), words(text(a))
		meteor = append(meteor, metric.METEOR(want, got))
		bleu = append(bleu, metric.BLEU(want, got))
		rouge = append(rouge, metric.RougeL(want, got))
	}
	return SimilarityReport{N: len(answers), METEOR: metric.Mean(meteor), BLEU: metric.Mean(bleu), RougeL: metric.Mean(rouge)}
}

// Judged gives the right documents of an answer whole, one after another.
func (b *BEIR) Judged() func(WrittenAnswer) string {
	texts := b.texts()
	return func(a WrittenAnswer) string {
		var all []string
		for _, id := range a.Evidence {
			all = append(all, texts[id])
		}
		return strings.Join(all, "\n")
	}
}

// First gives the first document of a run, whole.
func (b *BEIR) First(run map[string]map[string]float64) func(WrittenAnswer) string {
	texts := b.texts()
	return func(a WrittenAnswer) string {
		if order := metric.Order(run[a.ID]); len(order) > 0 {
			return texts[order[0]]
		}
		return ""
	}
}

func (b *BEIR) texts() map[string]string {
	out := map[string]string{}
	for _, d := range b.Documents {
		out[d.ID] = d.Text
	}
	return out
}
