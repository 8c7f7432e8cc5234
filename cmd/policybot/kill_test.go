package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgserver"
	"github.com/policybot/policybot/internal/pgtest"
)

// writeFolder makes a folder of files.
func writeFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inventedLaws gives n documents of several articles, no two articles alike.
func inventedLaws(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "（虚构）第%d号湖区条例\n\n", i)
		for j := range 12 {
			fmt.Fprintf(&b, "第%s条 第%d号湖区每年安排科研经费%d万元，用于支持%d家企业购买仪器和检测服务，余下的%d万元转入下一年度。\n\n",
				[]string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"}[j], i, 100+13*i+j, 3*i+j+1, 7*i+j+2)
		}
		files[fmt.Sprintf("law%02d.txt", i)] = b.String()
	}
	return files
}

var progressLine = regexp.MustCompile(`^(\d+) of (\d+) passages`)

// interrupted runs an ingest and calls interrupt when the first documents, and
// not all of them, are stored. It gives what the ingest wrote and its exit error.
func interrupted(t *testing.T, env []string, folder string, interrupt func(*os.Process)) (string, error) {
	t.Helper()
	cmd := command(t, env, "ingest", folder)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	done := false
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		log.WriteString(lines.Text() + "\n")
		if m := progressLine.FindStringSubmatch(lines.Text()); m != nil && !done {
			if m[1] == m[2] {
				t.Fatalf("the ingest was over before it could be interrupted:\n%s", &log)
			}
			interrupt(cmd.Process)
			done = true
		}
	}
	err = cmd.Wait()
	if !done {
		t.Fatalf("the ingest was never seen at work: %v\n%s", err, &log)
	}
	return log.String(), err
}

func output(t *testing.T, env []string, args ...string) string {
	t.Helper()
	cmd := command(t, env, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("policybot %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

// contents gives what is stored: every document as `corpus show` prints it, by ID.
func contents(t *testing.T, env []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	list := output(t, env, "corpus", "list") // recovers what was killed, by itself
	defer hold(t, env)()
	for line := range strings.Lines(list) {
		id, _, _ := strings.Cut(line, " ")
		out[id] = output(t, env, "corpus", "show", id)
	}
	return out
}

// hold keeps the private server of a user running, which the last command to
// leave would stop and the next start again. It gives the end of that.
func hold(t *testing.T, env []string) func() {
	t.Helper()
	if setting(env, "DATABASE_URL") != "" {
		return func() {}
	}
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		t.Fatal(err)
	}
	server, err := pgserver.Start(t.Context(), pgserver.Config{Dist: paths.Postgres, Dir: filepath.Join(setting(env, "POLICYBOT_DATA"), "postgres")})
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

// setting gives the value of a name; the last one counts.
func setting(env []string, name string) string {
	value := ""
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			value = v
		}
	}
	return value
}

// ranked gives what searches by words and by meaning find, without times.
func ranked(t *testing.T, env []string) string {
	t.Helper()
	var b strings.Builder
	for _, mode := range []string{"lexical", "vector", "hybrid"} {
		b.WriteString(output(t, env, "search", "--k", "50", "--mode", mode, "湖区购买仪器的科研经费"))
	}
	return b.String()
}

// A killed program, then a killed PostgreSQL, in the middle of an ingest: what
// is stored is whole documents, the next start needs no help, and in the end
// the store is that of an ingest that nobody disturbed.
func TestKilledInIngest(t *testing.T) {
	needDeps(t)
	t.Parallel()
	folder := writeFolder(t, inventedLaws(30))
	env := append(environment(t.TempDir()), "POLICYBOT_CACHE=off")
	calm := append(environment(t.TempDir()), "DATABASE_URL="+pgtest.URL(t))
	output(t, calm, "ingest", folder)
	want := contents(t, calm)

	_, err := interrupted(t, env, folder, func(p *os.Process) {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	if err == nil {
		t.Fatal("a killed ingest ended well")
	}
	first := checkWhole(t, env, want)

	log, err := interrupted(t, env, folder, func(*os.Process) { killPostgres(t, env) })
	if err == nil {
		t.Error("an ingest whose PostgreSQL was killed ended well")
	}
	if last := lastLine(log); !strings.HasPrefix(last, "policybot: ") || !strings.Contains(last, "again") {
		t.Errorf("the last line is %q, want one that says what to do", last)
	}
	if second := checkWhole(t, env, want); second < first {
		t.Errorf("%d documents after PostgreSQL was killed, %d before", second, first)
	}

	output(t, env, "ingest", folder)
	if diff := cmp.Diff(want, contents(t, env)); diff != "" {
		t.Errorf("stored after recovery (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ranked(t, calm), ranked(t, env)); diff != "" {
		t.Errorf("found after recovery (-want +got):\n%s", diff)
	}
	if got := output(t, env, "ingest", folder); !strings.Contains(got, "\n0 passages embedded") {
		t.Errorf("an ingest after recovery says %q, want nothing embedded", got)
	}
}

// checkWhole demands that every stored document is complete, and that some but
// not all are there; it gives how many.
func checkWhole(t *testing.T, env []string, want map[string]string) int {
	t.Helper()
	got := contents(t, env)
	for id, text := range got {
		if diff := cmp.Diff(want[id], text); diff != "" {
			t.Errorf("document %s is not whole (-want +got):\n%s", id, diff)
		}
	}
	if len(got) == 0 || len(got) >= len(want) {
		t.Errorf("%d of %d documents are stored, want a part of them", len(got), len(want))
	}
	return len(got)
}

// killPostgres kills the private server of a user's data folder.
func killPostgres(t *testing.T, env []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(setting(env, "POLICYBOT_DATA"), "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Error(err)
		return
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Errorf("kill PostgreSQL %q: %v", line, err)
	}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// The disk of the data folder is full in the middle of an ingest: one line says
// so, and with room again everything is as it was and the ingest goes on.
func TestDiskFull(t *testing.T) {
	needDeps(t)
	t.Parallel()
	disk := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=200m,mode=0700", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a tiny file system (it needs root): %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", disk).Run() })
	env := append(environment(t.TempDir()), "POLICYBOT_DATA="+filepath.Join(disk, "data"))
	small := writeFolder(t, map[string]string{"one.txt": "（虚构）孤岛条例\n\n孤岛每年资助研究项目七个，每个项目资助二十万元。\n"})
	output(t, env, "ingest", small)
	want := contents(t, env)

	ballast, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(ballast, io.LimitReader(zeros{}, 300<<20)); err == nil {
		t.Fatalf("%d bytes were written to a disk of 200 MB", n)
	}
	ballast.Close()
	var stderr strings.Builder
	cmd := command(t, env, "ingest", writeFolder(t, inventedLaws(3)))
	cmd.Stderr = &stderr
	if err := cmd.Run(); err == nil {
		t.Error("an ingest onto a full disk ended well")
	}
	if last := lastLine(stderr.String()); !strings.HasPrefix(last, "policybot: ") || !strings.Contains(last, "space") {
		t.Errorf("on a full disk the last line is %q, want one about space", last)
	}
	if err := os.Remove(ballast.Name()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, contents(t, env)); diff != "" {
		t.Errorf("stored after the disk was full (-want +got):\n%s", diff)
	}
	output(t, env, "ingest", small)
}

// zeros reads as zeros without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
