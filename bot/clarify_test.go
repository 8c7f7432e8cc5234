package bot

import (
	"fmt"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestVague(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"补贴怎么申请？":                 true,
		"要交什么材料？":                 true,
		"奖励有多少钱？":                 true,
		"有什么优惠政策？":                true,
		"长春的补贴怎么申请？":              false,
		"天河区港澳青年租房补贴怎么申请？":        false,
		"《云州办法》的补贴怎么申请？":          false,
		"高企要交什么材料？":               false,
		"2021年奖励多少钱？":             false,
		"担保费最多收几个点？":              false,
		"公司改名了，高企证要不要换？":          false,
		"东北第一家“独角兽”是哪家公司？":        false,
		"What is the time limit?": false,
	} {
		if got := vague(text); got != want {
			t.Errorf("vague(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	found := &retrieval.Results{}
	for i := range 12 {
		d := &corpus.Document{Title: fmt.Sprintf("（虚构）办法%d", i/2)}
		found.Results = append(found.Results, retrieval.Result{Stored: retrieval.Stored{Document: d, Passage: corpus.Passage{Norm: "给予补贴"}}})
	}
	found.Results[2].Passage.Norm, found.Results[3].Passage.Norm = "施行", "施行" // 办法1 grants nothing
	got := choices("补贴怎么申请？", &plan{parts: []Part{{Found: found}, {}}})
	if len(got) != maxChoices || got[0] != "《（虚构）办法0》：补贴怎么申请？" || got[1] != "《（虚构）办法2》：补贴怎么申请？" || got[3] != "《（虚构）办法4》：补贴怎么申请？" {
		t.Errorf("choices = %q", got)
	}
	for _, c := range got {
		if vague(c) {
			t.Errorf("the choice %q is vague again", c)
		}
	}
}
