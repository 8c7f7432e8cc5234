package bot

import "testing"

// The numbers are invented; those of cards have a right check digit.
func TestMask(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"identity card", "我的身份证11010519491231002X能办吗", "我的身份证[身份证号]能办吗"},
		{"wrong check digit", "编号110105194912310021能办吗", "编号110105194912310021能办吗"},
		{"mobile", "打我电话138 0013 8000说", "打我电话[手机号]说"},
		{"mobile with country", "+86-13800138000", "[手机号]"},
		{"bank card", "卡号4111 1111 1111 1111收款", "卡号[银行卡号]收款"},
		{"not a bank card", "合同号4111 1111 1111 1112", "合同号4111 1111 1111 1112"},
		{"mailbox", "发到zhang.san@example.com行吗", "发到[邮箱]行吗"},
		{"landline", "0431-88889999是谁的", "[电话]是谁的"},
		{"amounts and numbers stay", "注册资本13800138000000元，国科发火〔2016〕32号，12345", "注册资本13800138000000元，国科发火〔2016〕32号，12345"},
		{"nothing", "高企认定要几年？", "高企认定要几年？"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, found := Mask(c.text)
			if got != c.want || found != (c.text != c.want) {
				t.Errorf("Mask(%q) = %q, %v, want %q", c.text, got, found, c.want)
			}
		})
	}
}
