package retrieval

import (
	"errors"
	"log/slog"
	"time"

	"github.com/policybot/policybot/corpus"
)

// IndexerConfig holds what an [Indexer] works with; Index, Library, Embedder
// and Segmenter are needed.
type IndexerConfig struct {
	Index     Index
	Library   Library
	Embedder  Embedder
	Segmenter Segmenter
	// BatchTexts is how many texts are gathered across documents before they
	// are embedded; 0 means 256. Every document is stored by itself all the same.
	BatchTexts int
	// Readers reads formats beyond text and Markdown; nil reads these alone.
	Readers corpus.Readers
	Now     func() time.Time // clock by which documents are withdrawn; nil means time.Now
	Logger  *slog.Logger     // nil discards
}

// defaultBatchTexts lets the embedder sort texts of like length together, at
// the price of what is lost when an ingest is broken off.
const defaultBatchTexts = 256

func (c IndexerConfig) withDefaults() IndexerConfig {
	if c.BatchTexts == 0 {
		c.BatchTexts = defaultBatchTexts
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c IndexerConfig) validate() error {
	switch {
	case c.Index == nil:
		return errors.New("retrieval.IndexerConfig: Index is missing")
	case c.Library == nil:
		return errors.New("retrieval.IndexerConfig: Library is missing")
	case c.Embedder == nil:
		return errors.New("retrieval.IndexerConfig: Embedder is missing")
	case c.Segmenter == nil:
		return errors.New("retrieval.IndexerConfig: Segmenter is missing")
	}
	return nil
}

// Indexer keeps an index current with folders and files. One ingest at a time.
type Indexer struct{ cfg IndexerConfig }

// NewIndexer makes an indexer. It panics when a needed part is missing: that is
// a mistake of the program, never of its input.
func NewIndexer(cfg IndexerConfig) *Indexer {
	if err := cfg.validate(); err != nil {
		panic(err)
	}
	return &Indexer{cfg: cfg.withDefaults()}
}

// Report says what an ingest did. Its JSON form is that of `ingest --json`.
type Report struct {
	Documents Counts     `json:"documents"`
	Rejected  []Rejected `json:"rejected"`
	SameAs    []SameAs   `json:"same_as"`
	Passages  int        `json:"passages"` // of all documents that were given and are stored
	Embedded  int        `json:"embedded"` // passages that were new or changed; the vectors of others are kept
	Seconds   float64    `json:"seconds"`
	// Changes lists what was stored or withdrawn, in the order of the sources.
	Changes []Change `json:"changes"`
}

// Change is what an ingest did, or would do, with a source.
type Change struct {
	Source string     `json:"source"`
	Title  string     `json:"title"`
	What   ChangeKind `json:"what"`
}

// ChangeKind is a kind of [Change].
type ChangeKind string

// Kinds of changes.
const (
	ChangeCreated   ChangeKind = "created"
	ChangeUpdated   ChangeKind = "updated"
	ChangeWithdrawn ChangeKind = "withdrawn"
)

// Counts are documents by what became of them.
type Counts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed"` // withdrawn: the file is gone
}

// Rejected is a source that was not stored.
type Rejected struct {
	Source string `json:"source"`
	Reason string `json:"reason"`
}

// SameAs is a source whose text is that of a stored document, which is the one
// that is searched and cited.
type SameAs struct {
	Source string `json:"source"`
	SameAs string `json:"same_as"`
	Root   string `json:"same_as_root,omitempty"` // folder of that document where it is another one than the source's
	Near   bool   `json:"near,omitempty"`         // the words are the same, their print is not
}

// Progress is how far an ingest is. Totals are those of the documents that need
// work.
type Progress struct {
	Documents, DocumentsTotal int
	Passages, PassagesTotal   int
}

// prepare makes a document ready to be embedded: its terms, and the texts to
// embed in the order passage, its parts, next passage.
func (x *Indexer) prepare(p *pending) {
	d := p.doc
	p.e = Embedded{Document: d}
	for i := range d.Passages {
		ps := &d.Passages[i]
		p.e.Terms = append(p.e.Terms, x.cfg.Segmenter.Terms(lexicalText(d, ps)))
		p.texts = append(p.texts, meaningText(d, ps))
		p.slots = append(p.slots, slot{i, -1})
		parts := make([][]float32, len(ps.Parts))
		for j := range ps.Parts {
			if text := partText(d, ps, j); text != "" {
				p.texts = append(p.texts, text)
				p.slots = append(p.slots, slot{i, j})
			}
		}
		p.e.Parts = append(p.e.Parts, parts)
	}
	p.e.Vectors = make([][]float32, len(d.Passages))
}

// pending is a document that waits for its vectors.
type pending struct {
	doc     *corpus.Document
	e       Embedded
	texts   []string
	slots   []slot // where the vector of each text goes
	created bool
	fresh   int // passages of which a vector has to be made
}

// slot is a passage, or a part of it (part >= 0).
type slot struct{ passage, part int }

// place puts the vectors of the pending texts where they belong.
func (p *pending) place(vectors [][]float32) {
	for i, s := range p.slots {
		if s.part < 0 {
			p.e.Vectors[s.passage] = vectors[i]
		} else {
			p.e.Parts[s.passage][s.part] = vectors[i]
		}
	}
}
