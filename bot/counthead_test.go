package bot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// TestCountHeading: the text is invented.
func TestCountHeading(t *testing.T) {
	t.Parallel()
	d := &corpus.Document{ID: "d", Title: "（虚构）灯塔办关于推广守灯举措的通知"}
	var all []retrieval.Result
	add := func(text string, path ...string) {
		p := corpus.Passage{ID: "d.0001", Path: path, Text: text, End: len(text), Parts: []corpus.Part{{End: len(text)}}}
		all = append(all, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}})
	}
	add("守灯工作已推广到8个区域。")
	add("（一）灯芯方面2项：剪芯；换芯。", "一、推广的守灯举措（共5项）", "（一）")
	add("（二）灯油方面3项。", "一、推广的守灯举措（共5项）", "（二）")
	add("加强组织领导。", "二、工作要求")
	add("剪芯", "附件 守灯清单", "一、灯芯养护方面（共2项）")
	for _, tt := range []struct {
		question string
		number   int
	}{
		{"灯塔办推广的守灯举措总共几项", 5},
		{"这次推广的守灯举措有多少项？", 5},
		{"灯芯养护方面一共几项", 2},
		{"推广的守灯举措共有几条", 0}, // the heading counts 项
		{"守灯的工作要求一共几项", 0}, // its heading says no number
		{"推广的守灯举措有哪些", 0},  // no number is asked for
	} {
		c := countHeading(all, Part{Text: tt.question}, "zh")
		if c.number != tt.number {
			t.Errorf("countHeading(%s) = %d, want %d", tt.question, c.number, tt.number)
		}
		if tt.number == 5 && (len(c.shown) != 2 || !strings.Contains(c.said, "“一、推广的守灯举措（共5项）”")) {
			t.Errorf("countHeading(%s) shows %d parts under %q", tt.question, len(c.shown), c.said)
		}
	}
}
