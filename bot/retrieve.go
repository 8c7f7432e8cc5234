package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// poolSize is how many passages a part's answer is chosen from. Evidence that
// hybrid search finds at all is in the first thirty (docs/benchmarks-search.md).
const poolSize = 30

// retrieve plans the searches of a question and runs them: one for each thing
// asked, and where the question compares, one for each region or version.
func (s *Service) retrieve(ctx context.Context, q Question, cat *catalogue) (plan, error) {
	p := plan{timings: map[string]float64{}}
	q, err := s.released(ctx, &p, q, cat)
	if err != nil {
		return p, err
	}
	whole, err := s.search(ctx, &p, q, q.Text, retrieval.Filter{})
	if err != nil {
		return p, err
	}
	with, err := s.continued(ctx, &p, q, whole, cat)
	if err != nil {
		return p, err
	}
	if with.base != "" {
		whole = with.found
	}
	if m, ok := s.momentOf(q, whole); ok {
		q.Text = withoutMoment(q.Text) // the time chooses the text; its words would only draw to dates
		if q.AsOf = m.day; m.year == 0 {
			p.moved = true
			if whole, err = s.search(ctx, &p, q, q.Text, retrieval.Filter{}); err != nil {
				return p, err
			}
		} else { // of a year all versions in force during it are told
			q.AsOf, p.during = corpus.DateOf(s.cfg.Now()), m.year
		}
	}
	p.asOf = q.AsOf
	parts := partsOf(q.Text)
	for i := range parts {
		with.later(&parts[i])
	}
	u := whole.Understood
	p.regions = u.Regions
	if q.AsOf.Known() && q.AsOf != corpus.DateOf(s.cfg.Now()) {
		p.notes = append(p.notes, planNote{beside: msgAsOfIntro.in(q.Lang, string(q.AsOf)), alone: msgAsOfSearched.in(q.Lang, string(q.AsOf))})
	}
	if titles := realTitles(u.UnknownTitles); len(titles) > 0 && !namesHeld(u, cat) && !asksMaker.MatchString(q.Text) {
		if place := placeShifted(q, titles); place != "" { // the rule was named for the place before
			p.notes = append(p.notes, planNote{beside: msgNoTitle.in(q.Lang, titles[0]), alone: msgNoTitle.in(q.Lang, titles[0])})
			q.Text = strings.Replace(q.Text, titles[0], place, 1)
			again, err := s.retrieve(ctx, q, cat)
			again.notes = append(p.notes, again.notes...)
			return again, err
		}
		p.stop = msgNoDocument.in(q.Lang, strings.Join(titles, "》《"))
		return p, nil
	}
	if number := unheldNumber(q.Text, u, cat); number != "" {
		p.stop = msgNoNumber.in(q.Lang, number)
		return p, nil
	}
	if len(parts) == 1 || parts[0].Heading == "" {
		if stop, err := s.missingArticle(ctx, q, whole); err != nil || stop != "" {
			p.stop = stop
			return p, err
		}
	}
	if title, year := missingEdition(q.Text, whole, cat); title != "" {
		p.stop = msgNoEdition.in(q.Lang, title, year)
		return p, nil
	}
	if u.UnknownRegion == "" {
		u.UnknownRegion = unknownDistrict(q.Text, cat)
	}
	if u.UnknownRegion != "" && localMatter.MatchString(q.Text) {
		p.stop = msgNoLocal.in(q.Lang, u.UnknownRegion)
		return p, nil
	}
	if u.UnknownRegion != "" {
		p.notes = append(p.notes, planNote{beside: msgNoRegion.in(q.Lang, u.UnknownRegion), alone: msgRegionNotHeld.in(q.Lang, u.UnknownRegion), elsewhere: true})
	}
	if whole.Degraded != "" {
		p.notes = append(p.notes, planNote{beside: msgDegraded.in(q.Lang), alone: msgDegraded.in(q.Lang)})
	}
	for _, part := range parts {
		part.Years = withoutYearOf(part.Years, q.AsOf, corpus.DateOf(s.cfg.Now()), whole)
		part.Found = whole
		if len(parts) > 1 {
			if part.Found, err = s.search(ctx, &p, q, part.Topic, retrieval.Filter{}); err != nil {
				return p, err
			}
			if part.Topic != part.Text && utf8.RuneCountInString(withoutAsking(part.Text)) > 2 {
				alone, err := s.search(ctx, &p, q, part.Text, retrieval.Filter{})
				if err != nil {
					return p, err
				}
				part.Found, part.Alone = union(part.Found, alone), alone.Vector
			}
			if part.Heading != "" {
				if err := s.headed(ctx, &p, q, &part); err != nil {
					return p, err
				}
			} else {
				part.Found = union(part.Found, whole)
			}
		}
		if err := s.ofItself(ctx, &p, q, &part); err != nil {
			return p, err
		}
		if part.Itself {
			p.parts = append(p.parts, part)
			continue
		}
		if err := s.amountBeside(ctx, &p, q, &part); err != nil {
			return p, err
		}
		expanded, err := s.expand(ctx, &p, q, part, u, cat)
		if err != nil {
			return p, err
		}
		for i := range expanded {
			if expanded[i].Like > 0 {
				expanded[i].Like += len(p.parts)
			}
		}
		if len(expanded) == 1 {
			if err := s.sides(ctx, &p, q, &expanded[0]); err != nil {
				return p, err
			}
		}
		p.parts = append(p.parts, expanded...)
	}
	return p, nil
}

// withoutYearOf takes out of the years asked of that of the day answered for,
// where what was found first is a rule: its text of that day answers, which names
// the year nowhere. A notice of one year, as its title says, is no such rule.
func withoutYearOf(years []int, day, today corpus.Date, found *retrieval.Results) []int {
	if !day.Known() || day == today || len(found.Results) == 0 || found.Results[0].Document.Kind == corpus.KindReport ||
		titleYear.MatchString(found.Results[0].Document.Title) {
		return years
	}
	return slices.DeleteFunc(slices.Clone(years), func(y int) bool { return strconv.Itoa(y) == string(day[:4]) })
}

// titleYear is a year as the titles of yearly notices and reports name it.
var titleYear = regexp.MustCompile(`(?:19|20)\d\d年`)

// momentOf gives the moment that the words ask about, where the asker has set no
// day and what was found first is a rule: reports tell of their year on any day.
func (s *Service) momentOf(q Question, found *retrieval.Results) (moment, bool) {
	today := corpus.DateOf(s.cfg.Now())
	m, ok := momentIn(q.Text, today)
	if !ok || q.AsOf.Known() && q.AsOf != today || m.day == today {
		return moment{}, false
	}
	if len(found.Results) > 0 && found.Results[0].Document.Kind == corpus.KindReport {
		return moment{}, false
	}
	return m, true
}

// localMatter names what a place grants by rules of its own. Where the words
// name a place, another place's rule or a national one is no answer to it.
var localMatter = regexp.MustCompile(`给(多少|几)|(一次性|每年|每月|最高|最多)(能)?(给|发|领|拿)|(租金|房租|补|奖|贴).{0,4}(几|多少)|奖励|奖多少|奖钱|奖金|补贴|补助|资助|贴息|扶持|安家费|报销|给补|补多少|奖补|发钱|落户|入户|(市|省|区|县)里(给|还|有|发|奖|补|按|对)|(市|省|区|县)(财政|政府)(给|奖|补)|(?i)subsid|grant|reward`)

// search runs one search for the question.
func (s *Service) search(ctx context.Context, p *plan, q Question, text string, f retrieval.Filter) (*retrieval.Results, error) {
	f.AsOf, f.Exclude = q.AsOf, q.Exclude
	if q.Region != "" && len(f.Documents) == 0 {
		f.Regions = []string{q.Region}
	}
	r, err := s.cfg.Retriever.Search(ctx, retrieval.Query{Text: text, Turns: q.Turns, Said: q.Said, K: poolSize, Filter: f})
	if err != nil {
		return nil, err
	}
	p.addTimings(r)
	return r, nil
}

// expand turns a part that compares regions or versions into one part for each.
func (s *Service) expand(ctx context.Context, p *plan, q Question, part Part, u retrieval.Understood, cat *catalogue) ([]Part, error) {
	if scopes := scopesOf(q.Text, u.Regions); len(scopes) > 1 && sideBySide.MatchString(q.Text) {
		return s.byRegion(ctx, p, q, part, scopes, cat)
	}
	if p.during > 0 || !p.moved && comparesVersions(q.Text, part, u) || !p.moved && olderYear(part, cat) {
		return s.byVersion(ctx, p, q, part, cat)
	}
	if years := yearsBeside(part, q.Text); len(years) > 1 {
		return s.byYear(ctx, p, q, part, years)
	}
	return []Part{part}, nil
}

// sideBySide sets places side by side: each is asked for.
var sideBySide = regexp.MustCompile(`分别|各(自|认定|是|有|奖|给|要|占|个|多少)|比|哪个|哪边|哪里|哪家|谁|跟|和|与|、|都|三省|还是|区别|不同|一样|差(多少|在)`)

// nationalWords name the national rule beside local ones.
var nationalWords = regexp.MustCompile(`国家(的)?(规定|法律?|层面|标准|政策|条例|那边|要求)|全国(性|的)?(规定|标准|要求)|(跟|和|与|比)国家|国家(跟|和|与|比)|国家法`)

// scopesOf gives the regions that the words set side by side; national rules
// count as one of them where the words name them. A place inside another one
// that is named counts only where the words name it too: 广州 means the city,
// not each of its districts as well.
func scopesOf(text string, regions []string) []string {
	var scopes []string
	for _, r := range regions {
		inside := false
		for _, other := range regions {
			if other != r && strings.HasPrefix(r, other) && !namesPlace(text, strings.TrimPrefix(r, other)) {
				inside = true
			}
		}
		if !inside {
			scopes = append(scopes, r)
		}
	}
	if len(scopes) > 0 && nationalWords.MatchString(text) {
		scopes = append(scopes, national)
	}
	return scopes
}

// namesPlace says whether the words name a place, with or without the word for
// its rank (长春, 长春市; 天河, 天河区).
func namesPlace(text, place string) bool {
	short := strings.TrimRight(place, "省市县区州盟旗")
	if len([]rune(short)) < 2 {
		short = place
	}
	for _, name := range []string{place, short} {
		if strings.Contains(text, name) {
			return true
		}
	}
	// 通化柳河县: the last place of the path is what people say.
	runes := []rune(short)
	return len(runes) > 3 && strings.Contains(text, string(runes[len(runes)-2:]))
}

// withoutPlaces takes the places out of words, but those of the region kept:
// what is asked of one place is not to be told from the names of the others.
func withoutPlaces(s, kept string) string {
	var keep []string
	for range 8 { // more places are not compared
		said := placeIn(s)
		if said == "" {
			break
		}
		with := " "
		if strings.Contains(kept, strings.TrimRight(said, "省市区县")) {
			keep = append(keep, said)
			with = "\ue000" // no place, put back below
		}
		s = strings.ReplaceAll(s, said, with)
	}
	for _, said := range keep {
		s = strings.Replace(s, "\ue000", said, 1)
	}
	return strings.ReplaceAll(s, "\ue000", " ")
}

func (s *Service) byRegion(ctx context.Context, p *plan, q Question, part Part, scopes []string, cat *catalogue) ([]Part, error) {
	var out []Part
	for _, region := range scopes {
		scoped := part
		scoped.Scope = region
		scoped.Words, scoped.Context = withoutPlaces(part.Words, region), withoutPlaces(part.Context, region)
		ids := cat.inRegion(region)
		if len(ids) == 0 {
			scoped.Found = &retrieval.Results{}
			out = append(out, scoped)
			continue
		}
		found, err := s.search(ctx, p, q, part.Topic, retrieval.Filter{Documents: ids})
		if err != nil {
			return nil, err
		}
		scoped.Found = found
		out = append(out, scoped)
	}
	return out, nil
}

// versionWords ask what a text said before, or set versions side by side.
var versionWords = regexp.MustCompile(`(^|[^前日号份底])以前|(^|[^前日号份底])之前|从前|原来|原先|(^|[^交给拿发送搬寄走跑移卖传转])过去|旧版|老版|旧的|修订前|修改前|改之前|曾经|早先|有人说.{1,20}(有人|也有|还有|又有)|有没有变|有(?:什么|啥|哪些)变化|变了[没吗么]|改了[没吗么什啥哪]|和现在|跟现在|与现在|比现在|新旧|前后|比(?:老|旧)的`)

func comparesVersions(text string, part Part, u retrieval.Understood) bool {
	return u.Past && !movedThere.MatchString(text) || versionWords.MatchString(text) || len(part.Years) > 0 && yearsText.MatchString(part.Text)
}

// movedThere is 过去 that says where to, not when: 把资料交过去.
var movedThere = regexp.MustCompile(`[交给拿发送搬寄走跑移卖传转]过去`)

// yearsText names a text by its year: 2010年的条例, 2018年公司法, 08年老指引.
var yearsText = regexp.MustCompile(`\d{2,4}\s*年.{0,6}(刚|新)?(出台|颁布|制定|发布)(时|的).{0,10}(条例|办法|法|细则|规定)|\d{2,4}\s*年.{0,8}?(条例|办法|法|细则|规定|指引|那版)`)

// byVersion answers a part from the text in force and from the versions before
// it. Where only one year's text is asked for, that version alone answers.
func (s *Service) byVersion(ctx context.Context, p *plan, q Question, part Part, cat *catalogue) ([]Part, error) {
	during := p.during
	if during == 0 && len(part.Years) == 1 && then.MatchString(q.Text) {
		during = part.Years[0]
	}
	if title := notYetThen(part, during, cat); title != "" {
		p.stop = msgNoEdition.in(q.Lang, title, strconv.Itoa(during))
		return []Part{part}, nil
	}
	lineage := lineageOf(part.Found, cat)
	if len(lineage) < 2 {
		return []Part{part}, nil
	}
	wanted := lineage
	switch {
	case during > 0:
		wanted = versionsDuring(lineage, during, cat)
	case len(part.Years) > 0 && amendedBefore.MatchString(q.Text):
		wanted = versionsBefore(lineage, part.Years[0], cat)
	case len(part.Years) > 0:
		wanted = versionsOfYears(lineage, part.Years, editionNamed.MatchString(part.Text), cat)
		if part.Latest || versionWords.MatchString(q.Text) || len(withoutFacts(part.Years, part.Text)) == 0 {
			wanted = appendMissing([]string{lineage[0]}, wanted...)
		}
	}
	if len(wanted) == 0 {
		if title := cat.byID[lineage[0]].Title; !versionWords.MatchString(q.Text) && namesEdition(part, title) {
			p.stop = msgNoEdition.in(q.Lang, title, strconv.Itoa(part.Years[0]))
			return []Part{part}, nil
		}
		wanted = lineage
	}
	if p.during == 0 && onlyBefore(q.Text) && len(wanted) > 1 && wanted[0] == lineage[0] {
		wanted = append(slices.Clone(wanted[1:]), wanted[0])
		if namesArticle(part) { // the number may mean another matter today
			wanted = wanted[:len(wanted)-1]
		}
	}
	if today := corpus.DateOf(s.cfg.Now()); p.during == 0 && q.AsOf.Known() && q.AsOf != today {
		wanted = heldOn(wanted, q.AsOf, cat, comparesNow.MatchString(q.Text))
	}
	var out []Part
	for _, id := range wanted {
		found, err := s.search(ctx, p, q, emptyBrackets.ReplaceAllString(withoutYears(part.Topic), ""), retrieval.Filter{Documents: []string{id}, AllVersions: true})
		if err != nil {
			return nil, err
		}
		scoped := part
		scoped.Found, scoped.Scope = found, versionScope(cat.byID[id])
		// The year chose the version; its words would only draw to dates.
		scoped.Years, scoped.Words = nil, withoutYears(part.Words)
		if len(out) > 0 {
			scoped.Like = 1 // the first of these parts; the caller adds where they begin
		}
		out = append(out, scoped)
	}
	return append(out, yearsLacking(q.Text, part, lineage, cat)...), nil
}

// namesEdition says whether a part names an article of the title in the version of
// a year (2005年第四十七条): another version's article of that number is no answer.
func namesEdition(part Part, title string) bool {
	u := part.Found.Understood
	return u.Past && len(part.Years) > 0 && slices.ContainsFunc(u.Refs, func(ref retrieval.Ref) bool {
		return ref.Label != "" && ref.Title != "" && strings.HasSuffix(retrieval.TitleKey(title), retrieval.TitleKey(ref.Title))
	})
}

// emptyBrackets are what is left of （2007） without its year.
var emptyBrackets = regexp.MustCompile(`[(（]\s*[)）]`)

// lineageOf gives the versions of the best result that has versions, newest
// first. Only the first few results count: a text further down is not what the
// question is about.
func lineageOf(found *retrieval.Results, cat *catalogue) []string {
	for i, r := range found.Results {
		if i == 5 {
			break
		}
		newest := cat.newest(r.Document.ID)
		if older := cat.older[newest]; len(older) > 0 {
			return append([]string{newest}, older...)
		}
	}
	return nil
}

// versionsDuring picks the versions that were in force on a day of the year.
func versionsDuring(lineage []string, year int, cat *catalogue) []string {
	var out []string
	for _, id := range lineage {
		d := cat.byID[id]
		from, until := corpus.Date(fmt.Sprintf("%04d-01-01", year)), corpus.Date(fmt.Sprintf("%04d-12-31", year))
		if d.StatusOn(from) == corpus.StatusInForce || d.EffectiveFrom >= from && d.EffectiveFrom <= until {
			out = append(out, id)
		}
	}
	return out
}

func appendMissing(list []string, ids ...string) []string {
	for _, id := range ids {
		seen := false
		for _, have := range list {
			seen = seen || have == id
		}
		if !seen {
			list = append(list, id)
		}
	}
	return list
}

// versionScope names a version for the reader.
func versionScope(d *corpus.Document) string {
	day := versionDate(d)
	name := d.Title
	if day.Known() {
		name += "（" + string(day)[:4] + "）"
	}
	return name
}

// union adds to a the results of b that it lacks, behind its own. The vector
// and the understanding stay a's.
func union(a, b *retrieval.Results) *retrieval.Results {
	out := *a
	out.Results = append([]retrieval.Result{}, a.Results...)
	seen := map[string]bool{}
	for _, r := range a.Results {
		seen[r.Passage.ID] = true
	}
	for _, r := range b.Results {
		if !seen[r.Passage.ID] {
			out.Results = append(out.Results, r)
		}
	}
	return &out
}
