package retrieval_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/retrieval"
)

func TestSimplified(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"高新技術企業認定條件", "高新技术企业认定条件"},
		{"專利權於屆滿後還受保護嗎", "专利权于届满后还受保护吗"},
		{"乾安縣的補貼", "乾安县的补贴"},
		{"著作權登記要準備什麼", "著作权登记要准备什么"},
		{"欠著稅多久給答覆，效果顯著的呢", "欠着税多久给答复，效果显著的呢"},
		{"R&D費用 100% ABC", "R&D费用 100% ABC"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := retrieval.Simplified(tt.in); got != tt.want {
			t.Errorf("Simplified(%s) = %s, want %s", tt.in, got, tt.want)
		}
	}
	for _, s := range []string{"乾安县、後藤、于於、覆盖", "宫商角徵羽", "朱镕基、喆、堃、淼"} { // names and old words of simplified texts
		if got := retrieval.Simplified(s); got != s {
			t.Errorf("Simplified(%s) = %s, want it as it is", s, got)
		}
	}
	plain := retrieval.Understand("高新技术企业认定条件", nil, nil)
	if u := retrieval.Understand("高新技術企業認定條件", nil, nil); u.Words != plain.Words || u.Text != plain.Text || u.Added != plain.Added {
		t.Errorf("Understand of traditional characters = %q, %q, want %q, %q", u.Text, u.Added, plain.Text, plain.Added)
	}
}

// TestSimplifiedKeepsQuestions: no question of the project's own sets is changed.
func TestSimplifiedKeepsQuestions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../evals/cases/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases found: %v", err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if s := lines.Text(); retrieval.Simplified(s) != s && !strings.Contains(s, `"traditional"`) {
				t.Errorf("%s: changed: %s", filepath.Base(name), s)
			}
		}
	}
}
