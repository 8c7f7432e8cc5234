package corpus_test

import (
	"testing"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"hard break in a word", "国家区\n\n域创新中心", "国家区域创新中心"},
		{"hard break before a unit", "共为133\n\n家", "共为133家"},
		{"hard break in a number", "单位一共13\n\n3家", "单位一共133家"},
		{"numbers on lines of their own", "22\n23项", "22 23项"},
		{"telephone numbers", "22830056\n22830059", "22830056 22830059"},
		{"zero width", "公\u200b司\ufeff法", "公司法"},
		{"full-width figures", "１５％、Ａ类", "15%、A类"},
		{"spaces in Chinese", "总　　则 和 附 则", "总则和附则"},
		{"spaces in numbers", "第 1 0 条 20 万元", "第10条20万元"},
		{"numbers apart", "2024 2025", "2024 2025"},
		{"Latin words", "R&D  expense\nratio", "R&D expense ratio"},
		{"Latin beside Chinese", "使用 ONNX 模型", "使用ONNX模型"},
		{"Markdown heading", "## 第一章 总则\n\n第一条 甲", "第一章总则第一条甲"},
		{"number sign in text", "1# 楼", "1#楼"},
		{"edges", " \n甲 \n", "甲"},
		{"nothing", " \u200b\n", ""},
	} {
		if got := corpus.Normalize(c.in); got != c.want {
			t.Errorf("%s: Normalize(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestNormalizeMap(t *testing.T) {
	t.Parallel()
	raw := "一共为１33\n\n家\u200b单位 。 "
	norm, offsets := corpus.NormalizeMap(raw)
	if norm != "一共为133家单位。" || len(offsets) != len(norm)+1 {
		t.Fatalf("NormalizeMap(%q) = %q with %d offsets", raw, norm, len(offsets))
	}
	for _, c := range []struct{ part, want string }{{"133家", "１33\n\n家"}, {"家单位", "家\u200b单位"}, {"单位。", "单位 。"}, {"一", "一"}} {
		at := indexOf(t, norm, c.part)
		start, end := corpus.MapSpan(raw, offsets, at, at+len(c.part))
		if raw[start:end] != c.want {
			t.Errorf("%q stands at %q, want %q", c.part, raw[start:end], c.want)
		}
	}
}

func indexOf(t *testing.T, s, part string) int {
	t.Helper()
	for i := range s {
		if len(s) >= i+len(part) && s[i:i+len(part)] == part {
			return i
		}
	}
	t.Fatalf("%q is not in %q", part, s)
	return 0
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"第 1 0 条", "a\nb", "# x\n\n13\n3家", "\u200b", "１％\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		norm, offsets := corpus.NormalizeMap(raw)
		if len(offsets) != len(norm)+1 {
			t.Fatalf("%d offsets for %d bytes", len(offsets), len(norm))
		}
		last := 0
		for i, at := range offsets {
			if at < last || at > len(raw) {
				t.Fatalf("offset %d of byte %d after %d in %d bytes", at, i, last, len(raw))
			}
			last = at
		}
		if utf8.ValidString(raw) {
			for _, fig := range corpus.Figures(raw) {
				if fig.Start >= fig.End || raw[fig.Start:fig.End] != fig.Text {
					t.Fatalf("figure %+v of %q", fig, raw)
				}
			}
		}
		corpus.NormalizeFigures(raw)
	})
}
