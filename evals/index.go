package evals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

// article finds the number of an article or piece at the end of a title, 民法典第四百六十五条.
var article = regexp.MustCompile(`^(.+?)(?:第[0-9〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?|段[0-9]+)$`)

// textOf gives what a BEIR document is a part of: the law that its title names
// before the number of an article, else itself.
func textOf(d BEIRDocument) string {
	if m := article.FindStringSubmatch(strings.TrimSpace(d.Title)); m != nil {
		return "law " + m[1]
	}
	return "document " + d.ID
}

// Adder stores documents that were not read from files. *retrieval.Indexer is one.
type Adder interface {
	Add(ctx context.Context, docs []*corpus.Document, progress func(retrieval.Progress)) error
}

// Known tells what is stored.
type Known interface {
	Known(ctx context.Context) ([]retrieval.Known, error)
}

// Ranker gives plain ranked lists. *retrieval.Service is one.
type Ranker interface {
	Rank(ctx context.Context, q retrieval.Query) ([]retrieval.Candidate, error)
}

// Digest names the texts of the data set: 12 hexadecimal digits.
func (b *BEIR) Digest() string {
	h := sha256.New()
	for _, d := range b.Documents {
		fmt.Fprintf(h, "%q%q%q", d.ID, d.Title, d.Text)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// documents packs the data set: each BEIR document is one passage, its title
// the heading above it; articles of one law are passages of one document. ids
// gives the BEIR document of each passage.
func (b *BEIR) documents() (docs []*corpus.Document, ids map[string]string) {
	ids = map[string]string{}
	texts := map[string][]BEIRDocument{}
	var order []string
	for _, d := range b.Documents {
		name := textOf(d)
		if texts[name] == nil {
			order = append(order, name)
		}
		texts[name] = append(texts[name], d)
	}
	for n, name := range order {
		source := fmt.Sprintf("beir/text %06d", n+1)
		d := &corpus.Document{ID: corpus.DocumentID(source), Root: "beir", Source: source,
			Kind: corpus.KindReport, Level: corpus.LevelNational, Region: corpus.Nationwide}
		for i, x := range texts[name] {
			start := len(d.Text)
			text := x.Text
			if text == "" {
				text = x.Title
			}
			d.Text += text + "\n"
			p := corpus.Passage{ID: fmt.Sprintf("%s.%04d", d.ID, i+1), DocumentID: d.ID, Ordinal: i + 1, Kind: corpus.PassageArticle,
				Path: []string{x.Title}, Start: start, End: start + len(text), Text: text, Norm: corpus.Normalize(text),
				Parts: []corpus.Part{{Kind: corpus.PartParagraph, Start: start, End: start + len(text), Lead: -1}}}
			d.Passages = append(d.Passages, p)
			ids[p.ID] = x.ID
		}
		sum := sha256.Sum256([]byte(d.Text))
		d.Hash = hex.EncodeToString(sum[:16])
		d.BodyHash = d.Hash
		docs = append(docs, d)
	}
	return docs, ids
}

// IndexBEIR stores what is not stored yet of the data set.
func IndexBEIR(ctx context.Context, b *BEIR, index Adder, store Known, progress func(done, total int)) error {
	known, err := store.Known(ctx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, k := range known {
		have[k.ID] = true
	}
	docs, _ := b.documents()
	var missing []*corpus.Document
	for _, d := range docs {
		if !have[d.ID] {
			missing = append(missing, d)
		}
	}
	return index.Add(ctx, missing, func(p retrieval.Progress) { progress(p.Passages, p.PassagesTotal) })
}

// RankBEIR ranks every judged query, a hundred documents each. times are the
// milliseconds of each query, in the order of the queries.
func RankBEIR(ctx context.Context, b *BEIR, r Ranker, mode retrieval.Mode) (run Run, times []float64, err error) {
	_, ids := b.documents()
	run = Run{}
	for _, q := range b.Queries {
		began := time.Now()
		list, err := r.Rank(ctx, retrieval.Query{Text: q.Text, K: 100, Mode: mode, Filter: retrieval.Filter{AllVersions: true}})
		if err != nil {
			return nil, nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		times = append(times, float64(time.Since(began).Microseconds())/1000)
		for _, c := range list {
			run[q.ID] = append(run[q.ID], Scored{ID: ids[c.PassageID], Score: c.Score})
		}
	}
	return run, times, nil
}

// SetTimes adds the percentiles of the times of the queries.
func (r *RetrievalReport) SetTimes(ms []float64) {
	r.P50MS, r.P95MS = metric.Percentile(ms, 0.5), metric.Percentile(ms, 0.95)
}

// Interval is the 95 % interval of a rate of k in n; see [metric.Wilson].
func Interval(k, n int) (low, high float64) { return metric.Wilson(k, n) }
