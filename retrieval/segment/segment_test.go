package segment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval/segment"
)

func TestTerms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"，。 \n\t——", ""},
		{"研发费用", "研 研发 发 发费 费 费用 用"},
		{"企业的费用", "企 企业 业 业的 的费 费 费用 用"},
		{"可以吗", ""},
		{"研发，费用", "研 研发 发 费 费用 用"},
		{"R&D High-Tech Ｔｅｃｈ", "r&d high tech tech"},
		{"R& &D", "r d"},
		{"5G基站", "5g 基 基站 站"},
		{"café Ünïcode", "café ünïcode"},
		{"1,500元", "1500 元"},
		{"１５％", "15%"},
		{"百分之十五", "百 百分 分 分之 之 之十 十 十五 五 15%"},
		{"百分之五", "百 百分 分 分之 之 之五 五 5%"},
		{"1.50亿", "1.5 150000000 亿"},
		{"700万元", "700 7000000 万 万元 元"},
		{"0.7万", "0.7 7000 万"},
		{"1.23456万", "1.23456 万"},
		{"0万", "0 万"},
		{"1,2,34", "1 2 34"},
		{"7.", "7"},
		{"三十日", "三 三十 十 十日 日 30"},
		{"十五", "十 十五 五 15"},
		{"二〇二一年", "二 二〇 〇 〇二 二 二一 一 一年 年 2021"},
		{"一亿三千万", "一 一亿 亿 亿三 三 三千 千 千万 万 130000000"},
		{"一万二", "一 一万 万 万二 二 12000"},
		{"一百零五", "一 一百 百 百零 零 零五 五 105"},
		{"两千三百万", "两 两千 千 千三 三 三百 百 百万 万 23000000"},
		{"百姓", "百 百姓 姓"},
		{"万一", "万 万一 一"},
		{"九亿亿亿", "九 九亿 亿 亿亿 亿 亿亿 亿"},
		{"坏\xff字", "坏 字"},
		{"한국어 정책", "한국어 정책"},
	} {
		got := strings.Join(segment.New().Terms(test.text), " ")
		if got != test.want {
			t.Errorf("Terms(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// The same number has a term in common however it is written.
func TestTermsNumbersMeet(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ a, b, term string }{
		{"三十日内", "30天", "30"},
		{"七百万元", "700万元", "7000000"},
		{"百分之七十", "７０％", "70%"},
		{"5,000,000元", "500万元", "5000000"},
		{"二〇二一年", "2021年", "2021"},
		{"第十二条", "第12条", "12"},
	} {
		for _, text := range []string{test.a, test.b} {
			found := false
			for _, term := range segment.New().Terms(text) {
				found = found || term == test.term
			}
			if !found {
				t.Errorf("Terms(%q) lacks %q", text, test.term)
			}
		}
	}
}

// Stored terms are told apart by the version, so a change of behaviour needs a
// new one: set both together.
func TestVersionHoldsBehaviour(t *testing.T) {
	t.Parallel()
	const sample = "（虚构）第十二条 云湖市 R&D 经费的15.50%可以用于 5G 试验，最高1,200万元；" +
		"二〇三一年起，按百分之三十五计算的，为什么三十日内不能办？ Ｆｏｒｍ７ naïve 한국어 ①㎡ 一亿三千万"
	sum := sha256.Sum256([]byte(strings.Join(segment.New().Terms(sample), "\n")))
	got := map[string]string{segment.New().Version(): hex.EncodeToString(sum[:4])}
	want := map[string]string{"han-pairs-1": "e08633d8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("version and hash of the terms (-want +got):\n%s", diff)
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("云湖市 R&D 15.5% 一亿三千万 ７００万")
	f.Add("1,2.3%\xff九亿亿&&a")
	f.Fuzz(func(t *testing.T, text string) {
		for _, term := range segment.New().Terms(text) {
			if term == "" || !utf8.ValidString(term) || strings.ContainsAny(term, " \n\t，。") {
				t.Errorf("Terms(%q) has the term %q", text, term)
			}
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	text := strings.Repeat("云湖市的企业把上年度 R&D 费用的15%留作试验经费，最高七百万元（虚构）。", 20)
	s := segment.New()
	for b.Loop() {
		s.Terms(text)
	}
	b.ReportMetric(float64(b.N*utf8.RuneCountInString(text))/b.Elapsed().Seconds()/1e6, "Mrunes/s")
}
