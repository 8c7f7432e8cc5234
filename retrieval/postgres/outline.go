package postgres

import "math"

// An outline is a vector in a third of its size, in memory: each number in ten
// bits, and how far that is off at most. From outlines follow bounds of a
// cosine, never the cosine: they say which vectors cannot be among the nearest,
// and PostgreSQL reckons the others exactly.
//
// A word holds six numbers, three of them at inLanes and three ten bits above.
// Multiplied by three numbers of a query that stand the other way round, the
// products of those that belong together all fall on bit 43, and add up there:
// below it there is no room for a carry, above it none but for their sum, as
// long as three products are less than 2^21. Two sums of six products cost two
// multiplications, which is a quarter of the time of six numbers one by one.
const (
	storedLevels = 1022 // even, so that 0 is a level
	askedLevels  = 682
	lanes        = 1<<10 - 1 | (1<<10-1)<<21 | (1<<10-1)<<43
	sumAt        = 43
	perPair      = 12 // numbers in a pair of words
)

var inLanes, opposite = [3]int{0, 21, 43}, [3]int{43, 22, 0}

// outline is what is kept of a vector beside its words.
type outline struct {
	step float64 // between two levels
	base float64 // what level 0 stands for, not above 0
	sum  float64 // of the levels, times step
	off  float64 // length of the difference to the vector
}

// unit scales v to length 1. A vector without length has no direction: ok is false.
func unit(v []float32, out []float64) (ok bool) {
	length := 0.0
	for _, x := range v {
		length += float64(x) * float64(x)
	}
	scale := 1 / math.Sqrt(length)
	for i, x := range v {
		out[i] = float64(x) * scale
	}
	return length > 0
}

// outlineOf rounds numbers to levels from 0 to most, and leaves in their place
// what the rounding has taken away.
func outlineOf(numbers []float64, most float64, levels []uint64) outline {
	largest := 0.0
	for _, x := range numbers {
		largest = max(largest, math.Abs(x))
	}
	if largest == 0 {
		clear(levels)
		return outline{}
	}
	o := outline{step: 2 * largest / most, base: -largest}
	perStep := most / (2 * largest)
	sum, off := uint64(0), 0.0
	for i, x := range numbers {
		level := min(uint64((x+largest)*perStep+0.5), uint64(most))
		levels[i] = level
		sum += level
		x -= o.base + o.step*float64(level)
		numbers[i] = x
		off += x * x
	}
	o.sum, o.off = o.step*float64(sum), math.Sqrt(off)
	return o
}

// pairs gives how many pairs of words a vector of a dimension takes.
func pairs(dimension int) int { return (dimension + perPair - 1) / perPair }

// pack appends the words of levels.
func pack(words [][2]uint64, levels []uint64) [][2]uint64 {
	for at := 0; at < len(levels); at += perPair {
		var pair [2]uint64
		for i, level := range levels[at:min(at+perPair, len(levels))] {
			pair[i/6] |= level << (inLanes[i%3] + i%6/3*10)
		}
		words = append(words, pair)
	}
	return words
}

// asked is a query to be compared with outlines: itself, and what its rounding
// has taken away.
type asked struct {
	first, second askedOutline
	slack         float64 // what PostgreSQL may be off by, which adds up in single precision
}

type askedOutline struct {
	outline
	fixed float64 // what each unit of a stored outline's base adds
	words [][4]uint64
}

// ask gives a query as PostgreSQL reads it; ok is false where it has no direction.
func ask(v []float32) (q *asked, ok bool) {
	numbers, levels := make([]float64, len(v)), make([]uint64, len(v))
	if !unit(v, numbers) {
		return nil, false
	}
	part := func() askedOutline {
		o := askedOutline{outline: outlineOf(numbers, askedLevels, levels), words: make([][4]uint64, pairs(len(v)))}
		o.fixed = o.base*float64(len(v)) + o.sum
		for i, level := range levels {
			o.words[i/perPair][i%perPair/3] |= level << opposite[i%3]
		}
		return o
	}
	return &asked{part(), part(), float64(len(v)) * 0x1p-22}, true
}

// bounds are what a cosine is at least and at most.
type bounds struct{ least, most float64 }

// about gives bounds of the cosine to the vector of an outline.
func (q *asked) about(o *outline, words [][2]uint64) bounds {
	return q.around(q.first.product(o, words), o.off, q.first.off)
}

// closer gives closer ones.
func (q *asked) closer(o *outline, words [][2]uint64) bounds {
	return q.around(q.first.product(o, words)+q.second.product(o, words), o.off, q.second.off)
}

func (q *asked) around(product, stored, asked float64) bounds {
	off := stored + asked*(1+stored) + q.slack
	return bounds{product - off, product + off}
}

// product gives the inner product of what two outlines stand for.
func (q *askedOutline) product(o *outline, words [][2]uint64) float64 {
	return q.step*o.step*float64(sumOfProducts(words, q.words)) + q.base*o.sum + o.base*q.fixed
}

// sumOfProducts multiplies the levels of two vectors and adds up.
func sumOfProducts(v [][2]uint64, q [][4]uint64) uint64 {
	var s, t uint64
	q = q[:len(v)]
	for i := range v {
		p := &q[i]
		x, y := v[i][0], v[i][1]
		s += (x & lanes) * p[0] >> sumAt
		s += (y & lanes) * p[2] >> sumAt
		t += (x >> 10 & lanes) * p[1] >> sumAt
		t += (y >> 10 & lanes) * p[3] >> sumAt
	}
	return s + t
}
