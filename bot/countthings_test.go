package bot

import "testing"

// What no common noun names is counted where the head of a list ends in it, and not
// where the head only speaks of it.
func TestHeadsThing(t *testing.T) {
	for _, c := range []struct {
		question, head string
		want           bool
	}{
		{"灯塔企业免税收入有几种", "灯塔企业的下列收入为免税收入：", true},
		{"灯塔办法里守灯奖励有几项", "对企业给予支持和守灯奖励，具体如下：", true},
		{"灯塔综合所得有几类", "取得灯塔综合所得需要办理清缴的情形包括：", false},
		{"灯塔综合所得有几类", "灯塔综合所得包括：", true},
		{"灯塔综合所得怎么交税", "灯塔综合所得包括：", false},
	} {
		if got := headsThing(c.question, c.head); got != c.want {
			t.Errorf("headsThing(%s, %s) = %t, want %t", c.question, c.head, got, c.want)
		}
	}
}
