package retrieval_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/policybot/policybot/retrieval"
)

func TestReadRegion(t *testing.T) {
	t.Parallel()
	held := []string{"全国", "吉林通化柳河县", "云州", "吉林"}
	tests := []struct{ said, want string }{
		{"", ""}, {"长春", "吉林长春"}, {"长春市", "吉林长春"}, {"吉林省长春市", "吉林长春"}, {"吉林长春", "吉林长春"}, {"吉林", "吉林"},
		{"国家", "全国"}, {"东莞", "广东东莞"}, {"柳河", "吉林通化柳河县"}, {"柳河县", "吉林通化柳河县"}, {"广州天河区", "广东广州天河区"},
		{"广东佛山南海", "广东佛山南海区"}, {"赣州", "江西赣州"}, {"昆山", "江苏苏州昆山市"},
		{"吉林延边敦化", "吉林延边敦化市"}, {"吉林延边敦化市", "吉林延边敦化市"}, {"吉林长春净月高新区", "吉林长春"}, {"北京经济技术开发区", "北京"}, {"广东广州南沙自贸区", "广东广州"},
		{"云州", "云州"}, // no place on the map, but documents of it are held
	}
	for _, tt := range tests {
		got, err := retrieval.ReadRegion(tt.said, held)
		if err != nil || got != tt.want {
			t.Errorf("ReadRegion(%s) = %q, %v, want %q", tt.said, got, err, tt.want)
		}
	}
	for said, tells := range map[string]string{"火星": "不认识地区“火星”", "高新技术企业": "不认识地区", "朝阳区": "北京朝阳区、吉林长春朝阳区"} {
		if got, err := retrieval.ReadRegion(said, held); !errors.Is(err, retrieval.ErrRegion) || !strings.Contains(err.Error(), tells) {
			t.Errorf("ReadRegion(%s) = %q, %v, want ErrRegion with %q", said, got, err, tells)
		}
	}
}
