package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSidesOf(t *testing.T) {
	t.Parallel()
	type side struct{ Words, Text string }
	for text, want := range map[string][]side{
		"强制性标准和推荐性标准有什么区别":      {{"强制性标准", "强制性标准"}, {"推荐性标准", "推荐性标准"}},
		"灯塔奖和港湾奖分别奖给什么样的人":      {{"灯塔奖", "灯塔奖奖给什么样的人"}, {"港湾奖", "港湾奖奖给什么样的人"}},
		"云州对高风险和中低风险的应用监管有什么不同": {{"高风险", "云州对高风险的应用监管"}, {"中低风险", "云州对中低风险的应用监管"}},
		"福利费、工会费、培训费各能扣几个点":     {{"福利费", "福利费能扣几个点"}, {"工会费", "工会费能扣几个点"}, {"培训费", "培训费能扣几个点"}},
		"外国人的停留和居留有什么区别":        {{"停留", "外国人的停留"}, {"居留", "外国人的居留"}},
		"甲方的责任和乙方的责任有什么区别":      {{"甲方的责任", "甲方的责任"}, {"乙方", "乙方的责任"}},
		"灯塔和港湾的保护期各几年":          {{"灯塔", "灯塔的保护期几年"}, {"港湾", "港湾的保护期几年"}},
		"高企跟科小差在哪":              {{"高企", "高企"}, {"科小", "科小"}},
		"强制性标准 推荐性标准 有什么区别":     {{"强制性标准", "强制性标准"}, {"推荐性标准", "推荐性标准"}},
		"灯塔企业要满足什么条件":           nil, // nothing is compared
		"灯塔的有效期分别是几年":           nil, // one thing
		"甲和乙分别是多少":              nil, // too short to be told apart
		"一、二、三、四、五分别是什么":        nil, // too many
	} {
		var got []side
		for _, s := range sidesOf(text) {
			got = append(got, side{s.Words, s.Part.Text})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("sidesOf(%s) (-want +got):\n%s", text, diff)
		}
	}
}
