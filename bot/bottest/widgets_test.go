package bottest_test

import (
	"errors"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
)

func TestFakeWidgets(t *testing.T) {
	t.Parallel()
	f := bottest.NewFakeWidgets(bot.Widget{ID: "wgt_a", DayLimit: 1})
	if _, err := f.Widget(t.Context(), "wgt_b"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an unknown widget gives %v, want ErrNotFound", err)
	}
	for _, want := range []bool{true, false} {
		if got, err := f.Spend(t.Context(), "wgt_a", "2026-01-01"); got != want || err != nil {
			t.Errorf("Spend = %v, %v, want %v", got, err, want)
		}
	}
	if ok, err := f.Spend(t.Context(), "wgt_a", "2026-01-02"); !ok || err != nil {
		t.Errorf("Spend on another day = %v, %v, want true", ok, err)
	}
	f.Fail(errors.ErrUnsupported)
	if _, err := f.Widget(t.Context(), "wgt_a"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("after Fail: %v", err)
	}
}

func TestFakeFeedbacks(t *testing.T) {
	t.Parallel()
	f := &bottest.FakeFeedbacks{Records: bottest.NewFakeRecords()}
	if err := f.Rate(t.Context(), bot.Feedback{AnswerID: "none"}); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an unknown answer gives %v, want ErrNotFound", err)
	}
	f.Records = nil
	for _, v := range []bot.Verdict{bot.VerdictDown, bot.VerdictUp} {
		if err := f.Rate(t.Context(), bot.Feedback{AnswerID: "a", Rater: "r", Verdict: v}); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.Of("a"); len(got) != 1 || got[0].Verdict != bot.VerdictUp {
		t.Errorf("feedback = %+v, want the last one alone", got)
	}
}
