package retrievaltest

import (
	"fmt"
	"math/rand/v2"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// randomText gives n characters of a small alphabet with rare and frequent ones.
func randomText(r *rand.Rand, n int) string {
	alphabet := []rune("企业研发费用加计扣除比例登记奖励人员星河办法科技成果转化")
	out := make([]rune, n)
	for i := range out {
		out[i] = alphabet[r.IntN(1+r.IntN(len(alphabet)))]
	}
	return string(out)
}

// pick gives one of a list.
func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomDay gives a day between 2000 and 2029, or none.
func randomDay(r *rand.Rand) corpus.Date {
	if r.IntN(4) == 0 {
		return ""
	}
	return corpus.Date(fmt.Sprintf("20%02d-%02d-01", r.IntN(30), 1+r.IntN(12)))
}

// randomDocuments gives n invented documents, some of which replace others.
func randomDocuments(r *rand.Rand, n int) []*corpus.Document {
	source := func(i int) string { return fmt.Sprint("random", i) }
	var out []*corpus.Document
	for i := range n {
		d := corpus.Document{
			Source: source(i), Title: "（虚构）" + randomText(r, 6),
			Kind:          pick(r, corpus.KindRegulation, corpus.KindNotice, corpus.KindReport, corpus.KindDigest),
			Level:         pick(r, corpus.LevelNational, corpus.LevelProvince, corpus.LevelCity),
			Region:        pick(r, "全国", "甲省", "甲省乙市", "甲省丙市", "丁省", ""),
			EffectiveFrom: randomDay(r), EffectiveTo: randomDay(r),
			EndReason: pick(r, "", corpus.StatusSuperseded, corpus.StatusRepealed),
		}
		if r.IntN(3) == 0 {
			d.ReplacedBy = corpus.DocumentID(source(r.IntN(n + 3)))
		}
		if d.Kind == corpus.KindDigest && i > 0 {
			d.DigestOf = []string{pick(r, out...).Title}
		}
		lines := make([]string, 1+r.IntN(8))
		for j := range lines {
			lines[j] = fmt.Sprintf("第%d条 %s。%s。", j+1, randomText(r, 5+r.IntN(40)), randomText(r, 5+r.IntN(20)))
		}
		out = append(out, NewDocument(d, lines...))
	}
	return out
}

// randomFilter gives a filter that keeps anything from nothing to all.
func randomFilter(r *rand.Rand, docs []*corpus.Document) retrieval.Filter {
	f := retrieval.Filter{AsOf: "2024-01-01", AllVersions: r.IntN(3) == 0}
	if r.IntN(2) == 0 {
		f.AsOf = corpus.Date(fmt.Sprintf("20%02d-06-15", r.IntN(30)))
	}
	if r.IntN(3) == 0 {
		f.Regions = []string{pick(r, "全国", "甲省", "甲省乙市", "丁省", "戊省")}
	}
	for range r.IntN(3) * r.IntN(2) {
		f.Documents = append(f.Documents, pick(r, docs...).ID)
	}
	for range r.IntN(3) * r.IntN(2) {
		f.Exclude = append(f.Exclude, pick(r, docs...).ID)
	}
	if r.IntN(4) == 0 {
		f.Kinds = []corpus.Kind{pick(r, corpus.KindRegulation, corpus.KindReport), corpus.KindDigest}
	}
	return f
}
