//go:build slack

package slackbot

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// Where the test program runs itself as a process to be killed, these say how.
const (
	workerDatabase = "POLICYBOT_TEST_WORKER_DATABASE"
	workerSlack    = "POLICYBOT_TEST_WORKER_SLACK"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerSlack) != "" {
		if err := runWorker(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// runWorker is `policybot serve` with an answerer that knows everything: it
// serves Slack's requests, answers, and prints its address.
func runWorker(ctx context.Context) error {
	pool, err := pgdb.Open(ctx, os.Getenv(workerDatabase), nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	events := postgres.NewEvents(pool)
	b, err := New(Config{
		SigningSecrets: []string{testSecret}, BotToken: testToken, APIURL: os.Getenv(workerSlack), Workers: 4,
		Answerer: answererFunc(func(_ context.Context, q bot.Question) (*bot.Answer, error) {
			time.Sleep(time.Duration(mathrand.IntN(30)) * time.Millisecond)
			a := cannedAnswer()
			a.ID, a.Question, a.Label, a.Text = rand.Text(), q.Text, bot.Label, "（虚构）国家级高新技术企业达到1234家。[1]"
			return &a, nil
		}),
		Events: events, Log: events, Records: postgres.NewRecords(pool, "slack"),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go b.Run(ctx)
	return http.Serve(listener, b.Handler())
}

// victim is one process.
type victim struct {
	cmd     *exec.Cmd
	address atomic.Value // string
}

func (v *victim) start(t *testing.T, database, slack string) {
	t.Helper()
	v.cmd = exec.Command(os.Args[0])
	v.cmd.Env = append(os.Environ(), workerDatabase+"="+database, workerSlack+"="+slack)
	v.cmd.Stderr = t.Output()
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	address, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("a process did not start: %v", err)
	}
	v.address.Store(strings.TrimSpace(address))
	go func() { _, _ = io.Copy(io.Discard, lines) }()
}

// kill ends the process as a power cut would.
func (v *victim) kill() {
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
}

// Many questions, each delivered four times, to two processes that are killed
// at random.
func TestKilledProcessesAnswerOnce(t *testing.T) {
	t.Run("with history", func(t *testing.T) { killRun(t, 500, true) })
	t.Run("without history", func(t *testing.T) { killRun(t, 100, false) })
}

func killRun(t *testing.T, n int, history bool) {
	database := pgtest.URL(t)
	slack := newFakeSlack(t)
	if !history {
		slack.NoHistory()
	}
	for _, m := range []string{"chat.postMessage", "chat.startStream", "chat.stopStream", "chat.update"} {
		slack.Always(m, step{Before: func() { time.Sleep(time.Duration(mathrand.IntN(25)) * time.Millisecond) }})
	}
	control := openPool(t, database)
	var victims [2]victim
	for i := range victims {
		victims[i].start(t, database, slack.URL())
	}
	defer func() {
		for i := range victims {
			victims[i].kill()
		}
	}()

	acked := make([]atomic.Bool, n)
	var delivered sync.WaitGroup
	places := make(chan struct{}, 20)
	for i := range n {
		delivered.Go(func() {
			for d, wait := range []time.Duration{0, 0, 700 * time.Millisecond, 3 * time.Second} { // Slack's schedule, scaled
				time.Sleep(wait + time.Duration(mathrand.IntN(60))*time.Millisecond)
				places <- struct{}{}
				status := pushOnce(t.Context(), victims[(i+d)%2].address.Load().(string), i, d)
				// Slack's last delivery comes minutes later, when somebody is up again.
				for tries := 0; d == 3 && status != http.StatusOK && !acked[i].Load() && tries < 200; tries++ {
					time.Sleep(50 * time.Millisecond)
					status = pushOnce(t.Context(), victims[(i+tries)%2].address.Load().(string), i, d)
				}
				if status == http.StatusOK {
					acked[i].Store(true)
				}
				<-places
			}
		})
	}
	allDelivered := make(chan struct{})
	go func() {
		delivered.Wait()
		close(allDelivered)
	}()

	kills := 0
	for round := 0; ; round++ {
		if round > 400 {
			t.Fatal("the questions are never all answered")
		}
		time.Sleep(time.Duration(50+mathrand.IntN(250)) * time.Millisecond)
		one := mathrand.IntN(2)
		victims[one].kill()
		victims[one].start(t, database, slack.URL())
		time.Sleep(time.Duration(50+mathrand.IntN(400)) * time.Millisecond)
		open := -1
		select {
		case <-allDelivered:
			if err := control.QueryRow(t.Context(), `SELECT count(*) FROM events WHERE done_at IS NULL`).Scan(&open); err != nil {
				t.Fatal(err)
			}
		default:
		}
		for i := range victims {
			victims[i].kill()
		}
		kills += 3
		if open == 0 {
			break
		}
		// With nobody alive, and what they sent arrived, their leases run out.
		time.Sleep(150 * time.Millisecond)
		if _, err := control.Exec(t.Context(),
			`UPDATE events SET claimed_until = now() - interval '1 second', due_at = now() WHERE done_at IS NULL`); err != nil {
			t.Fatal(err)
		}
		for i := range victims {
			victims[i].start(t, database, slack.URL())
		}
	}

	answered, double, lost, never, resumed, unfinished := 0, 0, 0, 0, 0, 0
	for i := range n {
		got := slack.Replies(channelOf(i), "1700000000.000100")
		marked := 0
		for _, m := range got {
			if strings.Contains(m.Body(), wordsZH.resumed) {
				marked++
			}
			if m.Streaming || !strings.Contains(m.Body(), bot.Label) {
				unfinished++
			}
		}
		resumed += marked
		switch {
		case !acked[i].Load() && len(got) == 0:
			never++
		case len(got) == 0:
			lost++
		case len(got)-marked > 1, history && len(got) > 1:
			double++
		default:
			answered++
		}
	}
	t.Logf("%d questions × 4 deliveries, %d kills: %d answered, %d double, %d lost, %d marked as resumed, %d never accepted",
		n, kills, answered, double, lost, resumed, never)
	if double != 0 || lost != 0 || never != 0 || history && unfinished != 0 {
		t.Errorf("%d double, %d lost, %d never accepted, %d unfinished; want none", double, lost, never, unfinished)
	}
	if kills < 10 {
		t.Errorf("%d kills: the run shows little", kills)
	}
}

func channelOf(i int) string { return fmt.Sprintf("D%04d", i) }

// pushOnce makes one delivery of question i.
func pushOnce(ctx context.Context, address string, i, retry int) int {
	inner := strings.Replace(dm, `"D1"`, `"`+channelOf(i)+`"`, 1)
	body := strings.Replace(string(envelope(inner)), `"Ev1"`, fmt.Sprintf(`"Ev%d"`, i), 1)
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/slack/events", strings.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header = slacktest.Sign(testSecret, time.Now(), []byte(body))
	r.Header.Set("X-Slack-Retry-Num", fmt.Sprint(retry))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}
