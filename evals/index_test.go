package evals_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// added keeps what is to be stored.
type added struct{ docs []*corpus.Document }

func (a *added) Add(_ context.Context, docs []*corpus.Document, _ func(retrieval.Progress)) error {
	a.docs = append(a.docs, docs...)
	return nil
}

func (a *added) Known(context.Context) (out []retrieval.Known, err error) {
	for _, d := range a.docs {
		out = append(out, retrieval.Known{ID: d.ID})
	}
	return out, nil
}

func TestIndexBEIR(t *testing.T) {
	t.Parallel()
	b := &evals.BEIR{Documents: []evals.BEIRDocument{ // all invented
		{ID: "1", Title: "星河法第一条", Text: "甲"},
		{ID: "2", Title: "星河税法第一条", Text: "乙"},
		{ID: "3", Title: "星河法第十二条之一", Text: "丙"},
		{ID: "4", Title: "星河标准段1", Text: "丁"},
		{ID: "5", Title: "星河标准段12", Text: "戊"},
		{ID: "6", Title: "随笔", Text: "己"},
		{ID: "7", Title: "随笔", Text: "庚"}, // two texts of one title are two
		{ID: "8", Text: "辛"},
		{ID: "9", Title: "第三条", Text: "壬"}, // of what, it does not say
	}}
	var store added
	for range 2 { // the second time all is stored
		if err := evals.IndexBEIR(t.Context(), b, &store, &store, nil); err != nil {
			t.Fatal(err)
		}
	}
	var got [][]string
	for _, d := range store.docs {
		var texts []string
		for i, p := range d.Passages {
			if p.Text != d.Text[p.Start:p.End] || p.Ordinal != i+1 {
				t.Errorf("passage %+v does not stand in %q", p, d.Text)
			}
			texts = append(texts, p.Text)
		}
		got = append(got, texts)
	}
	want := [][]string{{"甲", "丙"}, {"乙"}, {"丁", "戊"}, {"己"}, {"庚"}, {"辛"}, {"壬"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}
