package bot

import "testing"

func TestNameOfAnotherText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title string
		want        bool
	}{
		{"云州灯塔和浮标产业促进条例", "云州经济特区风车产业促进条例", true},
		{"云州灯塔条例", "云州市灯塔保护条例", false},
		{"灯塔和浮标法", "中华人民共和国灯塔和浮标法", false},
		{"", "云州市灯塔保护条例", false},
	} {
		if got := lacksStretch(tt.name, tt.title); got != tt.want {
			t.Errorf("lacksStretch(%q, %q) = %v, want %v", tt.name, tt.title, got, tt.want)
		}
	}
}
