package extract

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestOnlyArticle(t *testing.T) {
	t.Parallel()
	const title = "（虚构）云州市灯塔企业认定管理办法"
	for _, c := range []struct {
		text, title string
		want        bool
	}{
		{"云州市灯塔企业认定管理办法第十一条", title, true},
		{"灯塔企业认定办法第11条", title, true},
		{"《云州市灯塔企业认定管理办法》第十一条第二款", title, true},
		{"灯塔企业认定管理办法第十一条第（三）项", title, true},
		{"请问灯塔企业认定管理办法第十一条呢？", title, true},
		{"灯塔企业认定管理办法2016年第十一条", title, true},
		{"灯塔企业认定管理办法（2016）第十一条原文", title, true},
		{"2016版灯塔企业认定管理办法第十一条讲什么", title, true},
		{"灯塔企业认定管理办法，第十一条", title, true},
		{"违反灯塔企业认定管理办法第十一条怎么罚", title, false},
		{"灯塔企业认定管理办法第十一条的期限多长", title, false},
		{"灯塔企业认定管理办法第十一条和第十二条有冲突", title, false},
		{"灯塔企业认定管理办法", title, false},
		{"第十一条", title, false},
		{"第十一条", "", false},
	} {
		part := bot.Part{Text: c.text, Found: &retrieval.Results{Understood: retrieval.Understood{Refs: []retrieval.Ref{{Title: c.title, Label: "第十一条"}}}}}
		if got := onlyArticle(part); got != c.want {
			t.Errorf("onlyArticle(%q) of %q = %v, want %v", c.text, c.title, got, c.want)
		}
	}
}

// articleOf gives the sentences of an article of two 款, named by the words.
func articleOf(asked string) reading {
	const text = "企业可以提出申请。部门应当受理。受理后十日内答复。"
	parts := []corpus.Part{
		{Kind: corpus.PartSentence, Label: "第四条第一款", Start: 0, End: len("企业可以提出申请。")},
		{Kind: corpus.PartSentence, Label: "第四条第二款", Start: len("企业可以提出申请。"), End: len("企业可以提出申请。部门应当受理。")},
	}
	result := &retrieval.Result{Exact: true, Stored: retrieval.Stored{Document: &corpus.Document{ID: "a", Title: "（虚构）灯塔企业条例"},
		Passage: corpus.Passage{ID: "a4", Label: "第四条", Kind: corpus.PassageArticle, Text: text, Norm: text, End: len(text), Parts: parts}}}
	found := &retrieval.Results{Results: []retrieval.Result{*result}, Understood: retrieval.Understood{Refs: []retrieval.Ref{{Title: "灯塔企业条例", Label: asked}}}}
	r := reading{ask: ask{part: bot.Part{Text: "灯塔企业条例" + asked + "是什么", Found: found}}}
	for i, p := range parts {
		r.all = append(r.all, sentence{result: result, index: i, text: text[p.Start:p.End]})
	}
	return r
}

func TestClauseOfAnArticle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked string
		want  []string
		note  bool // that there is no such 款
	}{
		{"第四条第一款", []string{"企业可以提出申请。"}, false},
		{"第四条第二款", []string{"部门应当受理。"}, false},
		{"第四条第五款", []string{"企业可以提出申请。", "部门应当受理。"}, true},
		{"第四条", []string{"企业可以提出申请。", "部门应当受理。"}, false},
	} {
		r := articleOf(c.asked)
		chosen := namedArticle(r)
		var got []string
		for _, s := range chosen {
			got = append(got, s.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("namedArticle(%s) = %q, want %q", c.asked, got, c.want)
		}
		if note := lackingClause(r, chosen, "zh"); (note != "") != c.note {
			t.Errorf("lackingClause(%s) = %q, want a note: %t", c.asked, note, c.note)
		}
	}
}
