package retrieval

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// Inspected is what the reranker reads of a passage.
type Inspected struct {
	PassageID   string
	Path        []string
	Label, Norm string
	// Cosines to the query's vector: of the passage's vector, then of those of
	// its parts that have one. Empty without a query's vector.
	Cosines []float64
}

// inspector is what a [Store] may offer beside: a light reading of candidates,
// in any order; unknown ids are left out. vector may be nil. Without it the
// candidates are read whole.
type inspector interface {
	Inspect(ctx context.Context, ids []string, vector []float32) ([]Inspected, error)
}

// inspect reads the candidates for the reranker; those no longer stored keep
// doc nil.
func (s *Service) inspect(ctx context.Context, list []*fused, vector []float32, know *Knowledge) error {
	if in, ok := s.cfg.Store.(inspector); ok {
		ids, at := make([]string, len(list)), make(map[string]*fused, len(list))
		for i, f := range list {
			ids[i], at[f.id] = f.id, f
		}
		found, err := in.Inspect(ctx, ids, vector)
		if err != nil {
			return fmt.Errorf("read candidates: %w", err)
		}
		for i := range found {
			if f := at[found[i].PassageID]; f != nil {
				f.seen = found[i]
				f.doc = know.document(documentOf(f.id))
			}
		}
	}
	var rest []*fused // without a light reading, or of a document newer than what is known
	for _, f := range list {
		if f.doc == nil {
			rest = append(rest, f)
		}
	}
	if err := s.load(ctx, rest); err != nil {
		return err
	}
	for _, f := range rest {
		if f.stored == nil {
			continue
		}
		p := &f.stored.Passage
		f.doc = f.stored.Document
		f.seen = Inspected{PassageID: f.id, Path: p.Path, Label: p.Label, Norm: p.Norm, Cosines: f.cosines(vector)}
	}
	return nil
}

// cosines reckons the cosines of a passage read whole. Its own vector is not
// read: the arm's score, or else the best part's, stands for it.
func (f *fused) cosines(vector []float32) []float64 {
	if vector == nil {
		return nil
	}
	best := f.vector
	var parts []float64
	for _, v := range f.stored.PartVectors {
		c := 0.0
		for i := range min(len(v), len(vector)) {
			c += float64(v[i]) * float64(vector[i])
		}
		parts = append(parts, c)
		if math.IsNaN(best) || c > best {
			best = c
		}
	}
	if math.IsNaN(best) {
		return nil
	}
	return append([]float64{best}, parts...)
}

// documentOf gives the document of a passage ID.
func documentOf(passageID string) string {
	id, _, _ := strings.Cut(passageID, ".")
	return id
}

// headText gives the words by which a passage is found without those of its
// text: its document's title, the headings above it and its label.
func headText(d *corpus.Document, path []string, label string) string {
	return join(d.Title, strings.Join(path, " "), label)
}
