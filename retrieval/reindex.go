package retrieval

import (
	"context"
	"errors"
	"fmt"
)

// ErrOutdated reports vectors made of a document that has changed or gone since
// it was read.
var ErrOutdated = errors.New("the document has changed meanwhile")

// VectorBuild is an index whose vectors can be exchanged for those of another
// model while it is searched and written. The new vectors are kept beside the
// old ones until Switch, across broken runs too.
type VectorBuild interface {
	// Begin makes room for vectors of the index's configured model. Room that
	// was made for the same model and dimension before is taken up again; any
	// other is emptied. It gives an error wrapping [ErrModelMismatch] where the
	// index holds terms of another segmenter.
	Begin(ctx context.Context, dimension int) error
	// Lacking gives the IDs of the documents without new vectors, in order.
	Lacking(ctx context.Context) ([]string, error)
	// Add stores the new vectors of a document; terms are not looked at. It
	// gives an error wrapping [ErrOutdated] when another text of it is stored,
	// or none.
	Add(ctx context.Context, e Embedded) error
	// Switch puts the new vectors in the place of the old ones in one
	// transaction. It gives false, and changes nothing, where documents lack
	// theirs: they came or changed meanwhile.
	Switch(ctx context.Context) (bool, error)
}

// Rebuilt says what a change of the model did.
type Rebuilt struct {
	Documents int `json:"documents"` // embedded by this run; those of a broken run before are not counted
	Passages  int `json:"passages"`
}

// Reindex exchanges all vectors for those of the Embedder. Searches and ingests
// with the former model go on until the switch; a run that is broken off is
// taken up by the next one. progress may be nil.
func (x *Indexer) Reindex(ctx context.Context, b VectorBuild, dimension int, progress func(Progress)) (*Rebuilt, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	out := &Rebuilt{}
	if err := b.Begin(ctx, dimension); err != nil {
		return out, err
	}
	in := &ingest{x: x}
	for {
		ids, err := b.Lacking(ctx)
		if err != nil {
			return out, err
		}
		if len(ids) == 0 {
			done, err := b.Switch(ctx)
			if err != nil || done {
				return out, err
			}
			continue // documents came between the two
		}
		in.done = Progress{Documents: out.Documents, DocumentsTotal: out.Documents + len(ids)}
		for _, id := range ids {
			n, err := in.rebuild(ctx, b, id)
			if err != nil {
				return out, err
			}
			if n > 0 {
				out.Documents++
				out.Passages += n
			}
			in.done.Documents++
			in.done.Passages = out.Passages
			progress(in.done)
		}
	}
}

// rebuild embeds one document and gives its number of passages; 0 where it
// changed or went meanwhile.
func (in *ingest) rebuild(ctx context.Context, b VectorBuild, id string) (int, error) {
	d, err := in.x.cfg.Library.Document(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the index: %w", err)
	}
	p := &pending{doc: d}
	in.x.prepare(p)
	vectors, err := in.embed(ctx, p.texts)
	if err != nil {
		return 0, err
	}
	p.place(vectors)
	switch err := b.Add(ctx, p.e); {
	case errors.Is(err, ErrOutdated):
		return 0, nil
	case err != nil:
		return 0, err
	}
	return len(d.Passages), nil
}
