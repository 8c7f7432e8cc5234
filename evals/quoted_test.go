package evals_test

import (
	"fmt"
	"testing"

	"github.com/policybot/policybot/evals"
)

func TestSetAside(t *testing.T) {
	t.Parallel()
	var all []evals.WrittenAnswer
	for i := range 12 {
		all = append(all, evals.WrittenAnswer{ID: fmt.Sprint(i)})
	}
	rest, aside := evals.SetAside(all)
	if len(rest) != 10 || len(aside) != 2 || aside[0].ID != "4" || aside[1].ID != "9" {
		t.Errorf("SetAside = %d and %v, want ten and the fifth and the tenth", len(rest), aside)
	}
}

func TestQuotation(t *testing.T) {
	t.Parallel()
	ranked := []evals.Quotable{
		{Document: 1, At: 0, Title: "（虚构）浮标法第二条", Text: "浮标每年漆一次。"},
		{Document: 0, At: 1, Title: "（虚构）灯塔法第一条", Text: "熄灯的，罚九元。"},
		{Document: 0, At: 0, Title: "（虚构）灯塔法第一条", Text: "灯塔每夜点灯。"},
	}
	for _, tt := range []struct {
		q    evals.Quotation
		want string
	}{
		{evals.Quotation{Documents: 1, Characters: 1}, "（虚构）灯塔法第一条：熄灯的，罚九元。"},
		{evals.Quotation{Documents: 1, Characters: 9}, "（虚构）灯塔法第一条：灯塔每夜点灯。熄灯的，罚九元。"},
		{evals.Quotation{Documents: 2, Characters: 9}, "（虚构）灯塔法第一条：熄灯的，罚九元。（虚构）浮标法第二条：浮标每年漆一次。"},
		{evals.Quotation{Documents: 0, Characters: 9}, ""},
	} {
		if got := tt.q.Quote(ranked); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.q, got, tt.want)
		}
	}
	written := []evals.WrittenAnswer{{ID: "q", Answer: "按灯塔法第一条，熄灯的罚九元。"}}
	among := []evals.Quotation{{Documents: 2, Characters: 100}, {Documents: 1, Characters: 1}}
	if got := evals.ChooseQuotation(written, func(evals.WrittenAnswer) []evals.Quotable { return ranked }, among, evals.Words); got != among[1] {
		t.Errorf("ChooseQuotation = %+v, want the short one", got)
	}
}
