package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestTellsElsewhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, topic, text string
		regions           []string
		kind              corpus.Kind
		region            string
		want              bool
	}{
		{"own report", "浙江去年增长多少", "增长5.5%", []string{"浙江"}, corpus.KindReport, "浙江", false},
		{"report of the state", "浙江去年增长多少", "增长5%", []string{"浙江"}, corpus.KindReport, corpus.Nationwide, true},
		{"that names the place", "浙江去年增长多少", "浙江增长5%", []string{"浙江"}, corpus.KindReport, corpus.Nationwide, false},
		{"city in the province", "长春新增多少家", "全省新增9家", []string{"吉林长春"}, corpus.KindReport, "吉林", true},
		{"province for the state", "全国新增就业多少万人", "新增48.6万人", nil, corpus.KindReport, "辽宁", true},
		{"no place named", "新增就业多少万人", "新增48.6万人", nil, corpus.KindReport, "辽宁", false},
		{"rule for a report", "2022年政府工作报告里涨了多少", "不低于5%", nil, corpus.KindRegulation, corpus.Nationwide, true},
		{"audit report", "审计报告要几份", "一式2份", nil, corpus.KindNotice, corpus.Nationwide, false},
		{"rule of the state", "浙江的年休假几天", "年休假5天", []string{"浙江"}, corpus.KindRegulation, corpus.Nationwide, false},
		{"what one's own city gives, none named", "新认定灯塔企业市里给多少钱", "奖励5万元", nil, corpus.KindNotice, corpus.Nationwide, true},
		{"the same of a city's own rule", "新认定灯塔企业市里给多少钱", "奖励5万元", nil, corpus.KindNotice, "吉林长春", false},
		{"a city that is named", "长春新认定灯塔企业市里给多少钱", "奖励5万元", []string{"吉林长春"}, corpus.KindNotice, corpus.Nationwide, false},
		{"who asks is of a city", "县里的灯塔站人员占多少", "不低于80%", nil, corpus.KindRegulation, corpus.Nationwide, false},
		{"city of the province asked for", "吉林全省有多少家", "全市总数2296户", []string{"吉林"}, corpus.KindReport, "吉林长春", true},
		{"city that tells of its province", "吉林全省有多少家", "吉林省共9户", []string{"吉林"}, corpus.KindReport, "吉林长春", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := ask{part: bot.Part{Topic: tt.topic, Text: tt.topic, Want: bot.WantCount, Found: &retrieval.Results{Understood: retrieval.Understood{Regions: tt.regions}}}}
			a.sources = sourcesOf(a.part)
			r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Kind: tt.kind, Region: tt.region}}}
			if got := a.tellsElsewhere(r, tt.text); got != tt.want {
				t.Errorf("tellsElsewhere(%s, %q) = %v, want %v", tt.topic, tt.text, got, tt.want)
			}
		})
	}
}

// The rule of a place is asked of by its kind; a national one of the same matter is another.
func TestOfOtherLevel(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		topic, title, region string
		regions              []string
		want                 bool
	}{
		{"云州2010年的条例和现在的差多少", "灯塔法", corpus.Nationwide, []string{"吉林长春"}, true},
		{"长春2010年的条例和现在的差多少", "长春市灯塔条例", "吉林长春", []string{"吉林长春"}, false},
		{"长春那个条例怎么说", "长春灯塔试验区暂行条例", corpus.Nationwide, []string{"吉林长春"}, false}, // a national text on the place
		{"长春的条例比国家的法律多了什么", "灯塔法", corpus.Nationwide, []string{"吉林长春"}, false},
		{"长春的灯塔熄了，有什么好的办法", "灯塔法", corpus.Nationwide, []string{"吉林长春"}, false}, // a way out, and no rule
		{"长春的现行办法怎么说", "灯塔法", corpus.Nationwide, []string{"吉林长春"}, true},
		{"长春的灯塔有什么补贴", "灯塔法", corpus.Nationwide, []string{"吉林长春"}, false},
		{"灯塔熄了，法律上怎么规定", "长春市灯塔条例", "吉林长春", nil, true},
		{"灯塔熄了怎么规定", "长春市灯塔条例", "吉林长春", nil, false},
	} {
		a := ask{part: bot.Part{Topic: tt.topic, Text: tt.topic, Scope: "2010", Found: &retrieval.Results{Understood: retrieval.Understood{Regions: tt.regions}}}}
		a.sources = sourcesOf(a.part)
		r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: tt.title, Kind: corpus.KindRegulation, Region: tt.region}}}
		if got := a.tellsElsewhere(r, "灯塔熄灭的，处以罚款。"); got != tt.want {
			t.Errorf("%s: by %s %v, want %v", tt.topic, tt.title, got, tt.want)
		}
	}
}

// Taxes are ruled by the law of the country: what a place's regulation says of them is told
// to who asks of that place alone.
func TestTaxedByTheCountry(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		topic, title, text string
		regions            []string
		want               bool
	}{
		{"转让灯塔技术，所得税能免多少", "长春市灯塔条例", "技术转让所得免征企业所得税。", nil, true},
		{"长春转让灯塔技术，所得税能免多少", "长春市灯塔条例", "技术转让所得免征企业所得税。", []string{"吉林长春"}, false},
		{"转让灯塔技术，奖励多少", "长春市灯塔条例", "从税后净收入中提取百分之二十。", nil, false},
		{"转让灯塔技术，税后提多少给发明人", "长春市灯塔条例", "从税后净收入中提取百分之二十。", nil, false},
		{"加计扣除要先批吗，税务局什么时候查", "关于2015年灯塔税收工作的通知", "税务部门事后核查。", nil, false},
	} {
		a := ask{part: bot.Part{Topic: tt.topic, Text: tt.topic, Found: &retrieval.Results{Understood: retrieval.Understood{Regions: tt.regions}}}}
		a.sources = sourcesOf(a.part)
		r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: tt.title, Kind: corpus.KindRegulation, Region: "吉林长春"}}}
		if got := a.tellsElsewhere(r, tt.text); got != tt.want {
			t.Errorf("%s: by %s %v, want %v", tt.topic, tt.title, got, tt.want)
		}
	}
}

// TestTitledElsewhere: the titles are invented.
func TestTitledElsewhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		title   string
		regions []string
		want    bool
	}{
		{"关于同意乌鲁木齐、昌吉两个星河园建设示范区的批复", []string{"吉林长春"}, true},
		{"关于同意乌鲁木齐、昌吉两个星河园建设示范区的批复", []string{"新疆"}, false}, // they lie in it
		{"关于新疆星河示范区的批复", []string{"新疆乌鲁木齐"}, false},         // it lies there
		{"关于同意乌鲁木齐、长春两个星河园建设示范区的批复", []string{"吉林长春"}, false},
		{"关于同意乌鲁木齐、昌吉两个星河园建设示范区的批复", nil, false},
		{"星河示范区管理办法", []string{"吉林长春"}, false},
	} {
		if got := titledElsewhere(tt.title, tt.regions); got != tt.want {
			t.Errorf("titledElsewhere(%s, %v) = %v, want %v", tt.title, tt.regions, got, tt.want)
		}
	}
}
