package onnx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/internal/deps"
)

// The goldens here were made once with the Hugging Face tokenizers (0.23,
// lower-casing on, special tokens read as text), never with this package.

func vocabulary(t testing.TB) *tokenizer {
	t.Helper()
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	tokens, err := newTokenizer(paths.Tokenizer)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func lines(t testing.TB, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

// add hashes ids as decimal numbers, one list a line.
func add(h hash.Hash, ids []int64) {
	for i, id := range ids {
		if i > 0 {
			h.Write([]byte{' '})
		}
		fmt.Fprint(h, id)
	}
	h.Write([]byte{'\n'})
}

// Invented sentences that mix scripts, figures, emoji, controls and long words.
func TestEncodeGolden(t *testing.T) {
	t.Parallel()
	tokens := vocabulary(t)
	for _, line := range lines(t, "testdata/encoded.jsonl") {
		var want struct {
			Text string  `json:"text"`
			IDs  []int64 `json:"ids"`
		}
		if err := json.Unmarshal([]byte(line), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.IDs, tokens.encode(want.Text, maxTokens)); diff != "" {
			t.Errorf("encode(%q) (-want +got):\n%s", want.Text, diff)
		}
	}
}

// Every character of the ranges, between a letter and a digit. Left out are
// scripts to which Unicode has added marks or punctuation since version 8,
// which is where the other implementation stands; ours follows Go.
func TestEncodeCharacters(t *testing.T) {
	t.Parallel()
	tokens := vocabulary(t)
	for _, line := range lines(t, "testdata/characters.txt") {
		var first, last rune
		var want string
		if _, err := fmt.Sscanf(line, "%X %X %s", &first, &last, &want); err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for r := first; r <= last; r++ {
			add(h, tokens.encode("a"+string(r)+"1", maxTokens))
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("U+%04X to U+%04X: hash of the ids = %s, want %s", first, last, got, want)
		}
	}
}

// Every line of the shared corpus, against hashes of ids by hash of the file.
func TestEncodeCorpus(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../shared/corpus/*/*") // the pattern is well formed
	if len(files) == 0 {
		t.Skip("no ../shared/corpus beside the repository: its texts are not compared")
	}
	tokens := vocabulary(t)
	want := map[string]string{}
	for _, line := range lines(t, "testdata/corpus.sha256") {
		f := strings.Fields(line)
		want[f[0]] = f[2]
	}
	compared := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(raw)
		ids, ok := want[hex.EncodeToString(sum[:])]
		if !ok {
			continue // another version of the corpus
		}
		compared++
		h := sha256.New()
		for line := range bytes.SplitSeq(raw, []byte("\n")) {
			add(h, tokens.encode(string(line), maxTokens))
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != ids {
			t.Errorf("%s: hash of the ids = %s, want %s", filepath.Base(file), got, ids)
		}
	}
	if compared == 0 {
		t.Error("no file of ../shared/corpus is in testdata/corpus.sha256")
	}
}

func FuzzEncode(f *testing.F) {
	tokens := vocabulary(f)
	f.Add("云湖市 High-Tech 2296家", 16)
	f.Add("\xff\xfe坏字节\x00", 3)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 3 + (limit&0x7fffffff)%510
		ids := tokens.encode(text, limit)
		if len(ids) < 2 || len(ids) > limit || ids[0] != tokens.cls || ids[len(ids)-1] != tokens.sep {
			t.Errorf("encode(%q, %d) = %v, want [CLS] ... [SEP] of at most %d", text, limit, ids, limit)
		}
		if strings.ToValidUTF8(text, "") == text {
			return
		}
		clean := tokens.encode(strings.ToValidUTF8(text, ""), limit)
		if diff := cmp.Diff(clean, ids); diff != "" {
			t.Errorf("broken bytes are not ignored (-without +with):\n%s", diff)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	tokens := vocabulary(b)
	text := strings.Repeat("云湖市的企业把上年度 R&D 费用的15%留作试验经费（虚构）。", 10)
	runes := utf8.RuneCountInString(text)
	for b.Loop() {
		tokens.encode(text, maxTokens)
	}
	b.ReportMetric(float64(runes*b.N)/b.Elapsed().Seconds()/1e6, "Mrunes/s")
}

func BenchmarkNewTokenizer(b *testing.B) {
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		if _, err := newTokenizer(paths.Tokenizer); err != nil {
			b.Fatal(err)
		}
	}
}
