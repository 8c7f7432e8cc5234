package pgserver_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/internal/pgserver"
)

// Who announces an address is told of those that live, and of no others.
func TestAnnounce(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	a, b, c, silent := start(t, cfg), start(t, cfg), start(t, cfg), start(t, cfg)
	// A process that was killed leaves its file behind, and nobody holds it.
	stale := filepath.Join(cfg.Dir, "answering-killed")
	if err := os.WriteFile(stale, []byte("http://127.0.0.1:1"), 0o600); err != nil {
		t.Fatal(err)
	}
	announce := func(s *pgserver.Server, address string, want ...string) {
		t.Helper()
		others, err := s.Announce(t.Context(), address)
		if err != nil {
			t.Fatalf("Announce(%s) = %v", address, err)
		}
		slices.Sort(others)
		if diff := cmp.Diff(want, others); diff != "" {
			t.Errorf("Announce(%s) gives others (-want +got):\n%s", address, diff)
		}
	}
	announce(a, "http://127.0.0.1:2")
	if _, err := os.Stat(stale); !os.IsNotExist(err) {
		t.Errorf("what a killed process left is still there (%v)", err)
	}
	announce(b, "http://127.0.0.1:3", "http://127.0.0.1:2")
	leave(t, a)
	announce(c, "http://127.0.0.1:4", "http://127.0.0.1:3")
	for _, s := range []*pgserver.Server{b, c, silent} {
		leave(t, s)
	}
	if left, err := filepath.Glob(filepath.Join(cfg.Dir, "answering-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
