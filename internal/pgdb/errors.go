package pgdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Sentinels of opening a database. Messages of errors that wrap them say what to do.
var (
	ErrBadURL = errors.New("DATABASE_URL is not of the form postgres://user:password@host:port/database" +
		" (special characters in the password are written as %XX)")
	ErrUnreachable = errors.New("the database cannot be reached")
	ErrNoVector    = errors.New("the database has no pgvector")
	ErrNotMigrated = errors.New("the database is not migrated")
	ErrNewer       = errors.New("the database was migrated by a newer policybot")
)

// Sentinels of using it.
var (
	// ErrNotFound reports a row that is not there.
	ErrNotFound = errors.New("not found")
	// ErrDiskFull reports a database server without space; nothing of the
	// transaction was kept.
	ErrDiskFull = errors.New("the database has no space left on its disk: free some and try again")
	// ErrUnavailable reports a server that went away, restarts, has no
	// connection free or takes no writes now; the same call may succeed later.
	ErrUnavailable = errors.New("the database is not available at the moment: try again")
	// ErrConflict reports a transaction that lost against another; it can be
	// run again at once.
	ErrConflict = errors.New("another transaction was first: try again")
)

// Wrap turns an error of the driver into one that wraps the sentinel for it,
// and the error itself. Other errors, ends of contexts among them, pass
// unchanged; nil gives nil.
func Wrap(err error) error {
	if s := sentinel(err); s != nil {
		return fmt.Errorf("%w: %w", s, err)
	}
	return err
}

func sentinel(err error) error {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotFound
	case errors.As(err, &pg):
		return serverSentinel(pg.Code)
	case errors.As(err, &connect), errors.As(err, &network),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		pgconn.SafeToRetry(err):
		return ErrUnavailable
	}
	return nil
}

// serverSentinel goes by SQLSTATE.
func serverSentinel(code string) error {
	switch code {
	case codeDiskFull:
		return ErrDiskFull
	case codeUndefinedTable, codeUndefinedColumn:
		return ErrNotMigrated
	case codeSerializationFailure, codeDeadlockDetected:
		return ErrConflict
	case codeAdminShutdown, codeCrashShutdown, codeCannotConnectNow,
		codeDatabaseDropped, codeTooManyConnections, codeOutOfMemory,
		codeReadOnlySQLTransaction:
		return ErrUnavailable
	}
	if strings.HasPrefix(code, classConnection) {
		return ErrUnavailable
	}
	return nil
}

func permissionDenied(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeInsufficientPrivilege
}

// unreachable says in one line why a connection did not come about. It names
// host, user and database, never the password.
func unreachable(cfg *pgx.ConnConfig, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	where := fmt.Sprintf("PostgreSQL at %s", net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port)))
	if strings.HasPrefix(cfg.Host, "/") {
		where = "PostgreSQL at the socket in " + cfg.Host
	}
	var pg *pgconn.PgError
	var dns *net.DNSError
	reason := ""
	switch {
	case errors.As(err, &pg):
		reason = fmt.Sprintf("%s says: %s", where, serverReason(cfg, pg))
	case errors.As(err, &dns):
		reason = fmt.Sprintf("the host %s is not known", cfg.Host)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOENT):
		reason = where + " does not run"
	case errors.Is(err, syscall.EACCES):
		reason = where + " may not be entered by this user"
	case isTimeout(err):
		reason = where + " did not answer in time"
	default:
		lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
		reason = where + ": " + strings.TrimSpace(lines[len(lines)-1])
	}
	return fmt.Errorf("%w: %s; check DATABASE_URL", ErrUnreachable, reason)
}

func serverReason(cfg *pgx.ConnConfig, pg *pgconn.PgError) string {
	switch pg.Code {
	case codeInvalidPassword, codeInvalidAuthorizationSpecification:
		return fmt.Sprintf("the user %s or its password is not right", cfg.User)
	case codeInvalidCatalogName:
		return fmt.Sprintf("there is no database %s", cfg.Database)
	}
	return pg.Message
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}
