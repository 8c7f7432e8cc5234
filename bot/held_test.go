package bot

import (
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Words that speak of a text without naming it are no title that is not held.
func TestRealTitles(t *testing.T) {
	t.Parallel()
	for title, real := range map[string]bool{
		"2024年改条例": false, "2020年修订的办法": false, "老条例": false, "云州市灯塔条例": true, "2024年灯塔管理办法": true,
	} {
		if got := len(realTitles([]string{title})) == 1; got != real {
			t.Errorf("realTitles(%s) kept = %v, want %v", title, got, real)
		}
	}
}

func TestUnheldNumber(t *testing.T) {
	t.Parallel()
	cat := newCatalogue("v", []corpus.Document{
		{ID: "a", Title: "（虚构）灯塔办法", DocNumber: "云科发〔2016〕32号"},
		{ID: "b", Title: "（虚构）灯塔补助通知", Source: "docs/灯塔补助通知_云财（2011）100号.txt"},
	})
	for _, tt := range []struct {
		text string
		refs []retrieval.Ref
		want string
	}{
		{"云科发〔2008〕172号里奖多少", []retrieval.Ref{{DocNumber: "云科发〔2008〕172号"}}, "云科发〔2008〕172号"},
		{"云科发〔2016〕32号里奖多少", []retrieval.Ref{{DocNumber: "云科发〔2016〕32号"}}, ""},
		{"那个云科发〔2016〕32号里奖多少", []retrieval.Ref{{DocNumber: "那个云科发〔2016〕32号"}}, ""},
		{"科发〔2016〕32号里奖多少", []retrieval.Ref{{DocNumber: "科发〔2016〕32号"}}, ""},
		{"云财〔2011〕100号补多少", []retrieval.Ref{{DocNumber: "云财〔2011〕100号"}}, ""},
		{"雾财〔2011〕100号补多少", []retrieval.Ref{{DocNumber: "雾财〔2011〕100号"}}, "雾财〔2011〕100号"},
		{"云科发〔2008〕172号废止了没有", []retrieval.Ref{{DocNumber: "云科发〔2008〕172号"}}, ""},
		{"灯塔办法和云科发〔2008〕172号比，奖励差多少", []retrieval.Ref{{Title: "灯塔办法"}, {DocNumber: "云科发〔2008〕172号"}}, ""},
		{"国务院令第9号怎么罚", []retrieval.Ref{{DocNumber: "国务院令第9号"}}, ""}, // orders are seldom in the metadata
		{"奖多少", nil, ""},
	} {
		if got := unheldNumber(tt.text, retrieval.Understood{Refs: tt.refs}, cat); got != tt.want {
			t.Errorf("unheldNumber(%s) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// The words of an article are those of the article alone.
func TestUnheldArticle(t *testing.T) {
	t.Parallel()
	found := func(title, label string) *retrieval.Results {
		return &retrieval.Results{Understood: retrieval.Understood{Refs: []retrieval.Ref{{Title: title, Label: "第十一条"}}},
			Results: []retrieval.Result{{Stored: retrieval.Stored{Passage: corpus.Passage{Label: label}}}}}
	}
	for _, tt := range []struct {
		text, title, label string
		want               string
	}{
		{"那份灯塔措施第十一条写的是什么", "", "第四条", "第十一条"},
		{"那份灯塔措施第十一条写的是什么", "", "第十一条", ""},
		{"灯塔办法第十一条写的是什么", "（虚构）灯塔办法", "第四条", ""}, // the title is held: missingArticle tells
		{"第十一条讲什么", "", "", "第十一条"},
		{"按第十一条要交多少", "", "第四条", ""},
	} {
		if got := unheldArticle(tt.text, found(tt.title, tt.label)); got != tt.want {
			t.Errorf("%s, found %s: %q, want %q", tt.text, tt.label, got, tt.want)
		}
	}
}

// Who makes a text another one may say, which is held.
func TestAsksMaker(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{
		"灯塔券管理办法由谁来定":  true,
		"灯塔补助细则谁制定":    true,
		"灯塔目录由哪个部门发布":  true,
		"灯塔券管理办法里补多少":  false,
		"谁可以按灯塔管理办法申请": false,
	} {
		if got := asksMaker.MatchString(question); got != want {
			t.Errorf("asksMaker(%s) = %v, want %v", question, got, want)
		}
	}
}
