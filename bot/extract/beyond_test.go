package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestSentenceThatSaysNothingOfTheKindAnswersNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, question, text string
		want                 bot.Want
		unit                 string
		years                []int
		fits, year           float64
		answers              bool
	}{
		{"years", "灯塔专有权保护几年", "灯塔专有权的期限为八年。", bot.WantTime, "年", nil, 1, 0.5, true},
		{"as many months", "灯塔专有权保护几年", "灯塔专有权的期限为三十六个月。", bot.WantTime, "年", nil, 0.5, 0.5, true},
		{"a period of something else", "灯塔专有权保护几年", "灯塔专有权的申请人可以在2个月内修改申请。", bot.WantTime, "年", nil, 0.5, 0.5, false},
		{"how many in all years", "2018年评了几个灯塔", "每次评出的灯塔不超过2个。", bot.WantCount, "个", []int{2018}, 1, 0, false},
		{"how many in that year", "2018年评了几个灯塔", "2018年评出灯塔3个。", bot.WantCount, "个", []int{2018}, 1, 1, true},
		{"a definition", "灯塔企业是什么意思", "灯塔企业，是指照亮行业的企业。", bot.WantDefinition, "", nil, 1, 0.5, true},
		{"a mention", "灯塔企业是什么意思", "一是定率征税的灯塔企业。", bot.WantDefinition, "", nil, 0, 0.5, false},
		{"what it is", "什么是灯塔合同", "“灯塔中介合同”，是指为他人订立合同进行联系的合同。", bot.WantDefinition, "", nil, 0.5, 0.5, false},
		{"who", "灯塔标准谁来定", "灯塔标准由云州市照明部门制定。", bot.WantName, "", nil, 1, 0.5, true},
		{"nobody", "灯塔标准谁来定", "灯塔标准平等适用于各类企业。", bot.WantName, "", nil, 0, 0.5, false},
		{"a condition", "灯塔企业要什么条件", "灯塔企业应当具有三年照明经历。", bot.WantList, "", nil, 1, 0.5, true},
		{"conditions that are mentioned", "灯塔企业要什么条件", "预计可能符合灯塔企业条件的，可以先行申报。", bot.WantList, "", nil, 1, 0.5, false},
		{"who may take part", "灯塔看守考试要什么条件", "有照明专业学历的人，可以参加灯塔看守考试。", bot.WantList, "", nil, 1, 0.5, true},
		{"what is no case of it", "灯塔被侵权怎么办", "购买灯塔后使用的，不视为侵权。", bot.WantConsequence, "", nil, 0.5, 0.5, false},
		{"what to do about it", "灯塔被侵权怎么办", "灯塔被侵权的，可以请求云州市照明部门处理。", bot.WantConsequence, "", nil, 1, 0.5, true},
		{"what is asked to be no case of it", "哪些不视为侵权，怎么办", "购买灯塔后使用的，不视为侵权。", bot.WantConsequence, "", nil, 0.5, 0.5, true},
		{"what others are to rule", "灯塔费能减多少", "灯塔费减收的办法由云州市照明部门规定。", bot.WantFact, "", nil, 1, 0.5, false},
		{"who is to rule it", "灯塔费减收的办法谁定", "灯塔费减收的办法由云州市照明部门规定。", bot.WantName, "", nil, 1, 0.5, true},
		{"a rate", "灯塔税率多少", "灯塔按百分之三缴纳。", bot.WantPercent, "", nil, 1, 0.5, true},
		{"what is halved has none", "灯塔税率多少", "灯塔费减半缴纳。", bot.WantPercent, "", nil, 1, 0.5, false},
		{"a duty", "灯塔企业要什么条件", "灯塔企业应当遵守法律，按照约定照明。", bot.WantList, "", nil, 1, 0.5, false},
	} {
		r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）云州市灯塔办法"}, Passage: corpus.Passage{Norm: tt.text}}}
		a := ask{part: bot.Part{Text: tt.question, Want: tt.want, Unit: tt.unit, Years: tt.years}}
		s := &sentence{result: r, text: tt.text, fits: tt.fits, year: tt.year}
		if got := answers(s, a); got != tt.answers {
			t.Errorf("%s: answers(%q, %q) = %v, want %v", tt.name, tt.text, tt.question, got, tt.answers)
		}
	}
}

func TestRuleOfAnotherPlaceAnswersNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, question, region, title, text string
		want                                bot.Want
		regions                             []string
		answers                             bool
	}{
		{"a city's figure for its province", "浙江灯塔奖多少", "浙江舟山", "舟山市灯塔办法", "给予灯塔2万元。", bot.WantMoney, []string{"浙江", "浙江舟山", "浙江宁波"}, false},
		{"the province's own", "浙江灯塔奖多少", "浙江", "浙江省灯塔办法", "给予灯塔2万元。", bot.WantMoney, []string{"浙江", "浙江舟山"}, true},
		{"the city that is named too", "浙江舟山灯塔奖多少", "浙江舟山", "舟山市灯塔办法", "给予灯塔2万元。", bot.WantMoney, []string{"浙江", "浙江舟山"}, true},
		{"the province's for its city", "舟山灯塔奖多少", "浙江", "浙江省灯塔办法", "给予灯塔2万元。", bot.WantMoney, []string{"浙江舟山"}, true},
		{"a district's for a city that no gazetteer has", "云梦市灯塔奖多少", "云梦青石区", "云梦市青石区灯塔办法", "给予灯塔2万元。", bot.WantMoney, nil, false},
		{"the district that is named too", "云梦市青石区灯塔奖多少", "云梦青石区", "云梦市青石区灯塔办法", "给予灯塔2万元。", bot.WantMoney, nil, true},
		{"the city's own where no gazetteer has it", "云梦市灯塔奖多少", "云梦", "云梦市灯塔办法", "给予灯塔2万元。", bot.WantMoney, nil, true},
		{"another district's", "南沙区怎么扶持灯塔", "广东广州天河区", "广州市天河区灯塔办法", "对灯塔给予支持。", bot.WantFact, nil, false},
		{"the district's", "天河怎么扶持灯塔", "广东广州天河区", "广州市天河区灯塔办法", "对灯塔给予支持。", bot.WantFact, nil, true},
		{"another district in the text of the city", "天河怎么扶持灯塔", "广东广州", "广州市灯塔条例", "南沙区应当支持灯塔。", bot.WantFact, nil, false},
	} {
		r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: tt.title, Region: tt.region}, Passage: corpus.Passage{Norm: tt.text}}}
		found := &retrieval.Results{Understood: retrieval.Understood{Regions: tt.regions}}
		a := ask{part: bot.Part{Text: tt.question, Want: tt.want, Found: found}, districts: districtsIn(tt.question)}
		s := &sentence{result: r, text: tt.text, fits: 1, things: 1}
		if got := answers(s, a); got != tt.answers {
			t.Errorf("%s: answers(%q, %q) = %v, want %v", tt.name, tt.text, tt.question, got, tt.answers)
		}
	}
}

func TestYearsOfAccountsAreNoCount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"近3个会计年度的灯塔审计报告。":   0,
		"只能选择从一处取得的灯塔中减除。":  0,
		"灯塔材料一式3份。":         1,
		"灯塔有一个正门，另有两个侧门。":   1,
		"在同一个纳税年度内从两处取得灯塔。": 0,
	} {
		if got := fitsCount("份", text); got != want {
			t.Errorf("fitsCount(份, %q) = %v, want %v", text, got, want)
		}
	}
}

func TestTaxOfAnotherPayer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, title string
		want            bool
	}{
		{"公司捐给灯塔的钱能扣多少", "（虚构）云州个人所得税办法", true},
		{"公司捐给灯塔的钱能扣多少", "（虚构）云州企业所得税办法", false},
		{"公司给员工发的灯塔补贴要交税吗", "（虚构）云州个人所得税办法", false},
		{"灯塔收入的个人所得税怎么抵免", "（虚构）云州企业所得税办法", true},
		{"灯塔的税能抵免吗", "（虚构）云州个人所得税办法", false},
	} {
		a := ask{part: bot.Part{Text: tt.question}}
		s := &sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: tt.title}}}}
		if got := a.ofOtherPayer(s); got != tt.want {
			t.Errorf("ofOtherPayer(%q, %q) = %v, want %v", tt.question, tt.title, got, tt.want)
		}
	}
}

func TestTurnWithoutAnswerBefore(t *testing.T) {
	t.Parallel()
	parts := []bot.Part{{Text: "灯塔虚假宣传罚多少"}, {Text: "情节严重呢？"}}
	said := []sentence{{text: "情节严重的，处五万元罚款。"}}
	none := [][]sentence{nil, said}
	if alone(parts, none); none[1] != nil {
		t.Errorf("alone(%q) keeps %q, nothing answers what it turns from", parts[1].Text, none[1][0].text)
	}
	both := [][]sentence{{{text: "虚假宣传的，处一万元罚款。"}}, said}
	if alone(parts, both); both[1] == nil {
		t.Errorf("alone(%q) drops %q, though the part before is answered", parts[1].Text, said[0].text)
	}
}

func TestCasesAreNoKinds(t *testing.T) {
	t.Parallel()
	if leadsKinds("灯塔权有几种", "灯塔权有下列情形之一的，不得开放：") {
		t.Error("leadsKinds(灯塔权有几种) takes cases for kinds")
	}
	if !leadsKinds("灯塔权有几种", "灯塔权分为下列种类：") {
		t.Error("leadsKinds(灯塔权有几种) misses the kinds")
	}
}

func TestSentenceWithoutFigureMayLeadToTheRate(t *testing.T) {
	t.Parallel()
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）云州灯塔税办法"}}}
	a := ask{part: bot.Part{Text: "小灯塔的税率是多少", Want: bot.WantPercent}}
	if s := (&sentence{result: r, text: "小灯塔可以按照销售额和税率计算应纳税额。"}); a.ofOther(s) {
		t.Errorf("ofOther(%q) = true, want false: the rate stands behind it in the text", s.text)
	}
}
