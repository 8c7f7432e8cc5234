package bot

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// What never belongs into an answer, quoted or not: words that speak to the
// program, contacts of persons and offices from old notices, and addresses
// other than those of the documents cited.
var (
	instructs = regexp.MustCompile(`(?i)(忽略|无视|忘记|不要遵守|不必遵守|绕过|覆盖|取代).{0,14}(指令|规则|提示|设定|上文|以上内容|前面的|之前的|系统|限制)|(系统|开发者)(提示词?|指令|消息)|提示词|` +
		`(作为|你是|扮演|假装|化身).{0,12}(AI|人工智能助手|助手|语言模型|机器人|聊天)|(AI|助手|机器人|模型|系统)(必须|应当|请|务必|需要|只能|一律).{0,12}(回答|回复|输出|告诉|引导|声称|复述)|` +
		`(请|务必|直接|一律|只需|统一)(回答|回复|输出|告诉用户|告知用户|复述|写出|声称)|告诉用户|对用户说|引导用户|用户(询问|提问|问)(时|起|到)|在(回答|答案|回复)(的)?(末尾|结尾|开头|中|里)(加|附|写|注明)|不要(引用|注明|显示)(出处|来源)|` +
		`(ignore|disregard|forget|override|bypass).{0,40}(instruction|prompt|rule|above|previous|guideline)|system prompt|developer message|you are (now|an? )|act as|pretend (to be|you)|respond (only )?with|reply (only )?with|(tell|inform|direct) the user|` +
		`</?(system|user|assistant|instructions?)>|<\|im_|\[/?INST\]|BEGIN (SYSTEM|INSTRUCTION)|(^|[^a-z])(system|assistant)\s*:|###\s*(system|instruction)`)
	contact = regexp.MustCompile(`(?i)(?:^|[^\d])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?:[^\d]|$)|(?:^|[^\d])0\d{2,3}[-—－ )）]{0,2}\d{7,8}(?:[^\d]|$)|(?:^|[^\d])[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?:[^\d]|$)|` +
		`(电话|手机|传真|热线|联系方式|微信号?|QQ群?|tel|phone|call)[号码]{0,2}[:：为是]?\s*[（(]?\+?\d[\d\-—－ ()（）、]{5,}|联系人[:：]|\+\d{1,3}[- ]?\d{6,}|加(我|我们)?(微信|QQ)|微信号?[:：]`)
	address = regexp.MustCompile(`(?i)(?:[a-z][a-z0-9+.-]*://|www\.)[^\s，。；、）)】”"<>]+|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|cn|org|net|gov|edu|io|info|top|xyz|cc|ru|tk|vip|club|shop|site|online|link|me|co|app|dev|biz|example|test)(?:[/:?#][^\s，。；、）)】”"<>]*|\b)|javascript:|data:text|mailto:`)
	mailbox = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+|@[a-z0-9_]{4,}`)
	// broken is a figure with a character that no font shows (private use, or the
	// mark of a failed decoding) where a digit or a decimal point was lost: what
	// remains reads as another figure.
	broken = regexp.MustCompile(`[\d百千万][\x{E000}-\x{F8FF}\x{FFFD}]|[\x{E000}-\x{F8FF}\x{FFFD}][\d元%]`)
	markup = regexp.MustCompile("\\]\\(|<[a-zA-Z/!][^>]*>|```")
)

// instructing are words of which every match of instructs in Chinese holds one.
var instructing = []string{"忽略", "无视", "忘记", "遵守", "绕过", "覆盖", "取代", "提示", "指令", "消息", "助手", "模型", "机器人", "聊天",
	"回答", "回复", "输出", "告诉", "引导", "声称", "复述", "用户", "写出", "答案", "不要"}

// mayInstruct and mayContact tell cheaply that instructs and contact cannot match,
// as for nearly every sentence of a rule: looking for them took a fifth of the
// processor's time of an answer.
func mayInstruct(plain string) bool {
	return strings.ContainsFunc(plain, latin) || slices.ContainsFunc(instructing, func(w string) bool { return strings.Contains(plain, w) })
}

func mayContact(plain string) bool {
	return strings.ContainsAny(plain, "0123456789") || strings.Contains(plain, "联系人") || strings.Contains(plain, "微信") ||
		strings.ContainsFunc(plain, latin)
}

// latin are the letters that (?i) takes for one of A to Z.
func latin(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == 'ſ' || r == '\u212a'
}

// foreignWords gives what in a statement does not belong into an answer; nil
// where nothing is. stored are the addresses of the documents that it cites.
func foreignWords(text string, stored []string) error {
	plain := corpus.Normalize(text)
	if mayInstruct(plain) {
		if m := instructs.FindString(plain); m != "" {
			return fmt.Errorf("it gives instructions: %q", m)
		}
	}
	if mayContact(plain) && contact.MatchString(plain) {
		return fmt.Errorf("it holds a contact")
	}
	if strings.Contains(plain, "@") {
		if m := mailbox.FindString(plain); m != "" {
			return fmt.Errorf("it holds a mailbox: %q", m)
		}
	}
	if broken.MatchString(plain) {
		return fmt.Errorf("it holds a figure with a character that cannot be read")
	}
	if m := markup.FindString(plain); m != "" {
		return fmt.Errorf("it holds markup: %q", m)
	}
	if !strings.ContainsAny(plain, ".:") {
		return nil // no address is without
	}
	for _, m := range address.FindAllString(plain, -1) {
		if !storedAddress(m, stored) {
			return fmt.Errorf("it holds an address that is no stored source: %q", m)
		}
	}
	return nil
}

// storedAddress says whether an address is on the host of a stored source.
func storedAddress(found string, stored []string) bool {
	host := hostOf(found)
	for _, s := range stored {
		if host != "" && host == hostOf(s) {
			return true
		}
	}
	return false
}

// hostOf gives the host of an address with or without its scheme; "" for none.
func hostOf(s string) string {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// Foreign says whether words do not belong into an answer: they speak to the
// program, or hold a contact, an address other than on the hosts of stored, or
// markup. A composer leaves such sentences out; the gate refuses what is left.
func Foreign(text string, stored ...string) bool { return foreignWords(text, stored) != nil }

// bracketed are the innermost brackets of a text.
var bracketed = regexp.MustCompile(`[（(][^（）()]*[）)]`)

// BesideAddresses gives the byte spans of a sentence that is [Foreign] for nothing
// but addresses of government sites in brackets (（网址：…）): what stands beside the
// brackets, which may be quoted. Nil for every other sentence. No address is ever
// quoted; those of other sites make their sentence suspect as a whole.
func BesideAddresses(text string, stored ...string) [][2]int {
	found := address.FindAllStringIndex(text, -1)
	if len(found) == 0 {
		return nil
	}
	var spans [][2]int
	var rest strings.Builder
	from := 0
	keep := func(to int) {
		if strings.TrimSpace(text[from:to]) != "" {
			spans = append(spans, [2]int{from, to})
			rest.WriteString(text[from:to])
		}
	}
	for _, b := range bracketed.FindAllStringIndex(text, -1) {
		held := 0
		for _, a := range found {
			if a[0] < b[0] || a[1] > b[1] {
				continue
			}
			if !strings.HasSuffix(hostOf(text[a[0]:a[1]]), ".gov.cn") {
				return nil
			}
			held++
		}
		if held == 0 {
			continue
		}
		found = found[held:] // in order: those before this bracket would be outside of all
		keep(b[0])
		from = b[1]
	}
	keep(len(text))
	if len(found) > 0 || Foreign(rest.String(), stored...) {
		return nil
	}
	return spans
}
