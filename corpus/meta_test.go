package corpus_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// Read without its manifest, a real text gives the metadata that the manifest
// has or none, but never a wrong region or level; nearly all titles are found.
func TestRealMetadataFromText(t *testing.T) {
	t.Parallel()
	docs := readShared(t)
	titles, regions := 0, 0
	for source, want := range docs {
		raw, err := os.ReadFile(filepath.Join(realCorpus, source))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := corpus.Read(raw, corpus.Meta{Source: "text" + filepath.Ext(source)})
		if got.Region != "" && got.Region != want.Region {
			t.Errorf("%s: region %q, want %q or none", source, got.Region, want.Region)
		}
		if got.Level != "" && got.Level != want.Level {
			t.Errorf("%s: level %q, want %q or none", source, got.Level, want.Level)
		}
		if got.Kind != want.Kind {
			t.Errorf("%s: kind %q, want %q", source, got.Kind, want.Kind)
		}
		if got.Title == want.Title {
			titles++
		}
		if got.Region == want.Region {
			regions++
		}
	}
	t.Logf("of %d texts %d titles and %d regions are found without the manifest", len(docs), titles, regions)
	if titles*10 < len(docs)*9 || regions*10 < len(docs)*8 {
		t.Errorf("of %d texts %d titles and %d regions are found, want nine and eight of ten", len(docs), titles, regions)
	}
}

func TestNormalizeDocNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"国科发火〔2016〕32号": "国科发火〔2016〕32号", "国科发火[ 2016 ] 32号": "国科发火〔2016〕32号", "云科发（2031）7号": "云科发〔2031〕7号",
		"云科发〔二〇三一〕三十二号": "云科发〔2031〕32号", "云科发[二○一六]第一百零五号": "云科发〔2016〕105号", "云科发〔二零一六〕9号": "云科发〔2016〕9号",
		"云科发〔2016〕三十二号": "云科发〔2016〕32号", "云科发（2016年）第一百零五号": "云科发〔2016〕105号", "云科发〔二〇一六〕32号": "云科发〔2016〕32号",
		"云州市人民政府令第三号": "云州市人民政府令第3号", "云州市财政局令第四十一号": "云州市财政局令第41号", "云州市财政局令 第 一○五 号": "云州市财政局令第105号",
		"云州市财政局令第41号": "云州市财政局令第41号", "云州市财政局公告二〇一五年第九十七号": "云州市财政局公告2015年第97号",
		"云州市财政局公告2015年第九十七号": "云州市财政局公告2015年第97号", "云州市财政局公告2015年第97号": "云州市财政局公告2015年第97号",
		// No number, no year of ours, or no number of a document: as printed.
		"云科发〔2016〕第32号": "云科发〔2016〕第32号", "云科发〔2016〕〇号": "云科发〔2016〕〇号", "云州一号令": "云州一号令", "云州市财政局第四十一号令": "云州市财政局第41号令", "云州大楼三号": "云州大楼三号",
	} {
		if got := corpus.NormalizeDocNumber(in); got != want {
			t.Errorf("NormalizeDocNumber(%q) = %q, want %q", in, got, want)
		}
	}
	const text = "云州市灯塔局关于印发灯塔办法的通知\n云灯发〔二〇三一〕十二号\n\n各区：\n\n现将灯塔办法印发给你们，请遵照执行。\n"
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: "a.txt"})
	if err != nil || d.DocNumber != "云灯发〔2031〕12号" {
		t.Errorf("number %q, error %v; want 云灯发〔2031〕12号", d.DocNumber, err)
	}
}

// Who issued a text, and its number, in the forms that print them.
func TestIssuerAndNumber(t *testing.T) {
	t.Parallel()
	const letter = "云灯发〔2031〕12号\n\n各区：\n\n现将灯塔办法印发给你们，请遵照执行。\n"
	const order = "《云州市灯塔办法》已经2031年4月2日市人民政府第8次常务会议通过，现予公布，自2031年6月1日起施行。\n市长 某某\n2031年5月6日\n\n云州市灯塔办法\n\n" +
		"第一条 为了灯塔，制定本办法。\n第二条 本办法自2031年6月1日起施行。\n第三条 灯塔亮。\n"
	const notice = "\n\n为了灯塔，根据有关规定，现就有关事项公告如下：\n\n一、灯塔亮。\n\n二、本公告自2031年6月1日起施行。\n\n特此公告。\n"
	for _, tt := range []struct{ name, text, issuer, number string }{
		{"an announcement before its rule", "国家灯塔总局公告2031年第97号\n\n" + order, "国家灯塔总局", "国家灯塔总局公告2031年第97号"},
		{"an announcement on two lines", "云州市灯塔局公告\n\n2031年第97号\n\n" + order, "云州市灯塔局", "云州市灯塔局公告2031年第97号"},
		{"an announcement in Chinese numerals", "云州市灯塔局公告第九十七号\n" + order, "云州市灯塔局", "云州市灯塔局公告第97号"},
		{"an announcement of a committee", "云州市第十六届人民代表大会常务委员会公告\n（第28号）\n" + order, "云州市人民代表大会常务委员会", "云州市第十六届人民代表大会常务委员会公告第28号"},
		{"a notice to the public", "云州市灯塔局通告2031年第5号\n" + order, "云州市灯塔局", "云州市灯塔局通告2031年第5号"},
		{"the number before the title", "云州市灯塔局公告2031年第97号\n\n云州市灯塔局关于灯塔有关问题的公告" + notice, "云州市灯塔局", "云州市灯塔局公告2031年第97号"},
		{"the number below the title", "关于灯塔有关问题的公告\n\n云州市灯塔局公告2031年第97号" + notice, "云州市灯塔局", "云州市灯塔局公告2031年第97号"},
		{"the number in brackets", "关于灯塔有关问题的公告\n（云州市灯塔局公告2031年第97号）" + notice, "云州市灯塔局", "云州市灯塔局公告2031年第97号"},
		{"of three", "关于灯塔有关问题的公告\n\n云州市财政局　云州市税务局 云州市灯塔局公告2031年第16号" + notice, "云州市财政局、云州市税务局、云州市灯塔局", "云州市财政局云州市税务局云州市灯塔局公告2031年第16号"},
		{"of whom nobody knows", "关于灯塔有关问题的公告\n\n云州大灯塔公告2031年第16号" + notice, "", "云州大灯塔公告2031年第16号"},
		{"in the history", "云州市灯塔办法\n\n（2031年5月6日云州市灯塔局公告2031年第97号公布）\n\n第一条 为了灯塔，制定本办法。\n第二条 灯塔亮。\n第三条 灯塔高。\n", "云州市灯塔局", "云州市灯塔局公告2031年第97号"},
		{"two on a line of the signature", "灯塔办法通知\n" + letter + "\n云州市科技局　云州市财政局\n2031年5月6日\n", "云州市科技局、云州市财政局", "云灯发〔2031〕12号"},
		{"one with blanks between its characters", "灯塔办法通知\n" + letter + "\n云 州 市 科 技 局\n2031年5月6日\n", "云州市科技局", "云灯发〔2031〕12号"},
		{"two in the title", "云州市科技局 云州市财政局关于印发灯塔办法的通知\n" + letter, "云州市科技局、云州市财政局", "云灯发〔2031〕12号"},
		{"an order before its rule", "云州市人民政府令第12号\n\n" + order, "云州市人民政府", "云州市人民政府令第12号"},
		{"an order on two lines", "云州市人民政府令\n第12号\n" + order, "云州市人民政府", "云州市人民政府令第12号"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := corpus.Read([]byte(tt.text), corpus.Meta{Source: "a.txt"})
			if err != nil {
				t.Fatal(err)
			}
			if d.Issuer != tt.issuer || d.DocNumber != tt.number {
				t.Errorf("issuer %q, number %q; want %q, %q", d.Issuer, d.DocNumber, tt.issuer, tt.number)
			}
			if strings.HasSuffix(d.Title, "号") {
				t.Errorf("the number was taken for the title: %q", d.Title)
			}
			checkSpans(t, d)
		})
	}
}
