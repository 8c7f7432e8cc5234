package extract

import (
	"math"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// learned is what 20 questions teach of a word: how often the answer holds it, and what
// share of the other sentences.
func learned(word string, weight float64, answer, others bool) *OddsCounter {
	var c OddsCounter
	for range 20 {
		c.Add([]TermSample{{Word: word, Weight: weight, Held: []bool{others, answer, others}}}, 1)
	}
	return &c
}

func TestOddsOfWords(t *testing.T) {
	t.Parallel()
	told := learned("灯塔", 3, true, false).Odds().of("灯塔", 3)
	if told.held < 1 || told.lacking > -1 {
		t.Errorf("a word that answers alone hold: %+v, want much for who holds it and much against who lacks it", told)
	}
	idle := learned("里", 3, false, false).Odds().of("里", 3)
	if math.Abs(idle.held) > 1e-9 || math.Abs(idle.lacking) > 1e-9 {
		t.Errorf("a word that nothing holds: %+v, want nothing said", idle)
	}
	common := learned("规定", 1, true, true).Odds().of("规定", 1)
	if math.Abs(common.held) > 1e-9 || math.Abs(common.lacking) > 1e-9 {
		t.Errorf("a word that everything holds: %+v, want nothing said", common)
	}
	// A word never seen has the odds of its class, a seldom one too, a figure always.
	o := learned("灯塔", 3, true, false)
	o.Add([]TermSample{{Word: "看守", Weight: 3.5, Held: []bool{false, true}}}, 1)
	for range 5 {
		o.Add([]TermSample{{Word: "2031", Weight: 3.5, Held: []bool{true, false}}}, 1)
	}
	odds := o.Odds()
	for _, word := range []string{"浮标", "看守", "2031"} {
		if _, own := odds.terms[word]; own {
			t.Errorf("%s has odds of its own", word)
		}
		if got := odds.of(word, 3.9); got != odds.classes[classOf(word, 3.9)] {
			t.Errorf("%s: odds %+v, want those of its class", word, got)
		}
	}
	if got := odds.of("灯", 3); got != odds.classes[3] || odds.classes[classOf("灯塔", 3)] == odds.classes[3] {
		t.Errorf("single characters have a class of their own: %+v", got)
	}
}

func TestOddsCounterNeedsOthers(t *testing.T) {
	t.Parallel()
	var c OddsCounter
	c.Add([]TermSample{{Word: "灯塔", Weight: 1, Held: []bool{true}}}, 0)        // no other sentence
	c.Add([]TermSample{{Word: "灯塔", Weight: 1, Held: []bool{true, false}}}, 2) // the answer lies further down
	if len(c.terms) != 0 || c.classes[classOf("灯塔", 1)].n != 0 {
		t.Errorf("counted %v", c.terms)
	}
	for i, x := range c.Odds().classes {
		if x != (odds{}) {
			t.Errorf("class %s of nothing: %+v, want 0", className(i), x)
		}
	}
}

func TestReadTermOdds(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := learned("灯塔", 3, true, false).Odds().Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := ReadTermOdds(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	var b2 strings.Builder
	if err := again.Write(&b2); err != nil || b2.String() != b.String() {
		t.Errorf("read and written again: %v\n%s\nwant\n%s", err, b2.String(), b.String())
	}
	for name, text := range map[string]string{
		"empty":     "",
		"cut":       "term,held,lacking\none:0,0,0\n",
		"no number": strings.Replace(b.String(), "one:3,0.000", "one:3,x", 1),
		"class":     strings.Replace(b.String(), "more:9", "more:8", 1),
		"columns":   strings.Replace(b.String(), "one:3,", "one:3,1,", 1),
	} {
		if _, err := ReadTermOdds(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// What a sentence lacks of words that answers mostly lack does not count against it; of
// words that they mostly hold it does.
func TestOddsOrderSentences(t *testing.T) {
	t.Parallel()
	o := learned("灯塔", 3, true, false)
	for range 20 {
		o.Add([]TermSample{{Word: "想拿", Weight: 3, Held: []bool{true, false, true}}}, 1)
	}
	c := &Composer{odds: o.Odds()}
	a := &ask{part: bot.Part{Found: &retrieval.Results{}}, terms: []term{{"灯塔", 3, true}, {"想拿", 3, true}, {"谁知", 3, false}}}
	lamp, want := c.oddsOf(a, map[string]bool{"灯塔": true}), c.oddsOf(a, map[string]bool{"想拿": true})
	if lamp <= 0 || want >= 0 {
		t.Errorf("the thing asked of: %.2f, what people say: %.2f; want more and less than 0", lamp, want)
	}
	if got := c.oddsOf(a, map[string]bool{"灯塔": true, "谁知": true}); got != lamp {
		t.Errorf("a word that the corpus lacks changes %.2f to %.2f", lamp, got)
	}
	if got := c.oddsOf(&ask{}, nil); got != 0 {
		t.Errorf("no words: %.2f, want 0", got)
	}
}

// The odds in use tell people's words from those of rules.
func TestDefaultTermOdds(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"里", "拿", "想"} {
		if x := defaultTermOdds.of(word, 4); x.lacking < -0.3 {
			t.Errorf("%s: %+v, want little said against who lacks it", word, x)
		}
	}
	for _, word := range []string{"企业", "技术"} {
		if x := defaultTermOdds.of(word, 1); x.lacking > -0.3 {
			t.Errorf("%s: %+v, want something said against who lacks it", word, x)
		}
	}
}
