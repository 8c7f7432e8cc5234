//go:build browser

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
	"github.com/policybot/policybot/internal/pgtest"
)

// TestSlackPictures asks the running program in Slack over the starter corpus,
// and draws what a reader sees: a typical answer, a refusal, a comparison.
// POLICYBOT_PICTURES names the folder that keeps the pictures (make slack-pictures).
func TestSlackPictures(t *testing.T) {
	needDeps(t)
	slack := slacktest.New(t, slacktest.Config{BotToken: slackToken})
	s := serveProgram(t, append(environment(t.TempDir()), "DATABASE_URL="+pgtest.URL(t), "POLICYBOT_PUBLIC_URL=https://policy.example.org",
		"POLICYBOT_SLACK_SIGNING_SECRET="+slackSecret, "POLICYBOT_SLACK_BOT_TOKEN="+slackToken, "POLICYBOT_SLACK_API_URL="+slack.URL())...)
	for i, tt := range []struct {
		name, question string
		want           []string
	}{
		{"answer", "公司改名了，高企证要不要换？多久之内去说？", []string{"[1]", "来源", "现行有效", "由人工智能生成，以原文为准"}},
		{"refusal", "建设国家实验室有什么补贴？", []string{"库内没有", "12345", "由人工智能生成，以原文为准"}},
		{"comparison", "研发费用加计扣除比例，制造业和其他企业有什么不同？", []string{"制造业", "100%", "[1]", "[2]", "来源"}},
	} {
		ts := fmt.Sprintf("1700000000.%06d", i+1)
		event := fmt.Sprintf(`{"type":"event_callback","team_id":"T0TEAM","event_id":"Ev%d","authorizations":[{"user_id":"U0BOT","is_bot":true}],
			"event":{"type":"app_mention","user":"U0ASKER","text":"<@U0BOT> %s","ts":"%s","channel":"C0ROOM"}}`, i, tt.question, ts)
		if got := deliver(t, s.address, slackSecret, event); got != http.StatusOK {
			t.Fatalf("the event of %s = %d, want 200", tt.name, got)
		}
		var replies []slacktest.Message
		for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
			if replies = slack.Replies("C0ROOM", ts); len(replies) == 1 && !replies[0].Streaming && len(replies[0].Metadata) > 0 {
				break
			}
		}
		if len(replies) != 1 {
			t.Fatalf("%s: %d replies in %s, want 1", tt.name, len(replies), patience)
		}
		for _, want := range tt.want {
			if !strings.Contains(replies[0].Body(), want) {
				t.Errorf("%s: the reply does not hold %q:\n%s", tt.name, want, replies[0].Body())
			}
		}
		picture(t, tt.name, []slacktest.Said{{Person: "王敏", Text: "@policybot " + tt.question}, {Reply: &replies[0]}})
	}
}

// picture draws a conversation in Chromium.
func picture(t *testing.T, name string, conversation []slacktest.Said) {
	t.Helper()
	var page bytes.Buffer
	if err := slacktest.Render(&page, "# 政策热线", conversation); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page.Bytes())
	}))
	defer server.Close()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "zh-CN"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	defer cancelAlloc()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancelTime := context.WithTimeout(ctx, patience)
	defer cancelTime()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(720, 200), chromedp.Navigate(server.URL)); err != nil {
		t.Fatalf("start Chromium: %v (install it, for example the packages chromium and fonts-noto-cjk)", err)
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if over, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - 720`)); err != nil || over > 0 {
		t.Errorf("%s is %d px too wide (%v)", name, over, err)
	}
	if dir := os.Getenv("POLICYBOT_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "slack-"+name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
