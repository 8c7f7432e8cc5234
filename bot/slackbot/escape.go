package slackbot

import (
	"strings"
	"unicode"
)

// clean gives text fit to be shown: invalid bytes marked, control and
// invisible formatting characters dropped (those that turn the direction of
// writing or hide words included), runs of blanks one space, blank lines gone.
// Joiners inside emoji and words of some scripts stay.
func clean(s string) string {
	var b strings.Builder
	blank, line := false, false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '\n', r == '\u2028', r == '\u2029':
			line = true
			continue
		case unicode.IsSpace(r):
			blank = true
			continue
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			continue
		}
		if b.Len() > 0 {
			switch {
			case line:
				b.WriteByte('\n')
			case blank:
				b.WriteByte(' ')
			}
		}
		blank, line = false, false
		b.WriteRune(r)
	}
	return b.String()
}

// escaper writes the three characters that begin everything live in Slack's
// markup: mentions, channel-wide calls, links, dates, entities.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape gives text that Slack shows as it is.
func escape(s string) string { return escaper.Replace(clean(s)) }
