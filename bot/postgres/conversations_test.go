package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

func TestConversations(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s, records := postgres.NewConversations(pool), postgres.NewRecords(pool, "web")
	for i := range 4 {
		id := fmt.Sprintf("a%d", i)
		if err := records.Put(t.Context(), &bot.Answer{ID: id, Question: "问" + id}); err != nil {
			t.Fatal(err)
		}
		name := "mine"
		if i == 3 {
			name = "other"
		}
		for range 2 { // a second time changes nothing
			if err := s.Append(t.Context(), name, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Append(t.Context(), "mine", "not stored"); err != nil {
		t.Errorf("an answer that is not stored: %v", err)
	}
	long := time.Now().Add(-time.Hour)
	asked := func(name string, since time.Time, n int) (out []string) {
		t.Helper()
		answers, err := s.Answers(t.Context(), name, since, n)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			out = append(out, a.Question)
		}
		return out
	}
	for _, tt := range []struct {
		name  string
		since time.Time
		n     int
		want  []string
	}{
		{"mine", long, 10, []string{"问a0", "问a1", "问a2"}},
		{"mine", long, 2, []string{"问a1", "问a2"}},
		{"mine", time.Now().Add(time.Hour), 10, nil},
		{"nobody's", long, 10, nil},
	} {
		if diff := cmp.Diff(tt.want, asked(tt.name, tt.since, tt.n)); diff != "" {
			t.Errorf("Answers(%s, %d) (-want +got):\n%s", tt.name, tt.n, diff)
		}
	}
	if err := s.Delete(t.Context(), "mine"); err != nil {
		t.Fatal(err)
	}
	if got := asked("mine", long, 10); got != nil {
		t.Errorf("a deleted conversation holds %q", got)
	}
	if _, err := records.Get(t.Context(), "a0"); err == nil {
		t.Error("an answer of a deleted conversation is still stored")
	}
	if got := asked("other", long, 10); len(got) != 1 {
		t.Errorf("another conversation holds %q, want its one answer", got)
	}
	if n, err := s.Purge(t.Context(), time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("Purge = %d, %v, want 1", n, err)
	}
	if _, err := records.Get(t.Context(), "a3"); err != nil {
		t.Errorf("after Purge the answer is gone: %v", err)
	}
}
