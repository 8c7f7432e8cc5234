package pgserver_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgserver"
)

// helperVariable turns this test program into a process that holds a server.
// Its value is the Config.
const helperVariable = "PGSERVER_TEST_HOLD"

func TestMain(m *testing.M) {
	if given := os.Getenv(helperVariable); given != "" {
		os.Exit(hold(given))
	}
	code := m.Run()
	if seedDir != "" {
		os.RemoveAll(seedDir)
	}
	os.Exit(code)
}

// seedDir holds a cluster that was started once; making one takes most of the
// time of a test that is about something else.
var seedDir string

var seed = sync.OnceValues(func() (string, error) {
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		return "", err
	}
	if seedDir, err = os.MkdirTemp("", "pgserver-seed-"); err != nil {
		return "", err
	}
	s, err := pgserver.Start(context.Background(), pgserver.Config{Dist: paths.Postgres, Dir: seedDir})
	if err != nil {
		return "", err
	}
	return filepath.Join(seedDir, "data"), s.Close()
})

// seeded gives a config whose directory holds a cluster already.
func seeded(t testing.TB) pgserver.Config {
	t.Helper()
	cfg := config(t)
	from, err := seed()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-Rp", from, filepath.Join(cfg.Dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v %s", err, out)
	}
	return cfg
}

// hold starts or joins a server, prints its address and leaves it when its
// input ends.
func hold(given string) int {
	var cfg pgserver.Config
	if err := json.Unmarshal([]byte(given), &cfg); err != nil {
		fmt.Println(err)
		return 2
	}
	s, err := pgserver.Start(context.Background(), cfg)
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println(s.URL())
	io.Copy(io.Discard, os.Stdin)
	if err := s.Close(); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// holder is another process that uses a server.
type holder struct {
	t     testing.TB
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Reader
}

// startHolder runs program (this one, if empty) as a process of its own.
func startHolder(t testing.TB, cfg pgserver.Config, program string, attr *syscall.SysProcAttr) *holder {
	t.Helper()
	given, err := json.Marshal(map[string]string{"Dist": cfg.Dist, "Dir": cfg.Dir})
	if err != nil {
		t.Fatal(err)
	}
	if program == "" {
		program, err = os.Executable()
		if err != nil {
			t.Fatal(err)
		}
	}
	h := &holder{t: t, cmd: exec.Command(program)}
	h.cmd.Env = []string{helperVariable + "=" + string(given), "PATH=/usr/bin:/bin", "HOME=" + filepath.Dir(cfg.Dir)}
	h.cmd.Dir = "/"
	h.cmd.Stderr = t.Output()
	h.cmd.SysProcAttr = attr
	if h.stdin, err = h.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	h.lines = bufio.NewReader(out)
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // only matters where the test failed before
		h.cmd.Process.Kill()
		h.cmd.Wait()
	})
	return h
}

// url waits until the process has the server.
func (h *holder) url() string {
	h.t.Helper()
	line, err := h.lines.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "postgres://") {
		h.t.Fatalf("the other process says %q (%v)", line, err)
	}
	return strings.TrimSpace(line)
}

// leave lets the process close its server and end.
func (h *holder) leave() {
	h.t.Helper()
	h.stdin.Close()
	rest, _ := io.ReadAll(h.lines)
	if err := h.cmd.Wait(); err != nil {
		h.t.Errorf("the other process: %v %s", err, rest)
	}
}

// kill ends the process as kill -9 does.
func (h *holder) kill() {
	h.t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		h.t.Fatal(err)
	}
	h.cmd.Wait()
}
