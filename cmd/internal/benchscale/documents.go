package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// Kinds, regions and first days vary, so that filters keep anything from all to
// a handful of passages.
var kinds = []corpus.Kind{corpus.KindRegulation, corpus.KindNotice, corpus.KindReport}

const regions = 200

func regionName(i int) string { return fmt.Sprintf("第%d省", i) }

// documents gives the documents in order, each with its terms and vectors:
// documents of 1 to 120 passages, real ones first. What held says is left out.
func (b *bench) documents(ctx context.Context, held func(id string) bool, put func(retrieval.Embedded) error) error {
	r := rand.New(rand.NewPCG(20261124, 1))
	for from, i := 0, 0; from < b.n; i++ {
		size := min(1+r.IntN(1+r.IntN(120)), b.n-from)
		d := &corpus.Document{Source: fmt.Sprintf("scale/%07d", i), Root: "scale", Title: fmt.Sprintf("第%d号文", i),
			Kind: kinds[r.IntN(len(kinds))], Level: corpus.LevelProvince, Region: regionName(r.IntN(regions)),
			EffectiveFrom: corpus.Date(fmt.Sprintf("%d-01-01", 2000+r.IntN(25)))}
		if r.IntN(10) == 0 {
			d.Region, d.Level = corpus.Nationwide, corpus.LevelNational
		}
		seed := r.Uint64()
		d.ID = corpus.DocumentID(d.Source)
		b.passages[d.ID] = size
		if !held(d.ID) {
			e, err := b.document(ctx, d, from, size, rand.New(rand.NewPCG(seed, 2)))
			if err != nil {
				return err
			}
			if err := put(e); err != nil {
				return err
			}
		}
		from += size
	}
	return nil
}

// document fills d with the passages from..from+size.
func (b *bench) document(ctx context.Context, d *corpus.Document, from, size int, r *rand.Rand) (retrieval.Embedded, error) {
	e := retrieval.Embedded{Document: d}
	for i := range size {
		x := b.data.Documents[(from+i)%len(b.data.Documents)]
		text, title := x.Text, x.Title
		vectors, err := b.vectors(ctx, x)
		if err != nil {
			return e, err
		}
		if from+i >= len(b.data.Documents) {
			other := b.data.Documents[r.IntN(len(b.data.Documents))]
			text = mixed(text, other.Text, r)
			more, err := b.vectors(ctx, other)
			if err != nil {
				return e, err
			}
			vectors = between(vectors, more, r)
		}
		if text == "" {
			text = title
		}
		start := len(d.Text)
		d.Text += text + "\n"
		d.Passages = append(d.Passages, corpus.Passage{ID: fmt.Sprintf("%s.%04d", d.ID, i+1), DocumentID: d.ID, Ordinal: i + 1,
			Kind: corpus.PassageArticle, Path: []string{title}, Start: start, End: start + len(text), Text: text,
			Norm: corpus.Normalize(text), Parts: []corpus.Part{{Kind: corpus.PartParagraph, Start: start, End: start + len(text), Lead: -1}}})
		e.Terms = append(e.Terms, b.segmenter.Terms(title+" "+corpus.Normalize(text)))
		e.Vectors = append(e.Vectors, vectors)
	}
	d.Hash, d.BodyHash = d.ID, d.ID
	return e, nil
}

// vectors gives the vector of an article as an ingest of it would make it.
func (b *bench) vectors(ctx context.Context, x evals.BEIRDocument) ([]float32, error) {
	text := x.Text
	if text == "" {
		text = x.Title
	}
	list, err := b.embedder.EmbedDocuments(ctx, []string{x.Title + " " + corpus.Normalize(text)})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// mixed gives the sentences of a text in another order, about a quarter of them
// exchanged for sentences of another text.
func mixed(text, other string, r *rand.Rand) string {
	mine, theirs := strings.SplitAfter(text, "。"), strings.SplitAfter(other, "。")
	r.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
	for i := range mine {
		if r.IntN(4) == 0 {
			mine[i] = theirs[r.IntN(len(theirs))]
		}
	}
	return strings.Join(mine, "")
}

// between gives a unit vector two parts of a, one of b, and noise.
func between(a, b []float32, r *rand.Rand) []float32 {
	out := make([]float32, len(a))
	sum := 0.0
	for i := range out {
		out[i] = (2*a[i]+b[i])/3 + float32(r.NormFloat64()*0.1/math.Sqrt(float64(len(a))))
		sum += float64(out[i]) * float64(out[i])
	}
	for i := range out {
		out[i] = float32(float64(out[i]) / math.Sqrt(sum))
	}
	return out
}
