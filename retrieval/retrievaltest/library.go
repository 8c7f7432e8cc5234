package retrievaltest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Passages implements [retrieval.Library].
func (s *FakeStore) Passages(_ context.Context, ids []string) ([]retrieval.Stored, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.Err != nil {
		return nil, s.Err
	}
	all, heads := map[string]retrieval.Stored{}, map[string]*corpus.Document{}
	for _, e := range s.docs {
		heads[e.Document.ID] = head(e.Document)
		for i, p := range e.Document.Passages {
			all[p.ID] = retrieval.Stored{Passage: p, Document: heads[p.DocumentID], PartVectors: parts(e, i)}
		}
	}
	var out []retrieval.Stored
	for _, id := range ids {
		if p, ok := all[id]; ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// parts gives one vector a part, that of the passage where a part has none.
func parts(e retrieval.Embedded, i int) [][]float32 {
	if i >= len(e.Parts) || len(e.Parts[i]) == 0 {
		return nil
	}
	out := slices.Clone(e.Parts[i])
	for j, v := range out {
		if v == nil {
			out[j] = e.Vectors[i]
		}
	}
	return out
}

// head copies a document without text and passages.
func head(d *corpus.Document) *corpus.Document {
	h := *d
	h.Text, h.Passages = "", nil
	return &h
}

// Document implements [retrieval.Library].
func (s *FakeStore) Document(_ context.Context, id string) (*corpus.Document, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.Err != nil {
		return nil, s.Err
	}
	e, ok := s.docs[id]
	if !ok {
		return nil, fmt.Errorf("document %q: %w", id, retrieval.ErrNotFound)
	}
	d := *e.Document
	return &d, nil
}

// Documents implements [retrieval.Library].
func (s *FakeStore) Documents(context.Context) ([]corpus.Document, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.Err != nil {
		return nil, s.Err
	}
	var out []corpus.Document
	for _, e := range s.docs {
		if !e.Document.Withdrawn.Known() && len(e.Document.Passages) > 0 {
			out = append(out, *head(e.Document))
		}
	}
	slices.SortFunc(out, func(a, b corpus.Document) int {
		return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func rank(l corpus.Level) int {
	levels := []corpus.Level{corpus.LevelNational, corpus.LevelMinistry, corpus.LevelProvince, corpus.LevelCity}
	if i := slices.Index(levels, l); i >= 0 {
		return i
	}
	return len(levels)
}

// Version names the content: equal for equal documents.
func (s *FakeStore) Version(context.Context) (string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	h := sha256.New()
	for _, e := range s.sorted() {
		fmt.Fprintln(h, e.Document.ID, e.Document.Hash)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), s.Err
}

// Regions lists the regions of the documents, in byte order.
func (s *FakeStore) Regions(context.Context) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []string
	for _, e := range s.docs {
		if e.Document.Region != "" {
			out = append(out, e.Document.Region)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), s.Err
}

// Titles gives the ids of the documents of each title, ids in order.
func (s *FakeStore) Titles(context.Context) (map[string][]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := map[string][]string{}
	for _, e := range s.sorted() {
		out[e.Document.Title] = append(out[e.Document.Title], e.Document.ID)
	}
	return out, s.Err
}

// Articles tells how many numbered articles a document has and the labels of
// its first and last.
func (s *FakeStore) Articles(ctx context.Context, documentID string) (count int, first, last string, err error) {
	d, err := s.Document(ctx, documentID)
	if err != nil {
		return 0, "", "", err
	}
	seen := map[string]bool{}
	for _, p := range d.Passages {
		if p.Kind != corpus.PassageArticle || p.Label == "" {
			continue
		}
		first, last = cmp.Or(first, p.Label), p.Label
		seen[retrieval.ArticleKey(p.Label)] = true
	}
	return len(seen), first, last, nil
}
