package retrieval

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// judged is what a feature looks at: the question, and one candidate.
type judged struct {
	query *Understood
	asOf  corpus.Date
	doc   *corpus.Document
	named bool // the words name the document
	exact bool // ... or the passage itself
	norm  string
	path  string
	text  signals
	// Of the question, the same for all candidates.
	states           []*regexp.Regexp // the kinds of thing asked for
	national, report bool             // whether the national rule, a report is asked for
}

// signals is what words and vectors say of a candidate, each 0 to 1; the
// relative ones are scaled over the list that is reranked.
type signals struct {
	lexical, vector         float64 // scaled scores of the arms
	lexicalRank, vectorRank float64 // 1 for the first, 0.5 for the tenth after it, 0 where not listed
	passageCosine           float64 // relative: of the passage's own vector
	bestCosine              float64 // relative: of its nearest vector
	nextCosine              float64 // relative: mean of its two nearest vectors
	bm25                    float64 // relative: BM25 over the text without title and headings
	bm25Head                float64 // relative: over title, headings and label
	cover, coverPairs       float64 // share of the question's terms held, by rarity; of pairs and longer terms
	coverHead               float64 // share held by title and headings
	titleSaid               float64 // share of the title's terms that the question holds, by rarity
	phrase                  float64 // longest run of characters shared with the question, by the question's length
	length                  float64 // logarithm of the characters
	document                float64 // what the arms found in its document, see [supported]
	neighbour               float64 // score of the fusion of the best passage near it in its document
}

// feature is one reason to move a candidate. Its value is 0 to 1.
type feature struct {
	name  string
	value func(j *judged) float64
}

// features is the whole reranker; its weights are in weights.json.
var features = []feature{
	{"lexical", func(j *judged) float64 { return j.text.lexical }},
	{"vector", func(j *judged) float64 { return j.text.vector }},
	{"lexical_rank", func(j *judged) float64 { return j.text.lexicalRank }},
	{"vector_rank", func(j *judged) float64 { return j.text.vectorRank }},
	{"passage_cosine", func(j *judged) float64 { return j.text.passageCosine }},
	{"best_cosine", func(j *judged) float64 { return j.text.bestCosine }},
	{"next_cosine", func(j *judged) float64 { return j.text.nextCosine }},
	{"bm25_text", func(j *judged) float64 { return j.text.bm25 }},
	{"bm25_head", func(j *judged) float64 { return j.text.bm25Head }},
	{"coverage", func(j *judged) float64 { return j.text.cover }},
	{"coverage_pairs", func(j *judged) float64 { return j.text.coverPairs }},
	{"coverage_head", func(j *judged) float64 { return j.text.coverHead }},
	{"title_said", func(j *judged) float64 { return j.text.titleSaid }},
	{"phrase", func(j *judged) float64 { return j.text.phrase }},
	{"length", func(j *judged) float64 { return j.text.length }},
	{"document", func(j *judged) float64 { return j.text.document }},
	{"neighbour", func(j *judged) float64 { return j.text.neighbour }},
	// What both arms hold for near is nearer than what one does.
	{"both", func(j *judged) float64 { return min(j.text.lexical, j.text.vector) }},
	{"cosine_and_words", func(j *judged) float64 { return j.text.bestCosine * j.text.coverPairs }},
	// A passage that states the kind of thing asked for: a period, an amount.
	{"answer", func(j *judged) float64 { return one(statesAny(j.states, j.norm)) }},
	// An article named with its document is what was asked for: always first.
	{"article", func(j *judged) float64 { return one(j.exact) }},
	// A document named in the words is where the answer is sought.
	{"named", func(j *judged) float64 { return one(j.named) }},
	// The words name the kind of document: 指引, 条例, 办法.
	{"kind_said", kindSaid},
	// Where the words name a place, its own rules come before national ones.
	{"region", regionMatch},
	// Where they name none, or ask for the national rule as well, what holds
	// everywhere comes before local rules.
	{"nationwide", func(j *judged) float64 {
		return one((len(j.query.Regions) == 0 || j.national) && j.doc.Region == corpus.Nationwide)
	}},
	{"local_city", func(j *judged) float64 {
		return one(localRule(j) && j.doc.Level == corpus.LevelCity)
	}},
	// A local rule that has not been touched for long, where no year is named.
	{"local_old", localAge},
	{"report_asked", func(j *judged) float64 {
		return one(j.doc.Kind == corpus.KindReport && j.report)
	}},
	{"report_unasked", func(j *judged) float64 {
		return one(j.doc.Kind == corpus.KindReport && !j.report)
	}},
	// A year named is one of the passage, its headings or its document.
	{"year", func(j *judged) float64 { return yearMatch(j, j.query.Years) }},
	// A year said relative to today (去年) is the time of a report.
	{"year_relative", func(j *judged) float64 {
		if j.doc.Kind != corpus.KindReport {
			return 0
		}
		return yearMatch(j, j.query.Relative)
	}},
	// A version that was in force in a year named and is no more, and one that came after it.
	{"version_of_year", func(j *judged) float64 { return one(ended(j) && inYears(j)) }},
	{"after_year", afterYears},
	// A text that is no longer in force, unless the past is asked for.
	{"ended", func(j *judged) float64 { return one(!j.query.Past && ended(j) && !inYears(j)) }},
	// A digest of ours loses to the official text.
	{"digest", func(j *judged) float64 { return one(j.doc.Kind == corpus.KindDigest) }},
	// A passage of a few characters is a heading or a remnant.
	{"short", func(j *judged) float64 { return one(len([]rune(j.norm)) < 12) }},
}

var (
	// asksNational finds that the rule of the state is asked for beside local ones.
	asksNational = regexp.MustCompile(`国家(?:规定|的规定|法律|标准|层面|政策|是|怎么|要求|法定)|全国性|中央(?:规定|政策)|国家.{0,6}比|比国家|跟国家|和国家|与国家`)
	// asksReport finds that facts of a period are asked for, not rules.
	asksReport = regexp.MustCompile(`报告|总理|目标|预期|打算|计划|实际|完成|核定|(?:去|今|前|明)年|新增|一共|总共|总数|现在有|目前|进展|建成|弄到|批下来|多少(?:家|项|人|亿|颗|件|名|位)|几(?:家|颗|位)|第一家|增长|翻.{0,3}番|排第`)
)

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// kindsOfText are the words by which people tell kinds of documents apart.
var kindsOfText = []string{"工作报告", "报告", "条例", "细则", "办法", "指引", "通知", "规定", "措施", "意见", "决定", "批复", "解释", "解读", "复函"}

func kindSaid(j *judged) float64 {
	for _, kind := range kindsOfText {
		if strings.Contains(j.query.Words, kind) && strings.Contains(j.doc.Title, kind) {
			return 1
		}
	}
	return 0
}

func localRule(j *judged) bool {
	return len(j.query.Regions) == 0 && j.doc.Region != corpus.Nationwide && j.doc.Region != "" && j.doc.Kind != corpus.KindReport
}

func localAge(j *judged) float64 {
	if !localRule(j) || len(j.query.Years) > 0 {
		return 0
	}
	last := max(j.doc.Published, j.doc.Adopted, j.doc.EffectiveFrom)
	if len(last) < 4 || len(j.asOf) < 4 {
		return 0
	}
	from, _ := strconv.Atoi(string(last[:4])) // a date: digits
	to, _ := strconv.Atoi(string(j.asOf[:4]))
	return min(max(float64(to-from)/30, 0), 1)
}

func regionMatch(j *judged) float64 {
	if len(j.query.Regions) == 0 || j.doc.Region == corpus.Nationwide {
		return 0
	}
	path, _ := parseRegion(j.doc.Region)
	best := 0.0
	for _, region := range j.query.Regions {
		named, _ := parseRegion(region)
		switch {
		case strings.HasPrefix(path, named):
			return 1
		case strings.HasPrefix(named, path):
			best = 0.5 // the province of a city named
		}
	}
	return best
}

func yearMatch(j *judged, years []int) float64 {
	for _, y := range years {
		year := strconv.Itoa(y)
		for _, d := range []corpus.Date{j.doc.Published, j.doc.Adopted, j.doc.EffectiveFrom} {
			if strings.HasPrefix(string(d), year) {
				return 1
			}
		}
		if strings.Contains(j.doc.Title, year) || strings.Contains(j.norm, year) || strings.Contains(j.path, year) {
			return 1
		}
	}
	return 0
}

// ended reports whether the document is out of force on the day of the query.
func ended(j *judged) bool {
	switch j.doc.StatusOn(j.asOf) {
	case corpus.StatusSuperseded, corpus.StatusRepealed, corpus.StatusExpired:
		return true
	}
	return false
}

// inYears reports whether a year named falls into the document's time.
func inYears(j *judged) bool {
	for _, y := range j.query.Years {
		first, last := corpus.Date(strconv.Itoa(y)+"-01-01"), corpus.Date(strconv.Itoa(y)+"-12-31")
		began := max(j.doc.EffectiveFrom, j.doc.Published, j.doc.Adopted)
		if j.doc.EffectiveFrom.Known() {
			began = j.doc.EffectiveFrom
		}
		if began <= last && (!j.doc.EffectiveTo.Known() || j.doc.EffectiveTo >= first) {
			return true
		}
	}
	return false
}

// afterYears tells a rule that came after every year named.
func afterYears(j *judged) float64 {
	if len(j.query.Years) == 0 || j.doc.Kind == corpus.KindReport {
		return 0
	}
	began := j.doc.EffectiveFrom
	if !began.Known() {
		began = max(j.doc.Published, j.doc.Adopted)
	}
	last := j.query.Years[len(j.query.Years)-1]
	return one(began > corpus.Date(strconv.Itoa(last)+"-12-31"))
}

// lengthSignal maps characters to 0..1: 1,000 and more give 1.
func lengthSignal(runes int) float64 {
	return min(math.Log(1+float64(runes))/math.Log(1001), 1)
}
