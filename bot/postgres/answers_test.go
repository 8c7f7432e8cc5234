package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
)

// answer is an invented answer with every field set.
func answer(id, question string) *bot.Answer {
	return &bot.Answer{
		ID: id, Question: question, Status: bot.StatusPartial, Text: "（虚构）结论。[1]", Label: bot.Label,
		Statements: []bot.Statement{{Text: "（虚构）结论。", Citations: []int{1}}},
		Citations: []bot.Citation{{
			N: 1, DocumentID: "0123456789ab", PassageID: "0123456789ab.0001", Source: "a.txt", Title: "（虚构）办法", DocNumber: "虚发〔2016〕1号",
			Locator: "第一条", Quote: "（虚构）结论。", Start: 10, End: 31, URL: "https://gov.example/a", Status: corpus.StatusInForce,
			EffectiveFrom: "2016-01-01", EffectiveTo: "2030-12-31", Region: "全国", Level: corpus.LevelNational, Digest: true,
		}},
		Missing: []string{"（虚构）别的"}, Choices: []string{}, AsOf: "2026-01-02", CorpusVersion: "v1",
		TimingsMS: map[string]float64{"total": 12.5},
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	slack, web := postgres.NewRecords(pool, "slack"), postgres.NewRecords(pool, "web")
	want := answer("a1", "问题\n“<b>”？")
	if err := slack.Put(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	later := answer("a1", "另一个问题")
	if err := web.Put(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	got, err := web.Get(t.Context(), "a1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Get after two Puts of one id (-want +got):\n%s", diff)
	}
	if _, err := slack.Get(t.Context(), "unknown"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Get(unknown) = %v, want ErrNotFound", err)
	}
	for range 2 { // the second one deletes nothing
		if err := slack.Delete(t.Context(), "a1"); err != nil {
			t.Errorf("Delete = %v, want nil", err)
		}
	}
	if _, err := slack.Get(t.Context(), "a1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Get after Delete = %v, want ErrNotFound", err)
	}
}

func TestRecordsPurge(t *testing.T) {
	t.Parallel()
	r := postgres.NewRecords(pgtest.Pool(t), "web")
	if err := r.Put(t.Context(), answer("a1", "问题")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 1}} {
		if n, err := r.Purge(t.Context(), tt.before); n != tt.want || err != nil {
			t.Errorf("Purge = %d, %v, want %d", n, err, tt.want)
		}
	}
}

func TestRecordsWithoutServer(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	r := postgres.NewRecords(pool, "web")
	pool.Close()
	if err := r.Put(t.Context(), answer("a1", "问题")); err == nil {
		t.Error("Put without a server gives no error")
	}
	if _, err := r.Get(t.Context(), "a1"); err == nil || errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Get without a server = %v, want an error that is not ErrNotFound", err)
	}
}
