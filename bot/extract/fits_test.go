package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestFits(t *testing.T) {
	t.Parallel()
	money := bot.Part{Want: bot.WantMoney, Text: "灯塔转让了奖励给团队多少"}
	count := func(unit string) bot.Part { return bot.Part{Want: bot.WantCount, Text: "有多少", Unit: unit} }
	for _, tt := range []struct {
		name       string
		part       bot.Part
		lead, text string
		want       float64
	}{
		{"an amount paid out", money, "", "给予奖励三万元", 1},
		{"the lead-in says what it is for", money, "按照下列标准给予奖励：", "（一）一等灯塔，三万元；", 1},
		{"a share of the proceeds", money, "按照下列标准给予奖励：", "（一）从净收入中提取不低于百分之五十的比例；", 1},
		{"a share of nothing told", money, "", "奖励人数不超过百分之五", 0},
		{"a fund is no reward", money, "", "设立总规模不低于1亿元的灯塔发展资金，用于补助和奖励。", 0},
		{"a turnover is no reward", money, "", "营业收入在三万元以下的灯塔", 0},
		{"a fine is no reward", money, "", "给予警告，处三万元以下的罚款。", 0},
		{"what is spent on research is no reward", money, "", "灯塔研发经费支出约三万元。", 0},
		{"a share to be reached is no reward", money, "", "灯塔费用占收入比例达到百分之三的，享受支持政策。", 0},
		{"a fee is no subsidy", bot.Part{Want: bot.WantMoney, Text: "灯塔申请费多少钱"}, "", "灯塔申请每件资助三千元。", 0},
		{"a part of a circuit is no yuan", bot.Part{Want: bot.WantMoney, Text: "灯塔图登记要交多少钱"}, "", "灯塔图，是指至少有一个是有源元件的两个以上元件的三维配置。", 0},
		{"up to what income one may ask", bot.Part{Want: bot.WantMoney, Text: "灯塔年费减缴多少"}, "", "月收入不到三千元的，可以请求减缴。", 0},
		{"by how much it is lowered", bot.Part{Want: bot.WantMoney, Text: "灯塔年费减缴多少"}, "", "一个申请人的，可以请求减缴85%。", 1},
		{"what ends in the term", bot.Part{Want: bot.WantDefinition, Text: "什么叫职务灯塔"}, "", "执行单位的任务建成的灯塔为职务灯塔设施。", 1},
		{"a name given in brackets", bot.Part{Want: bot.WantDefinition, Text: "什么是综合灯费"}, "", "取得前款第一项至第四项灯费（以下称综合灯费），按年计算。", 1},
		{"a short name before the words", bot.Part{Want: bot.WantDefinition, Text: "什么是灯图"}, "", "灯塔布置灯图(以下简称灯图)，是指灯塔的三维配置。", 1},
		{"a longer name", bot.Part{Want: bot.WantDefinition, Text: "什么是感应式灯塔"}, "", "感应式灯塔产品是指随船感应的灯塔。", 1},
		{"the name written out", bot.Part{Want: bot.WantDefinition, Text: "什么是灯企", Words: "什么是灯塔企业"}, "", "本办法所称的灯塔企业是指：照亮行业的企业。", 1},
		{"a kind of what ends in the term", bot.Part{Want: bot.WantDefinition, Text: "什么是一般看守人"}, "", "负有看守义务的个人为看守人。", 0},
		{"what became one", bot.Part{Want: bot.WantDefinition, Text: "什么是灯塔企业"}, "", "某某公司新晋为灯塔企业。", 0},
		{"a shorter thing", bot.Part{Want: bot.WantDefinition, Text: "什么叫重要灯光"}, "", "灯光安全，是指灯光没有中断。", 0.5},
		{"what it includes", bot.Part{Want: bot.WantDefinition, Text: "什么是灯塔三项费用"}, "", "灯塔三项费用包括灯油费、看守费和修理费。", 1},
		{"asked of the part before", bot.Part{Want: bot.WantDefinition, Text: "法律上怎么界定的", Context: "灯图是否属于灯塔秘密"}, "", "本法所称的灯塔秘密，是指不为人知的灯图。", 1},
		{"another's name", bot.Part{Want: bot.WantDefinition, Text: "什么是灯塔合同"}, "", "“灯塔中介合同”，是指为他人订立合同进行联系的合同。", 0.5},
		{"what ends in another", bot.Part{Want: bot.WantDefinition, Text: "什么叫职务灯塔"}, "", "执行单位的任务建成的浮标为职务浮标。", 0},
		{"a fee is no security", bot.Part{Want: bot.WantMoney, Text: "扣住的灯塔仓储费一天收多少"}, "", "应当提供不超过灯塔等值的担保，用于支付仓储等费用。", 0},
		{"a fee is no fine", bot.Part{Want: bot.WantMoney, Text: "灯塔看守考试报名费多少钱"}, "", "可以处五万元以下的罚款。", 0},
		{"damages are no fine", bot.Part{Want: bot.WantMoney, Text: "灯塔侵权罚款多少"}, "", "按照损失的一倍以上五倍以下确定赔偿数额。", 0},
		{"a share that is counted in", bot.Part{Want: bot.WantMoney, Text: "委托建灯塔的费用按多少计入"}, "", "按照发生额的80%计入灯塔费用总额。", 1},
		{"a share that is taken", bot.Part{Want: bot.WantMoney, Text: "灯塔收入里可以提多少给看守"}, "", "可以提取不低于百分之十的比例用于看守。", 1},
		{"persons by any of their classifiers", count("位"), "", "灯塔看守达到22人", 1},
		{"towns are no persons", count("位"), "", "在15个城市中位列首位", 0},
		{"a multiple as a share", count("倍"), "", "按照日工资收入的300%支付", 1},
		{"a share is no multiple", count("倍"), "", "按照日工资收入的30%支付", 0},
		{"weight", count("斤"), "", "粮食产量500.1亿斤", 1},
		{"until when, and not how long", bot.Part{Want: bot.WantTime, Text: "灯塔最晚什么时候登记"}, "", "灯塔的保护期为10年，自登记之日起计算，以较前日期为准。", 0.5},
		{"until when", bot.Part{Want: bot.WantTime, Text: "灯塔最晚什么时候登记"}, "", "灯塔自首次点亮之日起2年内，未提出登记申请的，不再登记。", 1},
		{"how often is no length of time", bot.Part{Want: bot.WantTime, Text: "灯塔会议通知要提前几天", Unit: "天"}, "", "灯塔会应当每年召开一次年会。", 0},
		{"how often", bot.Part{Want: bot.WantTime, Text: "灯塔会多久开一次"}, "", "灯塔会应当每年至少召开一次。", 1},
		{"half of a measure", count("公里"), "", "三里长的堤", 0},
		{"length", count("公里"), "", "建成堤坝120公里", 1},
	} {
		if got := fits(tt.part, tt.lead, tt.text); got != tt.want {
			t.Errorf("%s: fits(%q, %q) = %v, want %v", tt.name, tt.lead, tt.text, got, tt.want)
		}
	}
}

// What a notice begins with is no answer, unless its basis is asked for.
func TestPrefaceMeetsNoDemand(t *testing.T) {
	t.Parallel()
	rule := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Kind: corpus.KindNotice}}}
	for question, want := range map[string]bool{"灯塔补助有什么条件": false, "灯塔补助的依据是哪个文件": true} {
		part := bot.Part{Want: bot.WantList, Text: question}
		for _, preface := range []string{"为做好灯塔补助工作，现将有关事项通知如下：", "根据《灯塔办法》要求，现开始组织灯塔补助的申报工作。", "请有意申报的单位按照《灯塔办法》做好材料准备工作。"} {
			if got := demandsOf(part).metBy(&sentence{result: rule, text: preface}); got != want {
				t.Errorf("%s: a preface may answer (%s): %v, want %v", question, preface, got, want)
			}
		}
	}
	if !demandsOf(bot.Part{Want: bot.WantList}).metBy(&sentence{result: rule, text: "灯塔应当具备下列条件："}) {
		t.Error("a lead-in to conditions is no preface")
	}
}

// Whoever asks how something is punished is not answered by its being forbidden.
func TestFitsPenalty(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, text string
		want           float64
	}{
		{"违反了怎么罚", "企业不得拖欠灯塔货款。", 0},
		{"违反了怎么罚", "拖欠灯塔货款的，由主管部门责令改正。", 1},
		{"拖欠灯塔货款什么法律责任", "对负有责任的人员依法给予处分。", 1},
		{"拖欠灯塔货款会怎么样", "企业不得拖欠灯塔货款。", 0.5},
	} {
		if got := fits(bot.Part{Want: bot.WantConsequence, Text: tt.question}, "", tt.text); got != tt.want {
			t.Errorf("fits(%s, %s) = %.1f, want %.1f", tt.question, tt.text, got, tt.want)
		}
	}
}

// A text names the kinds of a thing without counting them.
func TestFitsKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, text string
		want           float64
	}{
		{"灯塔设备有几种", "本法所称灯塔设备，是指红灯、白灯和浮标。", 1},
		{"灯塔设备有几种", "港湾设施，是指码头、栈桥和浮标。", 0},
		{"灯塔设备有几种", "灯塔设备应当登记和检查。", 0},
		{"灯塔设备有几种", "灯塔设备分3种。", 1},
	} {
		if got := fits(bot.Part{Want: bot.WantCount, Unit: "种", Text: tt.question}, "", tt.text); got != tt.want {
			t.Errorf("fits(%s, %s) = %.1f, want %.1f", tt.question, tt.text, got, tt.want)
		}
	}
}

// What is reckoned over some years lasts for none.
func TestFitsLookBack(t *testing.T) {
	t.Parallel()
	part := bot.Part{Want: bot.WantTime, Unit: "年", Text: "灯塔证书能用几年"}
	if got := fits(part, "", "企业近三个会计年度的灯塔费用。"); got != 0 {
		t.Errorf("a time to look back over: %.2f, want 0", got)
	}
	if got := fits(part, "", "证书有效期三年，按近三个会计年度计算。"); got != 1 {
		t.Errorf("beside a period: %.2f, want 1", got)
	}
}

func TestOfSection(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, text string
		want           bool
	}{ // all invented
		{"灯塔条例的改革举措总共几项", "四、浮标方面(共6项)", true},
		{"灯塔条例的改革举措总共几项", "(二)航标灯方面4项:灯芯更换;灯油储备。", true},
		{"浮标方面一共几项", "四、浮标方面(共6项)", false}, // just what is asked
		{"浮标有几项举措", "四、航标灯方面(共6项)", false}, // no total is asked for
		{"改革举措总共几项", "改革举措共23项。", false},
		{"改革举措总共几项", "(二)设立3个灯塔站。", false},
	} {
		if got := ofSection(tt.question, tt.text); got != tt.want {
			t.Errorf("ofSection(%s, %s) = %v, want %v", tt.question, tt.text, got, tt.want)
		}
	}
}
