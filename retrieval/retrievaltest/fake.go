// Package retrievaltest has fakes that behave (FakeStore stores and searches in
// memory, FakeEmbedder and FakeSegmenter are deterministic) and TestStore, what
// every store must do.
package retrievaltest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

var (
	_ retrieval.Store   = (*FakeStore)(nil)
	_ retrieval.Index   = (*FakeStore)(nil)
	_ retrieval.Library = (*FakeStore)(nil)
)

// FakeStore keeps documents in memory and searches them by brute force. The
// zero value is empty and ready. It may be used from many goroutines; set Err
// before, not meanwhile.
type FakeStore struct {
	// Err, when set, is what every method gives.
	Err error

	mu   sync.RWMutex
	docs map[string]retrieval.Embedded
	dups []retrieval.Duplicate
}

// fakeK1 and fakeB are the customary parameters of BM25.
const (
	fakeK1 = 1.5
	fakeB  = 0.75
)

// Known implements [retrieval.Index].
func (s *FakeStore) Known(context.Context) ([]retrieval.Known, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []retrieval.Known
	for _, e := range s.sorted() {
		d := e.Document
		out = append(out, retrieval.Known{ID: d.ID, Root: d.Root, Source: d.Source, Hash: d.Hash, BodyHash: d.BodyHash,
			CoreHash: d.CoreHash, Edition: d.Edition(), Withdrawn: d.Withdrawn.Known()})
	}
	slices.SortStableFunc(out, func(a, b retrieval.Known) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Source, b.Source))
	})
	return out, s.Err
}

// Put implements [retrieval.Index]. It refuses what has not one list of terms
// and one vector a passage.
func (s *FakeStore) Put(ctx context.Context, e retrieval.Embedded) error {
	if err := cmp.Or(s.Err, ctx.Err()); err != nil {
		return err
	}
	n := len(e.Document.Passages)
	if n == 0 && !e.Document.TextMissing() || len(e.Terms) != n || len(e.Vectors) != n || e.Parts != nil && len(e.Parts) != n {
		return fmt.Errorf("store %s: %d passages, %d lists of terms, %d vectors, %d of parts",
			e.Document.Source, n, len(e.Terms), len(e.Vectors), len(e.Parts))
	}
	for _, p := range e.Document.Passages {
		if p.Start < 0 || p.End > len(e.Document.Text) || p.Start > p.End || p.Text != e.Document.Text[p.Start:p.End] {
			return fmt.Errorf("store %s: passage %q: its text is not that of its offsets", e.Document.Source, p.ID)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.docs == nil {
		s.docs = map[string]retrieval.Embedded{}
	}
	d := *e.Document // what the caller does to its own from here on is not stored
	d.Withdrawn = ""
	e.Document = &d
	s.docs[d.ID] = e
	return nil
}

// Withdraw implements [retrieval.Index].
func (s *FakeStore) Withdraw(_ context.Context, ids []string, on corpus.Date) error {
	if s.Err != nil {
		return s.Err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if e, ok := s.docs[id]; ok && !e.Document.Withdrawn.Known() {
			d := *e.Document
			d.Withdrawn = on
			e.Document = &d
			s.docs[id] = e
		}
	}
	return nil
}

// Duplicates implements [retrieval.Index].
func (s *FakeStore) Duplicates(context.Context) ([]retrieval.Duplicate, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.dups), s.Err
}

// SetDuplicates implements [retrieval.Index].
func (s *FakeStore) SetDuplicates(_ context.Context, list []retrieval.Duplicate) error {
	if s.Err != nil {
		return s.Err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dups = slices.Clone(list)
	slices.SortFunc(s.dups, func(a, b retrieval.Duplicate) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Source, b.Source))
	})
	return nil
}

// Vectors implements [retrieval.Index].
func (s *FakeStore) Vectors(_ context.Context, id string) ([]retrieval.PassageVectors, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []retrieval.PassageVectors
	e := s.docs[id]
	for i, v := range e.Vectors {
		p := retrieval.PassageVectors{Vector: v}
		if i < len(e.Parts) {
			p.Parts = e.Parts[i]
		}
		out = append(out, p)
	}
	return out, s.Err
}

// Remove implements [retrieval.Index].
func (s *FakeStore) Remove(_ context.Context, ids []string) error {
	if s.Err != nil {
		return s.Err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		delete(s.docs, id)
	}
	return nil
}

// Lexical implements [retrieval.Store].
func (s *FakeStore) Lexical(_ context.Context, terms []string, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var n, total float64
	df := map[string]float64{}
	for _, e := range s.docs {
		for _, list := range e.Terms {
			n++
			total += float64(len(list))
			for t := range counts(list) {
				df[t]++
			}
		}
	}
	asked := slices.Sorted(slices.Values(terms))
	return s.best(f, k, func(e retrieval.Embedded, i int) (float64, bool) {
		tf, score, found := counts(e.Terms[i]), 0.0, false
		for _, t := range asked {
			if tf[t] == 0 {
				continue
			}
			found = true
			idf := math.Log(1 + (n-df[t]+0.5)/(df[t]+0.5))
			norm := fakeK1 * (1 - fakeB + fakeB*float64(len(e.Terms[i]))/(total/n))
			score += idf * tf[t] * (fakeK1 + 1) / (tf[t] + norm)
		}
		return math.Round(score*1e9) / 1e9, found
	})
}

func counts(terms []string) map[string]float64 {
	n := map[string]float64{}
	for _, t := range terms {
		n[t]++
	}
	return n
}

// Nearest implements [retrieval.Store].
func (s *FakeStore) Nearest(_ context.Context, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(vector) == 0 {
		return nil, s.Err
	}
	found, err := s.best(f, k, func(e retrieval.Embedded, i int) (float64, bool) {
		score := cosine(vector, e.Vectors[i])
		if i < len(e.Parts) {
			for _, v := range e.Parts[i] {
				if v != nil {
					score = max(score, cosine(vector, v))
				}
			}
		}
		return score, true
	})
	lengths := map[string]int{}
	for _, e := range s.docs {
		for i, p := range e.Document.Passages {
			lengths[p.ID] = len(e.Terms[i])
		}
	}
	for i := range found {
		found[i].Length = lengths[found[i].PassageID]
	}
	return found, err
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / math.Sqrt(aa*bb)
}

// Exact implements [retrieval.Store]: the document's number decides, then its
// whole title, then the end of its title, then words of it.
func (s *FakeStore) Exact(_ context.Context, ref retrieval.Ref, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	article := retrieval.ArticleKey(ref.Label)
	if retrieval.TitleKey(ref.Title) == "" && len(retrieval.NumberKeys(ref.DocNumber)) == 0 && article == "" {
		return nil, s.Err
	}
	way := unnamed
	for _, e := range s.docs {
		way = min(way, named(e.Document, ref))
	}
	return s.best(f, k, func(e retrieval.Embedded, i int) (float64, bool) {
		ok := way < unnamed && named(e.Document, ref) == way
		return 1, ok && (article == "" || retrieval.ArticleKey(e.Document.Passages[i].Label) == article)
	})
}

const unnamed = 4

// named tells how well a reference names a document: 0 best, unnamed not at all.
func named(d *corpus.Document, ref retrieval.Ref) int {
	title, key := retrieval.TitleKey(ref.Title), retrieval.TitleKey(d.Title)
	numbers, own := retrieval.NumberKeys(ref.DocNumber), retrieval.NumberKeys(d.DocNumber)
	length := len([]rune(title))
	switch {
	case title == "" && len(numbers) == 0, slices.ContainsFunc(numbers, func(n string) bool { return slices.Contains(own, n) }):
		return 0
	case title == "":
		return unnamed
	case title == key:
		return 1
	case length >= 3 && strings.HasSuffix(key, title):
		return 2
	case length >= 4 && strings.Contains(key, title):
		return 3
	}
	return unnamed
}

// best ranks the passages that pass the filter and that score finds.
func (s *FakeStore) best(f retrieval.Filter, k int, score func(retrieval.Embedded, int) (float64, bool)) ([]retrieval.Candidate, error) {
	if s.Err != nil {
		return nil, s.Err
	}
	var out []retrieval.Candidate
	for _, e := range s.docs {
		if !s.keeps(f, e.Document) {
			continue
		}
		for i, p := range e.Document.Passages {
			if v, ok := score(e, i); ok {
				out = append(out, retrieval.Candidate{PassageID: p.ID, Score: v})
			}
		}
	}
	slices.SortFunc(out, func(a, b retrieval.Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
	return out[:min(max(k, 0), len(out))], nil
}

// keeps tells whether a document passes a filter.
func (s *FakeStore) keeps(f retrieval.Filter, d *corpus.Document) bool {
	switch {
	case len(f.Documents) > 0 && !slices.Contains(f.Documents, d.ID),
		slices.Contains(f.Exclude, d.ID),
		len(f.Kinds) > 0 && !slices.Contains(f.Kinds, d.Kind),
		d.Withdrawn.Known() && dayOf(f) >= d.Withdrawn,
		len(f.Regions) > 0 && d.Region != "全国" && !within(f.Regions, d.Region),
		s.digested(d):
		return false
	}
	if d.Kind == corpus.KindReport && !f.AllVersions {
		return d.Published <= dayOf(f) // unknown is before every day
	}
	return f.AllVersions || s.current(d, dayOf(f))
}

// within tells whether one of the regions is, or lies in, the region given.
func within(regions []string, region string) bool {
	return slices.ContainsFunc(regions, func(r string) bool { return strings.HasPrefix(r, region) })
}

// digested tells whether a text that d digests is held.
func (s *FakeStore) digested(d *corpus.Document) bool {
	for _, title := range d.DigestOf {
		for _, e := range s.docs {
			if e.Document.Kind != corpus.KindDigest && len(e.Document.Passages) > 0 && !e.Document.Withdrawn.Known() && retrieval.TitleKey(e.Document.Title) == retrieval.TitleKey(title) {
				return true
			}
		}
	}
	return false
}

// current tells whether d is the version for the day.
func (s *FakeStore) current(d *corpus.Document, day corpus.Date) bool {
	if d.EffectiveFrom.Known() && day < d.EffectiveFrom {
		return false
	}
	newer, held := s.docs[d.ReplacedBy]
	switch {
	case d.ReplacedBy == "" || !held:
		return true
	case newer.Document.EffectiveFrom.Known():
		return day < newer.Document.EffectiveFrom
	default:
		return d.EffectiveTo.Known() && day <= d.EffectiveTo
	}
}

// dayOf gives the day of a filter, today where it names none.
func dayOf(f retrieval.Filter) corpus.Date {
	if f.AsOf.Known() {
		return f.AsOf
	}
	return corpus.DateOf(time.Now())
}

// sorted gives the documents by ID.
func (s *FakeStore) sorted() []retrieval.Embedded {
	out := make([]retrieval.Embedded, 0, len(s.docs))
	for _, e := range s.docs {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b retrieval.Embedded) int { return cmp.Compare(a.Document.ID, b.Document.ID) })
	return out
}
