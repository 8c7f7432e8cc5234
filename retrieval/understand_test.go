package retrieval_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval"
)

// known is what a small store holds: real titles and regions, no texts.
func known() *retrieval.Knowledge {
	titles := map[string][]string{}
	for i, title := range []string{
		"中华人民共和国专利法", "中华人民共和国专利法实施细则", "中华人民共和国企业所得税法", "中华人民共和国个人所得税法", "中华人民共和国科学技术进步法",
		"中华人民共和国促进科技成果转化法", "中华人民共和国农业技术推广法",
		"保障中小企业款项支付条例", "国家自然科学基金条例", "高新技术企业认定管理办法",
		"广州市引进人才入户管理办法实施细则", "深圳经济特区人工智能产业促进条例", "上海市科学技术进步条例", "北京市促进科技成果转化条例",
		"上海市技术市场条例", "北京市技术市场条例", "2025年吉林省政府工作报告", "标准化法（摘编）", "中华人民共和国专利法（摘编）",
		"国务院关于同意乌鲁木齐、昌吉、石河子高新技术产业开发区建设国家自主创新示范区的批复",
	} {
		titles[title] = []string{string(rune('a' + i))}
	}
	return retrieval.NewKnowledge([]string{"全国", "吉林", "吉林长春", "吉林通化柳河县", "广东", "广东深圳", "广东广州天河区", "上海", "北京"}, titles)
}

func TestUnderstandRefs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		refs       []retrieval.Ref
		unknown    []string
	}{
		{"marked title", "《中华人民共和国专利法》怎么规定的", []retrieval.Ref{{Title: "中华人民共和国专利法"}}, nil},
		{"bare short title", "专利法对实审期限怎么说", []retrieval.Ref{{Title: "中华人民共和国专利法"}}, nil},
		{"longer title wins", "专利法实施细则第九十三条", []retrieval.Ref{{Title: "中华人民共和国专利法实施细则", Label: "第九十三条"}}, nil},
		{"part of a title", "科技成果转化法规定的奖励", []retrieval.Ref{{Title: "中华人民共和国促进科技成果转化法"}}, nil},
		{"article in digits", "专利法第71条第2款", []retrieval.Ref{{Title: "中华人民共和国专利法", Label: "第七十一条第二款"}}, nil},
		{"item", "高新技术企业认定管理办法第十一条第(一)项", []retrieval.Ref{{Title: "高新技术企业认定管理办法", Label: "第十一条第（一）项"}}, nil},
		{"article alone", "第十二条讲什么", []retrieval.Ref{{Label: "第十二条"}}, nil},
		{"loose local title", "深圳那个人工智能条例里怎么定义", []retrieval.Ref{{Title: "深圳经济特区人工智能产业促进条例"}}, nil},
		{"loose title with its year", "深圳2022年那部人工智能条例里怎么定义", []retrieval.Ref{{Title: "深圳经济特区人工智能产业促进条例"}}, nil},
		{"loose title, not held", "长春那部科技创新条例，财政经费每年至少涨多少", nil, []string{"长春科技创新条例"}},
		{"loose title, not held, with its year", "上海1997年那部科学技术投入条例里怎么定", nil, []string{"上海科学技术投入条例"}},
		{"loose title of a city", "上海科技进步条例对研发投入的要求", []retrieval.Ref{{Title: "上海市科学技术进步条例"}}, nil},
		{"a name that two places have", "技术市场条例里骗取登记证明罚多少", []retrieval.Ref{{Title: "上海市技术市场条例"}, {Title: "北京市技术市场条例"}}, nil},
		{"the same in marks", "《技术市场条例》怎么罚", []retrieval.Ref{{Title: "上海市技术市场条例"}, {Title: "北京市技术市场条例"}}, nil},
		{"the same of two places", "上海和北京技术市场条例有什么区别", []retrieval.Ref{{Title: "上海市技术市场条例"}, {Title: "北京市技术市场条例"}}, nil},
		{"of two places, one held", "上海与吉林省技术市场条例有什么区别", []retrieval.Ref{{Title: "上海市技术市场条例"}}, []string{"吉林省技术市场条例"}},
		{"the same of one place", "北京技术市场条例怎么罚", []retrieval.Ref{{Title: "北京市技术市场条例"}}, nil},
		{"of the other province", "吉林省促进科技成果转化条例里奖励几成", nil, []string{"吉林省促进科技成果转化条例"}},
		{"of the city", "长春市科技创新条例哪天施行", nil, []string{"长春市科技创新条例"}},
		{"same city, other rule", "深圳经济特区科技创新条例要求多少", nil, []string{"深圳经济特区科技创新条例"}},
		{"marked and not held", "《科技型中小企业评价办法》几分入库", nil, []string{"科技型中小企业评价办法"}},
		{"only its detailed rules held", "广州市引进人才入户管理办法第八条", []retrieval.Ref{{Title: "广州市引进人才入户管理办法实施细则", Label: "第八条"}}, nil},
		{"a law whose digest is held", "标准化法第二十九条", []retrieval.Ref{{Title: "标准化法（摘编）", Label: "第二十九条"}}, nil},
		{"the text before its digest", "专利法第七十四条", []retrieval.Ref{{Title: "中华人民共和国专利法", Label: "第七十四条"}}, nil},
		{"rules under a law, not held", "个人所得税法实施条例第六条", []retrieval.Ref{{Label: "第六条"}}, []string{"个人所得税法实施条例"}},
		{"loose title, not held, with its year in two digits", "上海97年那个科技投入条例里怎么定", nil, []string{"上海科技投入条例"}},
		{"a law of everyday order, not held", "治安管理处罚法第几条管", nil, []string{"治安管理处罚法"}},
		{"the end of a law's name in another word", "教师法律援助怎么申请", nil, nil},
		{"law not held", "商标法怎么规定", nil, []string{"商标法"}},
		{"local rule on a national law", "重庆实施农业技术推广法办法第十条", []retrieval.Ref{{Label: "第十条"}}, []string{"重庆实施农业技术推广法办法"}},
		{"the same, loosely", "重庆实施农业技术推广法的那个办法写没写比例", nil, []string{"重庆实施农业技术推广法办法"}},
		{"a place's own", "重庆自己那个实施农业技术推广法的办法怎么处分", nil, []string{"重庆实施农业技术推广法办法"}},
		{"its matter in marks", "吉林去年通过的“灯塔工程”条例怎么罚", nil, []string{"吉林灯塔工程条例"}},
		{"a year within the name", "吉林2025政府工作报告里那个词什么意思", []retrieval.Ref{{Title: "2025年吉林省政府工作报告"}}, nil},
		{"of a year not held", "吉林2019政府工作报告里怎么说", nil, []string{"吉林2019政府工作报告"}},
		{"no title", "有什么办法让条例里的规定落地", nil, nil},
		{"number", "国科发火〔2016〕32号还有效吗", []retrieval.Ref{{DocNumber: "国科发火〔2016〕32号"}}, nil},
		{"number in Chinese numerals", "国科发火〔二〇一六〕三十二号还有效吗", []retrieval.Ref{{DocNumber: "国科发火〔2016〕32号"}}, nil},
		{"number in plain brackets", "请问国科发火[2016]32号文", []retrieval.Ref{{DocNumber: "国科发火〔2016〕32号"}}, nil},
		{"number without brackets", "财税2018年99号", []retrieval.Ref{{DocNumber: "财税〔2018〕99号"}}, nil},
		{"number half in Chinese numerals", "国科发火〔2016〕三十二号还有效吗", []retrieval.Ref{{DocNumber: "国科发火〔2016〕32号"}}, nil},
		{"order in Chinese numerals", "国务院令第三号废止了吗", []retrieval.Ref{{DocNumber: "国务院令第3号"}}, nil},
		{"order of a ministry", "财政部令第四十一号怎么说", []retrieval.Ref{{DocNumber: "财政部令第41号"}}, nil},
		{"order of a ministry in digits", "请问财政部令第41号怎么说", []retrieval.Ref{{DocNumber: "财政部令第41号"}}, nil},
		{"order said the other way", "按照财政部第四十一号令要交什么", []retrieval.Ref{{DocNumber: "财政部令第41号"}}, nil},
		{"order of a province", "吉林省人民政府令第二百八十号还有效吗", []retrieval.Ref{{DocNumber: "吉林省人民政府令第280号"}}, nil},
		{"order of a ministry of two fields", "工业和信息化部令第三十二号", []retrieval.Ref{{DocNumber: "工业和信息化部令第32号"}}, nil},
		{"announcement of a year", "国家税务总局公告2015年第九十七号里归集口径", []retrieval.Ref{{DocNumber: "国家税务总局公告2015年第97号"}}, nil},
		{"no order", "三号楼的企业能申请吗", nil, nil},
		{"order", "国务院令第746号", []retrieval.Ref{{DocNumber: "国务院令第746号"}}, nil},
		{"short name of a law", "促转法对奖励怎么说", []retrieval.Ref{{Title: "中华人民共和国促进科技成果转化法"}}, nil},
		{"short name of a law not held", "个保法最高罚多少", nil, []string{"个人信息保护法"}},
		{"the end of another law's name", "个人所得税法第三条税率是多少", []retrieval.Ref{{Title: "中华人民共和国个人所得税法", Label: "第三条"}}, nil},
		{"the same end said alone", "所得税法第四条怎么说", []retrieval.Ref{{Title: "中华人民共和国企业所得税法", Label: "第四条"}}, nil},
		{"short name of a rule with an article", "高企办法第十一条", []retrieval.Ref{{Title: "高新技术企业认定管理办法", Label: "第十一条"}}, nil},
		{"English law", "What does the Patent Law say about damages?", []retrieval.Ref{{Title: "中华人民共和国专利法"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := retrieval.Understand(tt.text, nil, known())
			if diff := cmp.Diff(tt.refs, u.Refs); diff != "" {
				t.Errorf("Understand(%q).Refs (-want +got):\n%s", tt.text, diff)
			}
			if diff := cmp.Diff(tt.unknown, u.UnknownTitles); diff != "" {
				t.Errorf("Understand(%q).UnknownTitles (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// A document without a title is named by no words.
func TestUnderstandWithoutTitles(t *testing.T) {
	t.Parallel()
	k := retrieval.NewKnowledge(nil, map[string][]string{"": {"a"}, "《》": {"b"}})
	if u := retrieval.Understand("《》第三条怎么规定的", nil, k); len(u.Refs) != 1 || u.Refs[0].Title != "" {
		t.Errorf("Refs = %v, want the article of any document", u.Refs)
	}
}

func TestUnderstandRegions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		regions    []string
		unknown    string
	}{
		{"none", "高企要满足什么条件", nil, ""},
		{"city", "长春市的高企", []string{"吉林长春"}, ""},
		{"province covers its cities", "吉林省有多少高企", []string{"吉林", "吉林长春", "吉林通化柳河县"}, ""},
		{"county by its own name", "柳河这边奖多少", []string{"吉林通化柳河县"}, ""},
		{"district", "天河区的港澳青年", []string{"广东广州天河区"}, ""},
		{"two", "深圳和上海比", []string{"广东深圳", "上海"}, ""},
		{"several provinces by one name", "东北三省的高企", []string{"辽宁", "吉林", "吉林长春", "吉林通化柳河县", "黑龙江"}, ""},
		{"city that the store knows only by its province", "佛山的补贴", []string{"广东佛山"}, "佛山"},
		{"not stored", "西安的落户政策", []string{"陕西西安"}, "西安"},
		{"in a national title", "乌鲁木齐的自创区批了吗", []string{"新疆乌鲁木齐"}, ""},
		{"a university is no place", "吉林大学的专利", nil, ""},
		{"a satellite is no place", "“吉林一号”有几颗", nil, ""},
		{"English", "How many days for a work permit in Changchun?", []string{"吉林长春"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := retrieval.Understand(tt.text, nil, known())
			if diff := cmp.Diff(tt.regions, u.Regions); diff != "" {
				t.Errorf("Understand(%q).Regions (-want +got):\n%s", tt.text, diff)
			}
			if u.UnknownRegion != tt.unknown {
				t.Errorf("Understand(%q).UnknownRegion = %q, want %q", tt.text, u.UnknownRegion, tt.unknown)
			}
		})
	}
}

func TestUnderstandTime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		years []int
		past  bool
	}{
		{"2021年长春有多少高企", []int{2021}, false},
		{"2021和2019年比", []int{2019, 2021}, false},
		{"二〇一九年的数", []int{2019}, false},
		{"以前最高是多少", nil, true},
		{"2025年6月1日以前申请的", []int{2025}, false},
		{"2010年的条例怎么写", []int{2010}, true},
		{"2019年的时候专利侵权赔多少", []int{2019}, true},
		{"旧版怎么规定", nil, true},
		{"灯塔促进法2007年第三十三条", []int{2007}, true},
		{"灯塔促进法（2007）第三十三条", []int{2007}, true},
		{"灯塔促进法2020第八条", []int{2020}, true},
		{"2007年灯塔促进法第33条", []int{2007}, true},
		{"2007灯塔促进法第33条", []int{2007}, true},
		{"灯塔促进法第三十三条（2007年）", []int{2007}, true},
		{"灯塔促进条例2010年怎么规定", []int{2010}, true},
		{"《灯塔促进条例》（2010）对奖励怎么说", []int{2010}, true},
		{"灯塔促进条例2024年的奖励发了多少", []int{2024}, false},
		{"2020年成立的公司适用灯塔促进法第八条吗", []int{2020}, false},
		{"按规定2024年要报哪些材料", []int{2024}, false},
		{"2024年灯塔企业有多少家", []int{2024}, false},
		{"投入2000第一年能减多少", nil, false},
		{"修订前是多少", nil, true},
		{"旧灯塔促进法罚多少", nil, true},
		{"按老的灯塔企业认定办法要几个人", nil, true},
		{"老年人灯塔权益办法怎么规定", nil, false},
		{"老师能按灯塔办法报销吗", nil, false},
		{"研发费2000万", nil, false},
		{"营收2100万元的企业", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			u := retrieval.Understand(tt.text, nil, nil)
			if !slices.Equal(u.Years, tt.years) || u.Past != tt.past {
				t.Errorf("Understand(%q) years %v past %v, want %v %v", tt.text, u.Years, u.Past, tt.years, tt.past)
			}
		})
	}
}

func TestUnderstandWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"width and spaces", "ＡＢ　１２　年\n期", "AB 12 年 期"},
		{"invisible", "专\u200b利\ufeff法", "专利法"},
		{"short form", "高企怎么认定", "高新技术企业怎么认定"},
		{"a name that holds a short form", "非居民企业的税率", "非居民企业的税率"},
		{"no short form across words", "专项附加扣除几样", "专项附加扣除几样"},
		{"no short form across 国 and 高", "外国高端人才办哪种签证", "外国高端人才办哪种签证"},
		{"nor across 提 and 高", "提高企业创新能力", "提高企业创新能力"},
		{"nor across 科 and 技", "科技经费谁来管", "科技经费谁来管"},
		{"the next word still", "居民企业和民企", "居民企业和民营企业"},
		{"nor of universities", "全国高校能申请", "全国高校能申请"},
		{"the short form still", "国高怎么认定", "国家高新技术企业怎么认定"},
		{"points", "税率17个点降到十三个点", "税率17%降到百分之十三"},
		{"tenths", "奖励七成,至少三成半", "奖励70%,至少35%"},
		{"no tenths", "第一成果完成人,公司一成立就报", "第一成果完成人,公司一成立就报"},
		{"ten thousands by a letter", "营收500w", "营业收入500万"},
		{"a word with w", "买了5wifi", "买了5wifi"},
		{"about", "去年卖八千来万", "去年卖八千万"},
		{"hundred millions", "投了两个亿", "投了两亿"},
		{"already written out", "专精特新“小巨人”企业", "专精特新“小巨人”企业"},
		{"English", "How long is a high-tech enterprise certificate valid?", "高新技术企业 证书 有效期多久"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := retrieval.Understand(tt.text, nil, nil).Text; got != tt.want {
				t.Errorf("Understand(%q).Text = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
	u := retrieval.Understand("高企怎么认定", nil, nil)
	if u.Words != "高企怎么认定" || u.Added != "高新技术企业" {
		t.Errorf("Words %q, Added %q; want the user's own words and the expansion", u.Words, u.Added)
	}
	if want := []string{"高企=高新技术企业"}; !slices.Equal(u.Expanded, want) {
		t.Errorf("Expanded = %q, want %q", u.Expanded, want)
	}
}

func TestUnderstandTurns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		turns   []string
		text    string
		joined  bool
		text2   string // part of the text searched
		regions []string
	}{
		{"first question", nil, "那高企证书管几年呢？", false, "证书", nil},
		{"follow-up", []string{"发明专利的保护期是多少年？"}, "那外观设计呢？", true, "保护期", nil},
		{"another place", []string{"上海对研发投入有什么要求？"}, "那深圳呢？", true, "研发投入", []string{"广东深圳"}},
		{"new question", []string{"上海对研发投入有什么要求？"}, "国家自然科学基金的申请人要具备什么条件？", false, "申请人", nil},
		{"follow-up to a follow-up", []string{"发明专利的保护期是多少年？", "那外观设计呢？"}, "它要交年费吗？", true, "保护期", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := retrieval.Understand(tt.text, tt.turns, known())
			if u.Joined != tt.joined || !strings.Contains(u.Words, tt.text2) {
				t.Errorf("Understand(%q, %q) joined %v, words %q; want %v with %q", tt.text, tt.turns, u.Joined, u.Words, tt.joined, tt.text2)
			}
			if diff := cmp.Diff(tt.regions, u.Regions); diff != "" {
				t.Errorf("regions (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWordLists(t *testing.T) {
	t.Parallel()
	for name, columns := range map[string]int{"synonyms.csv": 3, "english/glossary.csv": 3, "regions.csv": 4, "seams.csv": 2} {
		f, err := os.Open(name)
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
			if len(row) != columns || row[0] == "" || row[1] == "" || columns == 3 && row[2] == "" {
				t.Errorf("%s line %d: %q: a field is missing", name, i+1, row)
			}
			if seen[strings.ToLower(row[0])] {
				t.Errorf("%s line %d: %q stands twice", name, i+1, row[0])
			}
			seen[strings.ToLower(row[0])] = true
		}
		if len(rows) < 30 {
			t.Errorf("%s holds %d lines only", name, len(rows))
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{"《", "第条", "〔2016〕32号", "第9999条之十第100款", "\xff\xfe", "", "长春市办法", "IP"} {
		f.Add(s, s)
	}
	k := known()
	f.Fuzz(func(t *testing.T, text, turn string) {
		if len(text)+len(turn) > 4000 {
			t.Skip()
		}
		a, b := retrieval.Understand(text, []string{turn}, k), retrieval.Understand(text, []string{turn}, k)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("the same words give two values:\n%s", diff)
		}
	})
}

// 了 in an everyday word does not hide it, nor makes one of what is none.
func TestUnderstandDone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"今年公司转让了一项专利技术": true, "今年公司转让一项专利技术": true, "转让了房产和一项专利": false, "转让了一项了专利": false,
	} {
		u := retrieval.Understand(text, nil, nil)
		if got := strings.Contains(strings.Join(u.Expanded, " "), "技术转让"); got != want {
			t.Errorf("Understand(%s).Expanded = %q, want 技术转让 in it: %t", text, u.Expanded, want)
		}
	}
}
