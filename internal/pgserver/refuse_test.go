package pgserver_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/internal/pgserver"
)

// refused starts a server that must not start, and checks the message.
func refused(t *testing.T, cfg pgserver.Config, want error, words ...string) {
	t.Helper()
	s, err := pgserver.Start(t.Context(), cfg)
	if err == nil {
		leave(t, s)
		t.Fatalf("Start(%s) gave no error, want one with %q", cfg.Dir, words)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("Start() = %v, want %v", err, want)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("Start() = %q, want one line", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("Start() = %v, want a word about %q", err, w)
		}
	}
}

func TestRefusesWithoutDist(t *testing.T) {
	t.Parallel()
	refused(t, pgserver.Config{Dist: t.TempDir(), Dir: t.TempDir()}, nil, "make deps")
	refused(t, pgserver.Config{Dir: t.TempDir()}, nil, "Config.Dist")
	refused(t, pgserver.Config{Dist: t.TempDir()}, nil, "Config.Dir")
}

func TestRefusesOtherVersion(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	data := filepath.Join(cfg.Dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("16\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, cfg, pgserver.ErrVersion, "PostgreSQL 16", "--data")
}

func TestRefusesForeignFiles(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	data := filepath.Join(cfg.Dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(data, "thesis.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, cfg, nil, "not empty")
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("the file is gone: %v", err)
	}
}

func TestRefusesFileAsDirectory(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	if err := os.WriteFile(cfg.Dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, cfg, nil, "not a directory")
}

// A cluster that PostgreSQL itself refuses: its reason reaches the user.
func TestRefusesBrokenCluster(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	leave(t, start(t, cfg))
	if err := os.Remove(filepath.Join(cfg.Dir, "data", "global", "pg_control")); err != nil {
		t.Fatal(err)
	}
	refused(t, cfg, nil, "PostgreSQL did not start", "pg_control")
}
