package retrieval

import (
	"slices"
	"testing"
)

// Where somebody is from is no place asked of where another is named.
func TestAskedOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"我是香港人，想去长春创业":   {"长春"},
		"香港仔想去长春开公司":     {"长春"},
		"香港青年创业有什么扶持":    nil,
		"江苏户口，想去上海落户":    {"上海"},
		"苏州人在上海办厂":       {"上海"},
		"苏州人有什么补贴":       {"苏州"}, // no other place is named
		"上海人才政策和北京比哪个好":  {"上海", "北京"},
		"上海青年和北京青年的补贴":   {"上海", "北京"},
		"香港的公司法怎么规定":     {"香港"},
		"上海人均产值和北京人口哪个高": {"上海", "北京"},
	} {
		var got []string
		for _, p := range askedOf(text, places(text, nil)) {
			got = append(got, p.said)
		}
		if !slices.Equal(got, want) {
			t.Errorf("askedOf(%s) = %v, want %v", text, got, want)
		}
	}
}
