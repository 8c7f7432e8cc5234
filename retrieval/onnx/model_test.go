package onnx

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/internal/deps"
)

// TestCutGivesTheSame compares the model, cut, with the same model under other
// names, in which nothing is found to cut: every number must be the same.
func TestCutGivesTheSame(t *testing.T) {
	t.Parallel()
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	raw, err := os.ReadFile(paths.Model)
	if err != nil {
		t.Fatal(err)
	}
	renamed := filepath.Join(t.TempDir(), "renamed.onnx")
	if err := os.WriteFile(renamed, bytes.ReplaceAll(raw, []byte("/encoder/layer.3/"), []byte("/encoder/layer.9/")), 0o600); err != nil {
		t.Fatal(err)
	}
	var sessions []*session
	for path, want := range map[string]bool{paths.Model: true, renamed: false} {
		s, err := openSession(paths.ORTLibrary, path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.destroy()
		if s.cut != want {
			t.Errorf("openSession(%s): cut = %v, want %v", filepath.Base(path), s.cut, want)
		}
		sessions = append(sessions, s)
	}
	tokens, err := newTokenizer(paths.Tokenizer)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "补助", "云湖市的企业每年三月三十一日前提出申请。", strings.Repeat("虚构的试验区里，申请人应当交齐材料；", 9), strings.Repeat("长 2026 long。", 99)} {
		ids := tokens.encode(text, maxTokens)
		a, err := sessions[0].run(ids)
		if err != nil {
			t.Fatal(err)
		}
		b, err := sessions[1].run(ids)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a, b) {
			t.Errorf("%d tokens: the two models give different numbers", len(ids))
		}
	}
}

// TestCutOfBrokenModels gives what is no whole model: it is left as it is.
func TestCutOfBrokenModels(t *testing.T) {
	t.Parallel()
	named := func(name string, inputs ...string) []byte {
		var n []byte
		for _, in := range inputs {
			n = appendField(n, nodeInput, []byte(in))
		}
		return appendField(nil, graphNode, appendField(n, nodeName, []byte(name)))
	}
	whole := appendField(appendNumber(nil, 1, 6), modelGraph, slices.Concat(named("other", "a"), named(lastProduct, "a", "b"), named(lastSum, "c", "d"), named("last", "e")))
	behind := func(model []byte) []byte { return append(make([]byte, spareBytes), model...) }
	got, ok := firstRowOnly(behind(appendNumber(whole, 9, 1)))
	if !ok || bytes.Count(got, []byte("Gather")) != 2 || !bytes.HasSuffix(got, []byte{9 << 3, 1}) {
		t.Errorf("firstRowOnly = %q, %v, want two nodes more and what was behind the graph", got, ok)
	}
	if _, graph, size, ok := graphOf(got); !ok || size <= len(graph) {
		t.Errorf("the graph of what firstRowOnly gives cannot be read")
	}
	for n := range whole {
		if _, ok := firstRowOnly(behind(whole[:n])); ok {
			t.Errorf("firstRowOnly of %d bytes of %d changes something", n, len(whole))
		}
	}
	for _, model := range [][]byte{nil, []byte("no model"), appendField(nil, modelGraph, named(lastProduct, "a")), appendField(nil, modelGraph, append(named(lastProduct, "a"), named(lastSum, "a")...))} {
		if _, ok := firstRowOnly(behind(model)); ok {
			t.Errorf("firstRowOnly(%q) changes something", model)
		}
	}
}
