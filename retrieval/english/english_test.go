package english_test

import (
	"encoding/csv"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval/english"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"a comparison", "What is the difference between mandatory standards and recommended standards?", "强制性标准 推荐性标准 有什么区别"},
		{"what is asked stands behind", "How long is a design patent protected?", "外观设计专利 保护期多久"},
		{"of turns around", "What is the penalty for infringement of a trademark?", "商标 侵权 怎么处罚"},
		{"plural", "How many companies are there?", "企业 有多少家"},
		{"past", "Who paid the subsidies?", "支付 补贴 是谁"},
		{"British", "Is a licence for technology licensing needed?", "许可 技术许可 吗"},
		{"hyphens", "What is a non-compete?", "什么是 竞业限制"},
		{"possessive between", "Can a company carry its losses forward?", "企业 亏损 结转 可以吗"},
		{"million yuan", "Is a fine of 1.5 million yuan possible?", "150万元 罚款 吗"},
		{"RMB", "Is there a reward of RMB 300,000?", "30万元 奖励 有吗"},
		{"percent", "Is the deduction 75 percent?", "扣除 75% 扣除多少"},
		{"months in words", "Is the deadline three months?", "三个月 最晚什么时候"},
		{"a day", "Is it in force since March 1, 2021?", "2021年3月1日 什么时候施行生效"},
		{"an article", "What does Article 42 of the Patent Law say?", "专利法 第42条 是什么"},
		{"then", "In 2018, what was the tax rate?", "2018年的时候 税 税率是多少"},
		{"a year that is told", "How many companies were there in 2018?", "企业 2018年 有多少家"},
		{"before an amendment", "What was the fine before the 2019 amendment?", "2019年修改前 怎么处罚罚款多少"},
		{"a place", "Does Tianhe pay a rent subsidy?", "天河 支付 租金补贴 吗"},
		{"a name in capitals", "Is a PCT application possible?", "PCT申请 可以吗"},
		{"a word not known", "Is zeppelin insurance deductible?", "zeppelin 保险 扣除 吗"},
		{"two questions", "How do I apply for a visa and what documents do I need?", "申请 签证 如何办理？要提交什么材料"},
		{"a condition", "If the tax is paid late, what is the surcharge?", "税 支付 逾期 滞纳金 比例是多少"},
		{"what about", "What about Shenzhen?", "深圳呢"},
		{"the subject first", "How much rent does a company pay?", "企业 租金 给多少钱"},
		{"what follows asks nothing", "Our revenue is small. Can we get a loan?", "收入。贷款 可以吗"},
		{"is it so", "A loan is free. Is that right?", "贷款 免费，是这样吗"},
		{"a condition behind", "Is there a tax break if we hire disabled people?", "聘用 残疾人 税收优惠 有吗"},
		{"whose it is", "Who owns a service invention?", "职务发明创造 归谁所有"},
		{"a county", "How much does Kunshan city pay?", "昆山市 给多少钱"},
		{"and a year", "And in 2020?", "2020年呢"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := english.Read(tt.text).Text; got != tt.want {
				t.Errorf("Read(%q).Text = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	r := english.Read("Does a zeppelin company get a subsidy for its hangar?")
	if diff := cmp.Diff([]string{"hangar", "zeppelin"}, r.Unknown); diff != "" {
		t.Errorf("Unknown (-want +got):\n%s", diff)
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"How long?": true, "PCT申请资助多少": false, "R&D": false, "15%": false, "": false, "what is the policy for 高企": true} {
		if got := english.Is(text); got != want {
			t.Errorf("Is(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestGlossary checks that a term stands once and that its field is named.
func TestGlossary(t *testing.T) {
	t.Parallel()
	f, err := os.Open("glossary.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, row := range rows {
		if row[0] == "" || row[1] == "" || row[2] == "" || seen[row[0]] {
			t.Errorf("glossary.csv line %d: %q: a field is missing, or the term stands twice", i+1, row)
		}
		seen[row[0]] = true
		if i > 0 && english.Read(row[0]).Text == "" {
			t.Errorf("glossary.csv line %d: Read(%q) is empty", i+1, row[0])
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "of", "of of for", "\xff", "R&D", "5%", "what", "1,,000 yuan", "Article 99999999999999999999", "in 2018 in 2019 was"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			t.Skip()
		}
		if diff := cmp.Diff(english.Read(s), english.Read(s)); diff != "" {
			t.Errorf("the same words give two readings:\n%s", diff)
		}
	})
}

func TestNote(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"The corpus holds no such document of 苏州.": "The corpus holds no such document of Suzhou.",
		"national; local: 上海, 广东东莞":                "national; local: Shanghai, Dongguan, Guangdong",
		"《中华人民共和国专利法》第四十二条第二款":                     "《中华人民共和国专利法》 (Patent Law) Article 42 paragraph 2",
		"Note: 《2025年辽宁省政府工作报告》 is a report":       "Note: 《2025年辽宁省政府工作报告》 is a report",
		"Article 第一百零五条":                           "Article Article 105",
		"the source speaks of 预计":                  "the source speaks of 预计",
		"《海关法》 (Customs Law) says":                 "《海关法》 (Customs Law) says",
		"全国 · 《海关法》":                               "nationwide · 《海关法》 (Customs Law)",
		"《海关法》":                                    "《海关法》 (Customs Law)",
		"":                                         "",
	} {
		if got := english.Note(in); got != want {
			t.Errorf("Note(%q) = %q, want %q", in, got, want)
		}
	}
}
