package pgdb

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

//go:embed migrations/*.sql
var files embed.FS

// migrateWait is how long to wait for another process that migrates.
const migrateWait = 5 * time.Minute

// migrations is a set of numbered files NNNN_verb_noun.{up,down}.sql.
type migrations struct {
	fsys   fs.FS
	newest uint
}

func embedded() (migrations, error) {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		return migrations{}, err
	}
	return readMigrations(sub)
}

func readMigrations(fsys fs.FS) (migrations, error) {
	names, err := fs.Glob(fsys, "*.up.sql")
	if err != nil {
		return migrations{}, err
	}
	set := migrations{fsys: fsys}
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseUint(number, 10, 31)
		if err != nil {
			return migrations{}, fmt.Errorf("migration %s has no number", name)
		}
		set.newest = max(set.newest, uint(n))
	}
	return set, nil
}

// compare tells whether a database is at the newest version of the set.
func (set migrations) compare(st state) error {
	switch {
	case st.version > set.newest:
		return fmt.Errorf("%w (version %d, this one knows %d): use the newer program", ErrNewer, st.version, set.newest)
	case st.dirty:
		return fmt.Errorf("%w: version %d was left half-done by another tool; restore a backup,"+
			" or repair it and clear the flag in table schema_migrations", ErrNotMigrated, st.version)
	case st.version < set.newest:
		return fmt.Errorf("%w (version %d of %d): run \"policybot migrate\"", ErrNotMigrated, st.version, set.newest)
	}
	return nil
}

// Migrate brings the database to the version of this program. Processes that
// migrate at the same time wait for each other. Each migration is one
// transaction with the note of its version, so an interrupted one was never
// there. A database that is up to date costs two queries.
func Migrate(ctx context.Context, url string) error {
	set, err := embedded()
	if err != nil {
		return err
	}
	return set.up(ctx, url)
}

// Down takes back every migration and with them all data. It is for tests.
func Down(ctx context.Context, url string) error {
	set, err := embedded()
	if err != nil {
		return err
	}
	return set.run(ctx, url, (*migrate.Migrate).Down)
}

func (set migrations) up(ctx context.Context, url string) error {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return ErrBadURL
	}
	withTimeout(cfg)
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return unreachable(cfg, err)
	}
	st, err := readState(ctx, conn)
	conn.Close(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("look at the database: %w", Wrap(err))
	}
	err = set.compare(st)
	if err == nil || errors.Is(err, ErrNewer) || st.dirty {
		return err
	}
	if err := st.vectorPossible(); err != nil {
		return err
	}
	return set.run(ctx, url, (*migrate.Migrate).Up)
}

func (set migrations) run(ctx context.Context, url string, do func(*migrate.Migrate) error) error {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return ErrBadURL
	}
	withTimeout(cfg)
	db := stdlib.OpenDB(*cfg)
	defer db.Close()
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return unreachable(cfg, err)
	}
	defer driver.Close()
	source, err := iofs.New(set.fsys, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no migrations
	}
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	defer source.Close()
	m, err := migrate.NewWithInstance("embedded", source, cfg.Database, &atomicDriver{Driver: driver})
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	m.LockTimeout = migrateWait
	defer context.AfterFunc(ctx, func() { m.GracefulStop <- true })()
	return explain(do(m))
}

// explain turns the outcome of a migration into an error for users. The
// library's own text holds the whole SQL.
func explain(err error) error {
	if err == nil || errors.Is(err, migrate.ErrNoChange) {
		return nil
	}
	var failed database.Error
	if errors.As(err, &failed) {
		if permissionDenied(failed.OrigErr) {
			return fmt.Errorf("%w: this database user may not create the extension or the tables:"+
				" as a superuser run CREATE EXTENSION vector in this database, and let the user create tables", ErrNoVector)
		}
		return fmt.Errorf("migrate: %s (line %d): %w", failed.Err, failed.Line, Wrap(failed.OrigErr))
	}
	return fmt.Errorf("migrate: %w", Wrap(err))
}

// atomicDriver makes a migration and the note of its version one transaction.
// The library by itself first notes a version as half-done, in a transaction
// of its own, and a process killed in between leaves a database that only a
// person can repair.
type atomicDriver struct {
	database.Driver
	target int
}

var _ database.Driver = (*atomicDriver)(nil)

// SetVersion keeps the half-done note in memory; the other one follows a
// finished migration and repeats what its transaction wrote.
func (d *atomicDriver) SetVersion(version int, dirty bool) error {
	if dirty {
		d.target = version
		return nil
	}
	return d.Driver.SetVersion(version, false)
}

// Run sends the migration and the note in one message: one transaction.
func (d *atomicDriver) Run(migration io.Reader) error {
	body, err := io.ReadAll(migration)
	if err != nil {
		return err
	}
	note := "\n;\nDELETE FROM schema_migrations;\n"
	if d.target != database.NilVersion {
		note += "INSERT INTO schema_migrations (version, dirty) VALUES (" + strconv.Itoa(d.target) + ", false);\n"
	}
	return d.Driver.Run(strings.NewReader(string(slices.Concat(body, []byte(note)))))
}

// Fingerprint tells sets of migrations apart: 12 hexadecimal digits of the
// SHA-256 of their names and texts.
func Fingerprint() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:12], err
}
