package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// Where an office is and when it is open is told by an address and by hours, and by
// nothing else that a text says of the office.
func TestComposeVisits(t *testing.T) {
	t.Parallel()
	const told = "# （虚构）云州市灯塔服务站管理办法\n\n第一条 云州市灯塔服务站设在云州市守灯路18号。\n\n第二条 云州市灯塔服务站的服务时间为工作日上午九点至下午五点，节假日不开放。\n"
	const untold = "# （虚构）云州市灯塔服务站管理办法\n\n第一条 云州市灯塔服务站由市照明管理部门设立。\n\n第二条 云州市灯塔服务站为灯塔企业提供服务。\n"
	for question, want := range map[string]string{
		"云州市灯塔服务站在哪条路几号": "守灯路18号", "云州市灯塔服务站周末开门吗": "节假日", "云州市灯塔服务站几点上班": "上午九点",
	} {
		for text, want := range map[string]string{told: want, untold: ""} {
			got := texts(composeAll(t, []bot.Part{{Text: question, Words: question, Want: bot.WantFact, Found: found(t, text)}}))
			if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
				t.Errorf("%s: quoted %q, want %q", question, got, want)
			}
		}
	}
}
