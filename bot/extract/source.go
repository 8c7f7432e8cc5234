package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

var (
	// asksReport asks what a report of a government says; asksState for what
	// is so in all of the country.
	asksReport = regexp.MustCompile(`工作报告|(国务院|总理|省里?|市里?|政府)的?报告|总理.{0,4}(说|讲|提)`)
	// asksRule asks what a rule says that is named; a report does not say it.
	asksRule  = regexp.MustCompile(`规定|写明|写着|写的|要求|依照|按照|根据|对吗|对不对|是真的`)
	ruleTitle = regexp.MustCompile(`(法|条例|细则|办法|规定)$`)
	// asksOwn asks what one's own city or province gives, which is not named: a national
	// text does not say it.
	asksOwn = regexp.MustCompile(`(?:市|县|区|省)(?:里|财政|政府)(?:财政|上)?[^，。？]{0,10}?(?:给|奖|补|贴|返|打[^，。？]{0,2}折|资助|扶持|配套|掏)`)
	// asksItsRule asks what a place's own rule says, by its kind: 2010年的条例, 现行办法; and
	// not for a way out (有什么好的办法).
	asksItsRule = regexp.MustCompile(`(?:的|年|版|老|旧|新|现行|那个|这个|那部|里)条例|(?:[0-9]年|版|老|旧|现行)的?办法`)
	// asksLaw asks what the law of the country says.
	asksLaw = regexp.MustCompile(`法律(?:上|里|中|怎么|规定|是怎么)|国家(?:层面|法律)`)
	// taxed says or asks what is taxed, and not what is left after it (税后净收入).
	taxed      = regexp.MustCompile(`税(?:[^后]|$)`)
	asksNation = regexp.MustCompile(`国家|国务院|全国|中央|上位法`)
	asksState  = regexp.MustCompile(`全国|国务院|总理|中央财政|国家(层面|一共|总共|计划|财政|今年|去年|\d)`)
)

// sources is what a part says of the texts that may answer it; see [sourcesOf].
type sources struct{ report, own, itsRule, law, tax bool }

// sourcesOf reads them once for all sentences: the report of a government, what one's own
// place gives, a place's own rule, the law of the country, taxes.
func sourcesOf(p bot.Part) sources {
	law := asksLaw.MatchString(p.Topic)
	return sources{report: asksReport.MatchString(p.Topic), law: law, tax: taxed.MatchString(p.Topic),
		own:     asksFigure(p.Want) && asksOwn.MatchString(p.Text),
		itsRule: !law && asksItsRule.MatchString(p.Topic) && !asksNation.MatchString(p.Topic)}
}

// tellsElsewhere says that a sentence tells something of another place than
// the one asked for, or not where the question says that it stands: reports
// give the figures of their own place, and 全国 is not one province.
func (a *ask) tellsElsewhere(r *retrieval.Result, text string) bool {
	if a.part.Found == nil || r.Document.Kind == corpus.KindDigest {
		return false
	}
	regions := a.part.Found.Understood.Regions
	if a.ofOtherLevel(r, text, regions) {
		return true
	}
	if a.part.Scope != "" {
		return false
	}
	if r.Document.Kind != corpus.KindReport {
		return a.sources.report || r.Document.Region == corpus.Nationwide && (titledElsewhere(r.Document.Title, regions) || a.sources.own && len(regions) == 0)
	}
	if asksRule.MatchString(a.part.Topic) && slices.ContainsFunc(a.part.Found.Understood.Refs, func(ref retrieval.Ref) bool { return ruleTitle.MatchString(ref.Title) }) {
		return true
	}
	if len(regions) == 0 {
		return r.Document.Region != corpus.Nationwide && asksState.MatchString(a.part.Topic)
	}
	if !asksFigure(a.part.Want) || slices.Contains(regions, r.Document.Region) {
		return false
	}
	// The figure of a city is not that of its province.
	return !slices.ContainsFunc(regions, func(region string) bool { return strings.Contains(text, retrieval.PlaceName(region)) })
}

// ofOtherLevel says that the rule of a place that is named is asked of and the text is a
// national rule, or that the law of the country is and the text is a place's. Taxes are
// ruled by the law of the country alone (立法法 article 11): what the regulation of a place says
// of them is told to nobody who does not ask of that place.
func (a *ask) ofOtherLevel(r *retrieval.Result, text string, regions []string) bool {
	if r.Document.Kind == corpus.KindReport {
		return false
	}
	if r.Document.Region != corpus.Nationwide {
		return len(regions) == 0 && (a.sources.law || a.sources.tax && taxed.MatchString(text) && ruleTitle.MatchString(r.Document.Title))
	}
	return a.sources.itsRule && len(regions) > 0 &&
		!slices.ContainsFunc(regions, func(region string) bool { return strings.Contains(r.Document.Title, retrieval.PlaceName(region)) })
}

// titledElsewhere says that a title names places (国务院关于同意某某两市建设示范区的批复), and
// none that has to do with the regions asked for.
func titledElsewhere(title string, regions []string) bool {
	if len(regions) == 0 {
		return false
	}
	places := retrieval.PlacesIn(title)
	return len(places) > 0 && !slices.ContainsFunc(places, func(place string) bool {
		return retrieval.Inside(place, regions) || slices.ContainsFunc(regions, func(r string) bool { return retrieval.Inside(r, []string{place}) })
	})
}
