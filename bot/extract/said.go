package extract

import (
	"strings"

	"github.com/policybot/policybot/retrieval"
)

// saying is an everyday word or short form of a question and how texts write it.
type saying struct {
	terms   []string   // of the word as said and as the question was rewritten
	written [][]string // ways to write it, each as the words that must all be there
}

// sayingsOf reads the everyday words of a part.
func (c *Composer) sayingsOf(text string) []saying {
	var out []saying
	for _, note := range retrieval.Understand(text, nil, nil).Expanded {
		said, written, ok := strings.Cut(note, "=")
		if !ok || written == "" {
			continue
		}
		ways := strings.Split(written, "|")
		s := saying{terms: append(c.segmenter.Terms(contentWords(said)), c.segmenter.Terms(ways[0])...)}
		for _, w := range ways {
			s.written = append(s.written, strings.Fields(w))
		}
		out = append(out, s)
	}
	return out
}

// hear adds to the terms of a text those of the everyday words that it writes
// in another way: 没有答复 holds 没人理.
func (a *ask) hear(set map[string]bool, text string) {
	for i := range a.sayings {
		s := &a.sayings[i]
		for _, words := range s.written {
			if len(words) > 0 && holdsAll(text, words) {
				for _, t := range s.terms {
					set[t] = true
				}
				break
			}
		}
	}
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
