package postgres_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

func newWidget(t *testing.T, dayLimit int) bot.Widget {
	t.Helper()
	w, err := bot.NewWidget("（虚构）门户", []string{"https://example.org", "http://127.0.0.1:8080"}, dayLimit)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWidgets(t *testing.T) {
	t.Parallel()
	s := postgres.NewWidgets(pgtest.Pool(t))
	want := newWidget(t, 7)
	if err := s.Create(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	get := func() bot.Widget {
		t.Helper()
		got, err := s.Widget(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if diff := cmp.Diff(want, get(), cmpopts.IgnoreFields(bot.Widget{}, "CreatedAt")); diff != "" {
		t.Errorf("stored widget (-want +got):\n%s", diff)
	}
	steps := []struct {
		name       string
		do         func() error
		paused     bool
		generation int
	}{
		{"pause", func() error { return s.Pause(t.Context(), want.ID, true) }, true, 2},
		{"pause again", func() error { return s.Pause(t.Context(), want.ID, true) }, true, 2},
		{"resume", func() error { return s.Pause(t.Context(), want.ID, false) }, false, 3},
		{"origins", func() error { return s.SetOrigins(t.Context(), want.ID, []string{"https://b.example"}) }, false, 4},
		{"pause all", func() error { _, err := s.PauseAll(t.Context()); return err }, true, 5},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := get(); got.Paused != step.paused || got.Generation != step.generation {
			t.Errorf("after %s: paused %v, generation %d, want %v, %d", step.name, got.Paused, got.Generation, step.paused, step.generation)
		}
	}
	list, err := s.List(t.Context())
	if err != nil || len(list) != 1 || !cmp.Equal(list[0].Origins, []string{"https://b.example"}) {
		t.Errorf("List = %+v, %v", list, err)
	}
	for name, err := range map[string]error{
		"Widget": func() error { _, err := s.Widget(t.Context(), "wgt_none"); return err }(),
		"Pause":  s.Pause(t.Context(), "wgt_none", true), "SetOrigins": s.SetOrigins(t.Context(), "wgt_none", want.Origins),
	} {
		if !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%s of an unknown id = %v, want ErrNotFound", name, err)
		}
	}
}

// Many questions at once never pass the day's limit; another day starts anew.
func TestSpend(t *testing.T) {
	t.Parallel()
	s := postgres.NewWidgets(pgtest.Pool(t))
	w := newWidget(t, 5)
	if err := s.Create(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	var within atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			ok, err := s.Spend(t.Context(), w.ID, "2026-01-31")
			if err != nil {
				t.Error(err)
			}
			if ok {
				within.Add(1)
			}
		})
	}
	wg.Wait()
	if got := within.Load(); got != 5 {
		t.Errorf("%d of 20 questions were within the limit, want 5", got)
	}
	if ok, err := s.Spend(t.Context(), w.ID, "2026-02-01"); !ok || err != nil {
		t.Errorf("Spend on the next day = %v, %v, want true", ok, err)
	}
	if ok, err := s.Spend(t.Context(), "wgt_none", "2026-02-01"); ok || err != nil {
		t.Errorf("Spend of an unknown widget = %v, %v, want false", ok, err)
	}
}
