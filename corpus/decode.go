package corpus

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Decode gives the text of raw as [Read] takes it, for readers of formats that
// are text themselves. Its errors wrap [ErrNotText].
func Decode(raw []byte) (string, error) { return decode(raw) }

// decode gives raw as UTF-8 with LF line ends. A byte order mark is dropped;
// bytes that are not UTF-8 are tried as GB18030. What is neither is refused
// with an error that wraps [ErrNotText] and says what to do.
func decode(raw []byte) (string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if what := signature(raw); what != "" {
		return "", fmt.Errorf("%w: it is %s; convert it to UTF-8 text (.txt) or Markdown (.md)", ErrNotText, what)
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", fmt.Errorf("%w: it holds binary data; convert it to UTF-8 text (.txt) or Markdown (.md)", ErrNotText)
	}
	text := string(raw)
	if !utf8.Valid(raw) {
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || !plausible(string(out)) {
			return "", fmt.Errorf("%w: its encoding is neither UTF-8 nor GB18030; save it as UTF-8", ErrNotText)
		}
		text = string(out)
	} else if !plausible(text) {
		return "", fmt.Errorf("%w: it holds binary data; convert it to UTF-8 text (.txt) or Markdown (.md)", ErrNotText)
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), nil
}

// signature names the well-known binary format that raw begins with, or "".
func signature(raw []byte) string {
	for _, s := range []struct{ head, name string }{
		{"%PDF-", "a PDF"},
		{"PK\x03\x04", "a ZIP container (DOCX, XLSX, OFD ...)"},
		{"\xd0\xcf\x11\xe0", "an old Office file (DOC, XLS, PPT)"},
		{"\x7fELF", "a program"},
		{"\x89PNG", "an image"},
		{"\xff\xd8\xff", "an image"},
		{"GIF8", "an image"},
		{"\x1f\x8b", "compressed data"},
		{"Rar!", "an archive"},
		{"7z\xbc\xaf", "an archive"},
		{"\xff\xfe", "UTF-16 text"},
		{"\xfe\xff", "UTF-16 text"},
		{"{\\rtf", "RTF"},
	} {
		if bytes.HasPrefix(raw, []byte(s.head)) {
			return s.name
		}
	}
	return ""
}

// plausible tells text from bytes that happen to decode: few control or
// replacement characters, few of private use.
func plausible(s string) bool {
	var n, bad int
	for _, r := range s {
		n++
		switch {
		case r == '\n', r == '\t', r == '\r', r == '\f', r == '\v':
		case r < 0x20, r == 0x7f, r == utf8.RuneError, r >= 0xe000 && r <= 0xf8ff:
			bad++
		}
	}
	return bad*50 <= n
}
