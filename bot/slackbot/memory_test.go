package slackbot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

var (
	_ bot.Events   = (*memory)(nil)
	_ bot.EventLog = (*memory)(nil)
)

// memory keeps events as bot/postgres does, in memory, on a clock that tests
// move: waits take no time.
type memory struct {
	mu        sync.Mutex
	rows      []*row
	now       time.Time
	err       error                      // of Put and Claim
	beforeOut func(p bot.Progress) error // may make a Save fail
	hang      bool                       // Put waits for its context's end
	wake      func()
	questions []string
}

type row struct {
	bot.Event
	due, until time.Time
	held, done bool
	told       bool
	last       bot.Progress
	stages     []bot.Stage
}

func newMemory() *memory { return &memory{now: time.Now()} }

// pass moves the clock.
func (m *memory) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func (m *memory) Put(ctx context.Context, e bot.Event) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hang {
		m.mu.Unlock()
		<-ctx.Done()
		m.mu.Lock()
		return false, ctx.Err()
	}
	if m.err != nil {
		return false, m.err
	}
	for _, r := range m.rows {
		if r.TeamID == e.TeamID && (r.ID == e.ID || r.Message == e.Message) {
			return false, nil
		}
	}
	if e.FollowUp && !slices.ContainsFunc(m.rows, func(r *row) bool {
		return r.TeamID == e.TeamID && r.Thread == e.Thread && r.AnswerID != ""
	}) {
		return false, nil
	}
	e.Received = m.now
	m.rows = append(m.rows, &row{Event: e, due: m.now})
	if m.wake != nil {
		go m.wake()
	}
	return true, nil
}

func (m *memory) Claim(_ context.Context, lease time.Duration) (*bot.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	for i, r := range m.rows {
		before := slices.ContainsFunc(m.rows[:i], func(p *row) bool { return !p.done && p.TeamID == r.TeamID && p.Thread == r.Thread })
		if r.done || before || r.due.After(m.now) || r.held && r.until.After(m.now) {
			continue
		}
		r.held, r.until = true, m.now.Add(lease)
		r.Attempts++
		r.Claim++
		e := r.Event
		return &e, nil
	}
	return nil, bot.ErrNotFound
}

func (m *memory) Save(ctx context.Context, e *bot.Event, p bot.Progress) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.beforeOut != nil {
		if err := m.beforeOut(p); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(m.rows, func(r *row) bool { return r.TeamID == e.TeamID && r.ID == e.ID })
	if i < 0 {
		return errors.New("no such event")
	}
	r := m.rows[i]
	if r.Claim != e.Claim || r.done || !r.held || p.Stage == bot.StagePosting && !r.until.After(m.now) {
		return bot.ErrClaimLost
	}
	r.last, r.Unsure = p, p.Unsure
	r.stages = append(r.stages, p.Stage)
	if p.AnswerID != "" {
		r.AnswerID = p.AnswerID
	}
	if p.Posted != "" {
		r.Posted = p.Posted
	}
	switch p.Stage {
	case bot.StagePosting:
		r.until = m.now.Add(p.For)
	case bot.StageLater:
		r.held, r.due = false, m.now.Add(p.For)
		if p.Uncounted {
			r.Attempts--
		}
	case bot.StageDone:
		r.held, r.done, r.Payload = false, true, nil
	}
	return nil
}

func (m *memory) Listen(ctx context.Context, wake func()) error {
	m.mu.Lock()
	m.wake = wake
	m.mu.Unlock()
	wake()
	<-ctx.Done()
	return ctx.Err()
}

func (m *memory) Questions(context.Context, *bot.Event, int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.questions, nil
}

func (m *memory) Purge(context.Context, time.Time) (int, error) { return 0, nil }

// row gives a copy of the only row.
func (m *memory) row(i int) row {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.rows[i]
}

func (m *memory) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.rows)
}

// Waiting gives the events that nobody claimed, each once.
func (m *memory) Waiting(_ context.Context, since time.Duration) ([]bot.Waiting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []bot.Waiting
	place := 0
	for _, r := range m.rows {
		if r.done {
			continue
		}
		place++
		if r.Claim == 0 && !r.told && r.Received.Before(m.now.Add(-since)) {
			r.told = true
			out = append(out, bot.Waiting{Event: r.Event, Place: place})
		}
	}
	return out, nil
}
