package web_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/corpus"
)

// The documents of these tests are invented; their titles say so.
const (
	regulationID = "aaaaaaaaaaa1"
	reportID     = "aaaaaaaaaaa2"
	digestID     = "aaaaaaaaaaa3"
	hostileID    = "aaaaaaaaaaa4"
)

const (
	askConditions = "虚构企业要满足什么条件才能拿到奖补？"
	askReport     = "虚构市去年有多少家企业？"
	askPartial    = "奖补多少钱，另外住房怎么补？"
	askVague      = "奖补怎么办？"
	askNothing    = "月球上的税率是多少？"
	askHostile    = `<img src=x onerror="alert(1)">怎么办？`
)

// builder writes a document piece by piece and keeps the offsets.
type builder struct {
	doc  corpus.Document
	text strings.Builder
}

func (b *builder) dropped(reason, text string) *builder {
	start := b.text.Len()
	b.text.WriteString(text)
	b.doc.Dropped = append(b.doc.Dropped, corpus.Dropped{Start: start, End: b.text.Len(), Reason: reason})
	b.text.WriteString("\n\n")
	return b
}

// passage adds a passage of the given parts, joined as they stand: the caller
// writes the line breaks. A part that begins with "第" up to a space is an
// article's head and no part.
func (b *builder) passage(label string, path []string, parts ...string) *builder {
	n := len(b.doc.Passages) + 1
	p := corpus.Passage{
		ID: fmt.Sprintf("%s.%04d", b.doc.ID, n), DocumentID: b.doc.ID, Ordinal: n,
		Kind: corpus.PassageParagraph, Label: label, Path: path, Start: b.text.Len(),
	}
	if label != "" {
		p.Kind = corpus.PassageArticle
		b.text.WriteString(label + " ")
	}
	for _, t := range parts {
		body := strings.TrimSpace(t)
		lead := strings.Index(t, body)
		kind := corpus.PartSentence
		if strings.HasPrefix(body, "（") {
			kind = corpus.PartItem
		}
		p.Parts = append(p.Parts, corpus.Part{Kind: kind, Label: label, Lead: -1,
			Start: b.text.Len() + lead, End: b.text.Len() + lead + len(body)})
		b.text.WriteString(t)
	}
	p.End = b.text.Len()
	p.Text = b.text.String()[p.Start:]
	b.doc.Passages = append(b.doc.Passages, p)
	b.text.WriteString("\n\n")
	return b
}

func (b *builder) done() corpus.Document {
	b.doc.Text = b.text.String()
	return b.doc
}

func documents() []corpus.Document {
	regulation := &builder{doc: corpus.Document{
		ID: regulationID, Source: "docs/虚构_奖补条例.md", Title: "（虚构）虚构市企业创新奖补条例",
		Issuer: "虚构市人民政府", DocNumber: "虚政发〔2024〕1号", Kind: corpus.KindRegulation,
		Level: corpus.LevelCity, Region: "虚构省虚构市", URL: "https://example.org/policy?id=1&v=2",
		Adopted: "2023-12-01", EffectiveFrom: "2024-01-01",
	}}
	regulation.dropped(corpus.DroppedTitle, "# （虚构）虚构市企业创新奖补条例").
		dropped(corpus.DroppedMetadata, "2023年12月1日 虚构市人民政府通过").
		dropped(corpus.DroppedHeading, "## 第一章 总则").
		passage("第一条", []string{"第一章 总则"}, "为了测试网页的显示，编写本条例。").
		dropped(corpus.DroppedHeading, "## 第二章 条件与标准").
		passage("第二条", []string{"第二章 条件与标准"},
			"申请奖补的企业应当具备下列条件：\n\n", "（一）在虚构市注册\n一年以上，并且按时报送\n统计数据；\n\n",
			"（二）上一年度研究开发费用占营业收入的比例不低于百分之四；\n\n", "（三）三年内没有严重失信记录🚀。").
		passage("第三条", []string{"第二章 条件与标准"},
			"对符合条件的企业，按研究开发费用的百分之十给予奖补。", "每家企业每年最高五十万元。")
	for i := range 12 {
		regulation.passage(fmt.Sprintf("第%s条", []string{"四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"}[i]),
			[]string{"第二章 条件与标准"}, "本条只为让页面足够长而编写，没有别的内容，读到这里的人可以跳过，直接看前面的条件与标准。")
	}

	report := &builder{doc: corpus.Document{
		ID: reportID, Source: "reports/虚构.txt", Title: "（虚构）虚构市2024年工作报告", Issuer: "虚构市科技局",
		Kind: corpus.KindReport, Level: corpus.LevelCity, Region: "虚构省虚构市", Published: "2025-01-10",
	}}
	report.passage("", []string{"一、去年的工作"},
		"去年，全市深入实施创新驱动\n\n发展战略。", "全市共有科技型企\n\n业1234家，同比增长 10%，其中 high tech\nfirms 共有56家🎉。", "各项工作取得进展。")

	digest := &builder{doc: corpus.Document{
		ID: digestID, Source: "documents/虚构摘编.md", Title: "（虚构）专利费用减缴要点", Kind: corpus.KindDigest,
		Level: corpus.LevelNational, Region: "全国", URL: "http://example.com/official", EffectiveFrom: "2030-01-01",
		StatusNote: "虚构的效力说明",
	}}
	digest.passage("", nil, "减缴比例为百分之八十五。")

	hostile := &builder{doc: corpus.Document{
		ID: hostileID, Source: `docs/"><script>alert(1)</script>.md`, Title: `（虚构）<script>alert(1)</script>办法`,
		Kind: corpus.KindNotice, Level: corpus.LevelMinistry, Region: "全国", URL: "javascript:alert(1)",
		EndReason: corpus.StatusRepealed,
	}}
	hostile.passage("", nil, `请点击 <a href="javascript:alert(1)">这里</a><img src="https://evil.example/x.png">。`)

	return []corpus.Document{regulation.done(), report.done(), digest.done(), hostile.done()}
}

// cite makes a citation of the first place of quote in the document.
func cite(t testing.TB, n int, d corpus.Document, quote string) bot.Citation {
	t.Helper()
	start := strings.Index(d.Text, quote)
	if start < 0 {
		t.Fatalf("document %s does not hold %q", d.ID, quote)
	}
	for _, p := range d.Passages {
		if p.Start <= start && start+len(quote) <= p.End {
			return bot.Citation{
				N: n, DocumentID: d.ID, PassageID: p.ID, Source: d.Source, Title: d.Title, DocNumber: d.DocNumber,
				Locator: bot.PassageLocator(p), Quote: quote, Start: start, End: start + len(quote), URL: d.URL,
				Status: d.StatusOn("2025-06-01"), EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo,
				Region: d.Region, Level: d.Level, Digest: d.Kind == corpus.KindDigest,
			}
		}
	}
	t.Fatalf("no passage holds %q", quote)
	return bot.Citation{}
}

// world is a running site over fakes.
type world struct {
	answerer *bottest.FakeAnswerer
	library  *bottest.FakeLibrary
	records  *bottest.FakeRecords
	docs     map[string]corpus.Document
	config   web.Config
	server   *httptest.Server
}

// newWorld starts a site; change may alter its configuration first.
func newWorld(t testing.TB, change func(*web.Config)) *world {
	t.Helper()
	w := &world{answerer: bottest.NewFakeAnswerer(), records: bottest.NewFakeRecords(), docs: map[string]corpus.Document{}}
	all := documents()
	for _, d := range all {
		w.docs[d.ID] = d
	}
	w.library = bottest.NewFakeLibrary(all...)
	reg, rep, dig, bad := w.docs[regulationID], w.docs[reportID], w.docs[digestID], w.docs[hostileID]

	w.answerer.Set(bot.Answer{ID: "ans-1", Question: askConditions, Status: bot.StatusAnswered,
		Statements: []bot.Statement{
			{Text: "在虚构市注册一年以上，并且按时报送统计数据。", Citations: []int{1}},
			{Text: "上一年度研究开发费用占营业收入的比例不低于百分之四；", Citations: []int{2}},
			{Text: "三年内没有严重失信记录🚀。", Citations: []int{3}},
		},
		Citations: []bot.Citation{
			cite(t, 1, reg, "在虚构市注册\n一年以上，并且按时报送\n统计数据；"),
			cite(t, 2, reg, "上一年度研究开发费用占营业收入的比例不低于百分之四；"),
			cite(t, 3, reg, "三年内没有严重失信记录🚀。"),
		}})
	w.answerer.Set(bot.Answer{ID: "ans-2", Question: askReport, Status: bot.StatusAnswered,
		Statements: []bot.Statement{{Text: "全市共有科技型企业1234家，同比增长 10%，其中 high tech firms 共有56家🎉。", Citations: []int{1}}},
		Citations:  []bot.Citation{cite(t, 1, rep, "全市共有科技型企\n\n业1234家，同比增长 10%，其中 high tech\nfirms 共有56家🎉。")},
		Text:       "2024年：全市共有科技型企业1234家，同比增长 10%，其中 high tech firms 共有56家🎉。[1]\n所引为工作报告，只说明当年的情况。"})
	w.answerer.Set(bot.Answer{ID: "ans-3", Question: askPartial, Status: bot.StatusPartial,
		Composed: &bot.Composed{Model: "m", Prompt: "0123456789ab", Rewritten: "虚构", Fallback: "statements refused", Tries: 2, Tokens: 900, Cost: 0.5},
		Statements: []bot.Statement{
			{Text: "每家企业每年最高五十万元。", Citations: []int{1}},
			{Text: "减缴比例为百分之八十五。", Citations: []int{2}},
		},
		Citations: []bot.Citation{cite(t, 1, reg, "每家企业每年最高五十万元。"), cite(t, 2, dig, "减缴比例为百分之八十五。")},
		Missing:   []string{"住房怎么补"},
		Text:      "每家企业每年最高五十万元。[1]\n减缴比例为百分之八十五。[2]\n住房怎么补\n第二条引自摘编，请以官方原文为准。"})
	w.answerer.Set(bot.Answer{ID: "ans-4", Question: askVague, Status: bot.StatusClarification,
		Text: "奖补有几种，请选一种。", Choices: []string{askConditions, askPartial}})
	w.answerer.Set(bot.Answer{ID: "ans-5", Question: askHostile, Status: bot.StatusPartial,
		Statements: []bot.Statement{{Text: `<script>alert(2)</script><b onclick=alert(3)>粗体</b>`, Citations: []int{1}}},
		Citations:  []bot.Citation{cite(t, 1, bad, `请点击 <a href="javascript:alert(1)">这里</a><img src="https://evil.example/x.png">。`)},
		Missing:    []string{`<iframe src="https://evil.example/"></iframe>`}})

	w.config = web.Config{
		Answerer: w.answerer, Searcher: w.library, Library: w.library, Records: w.records, Version: "v0-test",
		Examples: []string{askConditions, askReport, askPartial},
		Logger:   slog.New(slog.NewTextHandler(t.Output(), nil)),
		Now:      func() time.Time { return time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC) },
	}
	if change != nil {
		change(&w.config)
	}
	w.server = httptest.NewServer(web.New(w.config))
	t.Cleanup(w.server.Close)
	return w
}

// do sends a request; headers are pairs.
func (w *world) do(t testing.TB, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// get wants status 200 and gives the body.
func (w *world) get(t testing.TB, path string) string {
	t.Helper()
	res, body := w.do(t, "GET", path, "")
	if res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s = %d, want 200\n%s", path, res.StatusCode, body)
	}
	return body
}

func (w *world) ask(t testing.TB, body string) (*http.Response, string) {
	t.Helper()
	return w.do(t, "POST", "/api/v1/ask", body, "Content-Type", "application/json")
}

var errFake = errors.New("（虚构）")

func botQuestion(text string) bot.Question { return bot.Question{Text: text} }
