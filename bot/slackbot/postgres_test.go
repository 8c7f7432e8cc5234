package slackbot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// mortal is a store whose process dies now and then: a Save is lost, before or
// after the reply was posted.
type mortal struct {
	*postgres.Events
	mu     sync.Mutex
	random *rand.Rand
	deaths int
}

func (m *mortal) Save(ctx context.Context, e *bot.Event, p bot.Progress) error {
	m.mu.Lock()
	dies := m.random.IntN(4) == 0
	if dies {
		m.deaths++
	}
	m.mu.Unlock()
	if dies {
		return errors.New("the process died")
	}
	return m.Events.Save(ctx, e, p)
}

func openPool(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// The whole way on a real database: two processes, every message delivered
// four times, processes that die in the middle.
func TestEveryQuestionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	const n = 40
	url := pgtest.URL(t)
	slack := newFakeSlack(t)
	var bots []*Bot
	var stores []*mortal
	for i := range uint64(2) {
		pool := openPool(t, url)
		store := &mortal{Events: postgres.NewEvents(pool), random: rand.New(rand.NewPCG(7, i))}
		b, err := New(Config{
			SigningSecrets: []string{testSecret}, BotToken: testToken, APIURL: slack.URL(),
			Answerer: bottest.NewFakeAnswerer(), Events: store, Log: store, Records: postgres.NewRecords(pool, "slack"),
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Answerer = unique(b.Answerer, i)
		plugIn(t, b)
		bots, stores = append(bots, b), append(stores, store)
	}
	for range 5 {
		slack.Next("chat.postMessage", step{Worked: true, Status: 502}, step{Status: 503}, step{Worked: true, HangUp: true})
	}
	// run lets both processes work until nothing is due.
	run := func() {
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		for _, b := range bots {
			running.Go(func() { b.Run(ctx) })
		}
		time.Sleep(500 * time.Millisecond)
		cancel()
		running.Wait()
	}
	var deliveries sync.WaitGroup
	for d := range 4 {
		deliveries.Go(func() {
			for i := range n {
				inner := strings.ReplaceAll(dm, "1700000000.000100", fmt.Sprintf("17000000%02d.000100", i))
				body := strings.Replace(string(envelope(inner)), `"Ev1"`, fmt.Sprintf(`"Ev%d"`, i), 1)
				if w := deliverHTTP(bots[(d+i)%2], []byte(body)); w.Code != 200 {
					t.Errorf("delivery %d of event %d = %d, want 200", d, i, w.Code)
				}
			}
		})
	}
	run()
	deliveries.Wait()
	control := openPool(t, url)
	for round := 0; ; round++ {
		// Time passes: the leases of the dead run out, waits end.
		tag, err := control.Exec(t.Context(),
			`UPDATE events SET claimed_until = now() - interval '1 second', due_at = now() WHERE done_at IS NULL`)
		if err != nil {
			t.Fatal(err)
		}
		open := tag.RowsAffected()
		if open == 0 {
			break
		}
		if round > 100 {
			t.Fatalf("%d events are never done", open)
		}
		run()
	}
	if stores[0].deaths+stores[1].deaths == 0 {
		t.Error("no process died: the test shows nothing")
	}
	for i := range n {
		ts := fmt.Sprintf("17000000%02d.000100", i)
		if got := slack.Replies("D1", ts); len(got) != 1 {
			t.Errorf("question %d has %d replies, want 1", i, len(got))
		}
	}
}

// unique gives answers ids of their own, as the real service does.
func unique(a bot.Answerer, process uint64) bot.Answerer {
	var mu sync.Mutex
	made := 0
	return answererFunc(func(ctx context.Context, q bot.Question) (*bot.Answer, error) {
		answer, err := a.Answer(ctx, q)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		made++
		answer.ID = fmt.Sprintf("p%d-%d", process, made)
		return answer, nil
	})
}

// With the database gone Slack is told to come back.
func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	b, err := New(Config{
		SigningSecrets: []string{testSecret}, BotToken: testToken, Answerer: bottest.NewFakeAnswerer(),
		Events: postgres.NewEvents(pool), Records: bottest.NewFakeRecords(),
	})
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
	if w := deliverHTTP(b, envelope(dm)); w.Code != 503 {
		t.Errorf("answer %d, want 503", w.Code)
	}
}
