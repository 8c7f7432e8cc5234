package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

func TestTraces(t *testing.T) {
	t.Parallel()
	r := postgres.NewRecords(pgtest.Pool(t), "web")
	score := 0.25
	want := &bot.Trace{Asked: bot.Question{Text: "（虚构）问", Turns: []string{"先"}}, Day: "2026-01-02", Read: "（虚构）先，问", Route: bot.RoutePolicy,
		Parts: []bot.TracedPart{{Text: "问", Want: bot.WantFact, Candidates: []bot.TracedCandidate{{PassageID: "0123456789ab.0001", Score: 1, Vector: &score}}}},
		Gate:  []string{"statement without citation"}}
	if err := r.PutTrace(t.Context(), "a1", want); err == nil {
		t.Error("PutTrace of an answer that is not stored gives no error")
	}
	if err := r.Put(t.Context(), answer("a1", "问")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first one stays
		if err := r.PutTrace(t.Context(), "a1", want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := r.Trace(t.Context(), "a1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Trace (-want +got):\n%s", diff)
	}
	if n, err := r.Purge(t.Context(), time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("Purge = %d, %v", n, err)
	}
	if _, err := r.Trace(t.Context(), "a1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Trace after its answer went = %v, want ErrNotFound", err)
	}
}
