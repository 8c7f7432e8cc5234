package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// all reads the rows of a query; doing begins the text of an error.
func all[T any](ctx context.Context, pool *pgxpool.Pool, read pgx.RowToFunc[T], doing, sql string, args ...any) ([]T, error) {
	rows, err := pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, pgdb.Wrap(err))
	}
	found, err := pgx.CollectRows(rows, read)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, pgdb.Wrap(err))
	}
	return found, nil
}

// one reads the first row of a query; without any it gives an error wrapping
// [bot.ErrNotFound].
func one[T any](ctx context.Context, pool *pgxpool.Pool, read pgx.RowToFunc[T], doing, sql string, args ...any) (T, error) {
	var none T
	found, err := all(ctx, pool, read, doing, sql, args...)
	if err != nil {
		return none, err
	}
	if len(found) == 0 {
		return none, fmt.Errorf("%s: %w", doing, bot.ErrNotFound)
	}
	return found[0], nil
}

// change runs a statement and gives the number of rows that it touched.
func change(ctx context.Context, pool *pgxpool.Pool, doing, sql string, args ...any) (int, error) {
	tag, err := pool.Exec(ctx, sql, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, pgdb.Wrap(err))
	}
	return int(tag.RowsAffected()), nil
}

// changeOne runs a statement that must touch a row: where it touches none it
// gives an error wrapping [bot.ErrNotFound].
func changeOne(ctx context.Context, pool *pgxpool.Pool, doing, sql string, args ...any) error {
	n, err := change(ctx, pool, doing, sql, args...)
	if err == nil && n == 0 {
		return fmt.Errorf("%s: %w", doing, bot.ErrNotFound)
	}
	return err
}
