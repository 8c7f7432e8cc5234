package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// Bounds of a widget.
const (
	MaxWidgetOrigins      = 20
	MaxWidgetNameRunes    = 80
	DefaultWidgetDayLimit = 2000 // questions a day
	DefaultWidgetKeepDays = 30   // days that a visitor finds a conversation again
	MaxWidgetKeepDays     = 365
)

// ErrBadWidget reports a widget that cannot be; the message says what to change.
var ErrBadWidget = errors.New("bad widget")

// Widget is a question box that other sites embed.
type Widget struct {
	ID      string   // wgt_ and 16 letters and digits
	Name    string   // for the operator
	Origins []string // sites that may embed it, e.g. https://www.example.org; at least one
	Paused  bool     // answers nothing
	// Generation grows with every change that ends the tokens given before:
	// pausing, resuming, other origins.
	Generation int
	DayLimit   int // questions a day over all visitors
	// KeepDays is how long a visitor finds a conversation again; 0: nothing is
	// kept in the visitor's browser, and nothing on the server tells which
	// answers belong together.
	KeepDays  int
	CreatedAt time.Time
}

// Widgets reads widgets and counts their questions. Methods may be called from
// many goroutines.
type Widgets interface {
	// Widget gives a widget; an unknown id gives an error wrapping [ErrNotFound].
	Widget(ctx context.Context, id string) (Widget, error)
	// Spend counts one question of the widget on a day and reports whether it
	// was within the day's limit; past it nothing is counted.
	Spend(ctx context.Context, id string, day corpus.Date) (bool, error)
}

// NewWidget makes a widget with an id of its own, first generation. dayLimit 0
// means [DefaultWidgetDayLimit]. Errors wrap [ErrBadWidget].
func NewWidget(name string, origins []string, dayLimit int) (Widget, error) {
	w := Widget{ID: "wgt_" + strings.ToLower(rand.Text()[:16]), Name: strings.TrimSpace(name), Generation: 1, DayLimit: dayLimit, KeepDays: DefaultWidgetKeepDays}
	if w.DayLimit == 0 {
		w.DayLimit = DefaultWidgetDayLimit
	}
	if w.DayLimit < 0 {
		return w, fmt.Errorf("%w: the limit a day must be at least 1, but it is %d", ErrBadWidget, dayLimit)
	}
	if n := utf8.RuneCountInString(w.Name); n == 0 || n > MaxWidgetNameRunes {
		return w, fmt.Errorf("%w: give a name (--name) of 1 to %d characters; it has %d", ErrBadWidget, MaxWidgetNameRunes, n)
	}
	var err error
	w.Origins, err = WidgetOrigins(origins)
	return w, err
}

// WidgetOrigins gives origins as a browser writes them, sorted, without repeats.
// Errors wrap [ErrBadWidget].
func WidgetOrigins(origins []string) ([]string, error) {
	var out []string
	for _, raw := range origins {
		u, err := url.Parse(strings.TrimSpace(raw))
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || !plainHost(u.Hostname()) ||
			u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("%w: %q is not an origin: write scheme and host alone, e.g. https://www.example.org", ErrBadWidget, raw)
		}
		host := strings.ToLower(u.Host)
		host = strings.TrimSuffix(host, map[string]string{"https": ":443", "http": ":80"}[u.Scheme])
		out = append(out, u.Scheme+"://"+strings.TrimSuffix(host, ":"))
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if n := len(out); n == 0 || n > MaxWidgetOrigins {
		return nil, fmt.Errorf("%w: it needs 1 to %d origins, but %d are given", ErrBadWidget, MaxWidgetOrigins, n)
	}
	return out, nil
}

// plainHost reports whether host is a name or an address that can stand in a
// header: no wildcard, no space, no character outside ASCII (write xn--... names).
func plainHost(host string) bool {
	return host != "" && strings.IndexFunc(host, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-._:", c)
	}) < 0
}
