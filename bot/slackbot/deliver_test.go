package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
	"github.com/policybot/policybot/corpus"
)

// rig is a bot between a fake Slack, a fake store and a fake answerer.
type rig struct {
	*Bot
	slack    *slacktest.Server
	store    *memory
	answerer *bottest.FakeAnswerer
	records  *bottest.FakeRecords
	count    *counter
}

const asked = "长春市2021年一共有多少家国家级高企？"

// cannedAnswer is an invented answer in the form of the real ones.
func cannedAnswer() bot.Answer {
	return bot.Answer{
		ID: "a1", Question: asked, Status: bot.StatusAnswered,
		Statements: []bot.Statement{{Text: "（虚构）国家级高新技术企业达到1234家。", Citations: []int{1}}},
		Citations: []bot.Citation{{
			N: 1, DocumentID: "0123456789ab", PassageID: "0123456789ab.0003", Quote: "（虚构）国家级高新技术企业达到1234家。", Title: "（虚构）某市报告", DocNumber: "虚发〔2022〕1号", Locator: "二、成绩",
			Start: 120, End: 180, Status: corpus.StatusNotApplicable,
		}},
	}
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		slack: newFakeSlack(t), store: newMemory(), answerer: bottest.NewFakeAnswerer(),
		records: bottest.NewFakeRecords(), count: &counter{},
	}
	r.answerer.Set(cannedAnswer())
	r.Bot = r.process(t)
	return r
}

// process gives another process of the same installation.
func (r *rig) process(t *testing.T) *Bot {
	t.Helper()
	b, err := New(Config{
		SigningSecrets: []string{testSecret}, BotToken: testToken, APIURL: r.slack.URL(),
		PublicURL: "https://policy.example/", Answerer: r.answerer, Events: r.store, Log: r.store, Records: r.records,
		Observe: r.count.add,
		Now: func() time.Time {
			r.store.mu.Lock()
			defer r.store.mu.Unlock()
			return r.store.now
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.sleep = func(ctx context.Context, d time.Duration) error {
		r.store.pass(d)
		return ctx.Err()
	}
	plugIn(t, b)
	return b
}

// withoutStreams gives a rig in a workspace where Slack streams nothing.
func withoutStreams(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.noStream.Store(1 << 60)
	return r
}

// put stores the question as the handler would.
func (r *rig) put(t *testing.T) {
	t.Helper()
	clock := r.Bot.Now
	r.Bot.Now = time.Now // signatures are of the real time
	defer func() { r.Bot.Now = clock }()
	if w := deliverHTTP(r.Bot, envelope(dm)); w.Code != 200 {
		t.Fatalf("answer %d, want 200", w.Code)
	}
}

// step claims and handles one event; it reports whether one was due.
func (r *rig) step(t *testing.T, b *Bot) bool {
	t.Helper()
	e, err := b.claim(t.Context())
	if errors.Is(err, bot.ErrNotFound) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	b.handle(t.Context(), e)
	return true
}

// drain handles events until none is open, moving the clock over waits.
func (r *rig) drain(t *testing.T) {
	t.Helper()
	for range 50 {
		if !r.step(t, r.Bot) {
			if r.store.row(0).done {
				return
			}
			r.store.pass(time.Minute)
		}
	}
	t.Fatal("the event is never done")
}

func (r *rig) thread() []slacktest.Message { return r.slack.Replies("D1", "1700000000.000100") }

func TestOneCitedReply(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	r.store.questions = []string{"早先的问题"}
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 1 {
		t.Fatalf("%d replies, want 1", len(got))
	}
	want := strings.Join([]string{
		"（虚构）国家级高新技术企业达到1234家。[1]",
		"*来源*\n[1] <https://policy.example/passages/0123456789ab.0003?start=120&amp;end=180&amp;sum=" + bot.QuoteSum("（虚构）国家级高新技术企业达到1234家。") + "&amp;as_of=2026-01-02#cite|（虚构）某市报告> · 虚发〔2022〕1号 · 二、成绩 · 报告",
		bot.Label,
	}, "\n")
	if diff := cmp.Diff(want, got[0].Body()); diff != "" {
		t.Errorf("reply (-want +got):\n%s", diff)
	}
	if got[0].Unfurl != [2]string{"false", "false"} {
		t.Errorf("unfurl_links, unfurl_media = %v, want false", got[0].Unfurl)
	}
	var meta struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(got[0].Metadata, &meta); err != nil || meta.Type != metadataType || meta.Payload["event_id"] != "Ev1" || meta.Payload["answer_id"] != "a1" {
		t.Errorf("metadata = %+v (%v), want the ids of event and answer", meta, err)
	}
	if diff := cmp.Diff([]bot.Question{{Text: asked, Turns: []string{"早先的问题"}}}, r.answerer.Asked()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	row := r.store.row(0)
	if row.last.Posted != got[0].TS || row.Payload != nil || r.records.Len() != 1 {
		t.Errorf("row %+v, %d records; want done with the reply's ts, payload forgotten, one record", row, r.records.Len())
	}
	if r.slack.Count("reactions.add") != 1 || r.slack.Reacted("D1", "1700000000.000100", thinking) {
		t.Error("want the reaction added and taken away")
	}
}

func TestFourDeliveriesTwoProcessesOneReply(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := r.process(t)
	r.Bot.Now, other.Now = time.Now, time.Now
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Bot.Run(ctx) })
	wg.Go(func() { other.Run(ctx) })
	var deliveries sync.WaitGroup
	for i, b := range []*Bot{r.Bot, other, r.Bot, other} {
		deliveries.Go(func() {
			if w := deliverHTTP(b, envelope(dm), "X-Slack-Retry-Num", fmt.Sprint(i)); w.Code != 200 {
				t.Errorf("delivery %d = %d, want 200", i, w.Code)
			}
		})
	}
	deliveries.Wait()
	eventually(t, "the event is done", func() bool { return r.store.row(0).done })
	cancel()
	wg.Wait()
	if got := len(r.thread()); got != 1 || r.store.len() != 1 {
		t.Errorf("%d replies, %d events; want 1 and 1", got, r.store.len())
	}
}

// The acknowledgement does not wait for the answer.
func TestAcknowledgedBeforeWork(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	release := make(chan struct{})
	working := make(chan struct{})
	r.Bot.Answerer = answererFunc(func(ctx context.Context, q bot.Question) (*bot.Answer, error) {
		close(working)
		<-release
		return r.answerer.Answer(ctx, q)
	})
	r.Bot.Now = time.Now
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Bot.Run(ctx) })
	if w := deliverHTTP(r.Bot, envelope(dm)); w.Code != 200 {
		t.Fatalf("answer %d, want 200 while the answerer blocks", w.Code)
	}
	<-working
	eventually(t, "the sign of life", func() bool { return r.slack.Reacted("D1", "1700000000.000100", thinking) })
	if got := len(r.thread()); got != 0 {
		t.Errorf("%d replies before there is an answer", got)
	}
	cancel() // a program that is to stop still keeps its promise
	close(release)
	wg.Wait()
	if got := len(r.thread()); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
}

type answererFunc func(context.Context, bot.Question) (*bot.Answer, error)

func (f answererFunc) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	return f(ctx, q)
}

// errCrash stands for a process that dies: nothing it does later is saved.
var errCrash = errors.New("crashed")

func TestCrashBetweenPostAndDone(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	// Two replies of others in the thread, so that ours is on a later page.
	for i := range 3 {
		other := &reply{channel: "D1", thread: "1700000000.000100", eventID: fmt.Sprint("Other", i), plain: "x"}
		if _, err := r.api.post(t.Context(), other, nil, true); err != nil {
			t.Fatal(err)
		}
	}
	r.put(t)
	r.store.beforeOut = func(p bot.Progress) error {
		if p.Stage == bot.StageDone {
			return errCrash
		}
		return nil
	}
	r.step(t, r.Bot)
	if got := len(r.thread()); got != 4 {
		t.Fatalf("%d messages after the crash, want 4", got)
	}
	r.store.beforeOut = nil
	r.drain(t)
	if got := len(r.thread()); got != 4 {
		t.Errorf("%d messages after recovery, want 4: the reply was posted again", got)
	}
	row := r.store.row(0)
	if row.last.Code != "found" || row.last.Posted != r.thread()[3].TS {
		t.Errorf("progress %+v, want the reply that was found", row.last)
	}
	if got := len(r.answerer.Asked()); got != 1 {
		t.Errorf("asked %d times, want 1: the stored answer is posted", got)
	}
}

func TestCrashBeforePost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put(t)
	// The process dies after it noted that it would post, and before it did.
	e, err := r.claim(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.store.Save(t.Context(), e, bot.Progress{Stage: bot.StagePosting, For: postLease, Unsure: true}); err != nil {
		t.Fatal(err)
	}
	r.drain(t)
	if got := len(r.thread()); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
}

// The answer to our call is lost, though Slack posted the message.
func TestLostAnswerOfSlack(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]step{
		"connection lost": {Worked: true, HangUp: true},
		"server error":    {Worked: true, Status: 502},
		"fatal_error":     {Worked: true, Code: "fatal_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := withoutStreams(t)
			r.slack.Next("chat.postMessage", s)
			r.put(t)
			r.drain(t)
			if got := len(r.thread()); got != 1 {
				t.Errorf("%d replies, want 1", got)
			}
		})
	}
}

func TestNoHistoryMarksTheSecondReply(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	r.slack.NoHistory()
	r.slack.Next("chat.postMessage", step{Worked: true, HangUp: true})
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 2 || strings.Contains(got[0].Body(), wordsZH.resumed) || !strings.Contains(got[1].Body(), wordsZH.resumed) {
		t.Errorf("replies %+v, want a second one that says so", got)
	}
}

// A worker that lost its claim posts nothing.
func TestStaleWorkerPostsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := r.process(t)
	r.put(t)
	e, err := r.claim(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.store.pass(lease + time.Second) // the first worker sleeps
	if !r.step(t, other) {
		t.Fatal("the event is not due again after the lease")
	}
	r.handle(t.Context(), e) // and wakes up
	if got := len(r.thread()); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
}

func TestRateLimitIsHonoured(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	for range 6 { // more than the tries there are: waiting is no failure
		r.slack.Next("chat.postMessage", step{RetryAfter: 30})
	}
	r.put(t)
	for i := range 6 {
		if !r.step(t, r.Bot) {
			t.Fatalf("try %d is not due", i)
		}
		row := r.store.row(0)
		if row.last.For != 30*time.Second || row.last.Unsure || row.Attempts != 0 {
			t.Fatalf("progress %+v, %d attempts; want a wait of 30 s that does not count", row.last, row.Attempts)
		}
		r.store.pass(29 * time.Second)
		if r.step(t, r.Bot) {
			t.Fatal("tried again before Slack allows it")
		}
		r.store.pass(time.Second)
	}
	r.drain(t)
	if got := len(r.thread()); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
}

func TestRefusalIsGivenUp(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	for range 10 {
		r.slack.Next("chat.postMessage", step{Code: "not_in_channel"})
	}
	r.put(t)
	r.drain(t)
	if got := r.slack.Count("chat.postMessage"); got != maxAttempts {
		t.Errorf("%d calls, want %d", got, maxAttempts)
	}
	if got := r.store.row(0); got.last.Code != "gave_up" || got.last.Posted != "" {
		t.Errorf("progress %+v, want gave_up", got.last)
	}
}

func TestRefusedBlocksGoAsText(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	r.slack.Next("chat.postMessage", step{Code: "invalid_blocks"})
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 1 || len(got[0].Blocks) != 0 {
		t.Fatalf("replies %+v, want one without blocks", got)
	}
	for _, want := range []string{"1234家。[1]", "某市报告", bot.Label} {
		if !strings.Contains(got[0].Text, want) {
			t.Errorf("text %q lacks %q", got[0].Text, want)
		}
	}
}

func TestAnswererFails(t *testing.T) {
	t.Parallel()
	t.Run("recovers", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.put(t)
		r.answerer.Fail(errors.New("store out of reach"))
		r.step(t, r.Bot)
		r.answerer.Fail(nil)
		r.drain(t)
		if got := r.thread(); len(got) != 1 || !strings.Contains(got[0].Body(), "1234家") {
			t.Errorf("replies %+v, want the answer", got)
		}
	})
	t.Run("for good", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.put(t)
		r.answerer.Fail(errors.New("store out of reach"))
		r.drain(t)
		got := r.thread()
		if len(got) != 1 || got[0].Body() != failure {
			t.Errorf("replies %+v, want one that says so", got)
		}
		if n := len(r.answerer.Asked()); n != maxAttempts {
			t.Errorf("asked %d times, want %d", n, maxAttempts)
		}
	})
	t.Run("kills the process", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.put(t)
		for range maxAttempts { // claimed, and never heard of again
			if _, err := r.claim(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.store.pass(lease + time.Second)
		}
		r.drain(t)
		if got := r.thread(); len(got) != 1 || got[0].Body() != failure || len(r.answerer.Asked()) != 0 {
			t.Errorf("replies %+v, asked %d; want the apology without another try", got, len(r.answerer.Asked()))
		}
	})
}

func TestBadQuestionIsExplained(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Bot.Answerer = answererFunc(func(context.Context, bot.Question) (*bot.Answer, error) {
		return nil, fmt.Errorf("%w: 请写下要问的问题 <!channel>", bot.ErrBadQuestion)
	})
	r.put(t)
	r.drain(t)
	if got := r.thread(); len(got) != 1 || got[0].Body() != "请写下要问的问题 &lt;!channel&gt;" {
		t.Errorf("replies %+v, want the words of the error", got)
	}
}

func TestReactionFailuresAreIgnored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.Next("reactions.add", step{Code: "missing_scope"})
	r.slack.Next("reactions.remove", step{HangUp: true})
	r.put(t)
	r.drain(t)
	if got := len(r.thread()); got != 1 {
		t.Errorf("%d replies, want 1", got)
	}
}

func TestOldQuestionsAreLeft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put(t)
	r.store.pass(maxAge + time.Minute)
	r.step(t, r.Bot)
	if row := r.store.row(0); !row.done || row.last.Code != "too_old" || len(r.thread()) != 0 {
		t.Errorf("progress %+v, %d replies; want too_old and none", row.last, len(r.thread()))
	}
}
