package retrieval_test

import (
	"testing"

	"github.com/policybot/policybot/retrieval"
)

func TestInside(t *testing.T) {
	t.Parallel()
	tests := []struct {
		region, outer string
		want          bool
	}{
		{"吉林长春", "吉林", true},
		{"吉林", "吉林长春", false},
		{"吉林省长春市", "吉林长春", true},
		{"广东广州天河区", "广东广州", true},
		{"广东广州天河区", "广东深圳", false},
		{"全国", "吉林", false},
	}
	for _, tt := range tests {
		if got := retrieval.Inside(tt.region, []string{"重庆", tt.outer}); got != tt.want {
			t.Errorf("Inside(%s, 重庆 or %s) = %v, want %v", tt.region, tt.outer, got, tt.want)
		}
	}
}

func TestPlaceName(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"吉林": "吉林", "吉林长春": "长春", "广东广州天河区": "天河", "吉林柳河县": "柳河"} {
		if got := retrieval.PlaceName(region); got != want {
			t.Errorf("PlaceName(%s) = %s, want %s", region, got, want)
		}
	}
}
