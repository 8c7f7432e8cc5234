package slackbot

import (
	"strings"
	"testing"
	"time"
)

// Who shares a channel with another organisation is told what to keep out of it;
// nobody else is.
func TestSharedChannelNotice(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{true, false} {
		r := newRig(t)
		clock := r.Bot.Now
		r.Bot.Now = time.Now // signatures are of the real time
		body := string(envelope(mention))
		if shared {
			body = strings.Replace(body, `{`, `{"is_ext_shared_channel":true,`, 1)
		}
		if w := deliverHTTP(r.Bot, []byte(body)); w.Code != 200 {
			t.Fatalf("answer %d, want 200", w.Code)
		}
		r.Bot.Now = clock
		r.drain(t)
		seen := r.slack.Replies("C1", "1700000000.000100")
		if len(seen) == 0 || strings.Contains(seen[len(seen)-1].Body(), "与其他单位共享") != shared {
			t.Errorf("shared %t: thread %v, want the notice there alone", shared, seen)
		}
	}
}
