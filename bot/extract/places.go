package extract

import (
	"slices"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// placesOf gives the terms of the places that the search of a part was narrowed to.
func (c *Composer) placesOf(part bot.Part) []string {
	if part.Found == nil {
		return nil
	}
	var out []string
	for _, region := range part.Found.Understood.Regions {
		out = append(out, c.segmenter.Terms(retrieval.PlaceName(region))...)
	}
	return out
}

// stand adds the places asked for to the terms of what a text of such a place says:
// it holds there whether it names the place (《某县资金管理办法》) or not.
func (a *ask) stand(set map[string]bool, r *retrieval.Result) {
	if len(a.places) == 0 || !slices.Contains(a.part.Found.Understood.Regions, r.Document.Region) {
		return
	}
	for _, t := range a.places {
		set[t] = true
	}
}
