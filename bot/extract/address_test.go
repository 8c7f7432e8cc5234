package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// A sentence with the address of a government site in brackets is quoted without
// the brackets, word for word, and the answer says so.
func TestComposeLeavesAddresses(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定受理时间\n\n一、申报安排\n\n第一批：灯塔企业在航标平台（网址：http://lamp.yunzhou.gov.cn/，以下简称“平台”）提交网上申报材料的截止时间为6月2日。\n\n" +
		"第二批：灯塔企业在平台提交网上申报材料的截止时间为7月21日。\n"
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	const question = "灯塔企业第一批网上申报材料什么时候截止"
	part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantTime, Found: found(t, text)}
	d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	if want := "第一批：灯塔企业在航标平台提交网上申报材料的截止时间为6月2日。"; len(d.Statements) == 0 || d.Statements[0].Text != want || len(d.Statements[0].Citations) != 2 {
		t.Fatalf("statements = %q, want %q first, of two citations", texts(d), want)
	}
	for _, cite := range d.Citations {
		if got := text[cite.Start:cite.End]; got != cite.Quote || strings.Contains(got, "gov.cn") {
			t.Errorf("citation %d quotes %q, the text there is %q", cite.N, cite.Quote, got)
		}
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "网址") {
		t.Errorf("notes = %q, want one that says that an address is left out", d.Notes)
	}
}
