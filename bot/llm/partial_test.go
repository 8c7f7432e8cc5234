package llm

import (
	"slices"
	"strings"
	"testing"
)

// FuzzPartialReply demands that the statements read of the beginning of a reply
// are those that its whole begins with, wherever it is cut.
func FuzzPartialReply(f *testing.F) {
	for _, seed := range []string{
		`{"statements":[{"part":1,"text":"甲","cite":["s1"]},{"part":2,"text":"乙","cite":[]}],"missing":[3]}`,
		"```json\n{\"missing\":[1],\"statements\":[{\"part\":1}]}\n```", `<think>{"part":9}</think>{"statements":[{"part":1}]}`,
		`{"statements":null}`, `{"statements":[1]}`, `{"a":{"b":[{}]},"statements":[{"text":"}"}]}`, `[{"statements":[]}]`, "{", "",
	} {
		f.Add(seed, len(seed)/2)
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if strings.Count(strings.ToLower(text), "statements") > 1 {
			return // of two lists the last counts in the end, and what the first says was checked too
		}
		whole, err := readReply(text)
		part := partialReply(text[:max(0, min(cut, len(text)))])
		if err != nil || len(part.Statements) == 0 {
			return
		}
		// A thought that ends behind the cut makes what stands before it no reply.
		if all := partialReply(text); len(all.Statements) == 0 {
			return
		}
		for i, st := range part.Statements {
			if i >= len(whole.Statements) || st.Text != whole.Statements[i].Text || st.Part != whole.Statements[i].Part ||
				!slices.Equal(st.Cite, whole.Statements[i].Cite) {
				t.Fatalf("cut at %d: statement %d is %+v, the whole has %+v", cut, i, st, whole.Statements)
			}
		}
	})
}
