package bot

import (
	"regexp"
	"unicode"
)

// englishAsks turn how English asks into how Chinese does, first match first,
// so that one set of rules reads what is wanted of both.
var englishAsks = []struct {
	match *regexp.Regexp
	asks  string
}{
	{regexp.MustCompile(`(?i)\bhow many (working |business |calendar )?days\b`), "几天"},
	{regexp.MustCompile(`(?i)\b(how|within how) many months\b`), "几个月"},
	{regexp.MustCompile(`(?i)\b(how|within how) many years\b`), "几年"},
	{regexp.MustCompile(`(?i)\bhow old\b|\bage limit\b|\bmaximum age\b`), "年龄多大"},
	{regexp.MustCompile(`(?i)\bhow many (points|marks)\b`), "多少分"},
	{regexp.MustCompile(`(?i)\bhow many [\w' -]{0,30}(enterprises|companies|firms|businesses|institutions|units)\b`), "多少家"},
	{regexp.MustCompile(`(?i)\bhow many [\w' -]{0,30}(people|persons|experts|members|winners|foreigners)\b`), "多少人"},
	{regexp.MustCompile(`(?i)\bhow many\b`), "多少"},
	{regexp.MustCompile(`(?i)\b(take|takes|took|come|comes|came|enter|entered) (effect|into force)\b|\beffective date\b|\bin force (since|from)\b`), "什么时候施行"},
	{regexp.MustCompile(`(?i)\bhow long\b|\bdeadline\b|\btime limit\b|\bby when\b|\bwhen\b|\bperiod\b|\bdeadlines\b`), "多久"},
	{regexp.MustCompile(`(?i)\b(rate|percent|percentage|proportion|share|ratio|per cent)\b`), "比例是多少"},
	{regexp.MustCompile(`(?i)\bhow much\b|\bamount\b|\bmaximum\b.{0,40}\b(damages|fine|penalty|subsidy|reward|grant)\b|\bcost\b|\bcosts\b`), "最多多少钱"},
	{regexp.MustCompile(`(?i)\b(document number|which (document|notice|circular))\b`), "哪个文件"},
	{regexp.MustCompile(`(?i)\bwhich article\b`), "第几条"},
	{regexp.MustCompile(`(?i)\bdefin(ed|e|ition)\b|\bwhat does\b.{0,40}\bmean\b|\bmeaning of\b`), "定义是什么"},
	{regexp.MustCompile(`(?i)\bwhat happens\b|\bconsequences?\b|\bpunish\w*\b|\bpenalt(y|ies)\b|\bfined?\b`), "会怎样"},
	{regexp.MustCompile(`(?i)\bwho (can|may|is eligible|qualifies)\b|\b(what|which)( \w+)? (documents|materials|papers|conditions|requirements|criteria|benefits|incentives)\b`), "有什么条件"},
	{regexp.MustCompile(`(?i)\bhow (do|does|can|to|should|is|are)\b|\bprocedures?\b|\bsteps\b|\bwhere (do|can)\b`), "如何办理"},
	{regexp.MustCompile(`(?i)^\s*(can|could|may|must|is|are|do|does|did|will|am)\b|\b(eligible|allowed|entitled|qualify)\b`), "可以吗"},
}

// askedFor gives the words of a part by which its want is read: those of a
// question in Latin letters as Chinese asks, others as they are.
func askedFor(text string) string {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return text
		}
	}
	for _, e := range englishAsks {
		if e.match.MatchString(text) {
			return e.asks
		}
	}
	return text
}
