package evals

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Formats lists what a run can be exported as, for other tools to score.
var Formats = []string{"trec", "ragas", "ragchecker", "nuggetizer", "alce"}

// Export writes a run for other tools into a folder, and gives the files. The
// statements of the answer are its text; evidence and contexts are the passages.
func (s *Suite) Export(format, dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	writers := map[string]map[string]func(io.Writer) error{
		"trec":       {"run.trec": s.writeRun, "qrels.txt": s.writeQrels},
		"ragas":      {"ragas.jsonl": s.writeRagas},
		"ragchecker": {"ragchecker.json": s.writeRAGChecker},
		"nuggetizer": {"nuggets.jsonl": s.writeNuggets},
		"alce":       {"alce.json": s.writeALCE},
	}[format]
	if writers == nil {
		return nil, fmt.Errorf("there is no format %q: use one of %s", format, strings.Join(Formats, ", "))
	}
	var files []string
	for _, name := range []string{"run.trec", "qrels.txt", "ragas.jsonl", "ragchecker.json", "nuggets.jsonl", "alce.json"} {
		write, ok := writers[name]
		if !ok {
			continue
		}
		path := filepath.Join(dir, name)
		if err := writeTo(path, write); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}

func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	if err := write(out); err != nil {
		f.Close()
		return err
	}
	if err := out.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (s *Suite) writeRun(w io.Writer) error {
	run := Run{}
	for _, c := range s.Cases {
		for _, r := range c.Retrieved {
			run[c.Case.ID] = append(run[c.Case.ID], Scored{ID: r.PassageID, Score: r.Score})
		}
	}
	return run.WriteTREC(w, "policybot")
}

func (s *Suite) writeQrels(w io.Writer) error {
	for _, c := range s.Cases {
		for _, id := range c.Relevant {
			if _, err := fmt.Fprintf(w, "%s 0 %s 1\n", c.Case.ID, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// contexts gives the retrieved passages whose text the run holds.
func (run *CaseRun) contexts() (ids, texts []string) {
	ids, texts = []string{}, []string{}
	for _, r := range run.Retrieved {
		if r.Text != "" {
			ids, texts = append(ids, r.PassageID), append(texts, r.Text)
		}
	}
	return ids, texts
}

// response is the answer as text: its statements, or what is said instead.
func (run *CaseRun) response() string {
	if len(run.Answer.Statements) == 0 {
		return run.Answer.Text
	}
	return statementText(&run.Answer)
}

// writeRagas writes samples as Ragas' EvaluationDataset.from_jsonl reads them.
func (s *Suite) writeRagas(w io.Writer) error {
	return lines(w, s.Cases, func(c CaseRun) any {
		ids, texts := c.contexts()
		reference := make([]string, len(c.Spans))
		for i, sp := range c.Spans {
			reference[i] = sp.Text
		}
		return map[string]any{"user_input": c.Case.Question, "response": c.response(), "reference": c.Case.Answer,
			"retrieved_contexts": texts, "reference_contexts": reference,
			"retrieved_context_ids": ids, "reference_context_ids": c.Relevant}
	})
}

func lines(w io.Writer, cases []CaseRun, row func(CaseRun) any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, c := range cases {
		if err := enc.Encode(row(c)); err != nil {
			return err
		}
	}
	return nil
}

// writeRAGChecker writes RAGResults as RAGChecker reads them; cases without a
// written answer are left out.
func (s *Suite) writeRAGChecker(w io.Writer) error {
	type passage struct {
		ID   string `json:"doc_id"`
		Text string `json:"text"`
	}
	results := []map[string]any{}
	for _, c := range s.Cases {
		if c.Case.Answer == "" {
			continue
		}
		passages := []passage{}
		ids, texts := c.contexts()
		for i := range ids {
			passages = append(passages, passage{ids[i], texts[i]})
		}
		results = append(results, map[string]any{"query_id": c.Case.ID, "query": c.Case.Question, "gt_answer": c.Case.Answer,
			"response": c.response(), "retrieved_context": passages})
	}
	return json.NewEncoder(w).Encode(map[string]any{"results": results})
}

// writeNuggets writes the facts as vital nuggets with their assignment, as
// nuggetizer's metrics read them.
func (s *Suite) writeNuggets(w io.Writer) error {
	type nugget struct {
		Text       string `json:"text"`
		Importance string `json:"importance"`
		Assignment string `json:"assignment"`
	}
	return lines(w, s.Cases, func(c CaseRun) any {
		nuggets := []nugget{}
		for _, f := range c.Case.Facts {
			assignment := "support"
			if len(lackingFacts(Case{Facts: []string{f}}, &c.Answer)) > 0 {
				assignment = "not_support"
			}
			nuggets = append(nuggets, nugget{f, "vital", assignment})
		}
		return map[string]any{"qid": c.Case.ID, "query": c.Case.Question, "answer_text": c.response(), "nuggets": nuggets}
	})
}

// writeALCE writes outputs as ALCE's eval.py reads them: sentences with [n] for
// the n-th of docs, the passages cited.
func (s *Suite) writeALCE(w io.Writer) error {
	type doc struct {
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	data := []map[string]any{}
	for _, c := range s.Cases {
		docs, place := []doc{}, map[int]int{}
		for _, cite := range c.Answer.Citations {
			docs = append(docs, doc{cite.Title, cite.Quote})
			place[cite.N] = len(docs)
		}
		var output strings.Builder
		for _, st := range c.Answer.Statements {
			output.WriteString(strings.TrimRight(st.Text, "。；") + " ")
			for _, n := range st.Citations {
				output.WriteString("[" + strconv.Itoa(place[n]) + "]")
			}
			output.WriteString("。\n")
		}
		data = append(data, map[string]any{"id": c.Case.ID, "question": c.Case.Question, "answer": c.Case.Answer, "output": output.String(), "docs": docs})
	}
	return json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// WriteBEIR writes cases as a BEIR folder: all passages of the corpus, the
// answerable questions, the passages that hold their evidence.
func WriteBEIR(ctx context.Context, dir string, cases []Case, texts Texts) error {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "qrels"), 0o755); err != nil {
		return err
	}
	docs, err := texts.Documents(ctx)
	if err != nil {
		return err
	}
	err = writeTo(filepath.Join(dir, "corpus.jsonl"), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, head := range docs {
			d, err := j.document(ctx, head.ID)
			if err != nil {
				return err
			}
			for _, p := range d.Passages {
				if err := enc.Encode(BEIRDocument{ID: p.ID, Title: d.Title, Text: p.Text}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var asked []Case
	judged := "query-id\tcorpus-id\tscore\n"
	for _, c := range cases {
		run := CaseRun{Scores: map[string]float64{}}
		if err := j.reading(ctx, c, &run); err != nil {
			return err
		}
		if len(run.Relevant) == 0 {
			continue
		}
		asked = append(asked, c)
		for _, id := range run.Relevant {
			judged += c.ID + "\t" + id + "\t1\n"
		}
	}
	err = writeTo(filepath.Join(dir, "queries.jsonl"), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, c := range asked {
			if err := enc.Encode(BEIRQuery{ID: c.ID, Text: c.Question}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "qrels", "test.tsv"), []byte(judged), 0o644)
}

// ReadTREC reads a run as scores by query and document, ranks and tags ignored;
// [metric.Order] ranks them as trec_eval does. The error names the line.
func ReadTREC(r io.Reader) (map[string]map[string]float64, error) {
	out := map[string]map[string]float64{}
	in := bufio.NewScanner(r)
	for n := 1; in.Scan(); n++ {
		f := strings.Fields(in.Text())
		if len(f) == 0 {
			continue
		}
		if len(f) != 6 {
			return nil, fmt.Errorf("line %d: want query, Q0, document, rank, score, tag", n)
		}
		score, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return nil, fmt.Errorf("line %d: the score %q is no number", n, f[4])
		}
		if out[f[0]] == nil {
			out[f[0]] = map[string]float64{}
		}
		out[f[0]][f[2]] = score
	}
	return out, in.Err()
}
