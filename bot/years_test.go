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

// A year named by the one it is compared with is written out.
func TestYearBefore(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2022年修的灯塔比头一年多了吗":  "2022年修的灯塔比2021年多了吗",
		"2022年跟上一年相比修了几座":   "2022年跟2021年相比修了几座",
		"2022年比2020年多修了几座":  "2022年比2020年多修了几座",
		"头一年修了几座，2022年修了几座": "头一年修了几座，2022年修了几座",
	} {
		if got := withYearBefore(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
