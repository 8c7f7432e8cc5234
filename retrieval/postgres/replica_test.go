//go:build replica

package postgres_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// TestReplica reads from a streaming replica made with pg_basebackup of the
// same distribution: every arm gives what it gives on the primary, before and
// after more is written, and the replica takes no writes.
func TestReplica(t *testing.T) {
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		t.Skip(err)
	}
	ctx := t.Context()
	start := func(dir string) *pgserver.Server {
		t.Helper()
		s, err := pgserver.Start(ctx, pgserver.Config{Dist: paths.Postgres, Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	store := func(s *pgserver.Server) *postgres.Store {
		t.Helper()
		pool, err := pgdb.Open(ctx, s.URL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		cfg := config
		cfg.ExactVectors = 1 // the HNSW index is replicated as well
		return postgres.New(pool, cfg)
	}
	dir := t.TempDir()
	first := start(filepath.Join(dir, "primary"))
	if err := pgdb.Migrate(ctx, first.URL()); err != nil {
		t.Fatal(err)
	}
	primary := store(first)
	world := retrievaltest.World()
	for _, d := range world[:2] {
		if err := primary.Put(ctx, retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	if err := primary.Analyze(ctx); err != nil {
		t.Fatal(err)
	}

	u, err := url.Parse(first.URL())
	if err != nil {
		t.Fatal(err)
	}
	second := filepath.Join(dir, "replica")
	if err := os.Mkdir(second, 0o700); err != nil {
		t.Fatal(err)
	}
	backup := exec.CommandContext(ctx, filepath.Join(paths.Postgres, "bin", "pg_basebackup"), "--host", u.Query().Get("host"),
		"--port", u.Query().Get("port"), "--username", pgserver.Role, "--pgdata", filepath.Join(second, "data"), "--write-recovery-conf", "--checkpoint=fast")
	if out, err := backup.CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v\n%s", err, out)
	}
	replica := store(start(second))

	same := func() {
		t.Helper()
		for _, text := range []string{"企业研发费用加计扣除的比例", "企业", "第三条"} {
			for name, ask := range map[string]func(s *postgres.Store) ([]retrieval.Candidate, error){
				"lexical": func(s *postgres.Store) ([]retrieval.Candidate, error) {
					return s.Lexical(ctx, retrievaltest.FakeSegmenter{}.Terms(text), retrieval.Filter{AllVersions: true}, 20)
				},
				"nearest": func(s *postgres.Store) ([]retrieval.Candidate, error) {
					v, err := (&retrievaltest.FakeEmbedder{}).EmbedQuery(ctx, text)
					if err != nil {
						return nil, err
					}
					return s.Nearest(ctx, v, retrieval.Filter{AllVersions: true}, 20)
				},
				"exact": func(s *postgres.Store) ([]retrieval.Candidate, error) {
					return s.Exact(ctx, retrieval.Ref{Label: "第三条"}, retrieval.Filter{AllVersions: true}, 20)
				},
			} {
				want, err := ask(primary)
				if err != nil {
					t.Fatal(err)
				}
				got, err := ask(replica)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 && name != "exact" {
					t.Errorf("%s for %s: %d on the primary (-primary +replica)\n%s", name, text, len(want), diff)
				}
			}
		}
	}
	same()
	for _, d := range world[2:] {
		if err := primary.Put(ctx, retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	wait, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		known, err := replica.Known(wait)
		if err != nil {
			t.Fatal(err)
		}
		if len(known) == len(world) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	same()
	if err := replica.Put(ctx, retrievaltest.Embed(t, world[0])); err == nil {
		t.Error("the replica took a document")
	}
}
