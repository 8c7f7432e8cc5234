package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPartsOf(t *testing.T) {
	t.Parallel()
	type part struct {
		Text string
		Want Want
		Unit string
	}
	for _, tt := range []struct {
		name, text string
		want       []part
	}{
		{"one", "担保费最多收几个点？", []part{{"担保费最多收几个点", WantPercent, ""}}},
		{"two sentences", "名单公示几天？有人举报怎么办？", []part{{"名单公示几天", WantTime, "天"}, {"有人举报怎么办", WantConsequence, ""}}},
		{"background first", "公司才成立八个月，专利都有了，能申请高企吗？", []part{{"公司才成立八个月，专利都有了，能申请高企吗", WantEligibility, ""}}},
		{"background as a sentence", "我们是做制造的。加计扣除比例是多少？", []part{{"我们是做制造的，加计扣除比例是多少", WantPercent, ""}}},
		{"two clauses that ask", "项目报了多少、批了多少？", []part{{"项目报了多少", WantCount, ""}, {"批了多少", WantCount, ""}}},
		{"anybody is not who", "我把灯塔挂出去谁都能用，现在不想挂了，口头说一声行吗？之前已经用上的那几家还能接着用不", []part{{"我把灯塔挂出去谁都能用，现在不想挂了，口头说一声行吗", WantEligibility, ""}, {"之前已经用上的那几家还能接着用不", WantEligibility, ""}}},
		{"some days that are told", "灯塔证快到期还想多待几天，最迟提前几天去申请？", []part{{"灯塔证快到期还想多待几天，最迟提前几天去申请", WantTime, "天"}}},
		{"some firms that act together", "几家公司跟大学搭了个灯塔联盟，能不能登记？", []part{{"几家公司跟大学搭了个灯塔联盟，能不能登记", WantEligibility, ""}}},
		{"a round number", "开了几十年的灯塔铺，想报个老字号，归哪个部门管？", []part{{"开了几十年的灯塔铺，想报个老字号，归哪个部门管", WantProcedure, ""}}},
		{"a round number that is asked for", "云州打算新认定几千家灯塔企业？", []part{{"云州打算新认定几千家灯塔企业", WantCount, ""}}},
		{"what was not done", "灯塔款拿了没照承诺办，要还吗？", []part{{"灯塔款拿了没照承诺办，要还吗", WantEligibility, ""}}},
		{"a report of how it goes", "每年灯塔弄得咋样的那份报告，最晚哪天交？", []part{{"每年灯塔弄得咋样的那份报告，最晚哪天交", WantTime, "号"}}},
		{"what is settled between two", "老板想跟他谈好给多少奖金，有没有底线？", []part{{"老板想跟他谈好给多少奖金，有没有底线", WantEligibility, ""}}},
		{"what a contract leaves open", "合同没写归谁，灯塔的图纸算谁的？", []part{{"合同没写归谁，灯塔的图纸算谁的", WantName, ""}}},
		{"still not", "尽了力还是没修成，条例怎么说？", []part{{"尽了力还是没修成，条例怎么说", WantFact, ""}}},
		{"nothing much", "原来批过，也没啥大变动，还要重新报批吗？", []part{{"原来批过，也没啥大变动，还要重新报批吗", WantEligibility, ""}}},
		{"whether there is anything", "有没有什么补贴，几月报？", []part{{"有没有什么补贴", WantEligibility, ""}, {"几月报", WantTime, "月"}}},
		{"guests for some days", "朋友来我家住几天，要登记吗？", []part{{"朋友来我家住几天，要登记吗", WantEligibility, ""}}},
		{"what is counted in", "给守灯人打分，修灯花了多少、成效咋样，算不算进去？", []part{{"给守灯人打分，修灯花了多少，成效咋样，算不算进去", WantEligibility, ""}}},
		{"what one may settle", "灯塔的钱怎么花、技术上走哪条道，自己能不能拍板？", []part{{"灯塔的钱怎么花，技术上走哪条道，自己能不能拍板", WantEligibility, ""}}},
		{"还有 that joins nothing", "守灯二十年，还有三年退休，能把他裁掉吗？错过了还有别的路子没有？", []part{{"守灯二十年，还有三年退休，能把他裁掉吗", WantEligibility, ""}, {"错过了还有别的路子没有", WantEligibility, ""}}},
		{"还有 that joins two questions", "灯油费占多少还有看守费占多少？", []part{{"灯油费占多少", WantPercent, ""}, {"看守费占多少", WantPercent, ""}}},
		{"things that are told and whether they count", "名下的几件灯算不算数？", []part{{"名下的几件灯算不算数", WantEligibility, ""}}},
		{"whether one may have some days", "来不及，能申请宽限几天吗？", []part{{"来不及，能申请宽限几天吗", WantEligibility, ""}}},
		{"a claim of how long", "听说灯塔证有效期五年，改名一个月内报告，对吗？", []part{{"听说灯塔证有效期五年，改名一个月内报告，对吗", WantTime, ""}}},
		{"worth", "一盏灯值多少万以上才算大型？", []part{{"一盏灯值多少万以上才算大型", WantMoney, ""}}},
		{"a sum in hundreds of millions", "砸几个亿进去才给优惠？", []part{{"砸几个亿进去才给优惠", WantMoney, ""}}},
		{"columns", "灯塔情况表一共要填几栏？", []part{{"灯塔情况表一共要填几栏", WantCount, "栏"}}},
		{"a way and no article", "看守走哪条道？", []part{{"看守走哪条道", WantFact, ""}}},
		{"the figure of who asks is not what is claimed", "我们才开张两年，代理说我们没修过灯，直接给刷了，这样行吗？", []part{{"我们才开张两年，代理说我们没修过灯，直接给刷了，这样行吗", WantEligibility, ""}}},
		{"whether anybody may", "谁都能申请吗？", []part{{"谁都能申请吗", WantEligibility, ""}}},
		{"weight", "粮食收了多少斤？", []part{{"粮食收了多少斤", WantCount, "斤"}}},
		{"steps", "申请一共走哪几步？", []part{{"申请一共走哪几步", WantProcedure, ""}}},
		{"conditions by name", "灯塔企业认定条件", []part{{"灯塔企业认定条件", WantList, ""}}},
		{"how many people, and not how much", "守灯会和灯塔会的成员人数要求分别是多少", []part{{"守灯会和灯塔会的成员人数要求分别是多少", WantCount, "人"}}},
		{"how long before", "守灯会多久开一次？通知要提前几天？", []part{{"守灯会多久开一次", WantTime, ""}, {"通知要提前几天", WantTime, "天"}}},
		{"which ones", "归哪几个部门管？", []part{{"归哪几个部门管", WantList, ""}}},
		{"unit", "一共有多少家企业？", []part{{"一共有多少家企业", WantCount, "家"}}},
		{"bare follow-up", "2021年在轨多少颗？现在呢？", []part{{"2021年在轨多少颗", WantCount, "颗"}, {"现在呢", WantCount, "颗"}}},
		{"comparison joins", "团队最少能分多少？跟上海比哪个高？", []part{{"团队最少能分多少，跟上海比哪个高", WantMoney, ""}}},
		{"claims trail", "县里奖多少？有人说30万有人说20万", []part{{"县里奖多少，有人说30万有人说20万", WantMoney, ""}}},
		{"time beats money", "被罚了要公示多少年？", []part{{"被罚了要公示多少年", WantTime, "年"}}},
		{"some ten years ago", "十几年前的条例里，宁波、青岛最少奖多少？", []part{{"十几年前的条例里，宁波，青岛最少奖多少", WantMoney, ""}}},
		{"definition", "啥叫职务科技成果？", []part{{"啥叫职务科技成果", WantDefinition, ""}}},
		{"who settles an amount", "灯塔奖的奖金定多少谁说了算？", []part{{"灯塔奖的奖金定多少谁说了算", WantName, ""}}},
		{"within years to come", "超过的部分以后几年内可以补扣？", []part{{"超过的部分以后几年内可以补扣", WantTime, "年"}}},
		{"years of age", "看守得是多少岁以下？", []part{{"看守得是多少岁以下", WantCount, "岁"}}},
		{"score", "评价要打多少分才能入库？", []part{{"评价要打多少分才能入库", WantScore, ""}}},
		{"number of a document", "是哪个公告？文号给我", []part{{"是哪个公告，文号给我", WantDocNumber, ""}}},
		{"nothing asked", "高新技术企业认定", []part{{"高新技术企业认定", WantFact, ""}}},
		{"a question mark asks", "去年亏了，能拿往后的钱来补？最晚几个月里交完？", []part{{"去年亏了，能拿往后的钱来补", WantFact, ""}, {"最晚几个月里交完", WantTime, "月"}}},
		{"a particle asks", "能走简便办法不？要公示几天？", []part{{"能走简便办法不", WantEligibility, ""}, {"要公示几天", WantTime, "天"}}},
		{"an age", "多大岁数以内算青年？", []part{{"多大岁数以内算青年", WantCount, "岁"}}},
		{"told, not asked", "公司不愿把自己执行的是哪个标准亮出来，会被怎么处理？", []part{{"公司不愿把自己执行的是哪个标准亮出来，会被怎么处理", WantConsequence, ""}}},
		{"who may", "谁可以申请灯塔补助", []part{{"谁可以申请灯塔补助", WantEligibility, ""}}},
		{"a few is no question", "只有少数几家能供货，能不能不招标", []part{{"只有少数几家能供货，能不能不招标", WantEligibility, ""}}},
		{"whether an amount counts", "现金奖占不占灯塔工资额度", []part{{"现金奖占不占灯塔工资额度", WantEligibility, ""}}},
		{"whether a share is fixed", "灯塔劳务费有没有比例卡着", []part{{"灯塔劳务费有没有比例卡着", WantEligibility, ""}}},
		{"whether, told with steps", "按规矩走完程序卖了灯塔，后来涨价了会不会追责", []part{{"按规矩走完程序卖了灯塔，后来涨价了会不会追责", WantEligibility, ""}}},
		{"whether, and how much", "灯塔能不能减，减多少", []part{{"灯塔能不能减", WantEligibility, ""}, {"减多少", WantMoney, ""}}},
		{"what the share is", "灯塔能不能报，比例多少", []part{{"灯塔能不能报", WantEligibility, ""}, {"比例多少", WantPercent, ""}}},
		{"whether, by a verb and what denies it", "灯塔补贴有多少？返还比例动没动", []part{{"灯塔补贴有多少", WantMoney, ""}, {"返还比例动没动", WantEligibility, ""}}},
		{"whether it will", "灯塔奖分几级？照抄的会不会打折", []part{{"灯塔奖分几级", WantCount, "级"}, {"照抄的会不会打折", WantFact, ""}}},
		{"whether there is something", "对灯塔有没有什么补偿", []part{{"对灯塔有没有什么补偿", WantEligibility, ""}}},
		{"days after something", "材料交齐以后多少天有结果", []part{{"材料交齐以后多少天有结果", WantTime, "天"}}},
		{"a sum that cannot be told", "同行仿我家灯塔，我亏多少、他赚多少都算不清，打官司最多能判赔多少", []part{{"同行仿我家灯塔，我亏多少、他赚多少都算不清，打官司最多能判赔多少", WantMoney, ""}}},
		{"partners, not a number of them", "我们是几个人凑钱办的灯塔。能不能申请国家的课题？", []part{{"我们是几个人凑钱办的灯塔，能不能申请国家的课题", WantEligibility, ""}}},
		{"a day of a month", "欠的钱最晚几月几号前要公开？", []part{{"欠的钱最晚几月几号前要公开", WantTime, "号"}}},
		{"by how much it falls", "小灯塔的宽带费要再降多少", []part{{"小灯塔的宽带费要再降多少", WantPercent, ""}}},
		{"whether there are points", "有没有打分办永居的路子", []part{{"有没有打分办永居的路子", WantEligibility, ""}}},
		{"at once or by and by", "奖励是一次给清还是分几次给", []part{{"奖励是一次给清还是分几次给", WantFact, ""}}},
		{"English", "What is the time limit?", []part{{"What is the time limit", WantTime, ""}}},
		{"English, a term", "What is a lighthouse firm?", []part{{"What is a lighthouse firm", WantDefinition, ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []part
			for _, p := range partsOf(tt.text) {
				got = append(got, part{p.Text, p.Want, p.Unit})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("partsOf(%q) mismatch (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// What a rule allows is of no year, whatever year the part before it is of.
func TestPartsOfRuleBesideYear(t *testing.T) {
	t.Parallel()
	parts := partsOf("2018年最高灯塔奖发给了几个人？条例最多允许几个？")
	if len(parts) != 2 || len(parts[0].Years) != 1 || len(parts[1].Years) != 0 {
		t.Errorf("parts = %+v, want the year in the first alone", parts)
	}
	if parts = partsOf("2018年最高灯塔奖发给了几个人？进步奖几个？"); len(parts) != 2 || len(parts[1].Years) != 1 {
		t.Errorf("parts = %+v, want the year in both", parts)
	}
}

func TestWithoutHad(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"公司才成立八个月，专利都有了，能申请吗": "公司才成立八个月，能申请吗",
		"专利都有了，能申请吗":          "专利都有了，能申请吗", // nothing else tells of the matter
		"公司成立八个月，几个人都有了，能申请吗": "公司成立八个月，几个人都有了，能申请吗",
		"公司成立八个月，能申请吗":        "公司成立八个月，能申请吗",
	} {
		if got := withoutHad(text); got != want {
			t.Errorf("withoutHad(%s) = %s, want %s", text, got, want)
		}
	}
}
