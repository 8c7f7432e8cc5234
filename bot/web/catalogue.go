package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

//go:embed locales/*.json
var localeFiles embed.FS

// Languages of the pages, the default first.
const (
	langZH = "zh-CN"
	langEN = "en"
)

// catalogue holds all words of the pages in one language, by key.
type catalogue struct {
	Lang  string
	words map[string]string
}

// T gives the words of a key. A missing key shows itself, so that a reader of
// the page can report it; a test keeps the languages equal.
func (c *catalogue) T(key string) string {
	if s, ok := c.words[key]; ok {
		return s
	}
	return key
}

// F gives the words of a key with values put in.
func (c *catalogue) F(key string, args ...any) string { return fmt.Sprintf(c.T(key), args...) }

// client gives the words that the script needs, as JSON.
func (c *catalogue) client() string {
	m := map[string]string{}
	for k, v := range c.words {
		for _, prefix := range []string{"js.", "feedback.", "answer.", "status.", "kind.", "citation.", "dates.", "chip."} {
			if strings.HasPrefix(k, prefix) {
				m[k] = v
			}
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return "{}" // strings always encode
	}
	return string(b)
}

// catalogues holds the catalogue of each language.
type catalogues map[string]*catalogue

func loadCatalogues() (catalogues, error) {
	out := catalogues{}
	for _, lang := range []string{langZH, langEN} {
		b, err := localeFiles.ReadFile("locales/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		c := &catalogue{Lang: lang}
		if err := json.Unmarshal(b, &c.words); err != nil {
			return nil, fmt.Errorf("%s: %w", lang, err)
		}
		out[lang] = c
	}
	return out, nil
}

// of gives the catalogue for a request: ?lang= when it names a language, else
// the first one of Accept-Language that there is, else Chinese.
func (cs catalogues) of(r *http.Request) *catalogue {
	if c, ok := cs.named(r.URL.Query().Get("lang")); ok {
		return c
	}
	best, bestQ := cs[langZH], 0.0
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if f, err := strconv.ParseFloat(v, 64); err == nil {
				q = f
			}
		}
		if c, ok := cs.named(strings.TrimSpace(tag)); ok && q > bestQ {
			best, bestQ = c, q
		}
	}
	return best
}

// named finds a language by its tag; the region does not matter.
func (cs catalogues) named(tag string) (*catalogue, bool) {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch base {
	case "zh":
		return cs[langZH], true
	case "en":
		return cs[langEN], true
	}
	return nil, false
}
