package bot

import "testing"

func TestAsksOfItself(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"云州灯塔企业办法什么时候到期", true},
		{"灯塔条例新版啥时候生效的", true},
		{"这个细则有效期几年", true},
		{"灯塔奖励政策到哪年为止", true},
		{"灯塔企业认定办法是哪年开始施行的", true},
		{"灯塔企业证书有效期几年", false},
		{"按照办法，证书什么时候过期", false},
		{"政策里的补贴什么时候发", false},
		{"办法规定多久之内要报告", false},
		{"专利法规定专利保护多少年", false},
	} {
		if got := asksOfItself.MatchString(c.text); got != c.want {
			t.Errorf("asksOfItself(%q) = %t, want %t", c.text, got, c.want)
		}
	}
}

func TestOfItself(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"本办法自2031年9月8日起施行,有效期3年。", true},
		{"本法自公布之日起施行。", true},
		{"自2031年1月1日起施行。", true},
		{"本政策自发布之日起施行,暂定三年有效期。", true},
		{"有效期至2033年12月31日。", true},
		{"转让自登记之日起生效。", false},
		{"应在信息卡有效期内办理手续。", false},
		{"品种权自授权公告之日起生效。", false},
	} {
		if got := OfItself.MatchString(c.text); got != c.want {
			t.Errorf("OfItself(%q) = %t, want %t", c.text, got, c.want)
		}
	}
}

func TestSharedPairs(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"灯塔企业", "云州市灯塔企业认定办法", 1}, {"灯塔 云州", "灯塔企业办法", 0.5}, {"", "灯塔", 0}} {
		if got := sharedPairs(c.a, c.b); got != c.want {
			t.Errorf("sharedPairs(%q, %q) = %g, want %g", c.a, c.b, got, c.want)
		}
	}
}
