package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func printDocument(w io.Writer, d *corpus.Document, today corpus.Date) {
	for _, line := range [][2]string{
		{"标题", d.Title}, {"文号", d.DocNumber}, {"发布机关", d.Issuer}, {"层级", string(d.Level)}, {"地区", d.Region},
		{"区划代码", corpus.RegionCode(d.Region)},
		{"通过", string(d.Adopted)}, {"公布", string(d.Published)}, {"施行", string(d.EffectiveFrom) + basisNote(d.EffectiveBasis)}, {"有效至", string(d.EffectiveTo)},
		{"效力", bot.StatusWord(d.StatusOn(today), "zh")}, {"效力说明", d.StatusNote}, {"撤下", string(d.Withdrawn)},
		{"适用", d.Audience}, {"来源", d.URL}, {"文件", d.Source},
	} {
		fmt.Fprintf(w, "%s：%s\n", line[0], dash(line[1]))
	}
	for _, e := range d.Evidence {
		fmt.Fprintf(w, "依据（%s）：%s\n", e.Field, shorten(corpus.Normalize(d.Text[e.Start:e.End]), 80))
	}
	for _, r := range d.Relations {
		fmt.Fprintf(w, "关系（%s）：《%s》 %s\n", r.Kind, r.Title, dash(r.Target))
	}
	for _, f := range d.Findings {
		fmt.Fprintf(w, "注意：%s\n", f)
	}
	for _, p := range d.Passages {
		fmt.Fprintf(w, "\n[%s] %s %s\n%s\n", p.ID, strings.Join(p.Path, " > "), p.Label, p.Norm)
	}
	for _, x := range d.Dropped {
		fmt.Fprintf(w, "\n（%s，不作依据）%s\n", x.Reason, shorten(d.Text[x.Start:x.End], 60))
	}
}

// basisNote says what a first day in force is where it is not stated.
func basisNote(b corpus.Basis) string {
	switch b {
	case corpus.BasisDecision:
		return "（修改决定之日；正文所载为初版施行日）"
	case corpus.BasisIssue:
		return "（发布之日）"
	}
	return ""
}

// printOutline prints headings and articles, each once, with their first words.
func printOutline(w io.Writer, d *corpus.Document) {
	var path []string
	label := ""
	for _, p := range d.Passages {
		same := 0
		for same < len(path) && same < len(p.Path) && path[same] == p.Path[same] {
			same++
		}
		for i := same; i < len(p.Path); i++ {
			fmt.Fprintf(w, "%s%s\n", strings.Repeat("  ", i), p.Path[i])
			label = ""
		}
		path = p.Path
		if p.Label != "" && p.Label == label {
			continue // the rest of a long article
		}
		label = p.Label
		fmt.Fprintf(w, "%s[%s] %s\n", strings.Repeat("  ", len(path)), p.ID, shorten(p.Norm, 40))
	}
}

// printArticle prints one article with its paragraphs and items, each under the
// label that it is cited by.
func printArticle(w io.Writer, d *corpus.Document, article string) error {
	want := retrieval.ArticleKey(article)
	if strings.Trim(article, "0123456789") == "" {
		want = strings.TrimLeft(article, "0")
	}
	found := false
	for _, p := range d.Passages {
		if p.Label == "" || retrieval.ArticleKey(p.Label) != want {
			continue
		}
		found = true
		fmt.Fprintf(w, "[%s] %s %s\n", p.ID, strings.Join(p.Path, " > "), p.Label)
		for _, part := range p.Parts {
			fmt.Fprintf(w, "%s\t%s\n", part.Label, corpus.Normalize(d.Text[part.Start:part.End]))
		}
	}
	if !found {
		return fmt.Errorf("%s has no article %q: `policybot corpus show --outline %s` lists its articles", d.Title, article, d.ID)
	}
	return nil
}
