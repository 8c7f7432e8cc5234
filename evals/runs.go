package evals

import (
	"context"
	"errors"
	"time"
)

// ErrNoRun reports a run that is not stored.
var ErrNoRun = errors.New("there is no such run")

// Runs keeps runs. Put of an id that is stored changes nothing: the id names
// the content. Get of an unknown id gives an error wrapping [ErrNoRun]. List
// gives heads, newest first, ties by id.
type Runs interface {
	Put(ctx context.Context, s *Suite) error
	Get(ctx context.Context, id string) (*Suite, error)
	List(ctx context.Context) ([]RunHead, error)
}

// RunHead is what a list of runs shows.
type RunHead struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Code        string    `json:"code"`
	Corpus      string    `json:"corpus"`
	CasesDigest string    `json:"cases_digest"`
	At          time.Time `json:"at"`
}
