package pgdb_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

func files(text map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, sql := range text {
		fsys[name] = &fstest.MapFile{Data: []byte(sql)}
	}
	return fsys
}

// wantNoted checks the version that the database notes.
func wantNoted(t *testing.T, url string, want uint) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	got, dirty, err := pgdb.Noted(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	if got != want || dirty {
		t.Errorf("noted version = %d, dirty = %v, want %d, false", got, dirty, want)
	}
}

func TestEmptySet(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	if err := pgdb.UpFS(t.Context(), url, files(nil)); err != nil {
		t.Errorf("up() of no migrations = %v", err)
	}
}

// A migration that fails leaves nothing, not even a note, and runs again when
// it is mended.
func TestFailedMigrationLeavesNothing(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	first := map[string]string{
		"0001_create_a.up.sql":   "CREATE TABLE a (x int); -- no line end",
		"0001_create_a.down.sql": "DROP TABLE a;",
		"0002_create_b.up.sql":   "CREATE TABLE b (x int);\nSELECT nonsense;",
		"0002_create_b.down.sql": "DROP TABLE b;",
	}
	err := pgdb.UpFS(t.Context(), url, files(first))
	if err == nil || !strings.Contains(err.Error(), "nonsense") || strings.Contains(err.Error(), "\n") {
		t.Errorf("up() = %v, want one line about nonsense", err)
	}
	wantNoted(t, url, 1)
	first["0002_create_b.up.sql"] = "CREATE TABLE b (x int);"
	if err := pgdb.UpFS(t.Context(), url, files(first)); err != nil {
		t.Errorf("up() when mended = %v", err)
	}
	wantNoted(t, url, 2)
}

// A migration whose connection is killed was never there.
func TestKilledMigration(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	set := files(map[string]string{
		"0001_create_a.up.sql":   "CREATE TABLE a (x int); SELECT pg_terminate_backend(pg_backend_pid());",
		"0001_create_a.down.sql": "DROP TABLE a;",
	})
	if err := pgdb.UpFS(t.Context(), url, set); !errors.Is(err, pgdb.ErrUnavailable) {
		t.Errorf("up() = %v, want %v", err, pgdb.ErrUnavailable)
	}
	wantNoted(t, url, 0)
}

func TestReadMigrationsWithoutNumber(t *testing.T) {
	t.Parallel()
	if err := pgdb.UpFS(t.Context(), "", files(map[string]string{"create_a.up.sql": ""})); err == nil {
		t.Error("a migration create_a.up.sql gave no error")
	}
}

// A role that may not create extensions: the advice names who can.
func TestMigrateWithoutRights(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	// One session in the shoes of a role without rights.
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	role := "r_" + cfg.Database
	for _, sql := range []string{
		"CREATE ROLE " + role,
		"GRANT ALL ON SCHEMA public TO " + role,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "DROP OWNED BY "+role+"; DROP ROLE "+role); err != nil {
			t.Error(err)
		}
	})
	err = pgdb.Migrate(t.Context(), url+"&options=-c%20role%3D"+role)
	if !errors.Is(err, pgdb.ErrNoVector) || !strings.Contains(err.Error(), "superuser") {
		t.Errorf("Migrate() without rights = %v, want %v and who can help", err, pgdb.ErrNoVector)
	}
}
