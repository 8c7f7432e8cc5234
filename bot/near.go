package bot

import (
	"slices"
	"strings"
)

// nearest is how many passages are named to somebody whose question is not answered.
const nearest = 2

// near names the passages that search put first, for a reader who wants to look
// on: nothing of what they say is given, for they may be about something else.
// "" where nothing was found.
func near(p plan, lang string) string {
	var places []string
	for rank := range nearest { // the first of each part, then the second of each
		for _, part := range p.parts {
			if part.Found == nil || rank >= len(part.Found.Results) {
				continue
			}
			r := part.Found.Results[rank]
			place := "《" + r.Document.Title + "》" + PassageLocator(r.Passage)
			if r.Document.Title != "" && !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	if len(places) == 0 {
		return ""
	}
	between := "；"
	if lang == "en" {
		between = "; "
	}
	return msgNear.in(lang, strings.Join(places[:min(nearest, len(places))], between))
}
