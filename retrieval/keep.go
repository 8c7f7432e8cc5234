package retrieval

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// keepVectors gives a document that is stored anew the vectors that it has
// already: a text that did not change is not embedded again. What is left to
// embed stays in p.texts.
func (in *ingest) keepVectors(ctx context.Context, p *pending) error {
	held, err := in.heldVectors(ctx, p)
	if err != nil {
		return err
	}
	fresh := make(map[int]bool)
	texts, slots := p.texts[:0], p.slots[:0]
	for i, text := range p.texts {
		s := p.slots[i]
		v, ok := held[text]
		switch {
		case !ok:
			fresh[s.passage] = true
			texts, slots = append(texts, text), append(slots, s)
		case s.part < 0:
			p.e.Vectors[s.passage] = v
		default:
			p.e.Parts[s.passage][s.part] = v
		}
	}
	p.texts, p.slots, p.fresh = texts, slots, len(fresh)
	return nil
}

// heldVectors gives the stored vectors of a document by the texts that they were
// made of; none where these may have been made otherwise.
func (in *ingest) heldVectors(ctx context.Context, p *pending) (map[string][]float32, error) {
	known, ok := in.known[p.doc.ID]
	if !ok || !strings.HasPrefix(known.Hash, textsVersion) {
		return nil, nil
	}
	stored, err := in.x.cfg.Library.Document(ctx, p.doc.ID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	vectors, err := in.x.cfg.Index.Vectors(ctx, p.doc.ID)
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	if len(vectors) != len(stored.Passages) || stored.Hash != known.Hash {
		return nil, nil
	}
	held := make(map[string][]float32)
	for i := range stored.Passages {
		ps := &stored.Passages[i]
		held[meaningText(stored, ps)] = vectors[i].Vector
		for j := range vectors[i].Parts {
			if text := partText(stored, ps, j); text != "" && vectors[i].Parts[j] != nil {
				held[text] = vectors[i].Parts[j]
			}
		}
	}
	return held, nil
}
