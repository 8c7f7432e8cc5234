// Package pgserver runs a private PostgreSQL for one data directory. Processes
// that use the same directory share one server: the first starts it, the
// others find it, and the last to leave stops it.
//
// The server listens on a Unix socket alone, in a directory of mode 0700, and
// lets in by the kernel's word who is on the other side (peer): there is no
// password. It runs as root too, which PostgreSQL itself refuses; see mode.
//
// Lock files in the directory say what is alive. The kernel frees the
// lock of a killed process, so that none of them deceives:
//   - start.lock, exclusive: held while starting, joining and stopping;
//   - users.lock, shared: held by every process that uses the server;
//   - server.lock, exclusive: handed down to PostgreSQL, and so held as long
//     as any process of it lives;
//   - answering-*, exclusive: of a process that announced where it answers.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Sentinels a caller branches on. Their messages are for users.
var (
	// ErrVersion reports a directory written by another major version.
	ErrVersion = errors.New("the data directory belongs to another major version of PostgreSQL")
	// ErrNoSpace reports a full disk.
	ErrNoSpace = errors.New("no space left on the disk: free some and start again; nothing was lost")
	// ErrNotWritable reports a directory that this user may not write to.
	ErrNotWritable = errors.New("the data directory is not writable")
)

const (
	// startTimeout leaves room for recovery after a crash, which reads at most
	// about a gigabyte of log.
	startTimeout = 2 * time.Minute
	// stopTimeout is how long a server may take to write out what is in memory
	// before it is told to stop at once (it recovers at the next start).
	stopTimeout = 20 * time.Second
	// watchPoll is how soon a killed server is noticed; a look costs microseconds.
	watchPoll = 500 * time.Millisecond
	// reviveEvery is how often a start is tried again that failed: on a full
	// disk, say, until somebody frees some.
	reviveEvery = 5 * time.Second
)

// Config says which server to run, and where.
type Config struct {
	Dist   string       // directory with bin/, lib/, share/ of PostgreSQL
	Dir    string       // data directory, made when absent; its owner is the only user of the server
	Logger *slog.Logger // nil: discard
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	switch {
	case c.Dist == "":
		return errors.New("pgserver: Config.Dist is empty")
	case c.Dir == "":
		return errors.New("pgserver: Config.Dir is empty")
	}
	if _, err := os.Stat(filepath.Join(c.Dist, "bin", "postgres")); err != nil {
		return fmt.Errorf(`there is no PostgreSQL in %s: run "make deps"`, c.Dist)
	}
	return nil
}

// Server is a share in a running server. Close gives it back.
type Server struct {
	home  home
	cfg   Config
	modes []mode
	url   string
	users *os.File // holds the shared lock

	answering *os.File // says where this process answers; nil unless it announced

	unwatch context.CancelFunc
	watched chan struct{} // closed when watch has ended

	close    sync.Once
	closeErr error
}

// Start joins the server of the directory, and starts it first where none
// runs: it makes the database cluster in a new directory and recovers what a
// killed server left. It returns once the server answers.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	return start(ctx, cfg, runModes(stateDir))
}

func start(ctx context.Context, cfg Config, modes []mode) (*Server, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	began := time.Now()

	h, err := openHome(cfg.Dir)
	if err != nil {
		return nil, err
	}
	starting, err := lockFile(ctx, h.path("start.lock"), exclusive)
	if err != nil {
		return nil, fmt.Errorf("another policybot is starting or stopping PostgreSQL in %s: %w", cfg.Dir, err)
	}
	defer release(starting)
	users, err := lockFile(ctx, h.path("users.lock"), shared)
	if err != nil {
		return nil, err
	}
	p, joined, err := joinOrLaunch(ctx, cfg, h, users, modes)
	if err != nil {
		release(users)
		return nil, err
	}
	cfg.Logger.DebugContext(ctx, "postgres ready", "joined", joined, "pid", p.pid,
		"duration_ms", time.Since(began).Milliseconds())
	s := &Server{home: h, cfg: cfg, modes: modes, users: users, url: connURL(p.socketDir), watched: make(chan struct{})}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.unwatch = stop
	go s.watch(watching)
	return s, nil
}

func joinOrLaunch(ctx context.Context, cfg Config, h home, users *os.File, modes []mode) (p postmaster, joined bool, err error) {
	p, err = h.join(ctx, users)
	if err == nil {
		return p, true, nil
	}
	if !errors.Is(err, errNotRunning) {
		return postmaster{}, false, err
	}
	p, err = h.launch(ctx, cfg, modes)
	return p, false, err
}

// URL is where the server listens, for pgx: a socket, user and database, no password.
func (s *Server) URL() string { return s.url }

// Role and Database are what the server is entered as: its superuser, and the
// database that is there from the beginning.
const (
	Role     = "policybot"
	Database = "postgres"
)

func connURL(socketDir string) string {
	q := url.Values{"host": {socketDir}, "port": {port}}
	u := url.URL{Scheme: "postgres", User: url.User(Role), Host: "", Path: "/" + Database, RawQuery: q.Encode()}
	return u.String()
}

// Close leaves the server, and stops it when nobody else uses it. Connections
// of the caller should be closed before. A second call does nothing.
func (s *Server) Close() error {
	s.close.Do(func() {
		s.unwatch()
		<-s.watched
		s.closeErr = s.leave()
	})
	return s.closeErr
}

func (s *Server) leave() error {
	defer release(s.users)
	if err := s.fallSilent(); err != nil {
		s.cfg.Logger.Warn("address not taken back", "err", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	// Without start.lock somebody could join between the question whether we are
	// the last and the stop.
	starting, err := lockFile(ctx, s.home.path("start.lock"), exclusive)
	if errors.Is(err, os.ErrNotExist) {
		return nil // the directory was removed
	}
	if err != nil {
		return fmt.Errorf("leave PostgreSQL: %w", err)
	}
	defer release(starting)
	last, err := tryLock(s.users, exclusive)
	if err != nil || !last {
		return err
	}
	began := time.Now()
	if err := s.home.stop(ctx); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	s.cfg.Logger.Debug("postgres stopped", "duration_ms", time.Since(began).Milliseconds())
	return nil
}
