package bot_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
)

func TestNewWidget(t *testing.T) {
	t.Parallel()
	w, err := bot.NewWidget(" （虚构）门户 ", []string{"https://WWW.Example.org:443/", "http://localhost:8080", "https://www.example.org"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.ID) != len("wgt_")+16 || w.Generation != 1 || w.DayLimit != bot.DefaultWidgetDayLimit || w.Name != "（虚构）门户" {
		t.Errorf("NewWidget = %+v", w)
	}
	if diff := cmp.Diff([]string{"http://localhost:8080", "https://www.example.org"}, w.Origins); diff != "" {
		t.Errorf("origins (-want +got):\n%s", diff)
	}
}

func TestNewWidgetRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name    string
		origins []string
		limit   int
	}{
		"no name":   {"", []string{"https://example.org"}, 0},
		"no origin": {"n", nil, 0},
		"path":      {"n", []string{"https://example.org/a"}, 0},
		"no scheme": {"n", []string{"example.org"}, 0},
		"wildcard":  {"n", []string{"https://*.example.org"}, 0},
		"user":      {"n", []string{"https://a@example.org"}, 0},
		"directive": {"n", []string{"https://example.org; script-src *"}, 0},
		"scheme":    {"n", []string{"javascript:alert(1)"}, 0},
		"limit":     {"n", []string{"https://example.org"}, -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if w, err := bot.NewWidget(tt.name, tt.origins, tt.limit); !errors.Is(err, bot.ErrBadWidget) {
				t.Errorf("NewWidget(%q, %q, %d) = %+v, %v, want ErrBadWidget", tt.name, tt.origins, tt.limit, w, err)
			}
		})
	}
}
