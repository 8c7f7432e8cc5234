package postgres

import (
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5"
)

// A run is a copy of the postings of documents that were stored one after the
// other, by term in place of by document. Runs grow as the numbers of a binary
// counter do: a new one takes up those before it that are not much larger, so
// that there are few, and each posting is copied a few times.

// runGrowth is how many times larger than a new run one must be to stay as it is.
const runGrowth = 2

// deadShare is the share of a run's passages that may be gone before all runs
// are made anew.
const deadShare = 0.3

// mergeFresh makes a run of the documents that are in none yet, if they have at
// least so many passages. Writers must be locked.
func mergeFresh(ctx context.Context, tx pgx.Tx, least int) error {
	var fresh int
	row := tx.QueryRow(ctx, `
		SELECT COALESCE(sum(d.passages), 0)
		FROM documents d
		WHERE d.key > (SELECT COALESCE(max(r.last), 0) FROM posting_runs r)`)
	if err := row.Scan(&fresh); err != nil || fresh < least {
		return err
	}
	return mergePostings(ctx, tx)
}

// mergePostings makes a run of the documents that are in none yet, and all runs
// anew where they hold too many that are gone. Writers must be locked.
func mergePostings(ctx context.Context, tx pgx.Tx) error {
	var (
		last                  int32 // key of the last document
		fresh, merged, stored int64 // passages in no run, in runs when they were made, in all
	)
	row := tx.QueryRow(ctx, `
		SELECT COALESCE(max(d.key), 0), COALESCE(sum(d.passages) FILTER (WHERE d.key > r.last), 0), r.passages, COALESCE(sum(d.passages), 0)
		FROM (SELECT COALESCE(max(last), 0) AS last, COALESCE(sum(passages), 0) AS passages FROM posting_runs) AS r
		LEFT JOIN documents d ON true
		GROUP BY r.last, r.passages`)
	if err := row.Scan(&last, &fresh, &merged, &stored); err != nil {
		return err
	}
	again := float64(merged-(stored-fresh)) > deadShare*float64(merged)
	if fresh == 0 && !again {
		return nil
	}
	rows, err := tx.Query(ctx, `SELECT last, passages FROM posting_runs ORDER BY last DESC`)
	if err != nil {
		return err
	}
	var (
		after int32 // key after which the new run begins
		size  = fresh
		run   int32
		n     int64
		done  bool
	)
	if _, err := pgx.ForEachRow(rows, []any{&run, &n}, func() error {
		if done || !again && n > runGrowth*size {
			if !done {
				after = run
			}
			done = true
			return nil
		}
		size += n
		return nil
	}); err != nil {
		return err
	}
	for _, sql := range []string{
		`DELETE FROM run_blocks WHERE run > $1`,
		`DELETE FROM posting_runs WHERE last > $1`,
	} {
		if _, err := tx.Exec(ctx, sql, after); err != nil {
			return err
		}
	}
	if last <= after { // what was left is in the runs that stay
		return nil
	}
	_, err = tx.Exec(ctx, `
		-- 1. The blocks with their places in the order of documents, in bytes.
		-- 2. Those of about 4,000 bytes together; the form is that of migration 0017.
		INSERT INTO run_blocks (term, run, nth, blocks)
		SELECT c.term, $2, c.nth,
		       string_agg(int4send(c.document) || int4send(c.first) || int2send(length(c.block)::smallint) || c.block, ''::bytea ORDER BY c.document, c.first)
		FROM (
			SELECT p.term, p.document, p.first, p.block,
			       sum(length(p.block) + 10) OVER (PARTITION BY p.term ORDER BY p.document, p.first) / 4000 AS nth
			FROM postings p
			WHERE p.document > $1
		) AS c
		GROUP BY c.term, c.nth
		ORDER BY c.term, c.nth`, after, last)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO posting_runs (last, passages)
		SELECT $2, COALESCE(sum(d.passages), 0) FROM documents d WHERE d.key > $1`, after, last)
	return err
}

// blockHead is the length of what stands before each block of a run.
const blockHead = 10

// readRun calls each for the blocks of documents in a row of run_blocks.
func readRun(blocks []byte, each func(document, first int32, block []byte) error) error {
	for len(blocks) > 0 {
		if len(blocks) < blockHead {
			return errBlock
		}
		document, first := int32(binary.BigEndian.Uint32(blocks)), int32(binary.BigEndian.Uint32(blocks[4:]))
		end := blockHead + int(binary.BigEndian.Uint16(blocks[8:]))
		if len(blocks) < end {
			return errBlock
		}
		if err := each(document, first, blocks[blockHead:end]); err != nil {
			return err
		}
		blocks = blocks[end:]
	}
	return nil
}
