package retrievaltest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// NewDocument fills in what follows from the fields that d has: ID from Source,
// text, passages and hashes from the lines. A line "第N条 ..." becomes an
// article, any other a paragraph; sentences become parts.
func NewDocument(d corpus.Document, lines ...string) *corpus.Document {
	d.ID = corpus.DocumentID(d.Source)
	d.Text = strings.Join(lines, "\n") + "\n"
	d.Passages = nil
	start := 0
	for i, line := range lines {
		p := corpus.Passage{
			ID: fmt.Sprintf("%s.%04d", d.ID, i+1), DocumentID: d.ID, Ordinal: i + 1,
			Kind: corpus.PassageParagraph, Start: start, End: start + len(line), Text: line, Norm: line,
		}
		body := 0
		if label, _, ok := strings.Cut(line, " "); ok && strings.HasPrefix(label, "第") && strings.HasSuffix(label, "条") {
			p.Kind, p.Label, p.Path, body = corpus.PassageArticle, label, []string{"第一章 总则"}, len(label)+1
		}
		for _, sentence := range strings.SplitAfter(line[body:], "。") {
			if sentence != "" {
				p.Parts = append(p.Parts, corpus.Part{Kind: corpus.PartSentence, Label: p.Label,
					Start: start + body, End: start + body + len(sentence), Lead: -1})
			}
			body += len(sentence)
		}
		if p.Label == "第十一条" { // as if it went on from the article before
			before := d.Passages[i-1]
			p.Context = []corpus.Lead{{Kind: corpus.PartParagraph, Label: before.Label, Start: before.Start, End: before.End, Text: before.Text, Lead: -1}}
			p.Parts[0].Lead = -2
		}
		d.Passages = append(d.Passages, p)
		start += len(line) + 1
	}
	d.BodyHash = digest(d.Text)
	d.CoreHash = digest("core " + d.Text)
	d.Hash = digest(fmt.Sprintf("%+v", d))
	return &d
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Embed makes a document ready to be stored, with [FakeSegmenter] and a
// [FakeEmbedder] of 64 dimensions.
func Embed(t testing.TB, d *corpus.Document) retrieval.Embedded {
	t.Helper()
	var e FakeEmbedder
	out := retrieval.Embedded{Document: d}
	for _, p := range d.Passages {
		var parts [][]float32
		for _, part := range p.Parts {
			var v []float32
			if text := d.Text[part.Start:part.End]; text != p.Text {
				v = e.vector(text)
			}
			parts = append(parts, v)
		}
		out.Terms = append(out.Terms, FakeSegmenter{}.Terms(p.Norm))
		out.Vectors = append(out.Vectors, e.vector(p.Norm))
		out.Parts = append(out.Parts, parts)
	}
	return out
}

// World gives a small invented corpus that has every trait a filter looks at:
// versions of one text, ended ones, digests, reports, regions. The names below
// are the sources.
func World() []*corpus.Document {
	const (
		law    = "（虚构）中华人民共和国星河法"
		region = "（虚构）某地星河条例"
	)
	versions := map[string]string{}
	for _, s := range []string{"law-2000", "law-2010", "law-2030", "city-undated-new"} {
		versions[s] = corpus.DocumentID(s)
	}
	return []*corpus.Document{
		NewDocument(corpus.Document{Source: "law-2000", Title: law, Kind: corpus.KindRegulation, Level: corpus.LevelNational,
			Region: "全国", EffectiveFrom: "2000-01-01", EffectiveTo: "2009-12-31", EndReason: corpus.StatusSuperseded,
			ReplacedBy: versions["law-2010"], DocNumber: "虚令〔1999〕7号"},
			"第一条 星河企业应当登记。旧法适用本条。", "第二条 登记费为一百元。"),
		NewDocument(corpus.Document{Source: "law-2010", Title: law, Kind: corpus.KindRegulation, Level: corpus.LevelNational,
			Region: "全国", EffectiveFrom: "2010-01-01", EffectiveTo: "2029-12-31", EndReason: corpus.StatusSuperseded,
			ReplacedBy: versions["law-2030"], DocNumber: "虚令〔2009〕8号", Adopted: "2009-10-01", Published: "2009-10-05",
			Issuer: "虚构机关、虚构第二机关", URL: "https://example.org/law", StatusNote: "现行",
			Dropped:  []corpus.Dropped{{Start: 0, End: 3, Reason: corpus.DroppedHeading}},
			Findings: []string{"虚构的提示"}, Relations: []corpus.Relation{{Kind: corpus.RelationRepeals, Title: law, Target: versions["law-2000"], Start: 0, End: 3}},
			Evidence: []corpus.Evidence{{Field: "adopted", Start: 3, End: 6}}, Audience: "虚构企业适用本法", EffectiveBasis: corpus.BasisStated},
			"第一条 星河企业应当登记。", "第二条 登记费为二百元。企业每年缴纳一次。", "第三条 研发人员不少于十人。", "第十一条 本法由虚构机关解释。"),
		NewDocument(corpus.Document{Source: "law-2030", Title: law, Kind: corpus.KindRegulation, Level: corpus.LevelNational,
			Region: "全国", EffectiveFrom: "2030-01-01", DocNumber: "虚令〔2029〕9号"},
			"第一条 星河企业无需登记。", "第二条 登记费取消。"),
		NewDocument(corpus.Document{Source: "province", Title: "（虚构）甲省星河条例（试行）", Kind: corpus.KindRegulation,
			Level: corpus.LevelProvince, Region: "甲省", EffectiveFrom: "2012-05-01"},
			"第一条 甲省企业登记费减半。", "第二条 本条例由甲省解释。"),
		NewDocument(corpus.Document{Source: "city", Title: region, Kind: corpus.KindNotice, Level: corpus.LevelCity,
			Region: "甲省乙市", DocNumber: "乙政发〔2015〕1号、乙财发〔2015〕2号", EffectiveFrom: "2015-01-01", EffectiveTo: "2017-12-31"},
			"一、乙市企业登记费全免。", "二、有效期三年。"),
		NewDocument(corpus.Document{Source: "city-undated-old", Title: "（虚构）丙市奖励办法", Kind: corpus.KindNotice, Level: corpus.LevelCity,
			Region: "甲省丙市", EffectiveTo: "2018-06-30", EndReason: corpus.StatusSuperseded, ReplacedBy: versions["city-undated-new"]},
			"丙市企业奖励一万元。"),
		NewDocument(corpus.Document{Source: "city-undated-new", Title: "（虚构）丙市奖励办法", Kind: corpus.KindNotice, Level: corpus.LevelCity,
			Region: "甲省丙市"},
			"丙市企业奖励两万元。"),
		NewDocument(corpus.Document{Source: "repealed", Title: "（虚构）丁省废止办法", Kind: corpus.KindRegulation, Level: corpus.LevelProvince,
			Region: "丁省", EndReason: corpus.StatusRepealed, ReplacedBy: "000000000000"},
			"第一条 丁省企业补贴三万元。"),
		NewDocument(corpus.Document{Source: "report", Title: "（虚构）甲省报告", Kind: corpus.KindReport, Level: corpus.LevelProvince,
			Region: "甲省", Published: "2022-02-02", EffectiveFrom: "2022-02-02", Period: "2021"},
			"全省星河企业达到一千家。增长一成。", "研发人员两万人。"),
		NewDocument(corpus.Document{Source: "digest-held", Title: "星河法摘编", Kind: corpus.KindDigest, Level: corpus.LevelNational,
			Region: "全国", DigestOf: []string{"《（虚构）中华人民共和国星河法》（2010年）"}},
			"星河企业应当登记，登记费二百元。"),
		NewDocument(corpus.Document{Source: "digest-alone", Title: "流星法摘编", Kind: corpus.KindDigest, Level: corpus.LevelMinistry,
			Region: "", DigestOf: []string{"（虚构）流星法", "流星法摘编"}},
			"流星企业也应当登记。"),
	}
}
