package web

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Private tests: what the routes cannot show, or only slowly.

func TestCataloguesEqual(t *testing.T) {
	t.Parallel()
	cs, err := loadCatalogues()
	if err != nil {
		t.Fatal(err)
	}
	verbs := regexp.MustCompile(`%[a-z]`)
	zh, en := cs[langZH].words, cs[langEN].words
	for key, s := range zh {
		other, ok := en[key]
		if !ok || other == "" || s == "" {
			t.Errorf("%s is missing or empty in a language", key)
		}
		// The order may differ only where the values have one type.
		a, b := verbs.FindAllString(s, -1), verbs.FindAllString(other, -1)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s takes other values in English:\n%s", key, diff)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is missing in Chinese", key)
		}
	}
}

// Every word that a template or the script names is in the catalogue, and every
// word of the catalogue is named somewhere.
func TestCatalogueUsed(t *testing.T) {
	t.Parallel()
	cs, err := loadCatalogues()
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, glob := range []string{"*.go", "templates/*.html", "static/app.js"} {
		files, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	words := cs[langZH].words
	named := regexp.MustCompile(`(?:\bt\(|\.T |\.F |button\(|fail\([^\n]*, |bad\("[a-z_]+", )"([a-z]+\.[a-z_]+)"`)
	for _, m := range named.FindAllStringSubmatch(source.String(), -1) {
		if _, ok := words[m[1]]; !ok {
			t.Errorf("%s is used and not in the catalogue", m[1])
		}
	}
	for key := range words {
		family := key[:strings.LastIndex(key, ".")+1]
		if !strings.Contains(source.String(), `"`+key+`"`) && !strings.Contains(source.String(), `"`+family+`%s"`) && !strings.Contains(source.String(), `"`+family+`" + `) {
			t.Errorf("%s is in the catalogue and not used", key)
		}
	}
	for _, st := range []corpus.Status{corpus.StatusInForce, corpus.StatusNotYet, corpus.StatusSuperseded, corpus.StatusRepealed, corpus.StatusExpired, corpus.StatusNotApplicable, corpus.StatusUnknown} {
		if _, ok := words["status."+string(st)]; !ok {
			t.Errorf("status %s has no word", st)
		}
	}
	for _, st := range []bot.Status{bot.StatusPartial, bot.StatusNoInformation, bot.StatusClarification, bot.StatusOutOfScope, bot.StatusRefused, bot.StatusError} {
		if _, ok := words["answer."+string(st)]; !ok {
			t.Errorf("answer status %s has no word", st)
		}
	}
	for _, l := range []corpus.Level{corpus.LevelNational, corpus.LevelMinistry, corpus.LevelProvince, corpus.LevelCity} {
		if _, ok := words["documents.level."+string(l)]; !ok {
			t.Errorf("level %s has no word", l)
		}
	}
}

func TestReading(t *testing.T) {
	t.Parallel()
	a := &bot.Answer{
		Text: "上海：甲。[1][2]\n乙。[2]\n库内没有丙。\n- 选一\n注意效力。\n" + bot.Label, Label: bot.Label,
		Statements: []bot.Statement{{Text: "甲。", Citations: []int{1, 2}}, {Text: "乙。", Citations: []int{2}}},
		Missing:    []string{"库内没有丙。"}, Choices: []string{"选一"},
	}
	statements, notes := reading(a)
	if statements[0].Intro != "上海：" || statements[1].Intro != "" {
		t.Errorf("intros %q, %q", statements[0].Intro, statements[1].Intro)
	}
	if diff := cmp.Diff([]string{"注意效力。"}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if s := statements[0]; s.Most() != "甲" || s.Last() != "。" {
		t.Errorf("Most %q, Last %q", s.Most(), s.Last())
	}
	a = &bot.Answer{
		Text:       "上海 · 省级：\n甲。[1]\n乙。[1]\n北京 · 省级：\n丙。[2]\n以下需要注意：\n北京：文字相同。",
		Statements: []bot.Statement{{Text: "甲。", Citations: []int{1}}, {Text: "乙。", Citations: []int{1}}, {Text: "丙。", Citations: []int{2}}},
	}
	statements, notes = reading(a)
	if got := statements[0].Intro + statements[1].Intro + statements[2].Intro; got != "上海 · 省级：北京 · 省级：" {
		t.Errorf("headings %q, want those above the first and the third statement", got)
	}
	if diff := cmp.Diff([]string{"以下需要注意：", "北京：文字相同。"}, notes); diff != "" {
		t.Errorf("notes under headings (-want +got):\n%s", diff)
	}
	_, notes = reading(&bot.Answer{Text: "没有依据。\n\n可以拨打12345。"})
	if diff := cmp.Diff([]string{"没有依据。", "可以拨打12345。"}, notes); diff != "" {
		t.Errorf("notes without statements (-want +got):\n%s", diff)
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	text := "第一条 申请人\n应当：\n\n（一）有 big\nteam；\r\n（二）好。"
	at := func(s string) int { return strings.Index(text, s) + 100 }
	parts := []corpus.Part{
		{Kind: corpus.PartSentence, Label: "第一条", Start: at("申请人"), End: at("\n\n（一）")},
		{Kind: corpus.PartItem, Label: "第一条第（一）项", Start: at("（一）"), End: at("\r\n")},
		{Kind: corpus.PartItem, Label: "第一条第（二）项", Start: at("（二）"), End: 100 + len(text)},
	}
	got := runs(text, 100, parts, at("应当"), at("（一）")+len("（一）"))
	want := []run{
		{"第一条 申请人", false, gapNone},
		{"\n", false, gapJoin},
		{"应当：", true, gapNone},
		{"\n\n", true, gapBreak},
		{"（一）", true, gapNone},
		{"有 big", false, gapNone},
		{"\n", false, gapSpace},
		{"team；", false, gapNone},
		{"\r\n", false, gapBreak},
		{"（二）好。", false, gapNone},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if got := runs("", 0, nil, 0, 0); len(got) != 0 {
		t.Errorf("runs of nothing = %v", got)
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add("第一条 甲\n乙。\n\n第二条 丙🚀\n\n\n", 3, 20, 0, 12, 15, 30)
	f.Add("\n\n a\n", 0, 5, 1, 2, 0, 0)
	f.Fuzz(func(t *testing.T, text string, s1, e1, s2, e2, start, end int) {
		clamp := func(a, b int) (int, int) {
			a, b = max(0, min(a, len(text))), max(0, min(b, len(text)))
			return min(a, b), max(a, b)
		}
		s1, e1 = clamp(s1, e1)
		s2, e2 = clamp(s2, e2)
		start, end = clamp(start, end)
		d := &corpus.Document{Text: text,
			Passages: []corpus.Passage{{Ordinal: 1, Start: s1, End: e1, Text: text[s1:e1], Parts: []corpus.Part{{Start: s1, End: e1}}}},
			Dropped:  []corpus.Dropped{{Start: s2, End: e2, Reason: corpus.DroppedHeading}},
		}
		var all, marked strings.Builder
		for _, b := range blocks(d, start, end) {
			for _, r := range b.Runs {
				all.WriteString(r.Text)
			}
			for _, r := range b.Marked() {
				marked.WriteString(r.Text)
			}
			rest := b.Lead()
			for _, r := range slices.Concat(b.Before(), b.Marked(), b.After()) {
				rest += r.Text
			}
			if !strings.HasSuffix(all.String(), rest) {
				t.Errorf("a block falls apart: %q", rest)
			}
		}
		if marked.String() != text[start:end] {
			t.Errorf("marked %q, want %q", marked.String(), text[start:end])
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(all.String()) != squeeze(text) {
			t.Errorf("blocks hold %q, want %q", all.String(), text)
		}
	})
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	l := newLimiter(60, time.Minute)
	now := time.Unix(1000, 0)
	for i := range 60 {
		if _, ok := l.take("a", now); !ok {
			t.Fatalf("question %d is refused", i+1)
		}
	}
	wait, ok := l.take("a", now)
	if ok || wait <= 0 || wait > time.Second {
		t.Errorf("the 61st question: %v, %v, want a wait of at most a second", wait, ok)
	}
	if _, ok := l.take("b", now); !ok {
		t.Error("another address is refused")
	}
	if _, ok := l.take("a", now.Add(wait)); !ok {
		t.Error("after the wait the question is refused")
	}
	for i := range maxAddresses + 10 {
		l.take(fmt.Sprint(i), now)
	}
	if n := len(l.buckets); n > maxAddresses {
		t.Errorf("%d buckets, want at most %d", n, maxAddresses)
	}
	if _, ok := newLimiter(-1, time.Minute).take("a", now); !ok {
		t.Error("no bound refuses")
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"192.0.2.1:99":              "192.0.2.1",
		"[::ffff:192.0.2.1]:99":     "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:99": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:99":         "fe80::/64",
		"pipe":                      "pipe",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", "203.0.113.1")
		if got := (&site{}).address(r); got != want {
			t.Errorf("address(%s) = %s, want %s", remote, got, want)
		}
	}
}

func TestAddressBehindProxies(t *testing.T) {
	t.Parallel()
	s := &site{Config: Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, tt := range []struct{ remote, forwarded, want string }{
		{"10.0.0.1:5", "203.0.113.7", "203.0.113.7"},
		{"10.0.0.1:5", "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"}, // the client wrote the first one
		{"10.0.0.1:5", "", "10.0.0.1"},
		{"10.0.0.1:5", "203.0.113.7, nonsense", "10.0.0.1"},
		{"192.0.2.1:5", "203.0.113.7", "192.0.2.1"}, // no proxy of ours
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		r.Header.Set("X-Forwarded-For", tt.forwarded)
		if got := s.address(r); got != tt.want {
			t.Errorf("address(%s, %q) = %s, want %s", tt.remote, tt.forwarded, got, tt.want)
		}
	}
}

func TestConversationsBounded(t *testing.T) {
	t.Parallel()
	c := newConversations()
	now := time.Unix(1000, 0)
	c.add("oldest", "问", now)
	for i := range maxConversations + 5 {
		c.add(fmt.Sprintf("c%d", i), "问", now.Add(time.Second))
	}
	if n := len(c.byID); n > maxConversations {
		t.Errorf("%d conversations, want at most %d", n, maxConversations)
	}
	if got, _, known := c.turnsOf("oldest", now); known {
		t.Errorf("the oldest conversation still has %q", got)
	}
	c.add("late", "问", now.Add(2*conversationLife))
	if n := len(c.byID); n != 1 {
		t.Errorf("%d conversations after all expired, want 1", n)
	}
}

func TestOfficial(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://example.org/a?b=1":    "https://example.org/a?b=1",
		" http://example.org ":         "http://example.org",
		"javascript:alert(1)":          "",
		"JaVaScRiPt://x/%0aalert(1)":   "",
		"data:text/html,x":             "",
		"//evil.example":               "",
		"https://user:pw@evil.example": "",
		"github:someone/something@1:x": "",
		"https://":                     "",
		"":                             "",
	} {
		if got := (view{}).Official(raw); got != want {
			t.Errorf("Official(%q) = %q, want %q", raw, got, want)
		}
	}
}
