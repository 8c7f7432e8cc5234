package bot

import (
	"slices"
	"testing"
)

// The year after the one that is named first is that of the later part.
func TestYearAfter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{
		"2021年报告说要修多少座灯塔？第二年报告里说做到了吗": {2022},
		"2021年报告说要修多少座灯塔？做到了吗":        {2021},
		"2021年和2019年修了多少？第二年呢":        {2021, 2019},
	} {
		if parts := partsOf(text); len(parts) != 2 || !slices.Equal(parts[1].Years, want) {
			t.Errorf("%s: parts %v, want the second of %v", text, parts, want)
		}
	}
}
