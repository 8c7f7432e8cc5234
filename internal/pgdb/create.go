package pgdb

import (
	"context"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// Database gives the URL of the database of the given name on the server of
// serverURL, and makes the database first where there is none. The name must
// be one of our own making.
func Database(ctx context.Context, serverURL, name string) (string, error) {
	u, err := url.Parse(serverURL)
	if err != nil {
		return "", fmt.Errorf("the database address is not a postgres:// URL")
	}
	conn, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		return "", Wrap(err)
	}
	defer conn.Close(ctx)
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		return "", Wrap(err)
	}
	if !there {
		// A database name cannot be a parameter; it is quoted instead.
		if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
			return "", Wrap(err)
		}
	}
	u.Path = "/" + name
	return u.String(), nil
}
