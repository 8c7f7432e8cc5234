// Package pgdb opens the database that the packages named postgres write SQL
// for: pool, migrations, and the driver's errors turned into sentinels of ours.
// Outside packages named postgres nothing but this package, pgserver and pgtest
// knows the driver.
//
// Errors of this package never hold a password.
package pgdb

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvector "github.com/pgvector/pgvector-go/pgx"
)

// connectTimeout bounds one attempt to connect, unless the address says otherwise.
const connectTimeout = 10 * time.Second

// Pool is the driver's pool, for those who only pass it on.
type Pool = pgxpool.Pool

// Open gives a pool over a migrated database; the caller closes it. Vector
// types are registered on every connection. Errors are for users and wrap
// [ErrBadURL], [ErrUnreachable], [ErrNoVector], [ErrNotMigrated] or [ErrNewer].
func Open(ctx context.Context, url string, lg *slog.Logger) (*Pool, error) {
	set, err := embedded()
	if err != nil {
		return nil, err
	}
	return open(ctx, url, lg, set)
}

func open(ctx context.Context, url string, lg *slog.Logger, set migrations) (*Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, ErrBadURL // the driver's words may hold part of the password
	}
	withTimeout(cfg.ConnConfig)
	cfg.ConnConfig.Tracer = tracer(lg)
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		conn.PgConn().CustomData()[readOnlyKey] = readOnly(conn)
		return pgxvector.RegisterTypes(ctx, conn)
	}
	cfg.PrepareConn = unchanged
	if err := check(ctx, cfg.ConnConfig, set); err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the pool: %w", Wrap(err))
	}
	return pool, nil
}

func withTimeout(cfg *pgx.ConnConfig) {
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
	}
}

// check looks, over a connection of its own, whether the database is fit.
func check(ctx context.Context, cfg *pgx.ConnConfig, set migrations) error {
	conn, err := pgx.ConnectConfig(ctx, cfg.Copy())
	if err != nil {
		return unreachable(cfg, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	st, err := readState(ctx, conn)
	if err != nil {
		return fmt.Errorf("look at the database: %w", Wrap(err))
	}
	if err := set.compare(st); err != nil {
		return err
	}
	return st.vectorInstalled()
}

const readOnlyKey = "policybot_read_only"

// readOnly reads what the server reported last; it asks nothing.
func readOnly(conn *pgx.Conn) bool {
	pg := conn.PgConn()
	return pg.ParameterStatus("in_hot_standby") == "on" ||
		pg.ParameterStatus("default_transaction_read_only") == "on"
}

// unchanged evicts a connection whose server was demoted since: it answers
// pings and refuses every write.
func unchanged(_ context.Context, conn *pgx.Conn) (bool, error) {
	then, _ := conn.PgConn().CustomData()[readOnlyKey].(bool)
	return readOnly(conn) == then, nil
}
