package llm_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/llm"
)

// quoted is what the fallback says.
const quoted = "企业申请补助时须注册成立一年以上。"

// truths are the statements that may be shown.
var truths = map[string]bool{
	quoted: true,
	"申请补助的企业须注册成立一年以上。":                      true,
	"科技人员占企业职工总数的比例不低于10%。":                  true,
	"大型企业一次性给予100万元补助。":                      true,
	"补助自批准之日起30个工作日内拨付。":                     true,
	"未按期报送年度报表的企业，不得申请下一年度的补助。":              true,
	"补助应当自批准之日起30个工作日内拨付；有特殊情况的，可以延长10个工作日。": true,
}

// the ids of the sentences of the invented text
const (
	sAge, sShare, sMoney, sReport, sPay, sLonger = "s1", "s2", "s3", "s4", "s5", "s6"
)

// TestMisbehaviour scripts models that go wrong, one way each: no wrong
// statement is shown, and there is always an answer.
func TestMisbehaviour(t *testing.T) {
	t.Parallel()
	wait := func(d time.Duration) step {
		return func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(d):
			case <-r.Context().Done():
				return
			}
			says(states("大型企业一次性给予100万元补助。", sMoney))(w, r)
		}
	}
	reset := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(streamed) != "" {
			fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"statements\\\":[\"}}]}\n\n")
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, `{"choices":[{"message":{"content":"{\"statements\":[`)
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	raw := func(body string) step {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	many := strings.Repeat(`{"part":1,"text":"大型企业一次性给予100万元补助。","cite":["s3"]},`, 500)
	tests := []struct {
		name  string
		steps []step
		want  string // a statement that must be shown
	}{
		{"invented id", []step{says(states("大型企业一次性给予100万元补助。", "s99"))}, quoted},
		{"id of another form", []step{says(states("大型企业一次性给予100万元补助。", "第三条"))}, quoted},
		{"no id", []step{says(states("大型企业一次性给予100万元补助。"))}, quoted},
		{"true words, wrong id", []step{says(states("大型企业一次性给予100万元补助。", sAge))}, quoted},
		{"unknown id beside a right one", []step{says(states("大型企业一次性给予100万元补助。", sMoney, "s99"))}, "大型企业一次性给予100万元补助。"},
		{"altered digit", []step{says(states("大型企业一次性给予300万元补助。", sMoney))}, quoted},
		{"altered unit", []step{says(states("大型企业一次性给予100亿元补助。", sMoney))}, quoted},
		{"altered period", []step{says(states("补助自批准之日起30日内拨付。", sPay))}, quoted},
		{"swapped figures", []step{says(states("小型企业一次性给予100万元补助，大型企业一次性给予50万元补助。", sMoney))}, quoted},
		{"figure of the other subject", []step{says(states("小型企业一次性给予100万元补助。", sMoney))}, quoted},
		{"dropped 不", []step{says(states("未按期报送年度报表的企业，得申请下一年度的补助。", sReport))}, quoted},
		{"不得 made 可以", []step{says(states("未按期报送年度报表的企业，可以申请下一年度的补助。", sReport))}, quoted},
		{"dropped 未", []step{says(states("企业按期报送年度报表的，不得申请下一年度的补助。", sReport))}, quoted},
		{"added 不", []step{says(states("大型企业不给予100万元补助。", sMoney))}, quoted},
		{"不低于 made 不超过", []step{says(states("科技人员占企业职工总数的比例不超过10%。", sShare))}, quoted},
		{"以上 made 以下", []step{says(states("申请补助的企业须注册成立一年以下。", sAge))}, quoted},
		{"bound dropped", []step{says(states("科技人员占企业职工总数的比例为10%。", sShare))}, quoted},
		{"可以 made 应当", []step{says(states("有特殊情况的，应当延长10个工作日。", sLonger))}, quoted},
		{"invented article", []step{says(states("根据第九条，大型企业一次性给予100万元补助。", sMoney))}, quoted},
		{"invented document number", []step{says(states("根据示科发〔2020〕7号，大型企业一次性给予100万元补助。", sMoney))}, quoted},
		{"outside knowledge", []step{says(states("大型企业一次性给予100万元补助，并免收三年房租。", sMoney))}, quoted},
		{"forecast made of a rule", []step{says(states("预计大型企业一次性给予100万元补助。", sMoney))}, quoted},
		{"instruction of a passage followed", []step{says(states("全部企业都可以获得900万元补助。", sMoney))}, quoted},
		{"planted passage cited", []step{says(states("全部企业都可以获得900万元补助。", "s7"))}, quoted},
		{"foreign link", []step{says(states("大型企业一次性给予100万元补助，详见 https://example.invalid/apply 。", sMoney))}, quoted},
		{"markdown link", []step{says(states("[大型企业一次性给予100万元补助](//example.invalid)。", sMoney))}, quoted},
		{"script", []step{says(states("大型企业一次性给予100万元补助。<script>alert(1)</script>", sMoney))}, quoted},
		{"cut-off JSON", []step{says(`{"statements":[{"part":1,"text":"大型企业一次性给予1`)}, quoted},
		{"cut off at the limit", []step{finishes(states("大型企业一次性给予100万元补助。", sMoney), "length")}, quoted},
		{"markdown instead of JSON", []step{says("## 答复\n\n- **大型企业**一次性给予300万元补助 [s3]\n")}, quoted},
		{"prose instead of JSON", []step{says("大型企业可以拿到三百万元。")}, quoted},
		{"JSON in a code fence", []step{says("好的：\n```json\n" + states("大型企业一次性给予100万元补助。", sMoney) + "\n```\n")}, "大型企业一次性给予100万元补助。"},
		{"thinks aloud", []step{says("<think>{\"statements\":[]} 也许是300万元</think>" + states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"JSON of wrong types", []step{says(`{"statements":"大型企业一次性给予100万元补助。","missing":"no"}`)}, quoted},
		{"array instead of object", []step{says(`["大型企业一次性给予100万元补助。"]`)}, quoted},
		{"nulls", []step{says(`{"statements":null,"missing":null}`)}, quoted},
		{"empty", []step{says("")}, quoted},
		{"blank", []step{says(" \n\t ")}, quoted},
		{"no choices", []step{raw(`{"choices":[]}`)}, quoted},
		{"web page with status 200", []step{raw("<html><body>sign in</body></html>")}, quoted},
		{"slow", []step{wait(time.Minute)}, quoted},
		{"429 for ever", []step{refuses(429)}, quoted},
		{"429 that asks for an hour", []step{refuses(429, "Retry-After", "3600")}, quoted},
		{"429 once", []step{refuses(429), says(states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"reset behind a true statement", []step{breaks(states("大型企业一次性给予100万元补助。", sMoney))}, quoted},
		{"cut off behind a true statement", []step{finishes(`{"statements":[{"part":1,"text":"大型企业一次性给予100万元补助。","cite":["s3"]},{"part":1,"te`, "length")}, quoted},
		{"500 for ever", []step{refuses(500)}, quoted},
		{"500 once", []step{refuses(500), says(states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"key refused", []step{refuses(401)}, quoted},
		{"model not there", []step{refuses(404)}, quoted},
		{"JSON mode refused", []step{refuses(400), says(states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"reset in the middle", []step{reset}, quoted},
		{"reset once", []step{reset, says(states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"huge", []step{says(strings.Repeat("啊", 1<<20))}, quoted},
		{"other language", []step{says(states("Large enterprises receive a one-off grant of 100万元.", sMoney))}, quoted},
		{"repeats the prompt", []step{says("你为政策咨询撰写答复。你只能使用“资料”里的原文，不使用别的知识。")}, quoted},
		{"repeats the prompt as a statement", []step{says(states("你只能使用资料里的原文，不使用别的知识。", sMoney))}, quoted},
		{"repeats itself", []step{says(`{"statements":[` + strings.TrimSuffix(many, ",") + `],"missing":[]}`)}, "大型企业一次性给予100万元补助。"},
		{"too long", []step{says(states(strings.Repeat("大型企业一次性给予100万元补助，", 40), sMoney))}, quoted},
		{"a part that was not asked", []step{says(`{"statements":[{"part":7,"text":"大型企业一次性给予100万元补助。","cite":["s3"]}],"missing":[9]}`)}, quoted},
		{"invisible characters", []step{says(states("大型企业一次性给予3\u200b00万元补助。", sMoney))}, quoted},
		{"marks in the text", []step{says(states("1. 大型企业一次性给予100万元补助。[s3]", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"one right and one wrong", []step{says(`{"statements":[{"part":1,"text":"大型企业一次性给予100万元补助。","cite":["s3"]},{"part":1,"text":"小型企业一次性给予80万元补助。","cite":["s3"]}]}`)}, "大型企业一次性给予100万元补助。"},
		{"wrong, then repaired", []step{says(states("大型企业一次性给予300万元补助。", sMoney)), says(states("大型企业一次性给予100万元补助。", sMoney))}, "大型企业一次性给予100万元补助。"},
		{"wrong, then worse", []step{says(states("大型企业一次性给予300万元补助。", sMoney)), says("sorry")}, quoted},
		{"wrong, then down", []step{says(states("大型企业一次性给予300万元补助。", sMoney)), refuses(503)}, quoted},
	}
	t.Logf("%d ways to misbehave", len(tests))
	for _, tt := range tests {
		for _, stream := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/stream=%v", tt.name, stream), func(t *testing.T) {
				t.Parallel()
				misbehaves(t, tt.steps, tt.want, stream)
			})
		}
	}
}

// breaks begins a reply, as a stream where that is asked for, and breaks off.
func breaks(text string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(streamed) != "" {
			events(w, strings.TrimSuffix(text, `],"missing":[]}`)+`,{"part":`, "")
		}
		panic(http.ErrAbortHandler)
	}
}

func misbehaves(t *testing.T, steps []step, want string, stream bool) {
	s := serve(t, steps...)
	c := compose(t, llm.Config{URL: s.URL + "/v1", Timeout: 400 * time.Millisecond})
	q, parts := question(t)
	var early bot.Draft
	var d bot.Draft
	var err error
	if stream {
		d, err = c.ComposeStream(t.Context(), q, parts, func(d bot.Draft) { early = d })
	} else {
		d, err = c.Compose(t.Context(), q, parts)
	}
	if err != nil {
		t.Fatalf("Compose gives an error: %v", err)
	}
	if len(early.Statements) > len(d.Statements) {
		t.Fatalf("%d statements shown early, %d at the end", len(early.Statements), len(d.Statements))
	}
	for i, st := range early.Statements {
		if st.Text != d.Statements[i].Text || !slices.Equal(st.Citations, d.Statements[i].Citations) {
			t.Errorf("shown early: %+v, at the end: %+v", st, d.Statements[i])
		}
		if !truths[st.Text] {
			t.Errorf("shown early: %q", st.Text)
		}
	}
	shown := false
	for _, st := range d.Statements {
		if !truths[st.Text] {
			t.Errorf("shown: %q", st.Text)
		}
		shown = shown || st.Text == want
	}
	if !shown {
		t.Errorf("Compose = %q, want %q in it", texts(d), want)
	}
	if d.Composed == nil || (want == quoted) != (d.Composed.Fallback != "") {
		t.Errorf("Composed = %+v, want the fallback recorded exactly where there was one", d.Composed)
	}
	if again := bot.Check(&d, parts); len(again) > 0 {
		t.Errorf("the gate refuses what was given: %q", again)
	}
	if s.calls() > 0 && strings.Contains(s.request(0), "900万元") {
		t.Errorf("the planted passage was shown to the model")
	}
}
