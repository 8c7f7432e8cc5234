package metric

import (
	"cmp"
	"math"
	"slices"
)

// Kappa is Cohen's kappa of two scorers over the same items (Cohen 1960): the
// agreement beyond chance. NaN for no items, or where both always say one and
// the same thing: then chance explains all.
func Kappa[T cmp.Ordered](a, b []T) float64 {
	return weightedKappa(a, b, func(i, j, _ int) float64 {
		if i == j {
			return 0
		}
		return 1
	})
}

// QuadraticKappa is Cohen's weighted kappa with quadratic weights (Cohen 1968)
// over the categories that occur, in their order.
func QuadraticKappa[T cmp.Ordered](a, b []T) float64 {
	return weightedKappa(a, b, func(i, j, _ int) float64 { return float64((i - j) * (i - j)) })
}

// LinearKappa is Cohen's weighted kappa with linear weights.
func LinearKappa[T cmp.Ordered](a, b []T) float64 {
	return weightedKappa(a, b, func(i, j, _ int) float64 { return math.Abs(float64(i - j)) })
}

func weightedKappa[T cmp.Ordered](a, b []T, weight func(i, j, n int) float64) float64 {
	categories := slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
	n := len(categories)
	index := map[T]int{}
	for i, c := range categories {
		index[c] = i
	}
	rows, columns := make([]float64, n), make([]float64, n)
	observed, expected := 0.0, 0.0
	for k := range a {
		i, j := index[a[k]], index[b[k]]
		rows[i]++
		columns[j]++
		observed += weight(i, j, n)
	}
	for i := range n {
		for j := range n {
			expected += weight(i, j, n) * rows[i] * columns[j] / float64(len(a))
		}
	}
	return 1 - observed/expected // 0/0 is NaN
}

// FleissKappa is Fleiss' kappa (Fleiss 1971): counts[i][c] is how many scorers
// put item i into category c; every item has the same number of scorers, at
// least two. NaN where all say one thing, or there are no items.
func FleissKappa(counts [][]int) float64 {
	if len(counts) == 0 {
		return math.NaN()
	}
	scorers := 0
	for _, c := range counts[0] {
		scorers += c
	}
	n, r := float64(len(counts)), float64(scorers)
	agreement, chance := 0.0, 0.0
	share := make([]float64, len(counts[0]))
	for _, row := range counts {
		squares := 0.0
		for c, k := range row {
			squares += float64(k * k)
			share[c] += float64(k) / (n * r)
		}
		agreement += (squares - r) / (r * (r - 1)) / n
	}
	for _, p := range share {
		chance += p * p
	}
	return (agreement - chance) / (1 - chance)
}

// Scale is the level of measurement of values.
type Scale int

// Scales of Krippendorff's alpha.
const (
	Nominal Scale = iota
	Ordinal
	Interval
)

// Alpha is Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's
// alpha-reliability"): scores[c][u] is the value that scorer c gave to unit u,
// NaN where it is missing. Units with fewer than two values do not count. NaN
// where nothing can be paired or all values are equal.
func Alpha(scores [][]float64, scale Scale) float64 {
	values, coincidence := coincidences(scores)
	totals, n := make([]float64, len(values)), 0.0
	for i := range values {
		for j := range values {
			totals[i] += coincidence[i][j]
		}
		n += totals[i]
	}
	observed, expected := 0.0, 0.0
	for i := range values {
		for j := range values {
			d := distance(scale, values, totals, i, j)
			observed += coincidence[i][j] * d
			expected += totals[i] * totals[j] * d
		}
	}
	return 1 - (n-1)*observed/expected
}

// coincidences gives the values that can be paired, rising, and the matrix of
// their coincidences within units.
func coincidences(scores [][]float64) (values []float64, matrix [][]float64) {
	units := 0
	for _, row := range scores {
		units = max(units, len(row))
	}
	grouped := make([][]float64, 0, units)
	for u := range units {
		var given []float64
		for _, row := range scores {
			if u < len(row) && !math.IsNaN(row[u]) {
				given = append(given, row[u])
			}
		}
		if len(given) >= 2 {
			grouped = append(grouped, given)
			values = append(values, given...)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	matrix = make([][]float64, len(values))
	for i := range matrix {
		matrix[i] = make([]float64, len(values))
	}
	for _, given := range grouped {
		for a, x := range given {
			for b, y := range given {
				if a != b {
					i, _ := slices.BinarySearch(values, x)
					j, _ := slices.BinarySearch(values, y)
					matrix[i][j] += 1 / float64(len(given)-1)
				}
			}
		}
	}
	return values, matrix
}

// distance is the squared difference of two values on a scale.
func distance(scale Scale, values, totals []float64, i, j int) float64 {
	switch {
	case i == j:
		return 0
	case scale == Interval:
		return (values[i] - values[j]) * (values[i] - values[j])
	case scale == Ordinal:
		between := -(totals[i] + totals[j]) / 2
		for g := min(i, j); g <= max(i, j); g++ {
			between += totals[g]
		}
		return between * between
	}
	return 1
}
