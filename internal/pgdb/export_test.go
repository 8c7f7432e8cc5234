package pgdb

import (
	"context"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// UpFS migrates with a set of a test's own.
func UpFS(ctx context.Context, url string, fsys fs.FS) error {
	set, err := readMigrations(fsys)
	if err != nil {
		return err
	}
	return set.up(ctx, url)
}

// Noted gives the version that the database notes.
func Noted(ctx context.Context, conn *pgx.Conn) (version uint, dirty bool, err error) {
	st, err := readState(ctx, conn)
	return st.version, st.dirty, err
}
