package corpus

import (
	"strings"

	"github.com/goccy/go-yaml"
)

// frontMatter is the YAML head of a Markdown file: that of our own starter
// corpus, and the keys that published collections use.
type frontMatter struct {
	Title     string   `yaml:"title"`
	Issuer    string   `yaml:"issuer"`
	Authority string   `yaml:"issuing_authority"`
	DocNumber string   `yaml:"doc_number"`
	Level     string   `yaml:"level"`
	Region    string   `yaml:"region"`
	Kind      string   `yaml:"kind"`
	Adopted   string   `yaml:"adopted"`
	Published string   `yaml:"published"`
	Effective string   `yaml:"effective"`
	Expires   string   `yaml:"expires"`
	URL       string   `yaml:"url"`
	DigestOf  []string `yaml:"digest_of"`
	Note      string   `yaml:"note"`
}

// readFrontMatter reads the YAML head and gives the offset of its end, 0 where
// there is none. A head that is no YAML is a finding; it stays out of the text.
func (p *parser) readFrontMatter() int {
	rest, ok := strings.CutPrefix(p.text, "---\n")
	if !ok {
		return 0
	}
	head, after, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		if head, ok = strings.CutSuffix(strings.TrimRight(rest, "\n"), "\n---"); !ok {
			return 0
		}
		after = ""
	}
	if len(head) > 64<<10 || !strings.Contains(head, ":") {
		return 0
	}
	if err := yaml.Unmarshal([]byte(head), &p.front); err != nil {
		p.finding("the YAML head cannot be read: %s", firstLine(err.Error()))
	}
	return len(p.text) - len(after)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}
