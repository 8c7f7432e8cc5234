package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// watch starts the server again when it was killed: on the same socket, so that
// pools find it. Every user of the server watches; start.lock lets one act.
func (s *Server) watch(ctx context.Context) {
	defer close(s.watched)
	tick := time.NewTicker(watchPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := os.Stat(s.home.data()); errors.Is(err, os.ErrNotExist) {
			return // the directory was removed
		}
		if alive, err := s.home.alive(); alive || err != nil {
			continue
		}
		if err := s.revive(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Logger.ErrorContext(ctx, "postgres died and does not start again", "err", err)
			tick.Reset(reviveEvery)
			continue
		}
		tick.Reset(watchPoll)
	}
}

func (s *Server) revive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	starting, err := lockFile(ctx, s.home.path("start.lock"), exclusive)
	if err != nil {
		return err
	}
	defer release(starting)
	p, joined, err := joinOrLaunch(ctx, s.cfg, s.home, s.users, s.modes)
	if err != nil {
		return err
	}
	if got := connURL(p.socketDir); got != s.url {
		return fmt.Errorf("it listens at %s now", p.socketDir)
	}
	if !joined {
		s.cfg.Logger.WarnContext(ctx, "postgres died and was started again", "pid", p.pid)
	}
	return nil
}
