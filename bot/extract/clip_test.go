package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// Of a long sentence that lists awards the clause is quoted that answers, word for word,
// with what announces the list.
func TestComposeClips(t *testing.T) {
	t.Parallel()
	const intro = "在享受其他灯塔政策的基础上，按以下标准额外给予灯塔企业奖励："
	const list = intro + "对建成一座大灯塔并且照明满一年的灯塔企业给予10万元的一次性奖励支持；对首次取得海岸照明证书的灯塔企业给予20万元的一次性奖励支持；" +
		"对被评为云州市航标示范的灯塔企业给予30万元的一次性奖励支持；对连续十年没有熄灯记录并且配合海上搜救的灯塔企业给予50万元的一次性奖励支持。"
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 " + list + "\n\n第二条 灯塔局负责发放。\n"
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(question string) bot.Draft {
		part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantMoney, Found: found(t, text)}
		d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
		if err != nil {
			t.Fatal(err)
		}
		for _, cite := range d.Citations {
			if got := text[cite.Start:cite.End]; got != cite.Quote {
				t.Errorf("citation %d quotes %q, the text there is %q", cite.N, cite.Quote, got)
			}
		}
		return d
	}
	d := ask("灯塔企业评上航标示范，一次性奖励支持多少钱")
	if want := intro + "对被评为云州市航标示范的灯塔企业给予30万元的一次性奖励支持"; len(d.Statements) == 0 || d.Statements[0].Text != want {
		t.Errorf("statements = %q, want %q alone", texts(d), want)
	}
	if strings.Contains(texts(d), "20万元") {
		t.Errorf("statements = %q, want no award but the one asked of", texts(d))
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "列有 4 项") {
		t.Errorf("notes = %q, want one that says that the sentence lists 4", d.Notes)
	}
	for name, question := range map[string]string{"all are asked of": "灯塔企业的一次性奖励支持分别多少钱", "none stands out": "灯塔企业一次性奖励支持多少钱"} {
		if d := ask(question); !strings.Contains(texts(d), "10万元") || !strings.Contains(texts(d), "50万元") {
			t.Errorf("%s: statements = %q, want the whole sentence", name, texts(d))
		}
	}
}
