package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tmc/langchaingo/llms"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

const (
	// rewriteTime is how long a search waits for the model: past it the user's
	// own words alone are searched, which find most of what there is.
	rewriteTime = 6 * time.Second
	// maxRewriteRunes bounds a rewritten question; what is longer is an answer.
	maxRewriteRunes = 100
	// leastOwn is the least share of its pairs of characters that a rewritten
	// question has from the user's words: one about something else has few.
	leastOwn = 0.3
)

// claimed are the words by which somebody asks whether what is said is true.
var claimed = regexp.MustCompile(`有人说|听说|听人说|据说|传言|网上(说|讲|传)|(朋友|同事|老板|领导|会计|中介|客户|同行|人家|他们?|群里)(都|跟我|和我)?(说|讲|告诉)|` +
	`(对|没错|属实|准确)(吗|么|不对|吧)|真的(吗|假的|么)|是真是假|靠谱吗|(?i)is (it|that) true|i heard|someone (said|told)`)

// Retriever gives a retriever that searches the user's own words and, where they
// lean on earlier questions or pass on a claim, also the question that the model
// makes of them, and takes from both lists in turns. The model's question adds
// candidates and moves others up; what the own words find at rank n stands at
// rank 2n - 1 or better, and nothing of it is cut off: up to twice as many
// results come as were wanted. Without the model's help in time, or when its question
// does not pass the checks, the own words alone are searched.
func (c *Composer) Retriever(next bot.Retriever) bot.Retriever { return &rewriter{c, next} }

type rewriter struct {
	c    *Composer
	next bot.Retriever
}

// Search implements [bot.Retriever].
func (r *rewriter) Search(ctx context.Context, q retrieval.Query) (*retrieval.Results, error) {
	if len(q.Turns) == 0 && len(q.Said) < 2 && !claimed.MatchString(q.Text) || len(q.Filter.Documents) > 0 {
		return r.next.Search(ctx, q)
	}
	asked := make(chan string, 1)
	go func() { asked <- r.c.rewritten(ctx, q) }()
	own, err := r.next.Search(ctx, q)
	text := <-asked
	if err != nil || text == "" || text == q.Text || ctx.Err() != nil {
		return own, err
	}
	began := time.Now()
	q.Text, q.Turns, q.Said = text, nil, nil
	other, err := r.next.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	out := fuseResults(own, other)
	out.TimingsMS["rewrite"] = float64(time.Since(began).Microseconds()) / 1000
	return out, nil
}

// fuseResults takes the results of both lists in turns, own first; a passage in
// both stands where the better of its ranks puts it. All else is own's.
func fuseResults(own, other *retrieval.Results) *retrieval.Results {
	type placed struct {
		retrieval.Result
		place int
	}
	var list []placed
	at := map[string]int{}
	for turn, from := range []*retrieval.Results{own, other} {
		for i, result := range from.Results {
			place := 2*i + turn
			n, seen := at[result.Passage.ID]
			if !seen {
				at[result.Passage.ID] = len(list)
				list = append(list, placed{result, place})
				continue
			}
			list[n].place = min(list[n].place, place)
			if result.Score > list[n].Score || math.IsNaN(list[n].Score) {
				list[n].Score = result.Score
			}
		}
	}
	slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
	out := *own
	out.TimingsMS = map[string]float64{}
	for k, v := range own.TimingsMS {
		out.TimingsMS[k] = v + other.TimingsMS[k]
	}
	out.Results = make([]retrieval.Result, len(list))
	scores := make([]float64, len(list)) // they fall with the rank, as in every list
	for i, l := range list {
		out.Results[i], scores[i] = l.Result, l.Score
	}
	slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
	for i := range out.Results {
		out.Results[i].Rank, out.Results[i].Score = i+1, scores[i]
	}
	return &out
}

// rewrites remembers the last questions that the model wrote: one question is
// searched several times, and its record names what was searched.
type rewrites struct {
	now func() time.Time

	mu   sync.Mutex
	list []*rewrite // oldest first
}

type rewrite struct {
	text, turns string // what was asked
	ready       chan struct{}

	// Set before ready is closed.
	question string       // what the model made of it; empty: nothing that can be used
	made     bot.Composed // calls, tokens and cost; nothing once they are recorded
	until    time.Time    // a failure counts until then; zero: for good
}

const (
	// keptRewrites is how many are remembered: those of the answers being made.
	keptRewrites = 64
	// failedFor is how long a failure is remembered: for the other searches of
	// the same answer.
	failedFor = 20 * time.Second
)

// begin gives the rewrite of a question, or of one that has its words as a
// part; mine says that the caller is to make it.
func (rs *rewrites) begin(text, turns string) (rw *rewrite, mine bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.list = slices.DeleteFunc(rs.list, func(have *rewrite) bool { return !have.until.IsZero() && have.until.Before(rs.now()) })
	for _, have := range rs.list {
		if have.turns == turns && isPart(text, have.text) {
			return have, false
		}
	}
	rw = &rewrite{text: text, turns: turns, ready: make(chan struct{})}
	rs.list = append(rs.list[max(0, len(rs.list)-keptRewrites+1):], rw)
	return rw, true
}

// isPart says whether every clause of a text stands in the whole.
func isPart(text, whole string) bool {
	for clause := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("，,。；;：:！!？? ", r) }) {
		if !strings.Contains(whole, clause) {
			return false
		}
	}
	return true
}

// end sets what has come of a rewrite.
func (rs *rewrites) end(rw *rewrite, question string, made bot.Composed, err error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rw.question, rw.made = question, made
	if err != nil {
		rw.until = rs.now().Add(failedFor)
	}
	close(rw.ready)
}

// record adds to made what the rewrite of a question was and took.
func (rs *rewrites) record(text, turns string, made *bot.Composed) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, rw := range rs.list {
		if rw.text == text && rw.turns == turns {
			made.Rewritten = rw.question
			made.Tries += rw.made.Tries
			made.Tokens += rw.made.Tokens
			made.Cost += rw.made.Cost
			rw.made = bot.Composed{}
		}
	}
}

// joined makes one text of the questions of a conversation.
func joined(turns []string) string { return strings.Join(turns, "\x00") }

// rewritten gives the question that the model makes of a question and those
// before it; "" where there is none to be used. What was written out of several
// questions goes to the model as it was asked.
func (c *Composer) rewritten(ctx context.Context, q retrieval.Query) string {
	text, turns := q.Text, q.Turns
	rw, mine := c.rewrites.begin(text, joined(turns))
	if !mine {
		select {
		case <-rw.ready:
		case <-ctx.Done():
			return ""
		}
		if rw.text != text { // a part of what has been searched whole
			return ""
		}
		return rw.question
	}
	made := bot.Composed{}
	if n := len(q.Said); n > 0 {
		text, turns = q.Said[n-1], q.Said[:n-1]
	}
	question, err := c.rewrite(ctx, text, turns, &made)
	c.rewrites.end(rw, question, made, err)
	if err != nil {
		c.cfg.Logger.WarnContext(ctx, "searching the user's own words alone", "model", c.cfg.Model, "reason", reason(err), "tokens", made.Tokens)
	}
	return question
}

func (c *Composer) rewrite(ctx context.Context, text string, turns []string, made *bot.Composed) (string, error) {
	talk, err := c.prompts.rewriteTalk(text, turns)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, rewriteTime)
	defer cancel()
	said, err := c.ask(ctx, talk, made, &early{})
	if err != nil {
		return "", err
	}
	return readRewrite(said, text, turns)
}

// What is wrong with a question written; the texts stand in the log.
var (
	errNoQuestion = errors.New("no question was written")
	errForeign    = errors.New("the question written is about something else")
)

// readRewrite takes the question out of a reply and checks it: one short
// sentence, without figures or titles that the user did not name, in the user's
// words for a good part, and no command.
func readRewrite(said, text string, turns []string) (string, error) {
	if i := strings.LastIndex(said, "</think>"); i >= 0 {
		said = said[i+len("</think>"):]
	}
	var r struct {
		Question string `json:"question"`
	}
	from := strings.Index(said, "{")
	if from < 0 || json.NewDecoder(strings.NewReader(said[from:])).Decode(&r) != nil {
		return "", errNoQuestion
	}
	question := visible(r.Question)
	if n := utf8.RuneCountInString(question); n == 0 || n > maxRewriteRunes {
		return "", errNoQuestion
	}
	own := visible(strings.Join(append(slices.Clone(turns), text), "\n"))
	if commands.MatchString(question) || strings.Contains(question, "://") {
		return "", errForeign
	}
	have := map[string]bool{}
	for _, f := range corpus.Figures(own) {
		have[f.Value] = true
	}
	for _, f := range corpus.Figures(question) {
		if !have[f.Value] {
			return "", errForeign
		}
	}
	for _, m := range titled.FindAllStringSubmatch(question, -1) {
		if !strings.Contains(own, m[1]) {
			return "", errForeign
		}
	}
	total, shared := 0, 0
	runes := []rune(question)
	for i := 0; i+1 < len(runes); i++ {
		total++
		if strings.Contains(own, string(runes[i:i+2])) {
			shared++
		}
	}
	if float64(shared) < leastOwn*float64(total) {
		return "", errForeign
	}
	return question, nil
}

var titled = regexp.MustCompile(`《([^》]+)》`)

// rewriteTalk gives the messages that ask for a rewrite.
func (p *prompts) rewriteTalk(text string, turns []string) ([]llms.MessageContent, error) {
	data := struct {
		Earlier  []string
		Question string
	}{Question: asJSON(visible(text))}
	for _, t := range turns {
		data.Earlier = append(data.Earlier, asJSON(visible(t)))
	}
	filled, err := p.fill("rewrite.tmpl", data)
	if err != nil {
		return nil, err
	}
	return []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, filled)}, nil
}
