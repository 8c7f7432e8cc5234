// Package postgres keeps runs of the eval suite. Its table is eval_runs.
package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/internal/pgdb"
)

// Runs keeps runs. It may be used from many goroutines.
type Runs struct{ pool *pgxpool.Pool }

var _ evals.Runs = (*Runs)(nil)

// NewRuns gives the runs of a database.
func NewRuns(pool *pgxpool.Pool) *Runs { return &Runs{pool: pool} }

// Put implements [evals.Runs].
func (r *Runs) Put(ctx context.Context, s *evals.Suite) error {
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("store run %s: %w", s.ID, err)
	}
	_, err = r.pool.Exec(ctx, `
		INSERT INTO eval_runs (id, name, code, corpus, cases_digest, run)
		VALUES (@id, @name, @code, @corpus, @cases, @run)
		ON CONFLICT (id) DO NOTHING`,
		pgx.NamedArgs{"id": s.ID, "name": s.Name, "code": s.Code, "corpus": s.Corpus, "cases": s.CasesDigest, "run": body})
	if err != nil {
		return fmt.Errorf("store run %s: %w", s.ID, pgdb.Wrap(err))
	}
	return nil
}

// Get implements [evals.Runs].
func (r *Runs) Get(ctx context.Context, id string) (*evals.Suite, error) {
	rows, err := r.pool.Query(ctx, `SELECT run FROM eval_runs WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", id, pgdb.Wrap(err))
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", id, pgdb.Wrap(err))
	}
	if len(bodies) == 0 {
		return nil, fmt.Errorf("run %s: %w", id, evals.ErrNoRun)
	}
	s := &evals.Suite{}
	if err := json.Unmarshal(bodies[0], s); err != nil {
		return nil, fmt.Errorf("read run %s: %w", id, err)
	}
	return s, nil
}

// List implements [evals.Runs].
func (r *Runs) List(ctx context.Context) ([]evals.RunHead, error) {
	rows, err := r.pool.Query(ctx, `
		SELECT id, name, code, corpus, cases_digest, created_at
		FROM eval_runs
		ORDER BY created_at DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", pgdb.Wrap(err))
	}
	heads, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h evals.RunHead, err error) {
		return h, row.Scan(&h.ID, &h.Name, &h.Code, &h.Corpus, &h.CasesDigest, &h.At)
	})
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", pgdb.Wrap(err))
	}
	return heads, nil
}
