package corpus

import (
	"slices"
	"testing"
)

func TestCountiesIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"海淀区和昌黎县怎么补":      {"海淀区", "昌黎县"},
		"深圳市南山区":          {"南山区"},
		"昆山市、义乌市":         {"昆山市", "义乌市"},
		"长春市有什么区别":        nil,
		"高新区、示范区、城区、新城区":  nil,
		"海淀区的企业迁出海淀区要办什么": {"海淀区"},
		"": nil,
	} {
		if got := CountiesIn(text); !slices.Equal(got, want) {
			t.Errorf("CountiesIn(%q) = %q, want %q", text, got, want)
		}
	}
}
