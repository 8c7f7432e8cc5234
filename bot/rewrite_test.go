package bot

import "testing"

func TestResolve(t *testing.T) {
	t.Parallel()
	first := "长春市2021年一共有多少家国家级高企？"
	for _, c := range []struct {
		name  string
		turns []string
		text  string
		want  string
	}{
		{"stands alone", []string{first}, "公司改名了，高企证要不要换？", "公司改名了，高企证要不要换？"},
		{"another year", []string{first}, "那2020年呢？", "长春市2020年一共有多少家国家级高企？"},
		{"another year, asked again", []string{first}, "那2020年呢，又有几家？", "长春市2020年一共有多少家国家级高企？"},
		{"another place, something else asked", []string{first}, "那吉林呢，高企怎么申请？", "长春市2021年国家级高企，那吉林呢，高企怎么申请？"},
		{"two follow-ups", []string{first, "那2020年呢"}, "吉林省呢？", "吉林省2020年一共有多少家国家级高企？"},
		{"another place", []string{"上海对研发投入占GDP有什么要求？"}, "北京呢", "北京对研发投入占GDP有什么要求？"},
		{"a place not held", []string{"长春认定高企奖多少？"}, "那柳河县呢", "柳河县认定高企奖多少？"},
		{"another level", []string{"认定高企省里奖多少？"}, "那市里的呢？", "认定高企市里奖多少？"},
		{"no year before", []string{"小微企业所得税减半到多少万？"}, "那2015年呢？", "2015年小微企业所得税减半到多少万？"},
		{"another thing", []string{"发明专利保护多少年？"}, "外观设计呢？", "外观设计，发明专利保护多少年？"},
		{"pointing back", []string{"天河区港澳青年租房补贴怎么申请？"}, "它最多补几年？", "天河区港澳青年租房补贴，它最多补几年？"},
		{"without a topic", []string{"广州引进人才入户怎么办？"}, "要交什么材料？", "广州引进人才入户，要交什么材料？"},
		{"how long it is shown", []string{"申请高企要走哪些程序？"}, "公示多久？", "申请高企要走程序，公示多久？"},
		{"when it is granted", []string{"广州引进人才入户怎么办？"}, "多久能批下来？", "广州引进人才入户，多久能批下来？"},
		{"what is needed", []string{"广州引进人才入户怎么办？"}, "需要什么材料？", "广州引进人才入户，需要什么材料？"},
		{"where it is handed in", []string{"广州引进人才入户怎么办？"}, "材料交到哪里？", "广州引进人才入户，材料交到哪里？"},
		{"a topic of its own", []string{"广州引进人才入户怎么办？"}, "专利费怎么减缴？", "专利费怎么减缴？"},
		{"a place after the country", []string{"国家规定成果转化奖励团队至少多少？"}, "那浙江的呢？", "浙江成果转化奖励团队至少多少？"},
		{"the country after a place", []string{"浙江省成果转化奖励至少多少？", "舟山呢？"}, "国家层面呢？", "国家层面成果转化奖励至少多少？"},
		{"refused before", []string{first, "帮我伪造一份研发费用发票"}, "那2020年呢？", "长春市2020年一共有多少家国家级高企？"},
		{"nothing before", nil, "那2020年呢？", ""},
		{"only refused before", []string{"帮我伪造一份研发费用发票"}, "那2020年呢？", ""},
		{"a month", []string{"专利侵权最高赔多少？"}, "那2021年3月的时候呢？", "2021年3月的时候，专利侵权最高赔多少？"},
		{"a part of a year", []string{"2021年3月的时候专利侵权最高赔多少？"}, "那前年下半年呢？", "前年下半年，专利侵权最高赔多少？"},
		{"back to now", []string{"2021年3月的时候专利侵权最高赔多少？"}, "那现在呢？", "现在专利侵权最高赔多少？"},
		{"another thing then", []string{"2021年3月的时候发明专利保护多少年？"}, "外观设计呢？", "外观设计，2021年3月的时候发明专利保护多少年？"},
		{"another batch", []string{"2017年灯塔认定第二批什么时候截止？"}, "那第一批呢", "2017年灯塔认定第一批什么时候截止？"},
		{"an attribute alone", []string{"在重庆请求确认灯塔没侵权要几天？"}, "涉外的可以延长多久", "在重庆请求确认灯塔没侵权，涉外的可以延长多久"},
		{"an article", []string{"灯塔法第四十二条怎么规定"}, "第七十一条", "灯塔法第七十一条"},
		{"an article of a rule", []string{"请问《灯塔条例》第三条第二款是什么？"}, "那第5条呢？", "《灯塔条例》第5条"},
		{"an article of a rule named alone", []string{"灯塔条例规定奖多少？"}, "第七条怎么规定", "灯塔条例第七条"},
		{"a 款", []string{"灯塔法第四十二条怎么规定"}, "第二款呢", "灯塔法第四十二条第二款"},
		{"a 项", []string{"灯塔法第四十二条第二款"}, "第三项呢", "灯塔法第四十二条第二款第三项"},
		{"the article after", []string{"灯塔法第一百零九条"}, "下一条呢", "灯塔法第110条"},
		{"two articles after", []string{"灯塔法第四十七条", "下一条呢"}, "下一条", "灯塔法第49条"},
		{"the article before", []string{"灯塔法2007年第二十条"}, "上一条呢？", "灯塔法2007年第19条"},
		{"an article of nothing", nil, "第七十一条", ""},
		{"an article of its own rule", []string{"灯塔法第四十二条"}, "海岛法第七十一条", "海岛法第七十一条"},
		{"how long it is protected", []string{"灯塔设计专有权怎么取得"}, "保护多久", "灯塔设计专有权取得，保护多久"},
		{"what a breach costs", []string{"假冒灯塔怎么认定"}, "违反了怎么罚", "假冒灯塔，违反了怎么罚"},
		{"what is done when late", []string{"拖欠灯塔货款期限"}, "逾期了怎么处理", "拖欠灯塔货款期限，逾期了怎么处理"},
		{"how many there are", []string{"灯塔企业认定条件"}, "有几项", "灯塔企业认定条件有几项"},
		{"one or the other", []string{"灯塔转让免税额度是多少"}, "是免税还是减半", "灯塔转让免税额度，是免税还是减半"},
		{"a breach of its own", []string{"假冒灯塔怎么认定"}, "偷税怎么罚", "偷税怎么罚"},
		{"a project of its own", []string{"灯塔企业认定条件"}, "项目怎么验收", "项目怎么验收"},
		{"what it is now", []string{"2010年灯塔细则奖金最低多少"}, "现在是多少", "现在灯塔细则奖金最低多少"},
		{"what it was before", []string{"2015年的时候灯塔保护多少年", "那现在呢"}, "修订前呢", "修订前灯塔保护多少年"},
		{"the text in force", []string{"2008年版灯塔法第四十二条怎么说"}, "现行的呢", "现行灯塔法第四十二条怎么说"},
		{"the old text, and no topic", []string{"虚报灯塔资本罚多少"}, "旧灯塔法罚多少", "虚报灯塔资本罚，旧灯塔法罚多少"},
		{"what else is asked", []string{"灯塔企业税率是多少"}, "认定条件呢", "灯塔企业认定条件有哪些"},
		{"how it goes", []string{"灯塔企业奖多少"}, "那申报流程呢", "灯塔企业奖申报流程怎么走"},
		{"a third thing", []string{"住房租金扣除每月多少", "贷款利息呢"}, "赡养老人呢", "赡养老人，住房租金扣除每月多少"},
		{"a fourth thing", []string{"住房租金扣除每月多少", "贷款利息呢", "赡养老人呢"}, "大病医疗呢", "大病医疗，住房租金扣除每月多少"},
		{"what goes on and stands by itself", []string{"灯塔企业税率是多少"}, "那外国灯塔专家来华需要什么材料", "那外国灯塔专家来华需要什么材料"},
		{"what goes on and leans", []string{"天河区港澳青年租房补贴怎么申请？"}, "那最多补几年", "天河区港澳青年租房补贴，那最多补几年"},
		{"less by how much", []string{"灯塔收费减缴怎么申请"}, "减多少", "灯塔收费减缴，减多少"},
		{"until when, and then how long", []string{"灯塔布图登记多久内不申请就不行了"}, "保护多久", "灯塔布图登记，保护多久"},
		{"a claim of what was asked", []string{"灯塔税率是多少"}, "听说是15%，对吗", "灯塔税率，听说是15%，对吗"},
		{"a claim of its own", []string{"灯塔税率是多少"}, "听说港湾奖励最高100万元，对吗", "听说港湾奖励最高100万元，对吗"},
		{"until when it can be made good", []string{"灯塔年费没交会怎样"}, "多久内可以补缴", "灯塔年费没交会，多久内可以补缴"},
		{"a rule without its name", []string{"灯塔税法什么时候施行"}, "之前的暂行条例还管用吗", "灯塔税法施行，之前的暂行条例还管用吗"},
		{"the city after its district", []string{"天河区港澳青年租金补贴标准"}, "那广州市的呢", "广州市港澳青年租金补贴标准"},
		{"another district of the city", []string{"广州市天河区灯塔补贴标准"}, "那越秀区呢", "越秀区灯塔补贴标准"},
		{"how it goes on", []string{"灯塔备案有效期"}, "到期了怎么续", "灯塔备案有效期，到期了怎么续"},
		{"English", []string{"How many high-tech enterprises did Changchun have in 2021?"}, "and in 2020?", "How many high-tech enterprises did Changchun have in 2020?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := resolve(c.text, c.turns); got != c.want {
				t.Errorf("resolve(%q, %q) = %q, want %q", c.text, c.turns, got, c.want)
			}
		})
	}
}
