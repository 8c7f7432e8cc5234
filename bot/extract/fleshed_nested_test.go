package extract

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A heading below a heading keeps the words below itself.
func TestFleshedNested(t *testing.T) {
	t.Parallel()
	words := []string{"（一）企业申请", "1.网上登记", "（1）填写灯塔表。", "（2）上传灯塔图。", "（二）专家评审"}
	r := &retrieval.Result{Stored: retrieval.Stored{Passage: corpus.Passage{Parts: []corpus.Part{{Lead: -1}, {Start: 1, Lead: 0}, {Start: 2, Lead: 1}, {Start: 3, Lead: 1}, {Start: 4, Lead: -1}}}}}
	var all []sentence
	for i, text := range words {
		all = append(all, sentence{result: r, index: i, text: text})
	}
	var got []string
	for _, s := range fleshed([]sentence{all[4], all[0], all[3], all[1], all[2]}, all) {
		got = append(got, s.text)
	}
	if want := []string{words[4], words[0], words[1], words[2], words[3]}; !slices.Equal(got, want) {
		t.Errorf("fleshed = %q, want %q", got, want)
	}
}
