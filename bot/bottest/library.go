package bottest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

var (
	_ retrieval.Library = (*FakeLibrary)(nil)
	_ bot.Retriever     = (*FakeLibrary)(nil)
)

// FakeLibrary holds documents in memory, gives them out as a
// [retrieval.Library] and searches them as a [bot.Retriever]: a passage scores
// the number of different characters that it shares with the query.
type FakeLibrary struct {
	mu   sync.Mutex
	docs map[string]corpus.Document
	err  error
}

// NewFakeLibrary holds the given documents.
func NewFakeLibrary(docs ...corpus.Document) *FakeLibrary {
	f := &FakeLibrary{docs: map[string]corpus.Document{}}
	for _, d := range docs {
		f.docs[d.ID] = d
	}
	return f
}

// Fail makes every following call give err; nil ends that.
func (f *FakeLibrary) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Document implements [retrieval.Library].
func (f *FakeLibrary) Document(ctx context.Context, id string) (*corpus.Document, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmp.Or(f.err, ctx.Err()); err != nil {
		return nil, err
	}
	d, ok := f.docs[id]
	if !ok {
		return nil, fmt.Errorf("document %s: %w", id, retrieval.ErrNotFound)
	}
	return &d, nil
}

// Documents implements [retrieval.Library].
func (f *FakeLibrary) Documents(ctx context.Context) ([]corpus.Document, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmp.Or(f.err, ctx.Err()); err != nil {
		return nil, err
	}
	out := make([]corpus.Document, 0, len(f.docs))
	for _, d := range f.docs {
		out = append(out, head(d))
	}
	order := []corpus.Level{corpus.LevelNational, corpus.LevelMinistry, corpus.LevelProvince, corpus.LevelCity}
	slices.SortFunc(out, func(a, b corpus.Document) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Level), slices.Index(order, b.Level)),
			cmp.Compare(a.Title, b.Title),
			cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Passages implements [retrieval.Library].
func (f *FakeLibrary) Passages(ctx context.Context, ids []string) ([]retrieval.Stored, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmp.Or(f.err, ctx.Err()); err != nil {
		return nil, err
	}
	var out []retrieval.Stored
	for _, id := range ids {
		docID, _, _ := strings.Cut(id, ".")
		d, ok := f.docs[docID]
		if !ok {
			continue
		}
		for _, p := range d.Passages {
			if p.ID == id {
				h := head(d)
				out = append(out, retrieval.Stored{Passage: p, Document: &h})
			}
		}
	}
	return out, nil
}

// Search implements [bot.Retriever].
func (f *FakeLibrary) Search(ctx context.Context, q retrieval.Query) (*retrieval.Results, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmp.Or(f.err, ctx.Err()); err != nil {
		return nil, err
	}
	res := &retrieval.Results{TimingsMS: map[string]float64{"load": 0}}
	for _, d := range f.docs {
		h := head(d)
		for _, p := range d.Passages {
			seen := map[rune]bool{}
			for _, r := range q.Text {
				if strings.ContainsRune(p.Text, r) {
					seen[r] = true
				}
			}
			if len(seen) == 0 {
				continue
			}
			res.Results = append(res.Results, retrieval.Result{
				Stored:  retrieval.Stored{Passage: p, Document: &h},
				Score:   float64(len(seen)),
				Lexical: float64(len(seen)),
				Vector:  math.NaN(),
				Status:  d.StatusOn(q.Filter.AsOf),
			})
		}
	}
	slices.SortFunc(res.Results, func(a, b retrieval.Result) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Passage.ID, b.Passage.ID))
	})
	k := q.K
	if k == 0 {
		k = 10
	}
	res.Results = res.Results[:min(k, len(res.Results))]
	for i := range res.Results {
		res.Results[i].Rank = i + 1
	}
	return res, nil
}

// head is a document without text and passages.
func head(d corpus.Document) corpus.Document {
	d.Text, d.Passages, d.Dropped = "", nil, nil
	return d
}
