package postgres

import (
	"container/heap"
	"math"
	"slices"
)

// possible is a vector that may be the nearest of a passage among the best.
type possible struct {
	document *outlined
	i        int // its place there
	bounds
}

// shortlist gives the vectors that may be the nearest of one of the k nearest
// passages; none that is will be missing.
func shortlist(held []*outlined, q *asked, k int) []possible {
	var list []possible
	floor := lowest{} // of the k best
	passage := math.Inf(-1)
	for _, d := range held {
		for i := range d.at {
			b := q.about(&d.of[i], d.wordsOf(i))
			if len(floor) < k || b.most >= floor[0] {
				list = append(list, possible{d, i, b})
			}
			passage = max(passage, b.least)
			if i+1 == len(d.at) || d.at[i+1].ordinal != d.at[i].ordinal {
				floor.offer(passage, k)
				passage = math.Inf(-1)
			}
		}
	}
	list = slices.DeleteFunc(list, func(p possible) bool { return len(floor) == k && p.most < floor[0] })
	return closest(list, q, k)
}

// closest does the same with closer bounds. Of a passage, the vectors that are
// certainly farther than another one go as well.
func closest(list []possible, q *asked, k int) []possible {
	floor := lowest{}
	out := list[:0]
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].document == list[0].document && list[n].ordinal() == list[0].ordinal() {
			n++
		}
		best := math.Inf(-1)
		for i := range list[:n] {
			p := &list[i]
			p.bounds = q.closer(&p.document.of[p.i], p.document.wordsOf(p.i))
			best = max(best, p.least)
		}
		for _, p := range list[:n] {
			if p.most >= best {
				out = append(out, p)
			}
		}
		floor.offer(best, k)
		list = list[n:]
	}
	return slices.DeleteFunc(out, func(p possible) bool { return len(floor) == k && p.most < floor[0] })
}

func (p *possible) ordinal() int32 { return p.document.at[p.i].ordinal }

// lowest is a heap of the best numbers offered, the lowest of them first.
type lowest []float64

func (l lowest) Len() int           { return len(l) }
func (l lowest) Less(i, j int) bool { return l[i] < l[j] }
func (l lowest) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *lowest) Push(x any)        { *l = append(*l, x.(float64)) }
func (l *lowest) Pop() any          { panic("nothing is taken out") }

func (l *lowest) offer(x float64, k int) {
	switch {
	case len(*l) < k:
		heap.Push(l, x)
	case x > (*l)[0]:
		(*l)[0] = x
		heap.Fix(l, 0)
	}
}
