package trainrank

import "math"

// Standardised gives the groups with every feature centred and divided by its
// standard deviation over all candidates, and what turns weights of those
// features back into weights of the groups' own: divide each by its scale. (The
// centres add the same to every candidate of a query.) A feature that never
// varies has scale 1.
func Standardised(groups []Group) (out []Group, scale []float64) {
	n, rows := 0, 0.0
	for _, g := range groups {
		rows += float64(len(g.Features))
		for _, f := range g.Features {
			n = len(f)
		}
	}
	mean := make([]float64, n)
	scale = make([]float64, n)
	each(groups, func(k int, v float64) { mean[k] += v / rows })
	each(groups, func(k int, v float64) { scale[k] += (v - mean[k]) * (v - mean[k]) / rows })
	for k := range scale {
		if scale[k] = math.Sqrt(scale[k]); scale[k] < 1e-9 { // rounding alone
			scale[k] = 1
		}
	}
	for _, g := range groups {
		own := g.Features
		g.Features = make([][]float64, len(own))
		for i, f := range own {
			g.Features[i] = make([]float64, n)
			for k, v := range f {
				g.Features[i][k] = (v - mean[k]) / scale[k]
			}
		}
		out = append(out, g)
	}
	return out, scale
}

func each(groups []Group, do func(k int, v float64)) {
	for _, g := range groups {
		for _, f := range g.Features {
			for k, v := range f {
				do(k, v)
			}
		}
	}
}

// Ridge learns weights with no prior and no bounds, at one price for the square
// of each weight of the standardised features.
func Ridge(groups []Group, price float64) []float64 {
	standard, scale := Standardised(groups)
	c := Config{Prior: make([]float64, len(scale)), Stay: make([]float64, len(scale))}
	for k := range c.Stay {
		c.Stay[k] = price
	}
	w := Train(standard, c)
	for k := range w {
		w[k] /= scale[k]
	}
	return w
}
