package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// answeringPrefix begins the names of the files of those who announced an address.
const answeringPrefix = "answering-"

// maxAddress bounds what is read of such a file.
const maxAddress = 4096

// Announce lets whoever announces later on the same directory know that this
// process answers at address, until Close or the end of the process, and gives
// the addresses of the others that do now, in no order that means anything.
// It is called at most once.
func (s *Server) Announce(ctx context.Context, address string) (others []string, err error) {
	// One at a time: of two that start together, the second sees the first.
	starting, err := lockFile(ctx, s.home.path("start.lock"), exclusive)
	if err != nil {
		return nil, fmt.Errorf("announce %s: %w", address, err)
	}
	defer release(starting)
	if others, err = s.home.answering(); err != nil {
		return nil, fmt.Errorf("announce %s: %w", address, err)
	}
	f, err := os.CreateTemp(s.home.dir, answeringPrefix+"*")
	if err != nil {
		return others, fmt.Errorf("announce %s: %w", address, err)
	}
	_, err = f.WriteString(address)
	if err == nil {
		_, err = tryLock(f, exclusive) // nobody else knows the file yet
	}
	if err != nil {
		return others, fmt.Errorf("announce %s: %w", address, errors.Join(err, f.Close(), os.Remove(f.Name())))
	}
	s.answering = f
	return others, nil
}

// answering gives the addresses at which others answer, and removes what the
// killed left. The caller holds start.lock.
func (h home) answering() ([]string, error) {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), answeringPrefix) {
			continue
		}
		address, err := addressOf(filepath.Join(h.dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if address != "" {
			found = append(found, address)
		}
	}
	return found, nil
}

// addressOf gives the address in a file that a living process holds; a file
// that none holds is removed.
func addressOf(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil // its process has just left
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	stale, err := tryLock(f, shared)
	if err != nil {
		return "", err
	}
	if stale {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		return "", nil
	}
	b, err := io.ReadAll(io.LimitReader(f, maxAddress))
	return string(b), err
}

// fallSilent takes back what Announce announced.
func (s *Server) fallSilent() error {
	if s.answering == nil {
		return nil
	}
	err := os.Remove(s.answering.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // with the directory
	}
	return errors.Join(err, release(s.answering))
}
