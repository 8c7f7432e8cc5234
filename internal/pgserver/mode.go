package pgserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// mode is a way to run the programs of PostgreSQL, which refuse root and want
// a user of the passwd file.
//
//   - plain: as the user who runs us;
//   - namespace: in a user namespace where we are nobody; outside nothing
//     changes, so the files stay ours and no directory must be opened to others;
//   - setuid: as nobody, where namespaces are forbidden (most containers); the
//     cluster lies where nobody can reach it.
type mode struct {
	name     string
	uid, gid int    // whom the kernel sees
	peer     string // name of our side of the socket, as the server sees it
	state    string // where to put what the server cannot reach; "" for nowhere
	attr     func() *syscall.SysProcAttr
}

// stateDir is for files that another user than root has to reach.
const stateDir = "/var/lib/policybot"

// command is a program of the distribution, run in this mode. Its environment
// is empty but for a path: no PGDATA of the user's, no token of ours.
func (m mode) command(ctx context.Context, dist, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(dist, "bin", program), args...)
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.Dir = "/"
	cmd.SysProcAttr = m.attr()
	return cmd
}

// own gives a path to the user whom the server runs as.
func (m mode) own(path string) error {
	if m.uid == os.Geteuid() {
		return nil
	}
	return os.Chown(path, m.uid, m.gid)
}

// runModes gives the modes to try, best first.
func runModes(state string) []mode {
	uid, gid := os.Geteuid(), os.Getegid()
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil && uid != 0 {
		return []mode{{
			name: "plain", uid: uid, gid: gid, peer: u.Username,
			attr: func() *syscall.SysProcAttr { return &syscall.SysProcAttr{} },
		}}
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil
	}
	nuid, err1 := strconv.Atoi(nobody.Uid)
	ngid, err2 := strconv.Atoi(nobody.Gid)
	if err1 != nil || err2 != nil {
		return nil
	}
	if uid != 0 {
		return namespaceModes(uid, gid, nuid, ngid, "") // state is root's
	}
	return append(namespaceModes(uid, gid, nuid, ngid, state), setuidMode(nuid, ngid, state))
}

func setuidMode(uid, gid int, state string) mode {
	return mode{
		name: "setuid", uid: uid, gid: gid, peer: "root", state: state,
		attr: func() *syscall.SysProcAttr {
			return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		},
	}
}

// choose finds the first mode that works here, and gives a distribution and a
// parent directory for the cluster that the mode can reach.
func (h home) choose(ctx context.Context, dist string, modes []mode) (m mode, usable, parent string, err error) {
	if dist, err = filepath.Abs(dist); err != nil {
		return mode{}, "", "", err
	}
	if len(modes) == 0 {
		return mode{}, "", "", errors.New("PostgreSQL does not run as this user: there is no user nobody on this machine")
	}
	var tried []error
	for _, m := range modes {
		usable, parent, err := h.place(m, dist)
		if err == nil {
			err = m.try(ctx, usable)
		}
		if err == nil {
			return m, usable, parent, nil
		}
		tried = append(tried, err)
	}
	return mode{}, "", "", fmt.Errorf("PostgreSQL does not run here: %w", oneLine(tried))
}

// try runs the server's version question. The plain mode needs no trial.
func (m mode) try(ctx context.Context, dist string) error {
	if m.name == "plain" {
		return nil
	}
	if out, err := m.command(ctx, dist, "postgres", "--version").CombinedOutput(); err != nil {
		return fmt.Errorf("as %s (%s): %w %s", m.peer, m.name, err, out)
	}
	return nil
}

// oneLine joins errors for a message of one line.
func oneLine(errs []error) error {
	var all error
	for _, err := range errs {
		if all == nil {
			all = err
			continue
		}
		all = fmt.Errorf("%w; %w", all, err)
	}
	return all
}

// place gives the distribution and the parent of the cluster, copied or moved
// below m.state where the mode cannot reach them.
func (h home) place(m mode, dist string) (usable, parent string, err error) {
	usable, parent = dist, h.dir
	if !reachable(filepath.Join(dist, "bin", "postgres"), m.uid, m.gid) {
		if m.state == "" {
			return "", "", fmt.Errorf("as %s (%s): %s cannot be entered", m.peer, m.name, dist)
		}
		if usable, err = copyDist(dist, m.state); err != nil {
			return "", "", err
		}
	}
	linked, err := os.Readlink(h.data())
	switch {
	case err == nil:
		parent = filepath.Dir(linked)
		var st syscall.Stat_t
		if err := syscall.Stat(parent, &st); err == nil && int(st.Uid) != m.uid {
			return "", "", fmt.Errorf("as %s (%s): the cluster belongs to another user", m.peer, m.name)
		}
	case m.uid == os.Geteuid() && reachable(h.dir, m.uid, m.gid):
	case m.state == "":
		return "", "", fmt.Errorf("as %s (%s): %s cannot be entered", m.peer, m.name, h.dir)
	default:
		sum := sha256.Sum256([]byte(h.dir))
		parent = filepath.Join(m.state, "data-"+hex.EncodeToString(sum[:6]))
	}
	if parent == h.dir {
		return usable, parent, nil
	}
	if err := os.MkdirAll(m.state, 0o755); err != nil {
		return "", "", notWritable(m.state, err)
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", "", notWritable(parent, err)
	}
	return usable, parent, m.own(parent)
}
