package retrieval

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Budgets and depths of a search.
const (
	// DefaultEmbedTimeout is what a query's embedding may take. The local model
	// needs about 6 ms; half a second means that it is stuck or far away, and
	// an answer by words alone serves the user better than waiting.
	DefaultEmbedTimeout = 500 * time.Millisecond
	// DefaultK is the number of results of a query that names none.
	DefaultK = 10
	// MaxK bounds the results of one query.
	MaxK = 1000
	// armDepth is how deep each arm's list is read: fusion scales scores over it.
	armDepth = 200
	// namedDepth is how deep a document named in the words is read.
	namedDepth = 50
	// rerankDepth is how many fused candidates are read and scored by features.
	rerankDepth = 50
	// knowledgeAge is how long regions and titles are used before the corpus
	// version is looked at again.
	knowledgeAge = 2 * time.Second
)

// KnowledgeSource tells what a store holds. Version changes whenever any
// document does; Titles gives the document IDs that bear each title. It may be
// called from many goroutines.
type KnowledgeSource interface {
	Version(ctx context.Context) (string, error)
	Regions(ctx context.Context) ([]string, error)
	Titles(ctx context.Context) (map[string][]string, error)
}

// raritySource is what a [Store] may offer beside: the inverse document
// frequency of terms, see [Results.Rarity].
type raritySource interface {
	Rarity(ctx context.Context, terms []string) (map[string]float64, error)
}

// Config holds what a [Service] searches with.
type Config struct {
	Store     Store
	Library   Library
	Segmenter Segmenter
	// Embedder may be nil: searches are then lexical, and say so.
	Embedder Embedder
	// Knowledge may be nil: no region or title is then taken for known.
	Knowledge KnowledgeSource
	// Now gives the time; nil means time.Now. Its date is the default as-of day.
	Now func() time.Time
	// EmbedTimeout bounds the embedding of a query; 0 means [DefaultEmbedTimeout].
	EmbedTimeout time.Duration
	Logger       *slog.Logger // nil discards
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.EmbedTimeout == 0 {
		c.EmbedTimeout = DefaultEmbedTimeout
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	switch {
	case c.Store == nil:
		return errors.New("retrieval.Config: Store is missing")
	case c.Library == nil:
		return errors.New("retrieval.Config: Library is missing")
	case c.Segmenter == nil:
		return errors.New("retrieval.Config: Segmenter is missing")
	}
	return nil
}

// Service searches passages. It may be used from many goroutines.
type Service struct {
	cfg Config

	mu        sync.Mutex
	knowledge *Knowledge
	version   string
	checked   time.Time
}

// NewService makes a service. It panics when Store, Library or Segmenter is
// missing: that is a mistake of the program, never of its input.
func NewService(cfg Config) *Service {
	if err := cfg.validate(); err != nil {
		panic(err)
	}
	return &Service{cfg: cfg.withDefaults()}
}

// Knowledge gives what the store holds, read again when the corpus version has
// changed. It looks at the version every few seconds at most.
func (s *Service) Knowledge(ctx context.Context) (*Knowledge, error) {
	if s.cfg.Knowledge == nil {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.knowledge != nil && now.Sub(s.checked) < knowledgeAge {
		return s.knowledge, nil
	}
	version, err := s.cfg.Knowledge.Version(ctx)
	if err != nil {
		return nil, fmt.Errorf("corpus version: %w", err)
	}
	if s.knowledge == nil || version != s.version {
		regions, err := s.cfg.Knowledge.Regions(ctx)
		if err != nil {
			return nil, fmt.Errorf("stored regions: %w", err)
		}
		titles, err := s.cfg.Knowledge.Titles(ctx)
		if err != nil {
			return nil, fmt.Errorf("stored titles: %w", err)
		}
		docs, err := s.cfg.Library.Documents(ctx)
		if err != nil {
			return nil, fmt.Errorf("stored documents: %w", err)
		}
		k := NewKnowledge(regions, titles)
		k.addDocuments(docs)
		s.knowledge, s.version = k, version
	}
	s.checked = now
	return s.knowledge, nil
}

// Understand takes a question apart with what the store holds.
func (s *Service) Understand(ctx context.Context, text string, turns []string) (Understood, error) {
	k, err := s.Knowledge(ctx)
	if err != nil {
		return Understood{}, err
	}
	u := Understand(text, turns, k)
	u.Terms = queryTerms(&u, s.cfg.Segmenter)
	return u, nil
}
