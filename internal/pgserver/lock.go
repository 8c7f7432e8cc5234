package pgserver

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

type lockKind int

const (
	shared    lockKind = unix.LOCK_SH
	exclusive lockKind = unix.LOCK_EX
)

// lockPoll is short beside the start of a server, which others wait for.
const lockPoll = 5 * time.Millisecond

// lockFile opens path, making it when absent, and waits for the lock. Closing
// the file frees the lock, and so does the end of the process.
func lockFile(ctx context.Context, path string, kind lockKind) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		got, err := tryLock(f, kind)
		if err != nil {
			f.Close()
			return nil, err
		}
		if got {
			return f, nil
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

// release frees the lock and closes the file. Closing alone would not do while
// a child that is just being started still holds a copy of the descriptor.
func release(f *os.File) error {
	return errors.Join(unix.Flock(int(f.Fd()), unix.LOCK_UN), f.Close())
}

// tryLock takes or changes the lock of f without waiting.
func tryLock(f *os.File, kind lockKind) (bool, error) {
	for {
		err := unix.Flock(int(f.Fd()), int(kind)|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		default:
			return false, &os.PathError{Op: "flock", Path: f.Name(), Err: err}
		}
	}
}
