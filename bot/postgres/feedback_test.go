package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

func TestFeedbackOncePerRaterAndAnswer(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	records, s := postgres.NewRecords(pool, "slack"), postgres.NewFeedbacks(pool, "slack")
	if err := records.Put(t.Context(), &bot.Answer{ID: "a1"}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []bot.Feedback{
		{AnswerID: "a1", Rater: "r1", Verdict: bot.VerdictUp},
		{AnswerID: "a1", Rater: "r2", Verdict: bot.VerdictUp},
		{AnswerID: "a1", Rater: "r1", Verdict: bot.VerdictDown},
		{AnswerID: "a1", Rater: "r1", Verdict: bot.VerdictDown, Reason: bot.ReasonOutdated, Comment: "已有新办法"},
	} {
		if err := s.Rate(t.Context(), f); err != nil {
			t.Fatalf("Rate(%+v) = %v", f, err)
		}
	}
	if err := s.Rate(t.Context(), bot.Feedback{AnswerID: "none", Rater: "r1", Verdict: bot.VerdictUp}); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Rate of an unknown answer = %v, want ErrNotFound", err)
	}
	rows, err := pool.Query(t.Context(), `SELECT rater || ' ' || verdict || ' ' || reason || ' ' || comment FROM feedback ORDER BY rater`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"r1 down outdated 已有新办法", "r2 up  "}, got); diff != "" {
		t.Errorf("feedback (-want +got):\n%s", diff)
	}
	if err := records.Delete(t.Context(), "a1"); err != nil {
		t.Errorf("an answer with feedback cannot be deleted: %v", err)
	}
}

func TestSettingsOfAChannel(t *testing.T) {
	t.Parallel()
	s := postgres.NewSettings(pgtest.Pool(t))
	want := bot.ChannelSettings{Region: "长春", MentionOnly: true, PrivateFirst: true}
	for _, c := range []bot.ChannelSettings{{Region: "上海"}, want} {
		if err := s.SetChannel(t.Context(), "T1", "C1", c); err != nil {
			t.Fatal(err)
		}
	}
	for channel, want := range map[string]bot.ChannelSettings{"C1": want, "C2": {}} {
		if got, err := s.Channel(t.Context(), "T1", channel); err != nil || got != want {
			t.Errorf("Channel(%s) = %+v, %v, want %+v", channel, got, err, want)
		}
	}
}

func TestFollowUpNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	follow := event("Ev2", "C1:2", "C1:1")
	follow.FollowUp = true
	put(t, s, follow, false)
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	put(t, s, follow, false) // asked, not answered
	save(t, s, claim(t, s, "Ev1"), bot.Progress{Stage: bot.StageDone, AnswerID: "a1", Posted: "1.5"})
	put(t, s, follow, true)
	elsewhere := event("Ev3", "C1:3", "C1:9")
	elsewhere.FollowUp = true
	put(t, s, elsewhere, false)
	foreign := event("Ev4", "C1:4", "C1:1")
	foreign.TeamID, foreign.FollowUp = "T2", true
	put(t, s, foreign, false)
}

func TestBegunReplyIsRemembered(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.NewEvents(pool)
	put(t, s, event("Ev1", "C1:1", "C1:1"), true)
	save(t, s, claim(t, s, "Ev1"), bot.Progress{Stage: bot.StagePosting, For: lease, Unsure: true, Posted: "1.5"})
	expire(t, pool, "Ev1")
	if e := claim(t, s, "Ev1"); e.Posted != "1.5" || !e.Unsure {
		t.Errorf("claimed %+v, want the reply that was begun", e)
	}
}

func TestWaitingIsToldOnce(t *testing.T) {
	t.Parallel()
	s := postgres.NewEvents(pgtest.Pool(t))
	for _, id := range []string{"Ev1", "Ev2", "Ev3"} {
		put(t, s, event(id, id, id), true)
	}
	claim(t, s, "Ev1")
	if early, err := s.Waiting(t.Context(), time.Hour); err != nil || len(early) != 0 {
		t.Errorf("Waiting(1 h) = %v, %v, want none", early, err)
	}
	got, err := s.Waiting(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int{}
	for _, w := range got {
		places[w.ID] = w.Place
	}
	if diff := cmp.Diff(map[string]int{"Ev2": 2, "Ev3": 3}, places); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if again, err := s.Waiting(t.Context(), 0); err != nil || len(again) != 0 {
		t.Errorf("Waiting again = %v, %v, want none", again, err)
	}
}
