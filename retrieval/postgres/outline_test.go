package postgres

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/x448/float16"
)

// TestSumOfProducts multiplies levels as large as they come, where a carry
// would show first, and random ones.
func TestSumOfProducts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, dimension := range []int{1, 2, 3, 5, 6, 7, 11, 12, 13, 512, 1537, maxDimension} {
		for name, draw := range map[string]func(most uint64) uint64{
			"largest": func(most uint64) uint64 { return most },
			"ends":    func(most uint64) uint64 { return most * r.Uint64N(2) },
			"random":  func(most uint64) uint64 { return r.Uint64N(most + 1) },
		} {
			stored, query := make([]uint64, dimension), askedOutline{words: make([][4]uint64, pairs(dimension))}
			want := uint64(0)
			for i := range stored {
				stored[i] = draw(storedLevels)
				level := draw(askedLevels)
				query.words[i/perPair][i%perPair/3] |= level << opposite[i%3]
				want += stored[i] * level
			}
			if got := sumOfProducts(pack(nil, stored), query.words); got != want {
				t.Errorf("%d numbers, %s: the products add up to %d, want %d", dimension, name, got, want)
			}
		}
	}
}

// vectorKinds draw vectors of many shapes, as half precision holds them.
var vectorKinds = map[string]func(r *rand.Rand, v []float32){
	"even": func(r *rand.Rand, v []float32) {
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
	},
	"with outliers": func(r *rand.Rand, v []float32) {
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		v[0], v[len(v)/2] = 8, -6
	},
	"one number": func(r *rand.Rand, v []float32) { v[r.IntN(len(v))] = float32(r.NormFloat64()) },
	"equal numbers": func(r *rand.Rand, v []float32) {
		for i := range v {
			v[i] = 0.25
		}
	},
	"long": func(r *rand.Rand, v []float32) {
		for i := range v {
			v[i] = float32(20000 * r.Float64())
		}
	},
	"short": func(r *rand.Rand, v []float32) {
		for i := range v {
			v[i] = float32(r.NormFloat64() * 1e-6)
		}
	},
}

func drawVector(r *rand.Rand, draw func(*rand.Rand, []float32), dimension int) []float32 {
	v := make([]float32, dimension)
	draw(r, v)
	for i, x := range v {
		v[i] = float16.Fromfloat32(x).Float32()
	}
	return v
}

// outlinedVectors makes the outlines of one document whose passages have one
// vector more than parts each.
func outlinedVectors(vectors [][]float32, parts int) *outlined {
	d := &outlined{}
	numbers, levels := make([]float64, len(vectors[0])), make([]uint64, len(vectors[0]))
	for i, v := range vectors {
		d.add(vectorAt{int32(i/(parts+1)) + 1, int32(i % (parts + 1))}, v, numbers, levels)
	}
	return d
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa) / math.Sqrt(bb)
}

// TestBounds compares bounds with cosines, for each pair of shapes.
func TestBounds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for name, draw := range vectorKinds {
		for other, drawOther := range vectorKinds {
			for _, dimension := range []int{1, 3, 17, 512} {
				widest := bounds{}
				for range 50 {
					v, q := drawVector(r, draw, dimension), drawVector(r, drawOther, dimension)
					query, ok := ask(q)
					d := outlinedVectors([][]float32{v}, 0)
					if !ok || math.IsInf(d.of[0].off, 1) {
						continue // rounded to nothing
					}
					c := cosine(v, q)
					b, closer := query.about(&d.of[0], d.words), query.closer(&d.of[0], d.words)
					for _, b := range []bounds{b, closer} {
						if c < b.least || c > b.most {
							t.Fatalf("%s and %s, %d numbers: the cosine %v is not between %v and %v", name, other, dimension, c, b.least, b.most)
						}
					}
					widest.most, widest.least = max(widest.most, b.most-b.least), max(widest.least, closer.most-closer.least)
				}
				if dimension == 512 && (widest.most > 0.1 || widest.least > widest.most || name+other == "eveneven" && widest.most > 0.02) {
					t.Errorf("%s and %s: bounds %v wide, closer ones %v", name, other, widest.most, widest.least)
				}
			}
		}
	}
}

// TestNoDirection asks with and for vectors of length 0.
func TestNoDirection(t *testing.T) {
	t.Parallel()
	if _, ok := ask(make([]float32, 8)); ok {
		t.Error("a query of length 0 has a direction")
	}
	q, _ := ask([]float32{1, 2, 3})
	d := outlinedVectors([][]float32{{0, 0, 0}, {1, 2, 3}}, 0)
	if b := q.about(&d.of[0], d.wordsOf(0)); !math.IsInf(b.least, -1) || !math.IsInf(b.most, 1) {
		t.Errorf("bounds of a vector of length 0 are %v, want none", b)
	}
	if list := shortlist([]*outlined{d}, q, 1); len(list) != 2 {
		t.Errorf("%d vectors are left, want the one without direction too", len(list))
	}
}

// TestShortlist compares with every cosine: of the k nearest passages none may
// be missing, nor the nearest vector of any of them, and few others may be left.
func TestShortlist(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	const dimension, passages, parts = 96, 400, 2
	for _, k := range []int{1, 10, 100, passages, passages + 1} {
		for name, draw := range vectorKinds {
			var held []*outlined
			var all [][][]float32
			for range 3 {
				var vectors [][]float32
				for range passages * (parts + 1) {
					vectors = append(vectors, drawVector(r, draw, dimension))
				}
				copy(vectors[30:33], vectors[:3]) // a passage that is there twice
				held, all = append(held, outlinedVectors(vectors, parts)), append(all, vectors)
			}
			asking := drawVector(r, vectorKinds["even"], dimension)
			query, _ := ask(asking)
			list := shortlist(held, query, k)
			left := map[*outlined]map[int]bool{}
			for _, d := range held {
				left[d] = map[int]bool{}
			}
			for _, p := range list {
				left[p.document][p.i] = true
			}
			type passage struct {
				cosine   float64
				document int
				i        int // place of the nearest vector
			}
			var best []passage
			for n, vectors := range all {
				for i, v := range vectors {
					c := cosine(v, asking)
					if i%(parts+1) == 0 {
						best = append(best, passage{c, n, i})
					} else if last := &best[len(best)-1]; c > last.cosine {
						last.cosine, last.i = c, i
					}
				}
			}
			slices.SortFunc(best, func(a, b passage) int { return cmp.Compare(b.cosine, a.cosine) })
			last := best[min(k, len(best))-1].cosine
			for _, p := range best {
				if p.cosine >= last && !left[held[p.document]][p.i] && !math.IsNaN(p.cosine) {
					t.Errorf("%s, k = %d: the vector with cosine %v is not left", name, k, p.cosine)
				}
			}
			if name == "even" && len(list) > 2*k+20 {
				t.Errorf("k = %d: %d vectors are left", k, len(list))
			}
		}
	}
}

// BenchmarkShortlist is the cost of a search of 20,000 vectors in our process.
func BenchmarkShortlist(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	var vectors [][]float32
	for range 20000 {
		vectors = append(vectors, drawVector(r, vectorKinds["even"], 512))
	}
	held := []*outlined{outlinedVectors(vectors, 3)}
	query, _ := ask(vectors[17])
	for b.Loop() {
		shortlist(held, query, 200)
	}
}
