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

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	s := postgres.NewAPIKeys(pgtest.Pool(t))
	want, secret, err := bot.NewAPIKey("（虚构）热线", []bot.Scope{bot.ScopeAsk, bot.ScopeSearch}, 60, 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := s.APIKey(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(bot.APIKey{}, "CreatedAt")); diff != "" || !got.Opens(secret) {
		t.Errorf("stored key (-want +got):\n%s", diff)
	}
	// Twenty processes at once never pass the day's quota together.
	var granted atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			ok, err := s.Spend(t.Context(), want.ID, "2025-06-01")
			if err != nil {
				t.Error(err)
			}
			if ok {
				granted.Add(1)
			}
		})
	}
	all.Wait()
	if n := granted.Load(); n != 7 {
		t.Errorf("%d requests were granted, want 7", n)
	}
	if ok, err := s.Spend(t.Context(), want.ID, "2025-06-02"); !ok || err != nil {
		t.Errorf("the next day: %t, %v", ok, err)
	}
	if ok, err := s.Spend(t.Context(), "unknown", "2025-06-02"); ok || err != nil {
		t.Errorf("an unknown key: %t, %v", ok, err)
	}
	if err := s.Revoke(t.Context(), want.ID); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(t.Context()); err != nil || len(list) != 1 || !list[0].Revoked {
		t.Errorf("List = %+v, %v, want the revoked one", list, err)
	}
	if _, err := s.APIKey(t.Context(), "none"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an unknown key: %v, want ErrNotFound", err)
	}
	if err := s.Revoke(t.Context(), "none"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("revoking an unknown key: %v, want ErrNotFound", err)
	}
}
