package metric

import (
	"math"
	"slices"
)

// Pearson is the product-moment correlation; NaN where one side is constant.
func Pearson(a, b []float64) float64 {
	ma, mb := Mean(a), Mean(b)
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}

// Spearman is the rank correlation, ties at their mean rank; NaN where one side
// is constant.
func Spearman(a, b []float64) float64 { return Pearson(ranks(a), ranks(b)) }

func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		switch {
		case values[x] < values[y]:
			return -1
		case values[x] > values[y]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return out
}

// Kendall is Kendall's tau-b, which corrects for ties; NaN where one side is
// constant. It compares all pairs.
func Kendall(a, b []float64) float64 {
	var balance, x, y float64
	for i := range a {
		for j := range i {
			da, db := sign(a[i]-a[j]), sign(b[i]-b[j])
			balance += da * db
			x += da * da
			y += db * db
		}
	}
	return balance / math.Sqrt(x*y)
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
