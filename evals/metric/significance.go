package metric

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Draws is how many random draws a test or an interval takes.
const Draws = 10_000

// seed makes every test repeatable; its value has no meaning.
const seed = 20240607

func generator() *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

// PairedRandomisation is the two-sided p-value of the difference of the means
// of a and b, paired item by item, by flipping signs at random (Smucker, Allan,
// Carterette 2007): the share of draws, the observed one among them, whose mean
// difference is at least as great. Equal lists give 1. Every call gives the same.
func PairedRandomisation(a, b []float64, draws int) float64 {
	var differences []float64
	observed := 0.0
	for i := range a {
		if d := b[i] - a[i]; d != 0 {
			differences = append(differences, d)
			observed += d
		}
	}
	if len(differences) == 0 {
		return 1
	}
	// What differs by rounding alone counts as equal.
	least := math.Abs(observed) * (1 - 1e-9)
	r := generator()
	extreme := 1
	for range draws {
		sum := 0.0
		var bits uint64
		for i, d := range differences {
			if i%64 == 0 {
				bits = r.Uint64()
			}
			if bits&1 == 0 {
				sum += d
			} else {
				sum -= d
			}
			bits >>= 1
		}
		if math.Abs(sum) >= least {
			extreme++
		}
	}
	return float64(extreme) / float64(draws+1)
}

// Bootstrap is the 95 % percentile interval of the mean (Efron 1979). Of one
// value, or none, it is that value. Every call gives the same.
func Bootstrap(values []float64, draws int) (low, high float64) {
	return BootstrapOf(len(values), draws, func(sample []int) float64 {
		sum := 0.0
		for _, i := range sample {
			sum += values[i]
		}
		return sum / float64(max(len(sample), 1))
	})
}

// BootstrapOf is the 95 % percentile interval of a statistic over n items: it is
// given lists of n items drawn with replacement. Draws whose statistic is NaN
// are left out; (0, 0) where none is left.
func BootstrapOf(n, draws int, statistic func(sample []int) float64) (low, high float64) {
	r := generator()
	sample := make([]int, n)
	values := make([]float64, 0, draws)
	for range draws {
		for i := range sample {
			sample[i] = r.IntN(n)
		}
		if v := statistic(sample); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	return Percentile(values, 0.025), Percentile(values, 0.975)
}

// Holm adjusts p-values for being several (Holm 1979), in the order given: a
// hypothesis is rejected at a level where its adjusted p-value is at most that.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return int(sign(p[x] - p[y])) })
	out := make([]float64, len(p))
	least := 0.0
	for at, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-at)))
		out[i] = least
	}
	return out
}

// PredictionPowered is the mean human score estimated from automatic scores of
// all items and human scores of some, with its 95 % interval (Angelopoulos et
// al. 2023; ARES, Saad-Falcon et al. 2024): the mean automatic score of all,
// plus the mean of human minus automatic over the judged. automatic holds the
// scores of the items that nobody judged; judgedAuto and human those of the
// judged, pair by pair. NaN where nothing is judged.
func PredictionPowered(automatic, judgedAuto, human []float64) (mean, low, high float64) {
	differences := make([]float64, len(human))
	for i := range human {
		differences[i] = human[i] - judgedAuto[i]
	}
	all := slices.Concat(automatic, judgedAuto)
	if len(human) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	mean = Mean(all) + Mean(differences)
	sd, sa := StandardDeviation(differences), StandardDeviation(all)
	half := normal975 * math.Sqrt(sd*sd/float64(len(differences))+sa*sa/float64(len(all)))
	return mean, mean - half, mean + half
}

// normal975 is the 97.5 % point of the normal distribution.
const normal975 = 1.959963984540054
