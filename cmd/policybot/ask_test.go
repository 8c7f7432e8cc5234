package main

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// TestPrintAnswer: sources are named in the language of the answer.
func TestPrintAnswer(t *testing.T) {
	t.Parallel()
	c := bot.Citation{N: 1, Title: "（虚构）灯塔条例", Locator: "第三条", Region: "全国", Source: "灯塔.md", Start: 3, End: 9,
		Status: corpus.StatusInForce, EffectiveFrom: "2020-01-01"}
	for label, want := range map[string]string{
		bot.LabelEN: "three\n\n[1] 《（虚构）灯塔条例》 · 第三条 · in effect from 2020-01-01 · in force · 灯塔.md@3-9\n\n(" + bot.LabelEN + ")\n",
		"由人工智能生成，以原文为准": "three\n\n[1] 《（虚构）灯塔条例》 · 第三条 · 2020-01-01 起施行 · 现行有效 · 灯塔.md@3-9\n\n（由人工智能生成，以原文为准）\n",
	} {
		var out strings.Builder
		printAnswer(&out, &bot.Answer{Text: "three", Label: label, Citations: []bot.Citation{c}})
		if out.String() != want {
			t.Errorf("printAnswer prints\n%s\nwant\n%s", out.String(), want)
		}
	}
}
