package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/internal/pgtest"
)

// patience bounds what a started program may take on a busy machine.
const patience = 90 * time.Second

// served is a running `policybot serve`.
type served struct {
	cmd     *exec.Cmd
	address string
	mu      sync.Mutex
	log     bytes.Buffer
	ready   chan string
	exited  chan error
}

// serveProgram starts `policybot serve` on a free port and waits until it says
// that it is ready.
func serveProgram(t *testing.T, env ...string) *served {
	t.Helper()
	s := startServe(t, env...)
	s.await(t)
	return s
}

// startServe starts it and does not wait.
func startServe(t *testing.T, env ...string) *served {
	t.Helper()
	s := &served{cmd: command(t, env, "serve", "--listen", "127.0.0.1:0"), ready: make(chan string, 1), exited: make(chan error, 1)}
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			s.mu.Lock()
			s.log.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
			if address, ok := strings.CutPrefix(lines.Text(), "policybot is ready: "); ok {
				s.ready <- address
			}
		}
		s.exited <- s.cmd.Wait()
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		if t.Failed() {
			t.Logf("serve wrote:\n%s", s.written())
		}
	})
	return s
}

// await waits until the program says that it is ready.
func (s *served) await(t *testing.T) {
	t.Helper()
	select {
	case s.address = <-s.ready:
	case err := <-s.exited:
		t.Fatalf("serve ended before it was ready: %v\n%s", err, s.written())
	case <-time.After(patience):
		t.Fatalf("serve was not ready in %s:\n%s", patience, s.written())
	}
}

func (s *served) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// stop sends SIGTERM and wants a good end.
func (s *served) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.exited:
		if err != nil {
			t.Errorf("after SIGTERM: %v, want exit status 0\n%s", err, s.written())
		}
	case <-time.After(patience):
		t.Errorf("after SIGTERM the program went on for %s", patience)
	}
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, res)
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s = %s: %s", res.Request.Method, res.Request.URL, res.Status, b)
	}
	return string(b)
}

// askHTTP asks over POST /api/v1/ask and holds the answer against the contract.
func askHTTP(t *testing.T, address, question string) answerContract {
	t.Helper()
	in, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(address+"/api/v1/ask", "application/json", bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	out := body(t, res)
	if err := strict("ask", []byte(out)); err != nil {
		t.Errorf("POST /api/v1/ask %q: %v", question, err)
	}
	var a answerContract
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// A new user: an empty data folder, the private server, the starter corpus.
func TestServe(t *testing.T) {
	needDeps(t)
	t.Parallel()
	env := environment(t.TempDir())
	s := serveProgram(t, env...)
	if got := fetch(t, s.address+"/readyz"); !strings.Contains(got, `"ready"`) {
		t.Errorf("/readyz = %s, want ready", got)
	}
	home := fetch(t, s.address+"/")
	for _, question := range examples {
		if !strings.Contains(home, question) {
			t.Errorf("the page does not offer %q", question)
		}
		if a := askHTTP(t, s.address, question); a.Status != "answered" {
			t.Errorf("the example %q has status %s, want a cited answer", question, a.Status)
		}
	}
	t.Run("figure", func(t *testing.T) { checkFigure(t, s.address) })
	t.Run("port in use", func(t *testing.T) { checkPortInUse(t, env, s.address) })
	t.Run("README", func(t *testing.T) { checkReadme(t, env) })
	t.Run("shared", func(t *testing.T) { // another command uses the same database meanwhile
		out, err := command(t, env, "ask", "--json", examples[1]).Output()
		if err == nil {
			err = strict("ask", out)
		}
		if err != nil {
			t.Errorf("ask beside serve: %v", err)
		}
	})
	s.stop(t)
}

// Servers on one data folder: two that start together on an empty one both fill
// it and both answer, and who comes later is told of those that live.
func TestServeTwice(t *testing.T) {
	needDeps(t)
	t.Parallel()
	dir := t.TempDir()
	env := environment(dir)
	a, b := startServe(t, env...), startServe(t, env...)
	a.await(t)
	b.await(t)
	const told = "another policybot serves the data folder"
	if a.names(told, b) == b.names(told, a) {
		t.Errorf("want one of two that start together told of the other; they wrote:\n%s\nand\n%s", a.written(), b.written())
	}
	for _, s := range []*served{a, b} {
		if got := askHTTP(t, s.address, examples[0]); got.Status != "answered" {
			t.Errorf("beside another server %q has status %s, want answered", examples[0], got.Status)
		}
	}
	// What two filled at a time is whole: there is nothing left to store.
	var report struct {
		Documents struct{ Created, Updated, Unchanged, Removed int }
	}
	if err := json.Unmarshal([]byte(output(t, env, "ingest", "--json", "--dry-run", filepath.Join(dir, "data", "starter"))), &report); err != nil {
		t.Fatal(err)
	}
	if d := report.Documents; d.Created+d.Updated+d.Removed != 0 || d.Unchanged == 0 {
		t.Errorf("after two servers filled the corpus, another ingest would change it: %+v", d)
	}
	if err := a.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-a.exited
	c := serveProgram(t, env...)
	if c.names(told, a) || !c.names(told, b) {
		t.Errorf("one server was killed, one lives; the third wrote:\n%s", c.written())
	}
	b.stop(t)
	c.stop(t)
}

// names tells whether s wrote a line of these words with the address of other.
func (s *served) names(words string, other *served) bool {
	for line := range strings.Lines(s.written()) {
		if strings.Contains(line, words) && strings.Contains(line, other.address+":") {
			return true
		}
	}
	return false
}

// checkFigure asks the page's question by POST and by the page's own form, and
// opens the citation.
func checkFigure(t *testing.T, address string) {
	const question = "长春市2021年一共有多少家国家级高企？"
	a := askHTTP(t, address, question)
	if len(a.Citations) == 0 || !strings.Contains(a.Answer, "2296") {
		t.Fatalf("answer = %q with %d citations, want 2296 and its citation", a.Answer, len(a.Citations))
	}
	c := a.Citations[0]
	page := fetch(t, address+"/ask?q="+url.QueryEscape(question)) // the form, as without a script
	if !strings.Contains(page, "2296") {
		t.Error("the page does not hold 2296")
	}
	link := regexp.MustCompile(`href="(/passages/` + c.PassageID + `[^"]*)"`).FindStringSubmatch(page)
	if link == nil {
		t.Fatalf("the page has no link to passage %s", c.PassageID)
	}
	if !strings.HasPrefix(c.Page, "/passages/"+c.PassageID) {
		t.Errorf("the citation's page is %q, want that of passage %s", c.Page, c.PassageID)
	}
	target, err := url.Parse(strings.ReplaceAll(link[1], "&amp;", "&"))
	if err != nil {
		t.Fatal(err)
	}
	passage := fetch(t, address+target.String())
	marked := ""
	for _, m := range regexp.MustCompile(`(?s)<mark[^>]*>(.*?)</mark>`).FindAllStringSubmatch(passage, -1) {
		marked += m[1]
	}
	if marked != c.Quote {
		t.Errorf("marked in the passage: %q, want %q", marked, c.Quote)
	}
}

// checkReadme holds what README.md shows against what the program prints.
func checkReadme(t *testing.T, env []string) {
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```\n\\$ bin/policybot ask (.*?)\n(.*?)```").FindAllStringSubmatch(string(data), -1)
	if len(shown) != len(examples) {
		t.Fatalf("README.md shows %d questions with their output, want %d", len(shown), len(examples))
	}
	for i, m := range shown {
		if m[1] != examples[i] {
			t.Errorf("README.md asks %q, the page offers %q", m[1], examples[i])
		}
		if diff := cmp.Diff(m[2], output(t, env, "ask", m[1])); diff != "" {
			t.Errorf("README.md's output of ask %s, which is to be updated (-README +now):\n%s", m[1], diff)
		}
	}
}

func checkPortInUse(t *testing.T, env []string, address string) {
	port := strings.TrimPrefix(address, "http://")
	var stderr strings.Builder
	cmd := command(t, env, "serve", "--listen", port)
	cmd.Stderr = &stderr
	err := cmd.Run()
	if cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("serve on a port in use: %v, want exit status 1", err)
	}
	if got := stderr.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, port) || !strings.Contains(got, "--listen") {
		t.Errorf("serve on a port in use wrote %q, want one line with the port and what to do", got)
	}
}

// Without the rights to listen, or with an address that is none.
func TestListenErrors(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"127.0.0.1", "127.0.0.1:99999", "203.0.113.1:8080"} {
		var stderr strings.Builder
		cmd := command(t, environment(t.TempDir()), "serve", "--listen", listen)
		cmd.Stderr = &stderr
		if err := cmd.Run(); err == nil || strings.Count(stderr.String(), "\n") > 2 || !strings.Contains(stderr.String(), "--listen") {
			t.Errorf("serve --listen %s: %v, %q; want a line with what to do", listen, err, stderr.String())
		}
	}
}

// An empty corpus is filled by serve alone, and only when it is empty.
func TestServeFillsOnlyEmptyStore(t *testing.T) {
	needDeps(t)
	t.Parallel()
	dir := t.TempDir()
	env := append(environment(dir), "DATABASE_URL="+pgtest.URL(t))
	folder := writeFolder(t, map[string]string{"one.txt": "（虚构）孤岛条例\n\n孤岛每年资助研究项目七个，每个项目资助二十万元。\n"})
	if out, err := command(t, env, "ingest", folder).CombinedOutput(); err != nil {
		t.Fatalf("ingest: %v\n%s", err, out)
	}
	s := serveProgram(t, env...)
	s.stop(t)
	out, err := command(t, env, "corpus", "list").Output()
	if err != nil || strings.Count(string(out), "\n") != 1 {
		t.Errorf("corpus list = %q, %v; want the one document that was there", out, err)
	}
}
