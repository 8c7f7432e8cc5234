package retrieval

import (
	"strings"

	"github.com/policybot/policybot/corpus"
)

// spreadDepth is how many first places are shared among the places named.
const spreadDepth = 10

// spread lets each of several places named have its share of the first places:
// whoever compares three provinces is not served by ten passages of one. The
// best passages of each place take turns; what belongs to none of them keeps
// its own turn where the words ask for the national rule too.
func spread(list []*fused, u *Understood) {
	if len(u.Regions) < 2 || len(list) == 0 {
		return
	}
	groups := map[string][]*fused{}
	var order []string // of places, by their best passage
	for _, f := range list {
		g := groupOf(f, u)
		if g == "" {
			continue
		}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], f)
	}
	if len(order) < 2 {
		return
	}
	out := make([]*fused, 0, len(list))
	taken := map[*fused]bool{}
	take := func(f *fused) {
		out = append(out, f)
		taken[f] = true
	}
	turns := (spreadDepth + len(order) - 1) / len(order)
	for turn := range turns {
		for _, g := range order {
			if turn < len(groups[g]) && len(out) < spreadDepth {
				take(groups[g][turn])
			}
		}
	}
	for _, f := range list {
		if !taken[f] {
			out = append(out, f)
		}
	}
	copy(list, out)
}

// groupOf gives the place named that a candidate belongs to: the widest that
// its region lies in, since a place named stands for what lies inside it too;
// "national" for what holds everywhere where that is asked for; "" for none.
func groupOf(f *fused, u *Understood) string {
	path, _ := parseRegion(f.doc.Region)
	best := ""
	for _, region := range u.Regions {
		named, _ := parseRegion(region)
		if strings.HasPrefix(path, named) && (best == "" || len(named) < len(best)) {
			best = named
		}
	}
	if f.doc.Region == corpus.Nationwide && asksNational.MatchString(u.Words) {
		return "national"
	}
	return best
}
