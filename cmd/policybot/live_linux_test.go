package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/policybot/policybot/internal/pgtest"
)

// pty gives the two ends of a terminal.
func pty(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("skipped: no terminals here: ", err)
	}
	t.Cleanup(func() { ours.Close() })
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { theirs.Close() })
	return ours, theirs
}

// inTurns is a model's server that says one statement, waits, and says another.
type inTurns struct {
	first, second string // sentences of the corpus
	goOn          chan struct{}
	breaks        bool // says nothing more instead
}

var sentenceID = regexp.MustCompile(`"id":\s*"(s\d+)"`)

func (m inTurns) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Stream   bool
		Messages []struct{ Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil || len(req.Messages) < 2 {
		http.Error(w, "no question", http.StatusBadRequest)
		return
	}
	state := func(part int, text string) string {
		for line := range strings.Lines(req.Messages[1].Content) {
			if id := sentenceID.FindStringSubmatch(line); id != nil && strings.Contains(line, text) {
				return fmt.Sprintf(`{"part":%d,"text":%q,"cite":[%q]}`, part, text, id[1])
			}
		}
		return `{}`
	}
	first, second := `{"statements":[`+state(1, m.first), `,`+state(2, m.second)+`],"missing":[]}`
	if !req.Stream {
		_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"finish_reason": "stop",
			"message": map[string]string{"role": "assistant", "content": first + second}}}}) // a client that left is no fault
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(text, how string) {
		b, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"delta": map[string]string{"content": text}, "finish_reason": how}}})
		if err != nil {
			panic(err) // maps of strings alone come here
		}
		fmt.Fprintf(w, "data: %s\n\n", b)
		_ = http.NewResponseController(w).Flush() // a client that left is no fault
	}
	send(first, "")
	select {
	case <-m.goOn:
	case <-r.Context().Done():
		return
	}
	if m.breaks {
		panic(http.ErrAbortHandler)
	}
	send(second, "stop")
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// TestAskOnATerminal demands that people at a terminal read a statement while
// the model still speaks, and in the end what everybody else reads.
func TestAskOnATerminal(t *testing.T) {
	needDeps(t)
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "lake.txt")
	if err := os.WriteFile(file, []byte(lakeText), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := append(environment(dir), "DATABASE_URL="+pgtest.URL(t))
	if out, err := command(t, plain, "ingest", file).CombinedOutput(); err != nil {
		t.Fatalf("ingest: %v\n%s", err, out)
	}
	const first, second = "青湖实验室的研究人员不超过四百一十二名。", "青湖实验室的仪器每年开放二百日。"
	const question = "青湖实验室的研究人员最多几名？青湖实验室的仪器每年开放几日？"
	for name, breaks := range map[string]bool{"model says all": false, "model breaks off": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			goOn := make(chan struct{})
			release := sync.OnceFunc(func() { close(goOn) })
			t.Cleanup(release)
			s := httptest.NewServer(inTurns{first, second, goOn, breaks})
			t.Cleanup(s.Close)
			env := append(plain, "POLICYBOT_LLM_URL="+s.URL+"/v1", "POLICYBOT_LLM_MODEL=m")
			ours, theirs := pty(t)
			cmd := command(t, env, "ask", question)
			var logs bytes.Buffer
			cmd.Stdout, cmd.Stderr = theirs, &logs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			theirs.Close() // so that reading ends with the program
			var seen bytes.Buffer
			buffer, held := make([]byte, 4096), false
			for {
				n, err := ours.Read(buffer)
				seen.Write(buffer[:n])
				if !held && strings.Contains(seen.String(), first+"[1]") {
					held = true
					if strings.Contains(seen.String(), second) {
						t.Errorf("the first statement was not shown while the model spoke: %s", seen.String())
					}
					release() // only now may the model go on
				}
				if errors.Is(err, io.EOF) || errors.Is(err, syscall.EIO) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := cmd.Wait(); err != nil {
				t.Fatalf("policybot ask: %v\n%s\n%s", err, seen.String(), logs.String())
			}
			got := strings.ReplaceAll(seen.String(), "\r\n", "\n")
			whole, err := command(t, env, "ask", question).Output() // through a pipe
			if err != nil {
				t.Fatal(err)
			}
			if !breaks && got != string(whole) {
				t.Errorf("on a terminal:\n%s\nthrough a pipe:\n%s", got, whole)
			}
			for _, text := range []string{first, second} {
				if strings.Count(got, text) != 1 {
					t.Errorf("%q stands %d times on the terminal, want once:\n%s", text, strings.Count(got, text), got)
				}
			}
		})
	}
}
