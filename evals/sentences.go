package evals

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// SpanQuestion is a question on one paragraph with the words that answer it.
type SpanQuestion struct {
	ID        string
	Title     string // of what the paragraph is from; may be empty
	Question  string
	Paragraph string
	Answers   []string // ways to give the answer, verbatim from the paragraph
}

// ReadCMRC reads a CMRC 2018 file: paragraphs with questions and answer spans,
// as the trial file has them or as the SQuAD form has.
func ReadCMRC(r io.Reader) ([]SpanQuestion, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var trial []struct {
		Title string `json:"title"`
		Text  string `json:"context_text"`
		QAs   []struct {
			ID       string   `json:"query_id"`
			Question string   `json:"query_text"`
			Answers  []string `json:"answers"`
		} `json:"qas"`
	}
	if err := json.Unmarshal(raw, &trial); err != nil {
		return nil, fmt.Errorf("not a CMRC file: %w", err)
	}
	var out []SpanQuestion
	for _, p := range trial {
		for _, q := range p.QAs {
			out = append(out, SpanQuestion{ID: q.ID, Title: p.Title, Question: q.Question, Paragraph: p.Text, Answers: q.Answers})
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the CMRC file holds no questions")
	}
	return out, nil
}

// Sentences cuts a paragraph after its full stops, question and exclamation
// marks and semicolons. Nothing is lost.
func Sentences(paragraph string) []string {
	var out []string
	start := 0
	for i, r := range paragraph {
		if strings.ContainsRune("。！？；!?;\n", r) {
			end := i + len(string(r))
			out = append(out, paragraph[start:end])
			start = end
		}
	}
	if strings.TrimSpace(paragraph[start:]) != "" {
		out = append(out, paragraph[start:])
	}
	return out
}

// SentenceReport says how often the sentence that answers is ranked first.
// Answers that run over several sentences count for each that holds a half of
// them or more, or for the one that holds most.
type SentenceReport struct {
	N    int      `json:"n"`
	Hit1 float64  `json:"hit@1"`
	Hit3 float64  `json:"hit@3"`
	MRR  float64  `json:"mrr"`
	Low  float64  `json:"low"` // 95 % interval of hit@1
	High float64  `json:"high"`
	Lost []string `json:"lost"` // questions whose sentence is not among the first three
}

// RankSentences measures a way of choosing sentences: rank gives for a question
// and the sentences of its paragraph the order, best first, as indices.
func RankSentences(questions []SpanQuestion, rank func(q SpanQuestion, sentences []string) ([]int, error)) (*SentenceReport, error) {
	rep := &SentenceReport{Lost: []string{}}
	var h1, h3, rr []float64
	for _, q := range questions {
		sentences := Sentences(q.Paragraph)
		order, err := rank(q, sentences)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		right := answering(sentences, q.Answers)
		first := 0
		for i, at := range order {
			if right[at] {
				first = i + 1
				break
			}
		}
		h1, h3, rr = append(h1, within(first, 1)), append(h3, within(first, 3)), append(rr, reciprocal(first))
		if first == 0 || first > 3 {
			rep.Lost = append(rep.Lost, q.ID)
		}
	}
	rep.N, rep.Hit1, rep.Hit3, rep.MRR = len(h1), metric.Mean(h1), metric.Mean(h3), metric.Mean(rr)
	rep.Low, rep.High = metric.Wilson(int(metric.Mean(h1)*float64(len(h1))+0.5), len(h1))
	return rep, nil
}

// answering says which sentences hold one of the answers.
func answering(sentences, answers []string) []bool {
	right := make([]bool, len(sentences))
	paragraph := strings.Join(sentences, "")
	for _, a := range answers {
		start := strings.Index(paragraph, a)
		if start < 0 || a == "" {
			continue
		}
		end, at, most, best := start+len(a), 0, 0, -1
		for i, s := range sentences {
			held := min(at+len(s), end) - max(at, start)
			if held > most {
				most, best = held, i
			}
			right[i] = right[i] || 2*held >= len(a)
			at += len(s)
		}
		if best >= 0 {
			right[best] = true
		}
	}
	return right
}
