package pgdb

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// state is what a database tells about itself.
type state struct {
	installed string // version of pgvector in this database; "" for none
	available string // version that CREATE EXTENSION would install; "" for none
	version   uint   // last migration; 0 for none
	dirty     bool   // a migration was interrupted by another tool
}

func readState(ctx context.Context, conn *pgx.Conn) (state, error) {
	var st state
	// The version first: another process may migrate between the two statements,
	// and a version without the extension it made would be no state at all.
	err := conn.QueryRow(ctx, `SELECT version, dirty FROM schema_migrations LIMIT 1`, pgx.QueryExecModeExec).
		Scan(&st.version, &st.dirty)
	var pg *pgconn.PgError
	nothing := errors.Is(err, pgx.ErrNoRows) || errors.As(err, &pg) && pg.Code == codeUndefinedTable
	if err != nil && !nothing {
		return state{}, err
	}
	err = conn.QueryRow(ctx, `
		SELECT
			coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), ''),
			coalesce((SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), '')
	`, pgx.QueryExecModeExec).Scan(&st.installed, &st.available)
	return st, err
}

// minVector is the first pgvector with halfvec and iterative index scans.
var minVector = [2]int{0, 8}

func (st state) vectorInstalled() error {
	switch {
	case st.installed == "":
		return fmt.Errorf("%w: as a superuser run CREATE EXTENSION vector in this database", ErrNoVector)
	case !recent(st.installed):
		return fmt.Errorf("%w: version %s is too old, 0.8 or newer is needed;"+
			" install it, then run ALTER EXTENSION vector UPDATE", ErrNoVector, st.installed)
	}
	return nil
}

// vectorPossible reports why migrating would stop at the extension.
func (st state) vectorPossible() error {
	switch {
	case st.installed != "":
		return st.vectorInstalled()
	case st.available == "":
		return fmt.Errorf("%w: install pgvector 0.8 or newer for this server"+
			" (the package is often named postgresql-NN-pgvector), then run this again", ErrNoVector)
	case !recent(st.available):
		return fmt.Errorf("%w: version %s is too old, install 0.8 or newer", ErrNoVector, st.available)
	}
	return nil
}

func recent(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return false
	}
	return major > minVector[0] || major == minVector[0] && minor >= minVector[1]
}
