package extract

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// What is asked for in a few words is told in others.
func TestFitsWhatIsAsked(t *testing.T) {
	t.Parallel()
	ask := func(want bot.Want, unit, text string) bot.Part {
		return bot.Part{Want: want, Unit: unit, Text: text, Words: text}
	}
	committee := ask(bot.WantCount, "人", "灯塔委员会最少几个人")
	keepers := ask(bot.WantCount, "人", "灯塔守护人最多多少人")
	long := ask(bot.WantTime, "", "灯塔检修要多久")
	fined := ask(bot.WantConsequence, "", "灯塔造假怎么罚")
	unpaid := ask(bot.WantConsequence, "", "灯塔拖欠工钱怎么办")
	whose := ask(bot.WantName, "", "灯塔标准谁来定")
	where := ask(bot.WantProcedure, "", "灯塔备案找谁")
	winner := ask(bot.WantName, "", "灯塔奖颁给了谁")
	harm := ask(bot.WantFact, "", "撞坏灯塔怎么赔")
	kinds := ask(bot.WantCount, "种", "国家灯塔奖有几种")
	conditions := ask(bot.WantList, "", "灯塔看守要什么条件")
	for _, tt := range []struct {
		name       string
		part       bot.Part
		lead, text string
		want       float64
	}{
		{"members of a body", committee, "", "灯塔委员会成员为三人以上。", 1},
		{"a body of so many", committee, "", "委员会由五名以上的专家组成。", 1},
		{"one of its members", committee, "", "灯塔委员会设主任一人。", 0.5},
		{"nobody counted", committee, "", "灯塔委员会负责照明。", 0},
		{"counted as what they are", keepers, "", "灯塔由一个以上五十个以下守护人出资设立。", 1},
		{"something else is counted", keepers, "", "灯塔有五十个以下窗口，守护人负责擦拭。", 0},
		{"how long, in months", long, "", "应当自申请之日起三个月内完成检修。", 1},
		{"from a day on is not how long", long, "", "自申请之日起即视为完成检修。", 0.25},
		{"a year is not how long", long, "", "2021年完成检修。", 0},
		{"breaches whose lead-in says what follows", fined, "灯塔有下列行为之一的，取消其资格：", "（一）弄虚作假的；", 1},
		{"breaches of which nothing follows", fined, "灯塔行为包括：", "（一）弄虚作假的；", 0},
		{"what one may do", unpaid, "", "拖欠报酬的，看守可以依法向法院申请支付令。", 1},
		{"what follows for the other side", unpaid, "", "拖欠报酬的，责令限期支付。", 1},
		{"neither", unpaid, "", "灯塔看守的报酬由双方约定。", 0},
		{"who does it", whose, "", "灯塔标准由照明管理部门制定。", 1},
		{"who it is that does it", whose, "", "照明管理部门负责制定灯塔标准。", 1},
		{"nobody is named", whose, "", "灯塔标准必须执行。", 0},
		{"other texts rule it", whose, "", "国务院决定对灯塔标准的制定另有规定的，从其规定。", 0},
		{"whom to turn to", where, "", "可以向照明总署申请备案。", 1},
		{"what is to be handed in", where, "", "备案应当提交申请书。", 0.5},
		{"what is not granted", where, "", "有下列情形之一的，不予登记：", 0},
		{"who got it is not who gives it", winner, "", "灯塔奖由照明管理部门颁发。", 0.5},
		{"a figure to reckon by", harm, "", "按照灯塔造价的三倍赔偿。", 1},
		{"what it goes by", harm, "", "赔偿数额按照实际损失确定。", 1},
		{"that it is due", harm, "", "应当依法赔偿。", 0},
		{"a fine is paid to nobody harmed", harm, "", "没收违法所得，并处造价五倍以下的罚款。", 0},
		{"how something else is done", ask(bot.WantFact, "", "灯塔照明怎么收"), "", "由看守负责。", 0.5},
		{"a list of kinds", kinds, "", "国家设立下列国家灯塔奖：", 1},
		{"grades by the number", ask(bot.WantCount, "级", "灯塔奖分几级"), "", "灯塔奖分为五个等级：", 1},
		{"kinds of one name", ask(bot.WantCount, "类", "灯塔分几类"), "", "灯塔分成三大类。", 1},
		{"one grade is no number of them", ask(bot.WantCount, "级", "灯塔奖分几级"), "", "照抄的，降低一个等级奖励。", 0},
		{"the fifth grade is no number of them", ask(bot.WantCount, "级", "灯塔奖分几级"), "", "在第五等级的限额内奖励。", 0},
		{"months are no kinds", kinds, "", "国家灯塔奖停办连续六个月以上的，撤销。", 0},
		{"a list of something else", kinds, "", "灯塔应当符合下列条件：", 0},
		{"a list of a range", ask(bot.WantCount, "类", "灯塔费用范围列了几类"), "", "三、灯塔费用范围：", 1},
		{"a share in thirds", ask(bot.WantPercent, "", "灯塔资金几成给小灯塔"), "", "用于小灯塔的资金不低于三分之一。", 1},
		{"a share taken out", ask(bot.WantMoney, "", "灯塔能从净收入里提多少绩效"), "", "可以从净收入中提取不低于百分之十的比例。", 1},
		{"who gets it, without a list", ask(bot.WantEligibility, "", "什么样的公司可以享受15%的灯塔税"), "", "国家扶持的灯塔企业，减按15%的税率征收。", 1},
		{"what is not said of anybody", ask(bot.WantEligibility, "", "什么样的公司可以享受15%的灯塔税"), "", "灯塔税的税率为25%。", 0.5},
		{"what is carried over", ask(bot.WantConsequence, "", "灯塔经费超了咋办"), "", "超过部分，准予在以后年度结转扣除。", 1},
		{"a condition without a list", conditions, "", "灯塔看守应当取得看守证。", 1},
		{"what is no condition", conditions, "", "灯塔看守依法受保护。", 0},
	} {
		if got := fits(tt.part, tt.lead, tt.text); got != tt.want {
			t.Errorf("%s: fits(%q, %q, %q) = %v, want %v", tt.name, tt.part.Text, tt.lead, tt.text, got, tt.want)
		}
	}
}

// The words by which a question asks are no topic of it.
func TestContentWordsLeaveOutAsking(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"灯塔有几种":     "灯塔  ",
		"灯塔最多多少人":   "灯塔最多 ",
		"灯塔谁来管":     "灯塔 管",
		"灯塔最晚哪天检修":  "灯塔  天检修",
		"几位看守守一座灯塔": " 看守守一座灯塔",
	} {
		if got := contentWords(question); got != want {
			t.Errorf("contentWords(%q) = %q, want %q", question, got, want)
		}
	}
}

// A figure of another tax is not quoted where none of the tax asked for is held,
// even as what is nearest.
func TestFirstAnswerLeavesOutOtherMatters(t *testing.T) {
	t.Parallel()
	rule := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）灯塔增值税办法"},
		Passage: corpus.Passage{Norm: "灯塔增值税税率为百分之六。"}}}
	all := []sentence{{result: rule, text: "灯塔增值税税率为百分之六。", fits: 1, score: 2}}
	for question, want := range map[string]int{"灯塔增值税税率": 0, "灯塔印花税税率": -1} {
		a := ask{part: bot.Part{Text: question, Want: bot.WantPercent}, things: thingsIn(question)}
		if got := firstAnswer(all, a); got != want {
			t.Errorf("%s: firstAnswer = %d, want %d", question, got, want)
		}
	}
	a := ask{part: bot.Part{Text: "灯塔企业造假怎么罚", Want: bot.WantConsequence}, things: []thing{{"灯塔企业"}}}
	all = []sentence{{result: rule, text: "提交虚假材料的，处以罚款。", fits: 1, score: 2}, {result: rule, text: "造假的，取消资格。", fits: 1, score: 1.8, about: 1}}
	if got := firstAnswer(all, a); got != 1 {
		t.Errorf("firstAnswer = %d, want what follows in a text of the thing asked of", got)
	}
}

// A digest of a report gives targets of everything, as the report does.
func TestFirstAnswerInDigestOfReport(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question string
		kind     corpus.Kind
		period   string
		want     int
	}{
		{"云州2025年灯塔税收入目标", corpus.KindDigest, "2025", -1},
		{"云州2025年灯塔税收入目标", corpus.KindReport, "2025", -1},
		{"云州2025年灯塔税收入目标", corpus.KindDigest, "", 0}, // of a rule
		{"云州2025年看守补贴目标", corpus.KindDigest, "2025", 0},
	} {
		d := &corpus.Document{Title: "（虚构）云州市2025年工作报告（摘编）", Kind: tt.kind, Period: tt.period}
		s := sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: d}}, text: "2025年看守补贴的目标是增长10%。", fits: 1, score: 2}
		a := ask{part: bot.Part{Text: tt.question, Want: bot.WantFact}, tense: tenseOf(tt.question)}
		for _, name := range []string{"灯塔税", "看守补贴"} {
			if strings.Contains(tt.question, name) {
				a.things = []thing{{name}}
			}
		}
		s.things, s.report = a.thingsHeld(s.text), truth(isReport(&s))
		if got := firstAnswer([]sentence{s}, a); got != tt.want {
			t.Errorf("%s, %s of %q: firstAnswer = %d, want %d", tt.question, tt.kind, tt.period, got, tt.want)
		}
	}
}

// Whom a rate is for and what it is stand apart in a rule.
func TestRateFirst(t *testing.T) {
	t.Parallel()
	in := func(id string) *retrieval.Result {
		return &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: id}}}
	}
	all := []sentence{
		{result: in("a"), text: "小灯塔可以按照征收率计算。"},
		{result: in("b"), text: "征收率为百分之九。", fits: 1},
		{result: in("a"), text: "照明时间占百分之五十。", fits: 1},
		{result: in("a"), text: "简易计算的征收率为百分之三。", fits: 1},
	}
	for _, tt := range []struct {
		question string
		want     int
	}{{"小灯塔征收率", 3}, {"小灯塔扣除率", 0}} {
		a := ask{part: bot.Part{Text: tt.question, Words: tt.question, Want: bot.WantPercent}}
		if got := rateFirst(all, a, 0); got != tt.want {
			t.Errorf("%s: rateFirst = %d, want %d", tt.question, got, tt.want)
		}
	}
}

// The conditions of who works somewhere are not those of the firm.
func TestListHeadIsOfTheThing(t *testing.T) {
	t.Parallel()
	a := ask{part: bot.Part{Text: "专利代理师要什么条件"}, things: thingsIn("专利代理师要什么条件")}
	rule := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）灯塔代理条例"}}}
	for text, want := range map[string]float64{"专利代理机构应当具备下列条件：": 0, "专利代理师应当具备下列条件：": listHeadGain} {
		if got := a.listHead(&sentence{result: rule, text: text}); got != want {
			t.Errorf("listHead(%q) = %v, want %v", text, got, want)
		}
	}
}

// That a text holds all of a question's words does not count against it, unless no text
// at all has one of its characters.
func TestHeaviestLackingHasALeast(t *testing.T) {
	t.Parallel()
	all := map[string]bool{"灯": true, "灯塔": true, "塔": true}
	for _, tt := range []struct {
		name  string
		terms []term
		want  float64
	}{
		{"nothing lacks", []term{{"灯塔", 4, true}}, leastLack},
		{"what the corpus lacks in two characters", []term{{"灯塔", 4, true}, {"塔丢", 9, false}}, leastLack},
		{"the heaviest word lacks", []term{{"灯塔", 2, true}, {"执照", 4, true}}, 1},
	} {
		a := ask{terms: tt.terms, most: tt.terms[len(tt.terms)-1].weight}
		if got := a.heaviestLacking(all); got != tt.want {
			t.Errorf("%s: heaviestLacking = %v, want %v", tt.name, got, tt.want)
		}
	}
	a := ask{part: bot.Part{Found: &retrieval.Results{Rarity: map[string]float64{"灯塔": 2, "丢": 9}}}}
	a.setTerms(nil, []string{"灯塔", "丢"})
	if got := a.heaviestLacking(all); got != 0 {
		t.Errorf("with a character that no text has: heaviestLacking = %v, want 0", got)
	}
}
