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

// placeWithin is how far below a sentence of another place one of the place asked for
// may lie to be preferred.
const placeWithin = 0.15

// placeBetter is the same where it holds as much of the question and is as near to it.
const placeBetter = 0.4

// placeAsked gives the one place that a part asks of; "" for none, or several. Who asks
// of a province asks of none of the cities in it, whose rules are found as well.
func (a *ask) placeAsked() string {
	regions := a.part.Found.Understood.Regions
	if len(regions) == 1 {
		return regions[0]
	}
	if said := retrieval.PlacesIn(a.part.Topic); len(said) == 1 && slices.Contains(regions, said[0]) {
		return said[0]
	}
	return ""
}

// placeFirst gives the index of the sentence to begin with where a figure is asked of a
// place and the one found first is of another that holds it, or that it holds: the
// place's own, where it has such a figure.
func placeFirst(all []sentence, a ask, first int) int {
	if first < 0 || a.part.Scope != "" || !asksFigure(a.part.Want) || a.part.Found == nil || isReport(&all[first]) {
		return first
	}
	region := a.placeAsked()
	if region == "" || all[first].result.Document.Region == region {
		return first
	}
	best := &all[first]
	for i := first + 1; i < len(all) && all[i].score >= best.score-placeBetter; i++ {
		s := &all[i]
		if s.result.Document.Region != region || isReport(s) || s.fits < best.fits || !answers(s, a) {
			continue
		}
		if s.score >= best.score-placeWithin || s.context >= best.context && s.cosine >= best.cosine {
			return i
		}
	}
	return first
}
