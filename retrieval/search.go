package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/policybot/policybot/corpus"
)

// Search finds the passages nearest to a query, best first. Ties are ordered by
// passage ID, so that the same store gives the same list. A query without
// content gives none; a region that is no place is [ErrRegion]. An embedding that
// fails or takes too long leaves the search lexical and Degraded says so, unless
// the query asks for vectors alone.
func (s *Service) Search(ctx context.Context, q Query) (*Results, error) {
	r, list, err := s.rank(ctx, q)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := s.load(ctx, list); err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.stored == nil {
			continue // removed since the arms ran
		}
		r.Results = append(r.Results, Result{
			Stored: *f.stored, Rank: len(r.Results) + 1, Score: f.score,
			Lexical: f.lexical, Vector: f.vector, Ranks: f.places, Fusion: f.fusion, Exact: f.exact,
			Status: f.stored.Document.StatusOn(r.Understood.Filter.AsOf), Features: f.features, Repeats: f.repeats,
		})
	}
	r.TimingsMS["load"] += ms(start)
	return r, nil
}

// Features are the reranker's features of one candidate, for learning weights.
type Features struct {
	PassageID string
	Fusion    float64   // score of the untrained fusion
	Values    []float64 // in the order of [FeatureNames]
}

// Featured is a hybrid search taken apart, for learning weights.
type Featured struct {
	Candidates      []Features  // those reranked, in the order of the untrained fusion
	Lexical, Vector []Candidate // the first hundred of each arm
}

// Features gives a hybrid search taken apart.
func (s *Service) Features(ctx context.Context, q Query) (*Featured, error) {
	var l lists
	_, list, err := s.rankWith(ctx, q, &l)
	if err != nil {
		return nil, err
	}
	out := &Featured{Lexical: l.lexical[:min(100, len(l.lexical))], Vector: l.vector[:min(100, len(l.vector))]}
	for _, f := range list {
		if f.values != nil {
			out.Candidates = append(out.Candidates, Features{f.id, f.fusion, f.values})
		}
	}
	slices.SortStableFunc(out.Candidates, func(a, b Features) int {
		return cmp.Or(cmp.Compare(b.Fusion, a.Fusion), cmp.Compare(a.PassageID, b.PassageID))
	})
	return out, nil
}

// Rank gives the plain ranked list of a query, up to [MaxK] long, for
// measurements; scores are those of the fusion and the reranker.
func (s *Service) Rank(ctx context.Context, q Query) ([]Candidate, error) {
	_, list, err := s.rank(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, len(list))
	for i, f := range list {
		out[i] = Candidate{PassageID: f.id, Score: f.score}
	}
	return out, nil
}

// rank does all of a search but reading what was found.
func (s *Service) rank(ctx context.Context, q Query) (*Results, []*fused, error) {
	var l lists
	return s.rankWith(ctx, q, &l)
}

// rankWith also gives the arms' lists.
func (s *Service) rankWith(ctx context.Context, q Query, l *lists) (*Results, []*fused, error) {
	k := q.K
	if k <= 0 {
		k = DefaultK
	}
	k = min(k, MaxK)
	start := time.Now()
	r := &Results{TimingsMS: map[string]float64{}}
	know, err := s.Knowledge(ctx)
	if err != nil {
		return nil, nil, err
	}
	if q.Filter.Regions, err = readRegions(q.Filter.Regions, know); err != nil {
		return nil, nil, err
	}
	u := Understand(q.Text, q.Turns, know)
	u.leave(&q)
	u.Relative = relativeYears(u.Words, s.today(q.Filter))
	u.Terms = queryTerms(&u, s.cfg.Segmenter)
	u.Filter = s.filter(q.Filter, &u)
	r.Understood = u
	r.TimingsMS["understand"] = ms(start)

	if strings.TrimSpace(u.Text) == "" {
		return r, nil, nil
	}
	docs := map[string]bool{}
	for _, ref := range u.Refs {
		for _, id := range know.Documents(ref.Title) {
			docs[id] = true
		}
	}
	*l, err = s.arms(ctx, q.Mode, max(k, armDepth), r, docs)
	if err != nil {
		return nil, nil, err
	}

	start = time.Now()
	list := fuse(*l, q.does(StepDocument))
	r.TimingsMS["fuse"] = ms(start)
	if q.Mode == ModeLexical || q.Mode == ModeVector {
		return r, list[:min(k, len(list))], nil // one arm alone, as it is
	}
	start = time.Now()
	head := withExact(list[:min(rerankDepth, len(list))], list)
	if err := s.inspect(ctx, head, r.Vector, know); err != nil {
		return nil, nil, err
	}
	head = slices.DeleteFunc(head, func(f *fused) bool { return f.doc == nil })
	r.TimingsMS["inspect"] = ms(start)
	start = time.Now()
	if q.does(StepRerank) {
		rerank(head, &u, u.Filter.AsOf, docs, *l, r.Rarity, s.cfg.Segmenter)
	}
	spread(head, &u)
	if q.does(StepDiverse) {
		diverse(head, &u)
	}
	r.TimingsMS["rerank"] = ms(start)
	inHead := make(map[string]bool, len(head))
	for _, f := range head {
		inHead[f.id] = true
	}
	out := head
	for _, f := range list {
		if len(out) >= k {
			break
		}
		if f.values == nil && !inHead[f.id] {
			out = append(out, f)
		}
	}
	return r, out[:min(k, len(out))], nil
}

// withExact adds the candidates of the exact lane that stand below the head.
func withExact(head, list []*fused) []*fused {
	out := slices.Clone(head)
	for _, f := range list[len(head):] {
		if f.exact {
			out = append(out, f)
		}
	}
	return out
}

// filter gives the caller's filter with the constraints found in the words: a
// region named there takes the place of the asker's own; a question about the
// past, or about a year that is over, sees all versions.
func (s *Service) filter(f Filter, u *Understood) Filter {
	if len(u.Regions) > 0 {
		f.Regions = slices.Clone(u.Regions)
	}
	now := s.cfg.Now()
	if f.AsOf == "" {
		f.AsOf = corpus.DateOf(now)
		for _, y := range u.Years {
			if y < now.Year() {
				f.AllVersions = true
			}
		}
	}
	if u.Past {
		f.AllVersions = true
	}
	return f
}

// today gives the day that relative years are told from.
func (s *Service) today(f Filter) corpus.Date {
	if f.AsOf.Known() {
		return f.AsOf
	}
	return corpus.DateOf(s.cfg.Now())
}

// arms asks the store: by words, by meaning, by reference, and by words and
// meaning inside the documents that are named.
func (s *Service) arms(ctx context.Context, mode Mode, depth int, r *Results, docs map[string]bool) (lists, error) {
	var l lists
	u := &r.Understood
	narrow := u.Filter
	narrow.Documents = slices.Clone(narrow.Documents) // the filter's own stay as they are
	for id := range docs {
		narrow.Documents = append(narrow.Documents, id)
	}
	slices.Sort(narrow.Documents)
	hybrid := mode == "" || mode == ModeHybrid
	named := hybrid && len(docs) > 0 && len(u.Filter.Documents) == 0

	var lexicalMS, vectorMS, embedMS, exactMS float64
	g, gctx := errgroup.WithContext(ctx)
	if mode != ModeVector {
		g.Go(func() (err error) {
			start := time.Now()
			defer func() { lexicalMS = ms(start) }()
			if l.lexical, err = s.cfg.Store.Lexical(gctx, u.Terms, u.Filter, depth); err != nil {
				return fmt.Errorf("lexical search: %w", err)
			}
			if named {
				if l.namedLexical, err = s.cfg.Store.Lexical(gctx, u.Terms, narrow, namedDepth); err != nil {
					return fmt.Errorf("lexical search: %w", err)
				}
			}
			return nil
		})
	}
	if mode != ModeLexical {
		g.Go(func() error {
			start := time.Now()
			vector, err := s.embed(gctx, u.Text)
			embedMS = ms(start)
			if err != nil {
				if mode == ModeVector || ctx.Err() != nil {
					return fmt.Errorf("embed query: %w", err)
				}
				r.Degraded = "embedding: " + err.Error()
				s.cfg.Logger.WarnContext(ctx, "search is lexical alone", "err", err)
				return nil
			}
			r.Vector = vector
			start = time.Now()
			defer func() { vectorMS = ms(start) }()
			nearest, err := s.cfg.Store.Nearest(gctx, vector, u.Filter, depth+depth/nearMore)
			if errors.Is(err, ErrModelMismatch) && mode != ModeVector {
				// The vectors were exchanged under a running program: it answers
				// by words until it is started anew.
				r.Vector, r.Degraded = nil, "vectors: "+ErrModelMismatch.Error()
				s.cfg.Logger.ErrorContext(ctx, "search is lexical alone", "err", err)
				return nil
			}
			if err != nil {
				return fmt.Errorf("vector search: %w", err)
			}
			l.vector = l.near(nearest, depth)
			if named {
				nearest, err := s.cfg.Store.Nearest(gctx, vector, narrow, namedDepth)
				if err != nil {
					return fmt.Errorf("vector search: %w", err)
				}
				l.namedVector = l.near(nearest, namedDepth)
			}
			return nil
		})
	}
	if source, ok := s.cfg.Store.(raritySource); ok {
		g.Go(func() (err error) {
			if r.Rarity, err = source.Rarity(gctx, u.Terms); err != nil {
				return fmt.Errorf("rarity of terms: %w", err)
			}
			return nil
		})
	}
	if hybrid {
		g.Go(func() (err error) {
			start := time.Now()
			defer func() { exactMS = ms(start) }()
			l.exact, err = s.exact(gctx, u)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return lists{}, err
	}
	for stage, v := range map[string]float64{"embed": embedMS, "lexical": lexicalMS, "vector": vectorMS, "exact": exactMS} {
		r.TimingsMS[stage] = v
	}
	return l, nil
}

func (s *Service) embed(ctx context.Context, text string) ([]float32, error) {
	if s.cfg.Embedder == nil {
		return nil, errors.New("no embedding model")
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.EmbedTimeout)
	defer cancel()
	return s.cfg.Embedder.EmbedQuery(ctx, text)
}

// exact reads the passages that the words name: an article of a document, or a
// document by its 文号.
func (s *Service) exact(ctx context.Context, u *Understood) ([]Candidate, error) {
	var out []Candidate
	for _, ref := range u.Refs {
		if ref.DocNumber == "" && (ref.Title == "" || ref.Label == "") {
			continue // a whole document by title is a place to search, not an answer
		}
		for _, try := range refForms(ref) {
			found, err := s.cfg.Store.Exact(ctx, try, u.Filter, namedDepth)
			if err != nil {
				return nil, fmt.Errorf("exact search: %w", err)
			}
			if len(found) > 0 {
				out = append(out, found...)
				break
			}
		}
	}
	return out, nil
}

// refForms gives the ways to look a reference up, the most exact first: a label
// cut to its article, an order under the full name of its authority, a 文号
// without the words that ran into it.
func refForms(ref Ref) []Ref {
	out := []Ref{ref}
	if a := articleOf(ref.Label); a != ref.Label {
		ref.Label = a
		out = append(out, ref)
	}
	const state = "中华人民共和国" // 国务院令 is printed 中华人民共和国国务院令
	if strings.Contains(ref.DocNumber, "令第") && !strings.HasPrefix(ref.DocNumber, state) {
		full := ref
		full.DocNumber = state + ref.DocNumber
		out = append(out, full)
	}
	prefix := []rune(ref.DocNumber)
	for i := 1; i < len(prefix)-2; i++ {
		if rest := string(prefix[i+1:]); strings.HasPrefix(rest, "〔") || strings.HasPrefix(rest, "令") || strings.HasPrefix(rest, "公告") || strings.HasPrefix(rest, "通告") {
			break
		}
		ref.DocNumber = string(prefix[i:])
		out = append(out, ref)
	}
	return out
}

// load reads the candidates that have not been read; those no longer stored
// stay nil.
func (s *Service) load(ctx context.Context, list []*fused) error {
	var ids []string
	at := map[string]*fused{}
	for _, f := range list {
		if f.stored == nil {
			ids = append(ids, f.id)
			at[f.id] = f
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.cfg.Library.Passages(ctx, ids)
	if err != nil {
		return fmt.Errorf("read passages: %w", err)
	}
	for i := range found {
		if f := at[found[i].Passage.ID]; f != nil {
			f.stored = &found[i]
		}
	}
	return nil
}

// ms gives the milliseconds since start, to the microsecond.
func ms(start time.Time) float64 {
	return math.Round(float64(time.Since(start).Microseconds())) / 1000
}
