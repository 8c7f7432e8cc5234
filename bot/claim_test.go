package bot

import (
	"strings"
	"testing"
)

// What somebody heard is compared with the text by its figure alone, and only
// where there is one to compare.
func TestClaimNote(t *testing.T) {
	t.Parallel()
	said := func(texts ...string) []Drafted {
		var out []Drafted
		for _, text := range texts {
			out = append(out, Drafted{Statement: Statement{Text: text}})
		}
		return out
	}
	for _, tt := range []struct {
		name, question string
		statements     []Drafted
		want           string // part of the note; "" for none
	}{
		{"another figure", "有人说灯塔证有效期是五年，对吗？", said("灯塔证有效期为三年。"), "没有“五年”，写的是“三年”"},
		{"the same figure", "听说灯塔证有效期是三年，是真的吗", said("灯塔证有效期为三年。"), "确有“三年”"},
		{"the same in other writing", "听说最高补100万元，对吗", said("给予最高一百万元补助。"), "确有"},
		{"one of several", "听说比例是75%，对吗", said("比例由75%提高到100%。"), "提到“75%”，所提到的有“75%”、“100%”"},
		{"in a later statement", "有人说是五年对吗", said("灯塔应当发光。", "有效期为三年。"), "写的是“三年”"},
		{"another unit", "有人说有效期是五年，对吗", said("奖励三万元。"), ""},
		{"two figures claimed", "有人说30万元有人说20万元，对吗", said("奖励10万元。"), ""},
		{"each of two, one false", "听说灯塔证书五年有效，而且改名要三个月内报告，是这样吗", said("灯塔证书自颁发之日起有效期为三年。", "灯塔企业更名的，应当在三个月内报告。"), "核对：所引原文没有“五年”，写的是“三年”。核对：所引原文确有“三个月”。"},
		{"each of two, one not quoted", "听说灯塔证书五年有效，改名还要交两千元，对吗", said("灯塔证书有效期为三年。"), "写的是“三年”。核对：“两千元”在所引原文里没有"},
		{"units alone decide nothing", "听说灯塔证书五年有效，迁走后三个月注销，对吗", said("渔船每八个月检查。", "渔船满九年报废。"), ""},
		{"taken for granted", "为啥把灯塔证有效期定成五年", said("灯塔证有效期为三年。"), "没有“五年”，写的是“三年”"},
		{"no claim", "成立五年能申请吗", said("须成立三年以上。"), ""},
		{"the figure of another condition", "有人说灯塔最长停用3个月，对吗", said("存期不满三个月的，不得停用灯塔。", "存期三个月以上不满一年的，灯塔停用不得超过一个月；一年以上的，灯塔停用不得超过六个月。"), "写的是“一个月”、“六个月”"},
		{"a condition alone", "有人说灯塔最长停用3个月，对吗", said("存期不满三个月的，不得停用灯塔。"), "提到“3个月”"},
		{"other conditions alone", "有人说灯塔最多停用12个月，对吗", said("存期不满六个月的，不得停用灯塔。"), "没有可以对照的数字"},
		{"a condition beside the figure claimed", "听说收入小于5000万的灯塔企业比例不低于3%，对吗", said("1.收入小于5,000万元的灯塔企业，比例不低于5%；", "2.收入在2亿元以上的船厂，比例不低于3%。"), "写的是“5%”"},
		{"a number with its comma", "听说灯塔企业收入不超过4000万，对吗", said("灯塔企业收入不超过5,000万元，可以申请。"), "写的是“5,000万元”"},
		{"a condition that is claimed", "听说灯塔企业成立满三年才能申请，对吗", said("灯塔企业成立三年以上的，可以申请。"), "确有“三年”"},
		{"its own case among several", "有人说蓝色灯塔权保护10年，对吗", said("红灯塔权的期限为二十年，绿灯塔权的期限为十年，蓝色灯塔权的期限为十五年。"), "写的是“十五年”"},
		{"its own case, true", "有人说蓝色灯塔权保护15年，对吗", said("红灯塔权的期限为二十年，绿灯塔权的期限为十年，蓝色灯塔权的期限为十五年。"), "确有“15年”"},
		{"no case named", "有人说灯塔保护10年，对吗", said("红灯塔权的期限为二十年，绿灯塔权的期限为十年，蓝色灯塔权的期限为十五年。"), "所提到的有“二十年”、“十年”、“十五年”"},
		{"cases in two statements", "有人说大企业30天内修灯塔，对吗", said("事业单位应当自报告之日起30日内修灯塔。", "大型企业应当自报告之日起60日内修灯塔。"), "写的是“60日”"},
		{"kinds by one letter", "听说二等奖给20万，对吗", said("一等奖20万元、二等奖10万元。"), "写的是“10万元”"},
		{"figures in turn", "听说二等灯塔奖给20万元，对吗", said("一等、二等灯塔奖分别给20万元、10万元。"), "各指什么"},
		{"one thing is no second figure", "有人说一项发光灯塔奖金不少于5000元，对吗", said("一项发光灯塔的奖金不少于4000元；一项普通灯塔的奖金不少于1500元。"), "没有“5000元”，写的是“4000元”"},
		{"a sum without its unit", "有人说冒充灯塔罚款最高20万，对吗", said("没有所得或者所得在五万元以下的，可以处二十五万元以下的罚款。"), "没有“20万元”，写的是“二十五万元”"},
		{"a sum in Chinese figures", "听说灯塔补贴五千块，是真的吗", said("灯塔补贴3000元。"), "没有“五千元”，写的是“3000元”"},
		{"tens of thousands of people", "听说灯塔城有20万，对吗", said("灯塔城有20万元。"), ""},
		{"the least for the most", "听说灯塔奖金最高4000元，对吗", said("灯塔奖金不低于4000元。"), "各指什么"},
		{"asked in other words", "客户说灯塔证有效期是五年，是这样吗", said("灯塔证有效期为三年。"), "没有“五年”，写的是“三年”"},
		{"people by another classifier", "有人说灯塔奖每次奖3个人，对吗", said("灯塔奖每次授予人数不超过2名。"), "没有“3人”，写的是“2名”"},
		{"people by another classifier, true", "听说灯塔奖每次奖2个人，属实吗", said("灯塔奖每次授予人数不超过2名。"), "2人"},
		{"a year is no period", "会计说15年那会儿灯塔要先备案，对吗", said("2015年灯塔备案满三年。"), ""},
		{"number of an article", "听说是第五条规定的，对吗", said("按照第三条办理。"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := claimNote(tt.question, tt.statements, "zh"); !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
				t.Errorf("claimNote(%q) = %q, want %q in it", tt.question, got, tt.want)
			}
		})
	}
}

// A claim of several things is looked up thing by thing.
func TestClaimed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question string
		parts    int
	}{
		{"听说灯塔证书五年有效，而且改名要一个月内报告，是这样吗？", 2},
		{"听说成立满三年而且雇员五十人以上的灯塔企业补十万元，对吗？", 1},
		{"听说灯塔证书五年有效而且全国通用，对吗？", 1},
		{"灯塔证书五年有效，而且改名要一个月内报告。", 1},
	} {
		if got := len(partsOf(tt.question)); got != tt.parts {
			t.Errorf("%s: %d parts, want %d", tt.question, got, tt.parts)
		}
	}
}

// A claim of a figure is looked up as that figure is asked for.
func TestWantClaimed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want Want
		unit string
	}{
		{"蓝色灯塔权保护10年，对吗", WantTime, "年"},
		{"听说灯塔公示20个工作日，是这样吗", WantTime, "工作日"},
		{"有人说灯塔税率是15%，对吗", WantPercent, ""},
		{"企业说冒充灯塔最高罚20万元，属实吗", WantMoney, ""},
		{"灯塔企业能申请吗", WantEligibility, ""},
		{"灯塔满5年能申请吗", WantEligibility, ""},
	} {
		if p := partsOf(tt.text)[0]; p.Want != tt.want || p.Unit != tt.unit {
			t.Errorf("%s: wants %s in %q, want %s in %q", tt.text, p.Want, p.Unit, tt.want, tt.unit)
		}
	}
}
