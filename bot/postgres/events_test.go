package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

const lease = time.Minute

func event(id, message, thread string) bot.Event {
	return bot.Event{TeamID: "T1", ID: id, Message: message, Thread: thread, Payload: json.RawMessage(`{"text": "问题 ` + id + `"}`)}
}

func put(t *testing.T, s *postgres.Events, e bot.Event, want bool) {
	t.Helper()
	if stored, err := s.Put(t.Context(), e); err != nil || stored != want {
		t.Fatalf("Put(%s) = %v, %v, want %v", e.ID, stored, err, want)
	}
}

func claim(t *testing.T, s *postgres.Events, want string) *bot.Event {
	t.Helper()
	e, err := s.Claim(t.Context(), lease)
	if want == "" {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Fatalf("Claim = %+v, %v, want ErrNotFound", e, err)
		}
		return nil
	}
	if err != nil || e.ID != want {
		t.Fatalf("Claim = %+v, %v, want %s", e, err, want)
	}
	return e
}

func save(t *testing.T, s *postgres.Events, e *bot.Event, p bot.Progress) {
	t.Helper()
	if err := s.Save(t.Context(), e, p); err != nil {
		t.Fatalf("Save(%s, %s) = %v", e.ID, p.Stage, err)
	}
}

// expire ends the lease of an event, or its wait.
func expire(t *testing.T, pool *pgxpool.Pool, id string) {
	t.Helper()
	_, err := pool.Exec(t.Context(),
		`UPDATE events SET claimed_until = claimed_until - interval '1 day', due_at = due_at - interval '1 day' WHERE event_id = $1`, id)
	if err != nil {
		t.Fatal(err)
	}
}

func TestPutOnce(t *testing.T) {
	t.Parallel()
	s := postgres.NewEvents(pgtest.Pool(t))
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	put(t, s, event("Ev1", "C1:1", "C1:1"), false)
	put(t, s, event("Ev1", "C1:2", "C1:2"), false)
	put(t, s, event("Ev2", "C1:1", "C1:1"), false) // the mention of the same message
	other := event("Ev1", "C1:1", "C1:1")
	other.TeamID = "T2"
	put(t, s, other, true)
	e := claim(t, s, "Ev1")
	save(t, s, e, bot.Progress{Stage: bot.StageDone})
	put(t, s, event("Ev1", "C1:1", "C1:1"), false) // a late delivery
}

func TestClaimGivesWhatWasPut(t *testing.T) {
	t.Parallel()
	s := postgres.NewEvents(pgtest.Pool(t))
	want := event("Ev1", "C1:1", "C1:0")
	put(t, s, want, true)
	got := claim(t, s, "Ev1")
	want.Attempts, want.Claim = 1, 1
	if diff := cmp.Diff(&want, got, cmpopts.IgnoreFields(bot.Event{}, "Received")); diff != "" {
		t.Errorf("Claim (-want +got):\n%s", diff)
	}
	if got.Received.IsZero() {
		t.Error("Claim does not say when the event came")
	}
	claim(t, s, "") // held
}

func TestLeaseAndFence(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	first := claim(t, s, "Ev1")
	expire(t, pool, "Ev1")
	posting := bot.Progress{Stage: bot.StagePosting, For: lease, Unsure: true, AnswerID: "a1"}
	if err := s.Save(t.Context(), first, posting); !errors.Is(err, bot.ErrClaimLost) {
		t.Errorf("Save(posting) after the lease = %v, want ErrClaimLost", err)
	}
	second := claim(t, s, "Ev1")
	if second.Attempts != 2 || second.Claim != 2 || second.Unsure || second.AnswerID != "" {
		t.Errorf("second claim %+v, want attempt 2 and nothing posted", second)
	}
	for _, stage := range []bot.Stage{bot.StagePosting, bot.StageLater, bot.StageDone} {
		if err := s.Save(t.Context(), first, bot.Progress{Stage: stage, For: lease}); !errors.Is(err, bot.ErrClaimLost) {
			t.Errorf("Save(%s) by the first worker = %v, want ErrClaimLost", stage, err)
		}
	}
	save(t, s, second, posting)
	expire(t, pool, "Ev1") // the second process dies while posting
	third := claim(t, s, "Ev1")
	if !third.Unsure || third.AnswerID != "a1" || third.Attempts != 3 {
		t.Errorf("third claim %+v, want it unsure, with the answer made", third)
	}
	save(t, s, third, bot.Progress{Stage: bot.StageDone, Posted: "1.2"})
	if err := s.Save(t.Context(), third, bot.Progress{Stage: bot.StageDone}); !errors.Is(err, bot.ErrClaimLost) {
		t.Errorf("Save after done = %v, want ErrClaimLost", err)
	}
	expire(t, pool, "Ev1")
	claim(t, s, "")
}

func TestLater(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	e := claim(t, s, "Ev1")
	save(t, s, e, bot.Progress{Stage: bot.StageLater, For: time.Hour, Code: "rate_limited", Uncounted: true, AnswerID: "a1"})
	claim(t, s, "") // not due
	if err := s.Save(t.Context(), e, bot.Progress{Stage: bot.StageDone}); !errors.Is(err, bot.ErrClaimLost) {
		t.Errorf("Save after it was put off = %v, want ErrClaimLost", err)
	}
	expire(t, pool, "Ev1")
	e = claim(t, s, "Ev1")
	if e.Attempts != 1 || e.Claim != 2 || e.AnswerID != "a1" {
		t.Errorf("claim %+v, want attempt 1 (the first did not count), claim 2, answer a1", e)
	}
	save(t, s, e, bot.Progress{Stage: bot.StageLater, Code: "not_posted", Unsure: true})
	e = claim(t, s, "Ev1")
	if e.Attempts != 2 || !e.Unsure || e.AnswerID != "a1" {
		t.Errorf("claim %+v, want attempt 2, unsure, answer a1 kept", e)
	}
}

func TestThreadsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	s := postgres.NewEvents(pgtest.Pool(t))
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	put(t, s, event("Ev2", "C1:2", "C1:1"), true)
	put(t, s, event("Ev3", "C1:3", "C1:3"), true)
	first := claim(t, s, "Ev1")
	claim(t, s, "Ev3") // Ev2 waits for Ev1
	claim(t, s, "")
	save(t, s, first, bot.Progress{Stage: bot.StageLater, For: time.Hour})
	claim(t, s, "")
}

func TestDoneForgetsTheWords(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	save(t, s, claim(t, s, "Ev1"), bot.Progress{Stage: bot.StageDone, Posted: "1.2", Code: "found"})
	var payload *string
	var posted, code string
	err := pool.QueryRow(t.Context(), `SELECT payload, posted_ts, error_code FROM events WHERE event_id = 'Ev1'`).Scan(&payload, &posted, &code)
	if err != nil || payload != nil || posted != "1.2" || code != "found" {
		t.Errorf("done row: payload %v, posted %q, code %q, %v; want no payload", payload, posted, code, err)
	}
	for _, tt := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 1}} {
		if n, err := s.Purge(t.Context(), tt.before); n != tt.want || err != nil {
			t.Errorf("Purge = %d, %v, want %d", n, err, tt.want)
		}
	}
}

func TestPurgeLeavesOpenEvents(t *testing.T) {
	t.Parallel()
	s := postgres.NewEvents(pgtest.Pool(t))
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	if n, err := s.Purge(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("Purge = %d, %v, want 0", n, err)
	}
	claim(t, s, "Ev1")
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s, r := postgres.NewEvents(pool), postgres.NewRecords(pool, "slack")
	for i := 1; i <= 4; i++ {
		id := fmt.Sprint("Ev", i)
		put(t, s, event(id, fmt.Sprint("C1:", i), "C1:1"), true)
		if i == 4 {
			break
		}
		if err := r.Put(t.Context(), answer(fmt.Sprint("a", i), fmt.Sprint("问题", i))); err != nil {
			t.Fatal(err)
		}
		save(t, s, claim(t, s, id), bot.Progress{Stage: bot.StageDone, AnswerID: fmt.Sprint("a", i)})
	}
	put(t, s, event("Ev9", "C2:9", "C2:9"), true) // another thread
	e := claim(t, s, "Ev4")
	for n, want := range map[int][]string{2: {"问题2", "问题3"}, 9: {"问题1", "问题2", "问题3"}} {
		got, err := s.Questions(t.Context(), e, n)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Questions(%d): %v (-want +got):\n%s", n, err, diff)
		}
	}
	if err := r.Delete(t.Context(), "a2"); err != nil {
		t.Fatal(err)
	}
	got, err := s.Questions(t.Context(), e, 9)
	if diff := cmp.Diff([]string{"问题1", "问题3"}, got); diff != "" || err != nil {
		t.Errorf("Questions after a deletion: %v (-want +got):\n%s", err, diff)
	}
	if got, err := s.Questions(t.Context(), claim(t, s, "Ev9"), 9); len(got) != 0 || err != nil {
		t.Errorf("Questions of a new thread = %v, %v, want none", got, err)
	}
}

// Many workers over several pools: every event is claimed by exactly one.
func TestManyWorkersClaimEachEventOnce(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	const n = 60
	var stored sync.WaitGroup
	for d := range 4 { // four deliveries of each, at once
		stored.Go(func() {
			for i := range n {
				if _, err := s.Put(t.Context(), event(fmt.Sprint("Ev", i), fmt.Sprint("C1:", i), fmt.Sprint("C1:", i%20))); err != nil {
					t.Errorf("delivery %d of event %d: %v", d, i, err)
				}
			}
		})
	}
	stored.Wait()
	var mu sync.Mutex
	var seen []string
	busy := map[string]bool{} // threads at work
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for {
				e, err := s.Claim(t.Context(), lease)
				if errors.Is(err, bot.ErrNotFound) {
					mu.Lock()
					over := len(seen) == n
					mu.Unlock()
					if over {
						return
					}
					continue // an event of a thread at work is left
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if busy[e.Thread] {
					t.Errorf("two events of thread %s at work at once", e.Thread)
				}
				busy[e.Thread] = true
				seen = append(seen, e.ID)
				mu.Unlock()
				mu.Lock()
				busy[e.Thread] = false
				mu.Unlock()
				if err := s.Save(t.Context(), e, bot.Progress{Stage: bot.StageDone}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	slices.Sort(seen)
	if got := len(slices.Compact(seen)); got != n || len(seen) != n {
		t.Errorf("%d claims of %d events, want %d of %d", len(seen), got, n, n)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	ctx, cancel := context.WithCancel(t.Context())
	woken := make(chan struct{}, 10)
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(ctx, func() { woken <- struct{}{} }) }()
	<-woken // listening
	put(t, postgres.NewEvents(pool), event("Ev1", "C1:1", "C1:1"), true)
	<-woken
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Listen = %v, want context.Canceled", err)
	}
}

func TestListenEndsWithItsConnection(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	woken := make(chan struct{}, 10)
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(t.Context(), func() { woken <- struct{}{} }) }()
	<-woken
	_, err := pool.Exec(t.Context(), `
		SELECT pg_terminate_backend(pid)
		FROM pg_stat_activity
		WHERE datname = current_database() AND query = 'LISTEN policybot_events'`)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("Listen = nil after its connection was cut, want an error")
	}
}
