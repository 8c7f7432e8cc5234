package corpus_test

import (
	"testing"

	"github.com/policybot/policybot/corpus"
)

// Several fields on one line are read one by one, each with its own span.
func TestLineOfFields(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "虚构市星河补助标准\n\n发布机构：虚构市科学技术局　发布日期：2025-04-10 浏览次数：12\n\n一、补助为五百元。\n\n二、补助按年发放。\n")
	if d.Published != "2025-04-10" || d.Issuer != "虚构市科学技术局" {
		t.Errorf("published %q by %q, want 2025-04-10 by 虚构市科学技术局", d.Published, d.Issuer)
	}
	for _, e := range d.Evidence {
		if got := d.Text[e.Start:e.End]; e.Field == "published" && got != "发布日期：2025-04-10" {
			t.Errorf("published is said by %q", got)
		}
	}
}
