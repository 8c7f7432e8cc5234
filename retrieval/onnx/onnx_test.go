package onnx_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tmc/langchaingo/embeddings"

	"github.com/policybot/policybot/retrieval/onnx"
)

var _ embeddings.Embedder = (*onnx.Embedder)(nil)

// texts are invented and of very different lengths.
func texts() []string {
	return []string{
		"云湖市的企业把上年度研发费用的百分之十五留作试验经费。",
		"",
		strings.Repeat("虚构的试验区里，申请人应当在三十日内交齐材料；逾期不交的，视为放弃。", 40),
		"High-tech enterprise",
		"逾期怎么办",
		strings.Repeat("第一条 为了演示而写的规定。", 12),
		"逾期怎么办",
	}
}

func cosine(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestEmbedDocumentsKeepsOrder(t *testing.T) {
	t.Parallel()
	e := open(t, nil)
	got, err := e.EmbedDocuments(t.Context(), texts())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(texts()) {
		t.Fatalf("EmbedDocuments of %d texts gave %d vectors", len(texts()), len(got))
	}
	for i, text := range texts() {
		if len(got[i]) != e.Dimension() {
			t.Errorf("text %d: %d numbers, want %d", i, len(got[i]), e.Dimension())
		}
		if norm := math.Sqrt(cosine(got[i], got[i])); math.Abs(norm-1) > 1e-6 {
			t.Errorf("text %d: norm = %v, want 1", i, norm)
		}
		alone, err := e.EmbedQuery(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alone, got[i]); diff != "" {
			t.Errorf("text %d differs from the same text alone (-alone +together):\n%s", i, diff)
		}
	}
}

func TestEmbedDocumentsNone(t *testing.T) {
	t.Parallel()
	got, err := open(t, nil).EmbedDocuments(t.Context(), nil)
	if err != nil || len(got) != 0 {
		t.Errorf("EmbedDocuments(nil) = %v, %v, want no vectors", got, err)
	}
}

// The number of threads and what else runs must not show in a vector.
func TestVectorsDependOnTextAlone(t *testing.T) {
	t.Parallel()
	one := open(t, func(c *onnx.Config) { c.Threads = 1 })
	want, err := one.EmbedDocuments(t.Context(), texts())
	if err != nil {
		t.Fatal(err)
	}
	many := open(t, func(c *onnx.Config) { c.Threads = 3 })
	var callers sync.WaitGroup
	for n := range 6 {
		callers.Go(func() {
			given := append(texts()[n:], texts()[:n]...)
			got, err := many.EmbedDocuments(t.Context(), given)
			if err != nil {
				t.Error(err)
				return
			}
			if diff := cmp.Diff(append(want[n:len(want):len(want)], want[:n]...), got); diff != "" {
				t.Errorf("caller %d: vectors differ (-one thread +many):\n%s", n, diff)
			}
		})
	}
	callers.Wait()
}

func TestNearAndFar(t *testing.T) {
	t.Parallel()
	e := open(t, nil)
	for _, test := range []struct{ query, near, far string }{
		{"公司成立不满一年能申请高新技术企业吗", "企业申请认定时须注册成立一年以上", "专利年费应当在期满前一个月内预缴"},
		{"老外来工作要办什么证", "外国人在境内就业，应当取得工作许可和居留证件", "对小微企业收取的担保费率不超过百分之一"},
		{"欠中小企业的货款拖着不给怎么办", "机关和大型企业应当及时支付中小企业款项", "科研项目的结余资金留归单位使用"},
		{"SME loan guarantee 担保费", "担保费率按单户五百万元以下计算", "新品种的命名应当与已知品种相区别"},
	} {
		v, err := e.EmbedDocuments(t.Context(), []string{test.query, test.near, test.far})
		if err != nil {
			t.Fatal(err)
		}
		if near, far := cosine(v[0], v[1]), cosine(v[0], v[2]); near < far+0.05 {
			t.Errorf("%s: cosine %.3f to %s, %.3f to %s; want the first well above", test.query, near, test.near, far, test.far)
		}
	}
}

// What stands past the 512th token does not count.
func TestLongTextIsCut(t *testing.T) {
	t.Parallel()
	e := open(t, nil)
	long := strings.Repeat("长", 510)
	v, err := e.EmbedDocuments(t.Context(), []string{long, long + "尾", long[3:] + "尾"})
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(v[0], v[1]) {
		t.Error("the 511th character changes the vector")
	}
	if cmp.Equal(v[0], v[2]) {
		t.Error("the 510th character does not change the vector")
	}
}

func TestQueryInstruction(t *testing.T) {
	t.Parallel()
	plain := open(t, nil)
	instructed := open(t, func(c *onnx.Config) { c.QueryInstruction = onnx.Instruction })
	want, err := plain.EmbedQuery(t.Context(), onnx.Instruction+"逾期怎么办")
	if err != nil {
		t.Fatal(err)
	}
	got, err := instructed.EmbedQuery(t.Context(), "逾期怎么办")
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(want, got) {
		t.Error("EmbedQuery does not put the instruction before the text")
	}
	documents, err := instructed.EmbedDocuments(t.Context(), []string{"逾期怎么办"})
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(documents[0], got) {
		t.Error("EmbedDocuments puts the instruction before the text")
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	e := open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.EmbedDocuments(ctx, texts()); !errors.Is(err, context.Canceled) {
		t.Errorf("EmbedDocuments = %v, want %v", err, context.Canceled)
	}
	if _, err := e.EmbedQuery(ctx, "逾期"); !errors.Is(err, context.Canceled) {
		t.Errorf("EmbedQuery = %v, want %v", err, context.Canceled)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	e, err := onnx.Open(parts(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := e.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	}
	if _, err := e.EmbedQuery(t.Context(), "逾期"); !errors.Is(err, onnx.ErrClosed) {
		t.Errorf("EmbedQuery after Close = %v, want %v", err, onnx.ErrClosed)
	}
	if _, err := e.EmbedDocuments(t.Context(), texts()); !errors.Is(err, onnx.ErrClosed) {
		t.Errorf("EmbedDocuments after Close = %v, want %v", err, onnx.ErrClosed)
	}
}

// A missing or unusable part is named, with what to do.
func TestOpenBadParts(t *testing.T) {
	t.Parallel()
	good := parts(t)
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, change := range map[string]func(*onnx.Config){
		"no library set":    func(c *onnx.Config) { c.Library = "" },
		"library missing":   func(c *onnx.Config) { c.Library = filepath.Join(dir, "absent.so") },
		"model missing":     func(c *onnx.Config) { c.Model = filepath.Join(dir, "absent.onnx") },
		"model a folder":    func(c *onnx.Config) { c.Model = dir },
		"model not one":     func(c *onnx.Config) { c.Model = write("model.onnx", "not a model") },
		"tokenizer missing": func(c *onnx.Config) { c.Tokenizer = filepath.Join(dir, "absent.json") },
		"tokenizer no JSON": func(c *onnx.Config) { c.Tokenizer = write("bad.json", "{") },
		"tokenizer no vocabulary": func(c *onnx.Config) {
			c.Tokenizer = write("empty.json", `{"model":{"type":"WordPiece","vocab":{}}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			config := good
			change(&config)
			e, err := onnx.Open(config)
			if err == nil {
				_ = e.Close() // the test has failed already
				t.Fatal("Open succeeded")
			}
			if text := err.Error(); !strings.Contains(text, `run "make deps"`) || strings.Contains(text, "\n") {
				t.Errorf(`Open = %q, want one line with: run "make deps"`, text)
			}
		})
	}
	if _, err := onnx.Open(onnx.Config{Threads: -1}); err == nil || !strings.Contains(err.Error(), "Threads") {
		t.Errorf("Open with -1 threads = %v, want an error that names Threads", err)
	}
}

func BenchmarkOpen(b *testing.B) {
	config := parts(b)
	for b.Loop() {
		e, err := onnx.Open(config)
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEmbedQuery(b *testing.B) {
	e := open(b, nil)
	for b.Loop() {
		if _, err := e.EmbedQuery(b.Context(), "公司成立不满一年能申请高新技术企业吗？"); err != nil {
			b.Fatal(err)
		}
	}
}

// Texts of about 130 tokens.
func BenchmarkEmbedDocuments(b *testing.B) {
	e := open(b, nil)
	batch := make([]string, 64)
	for i := range batch {
		batch[i] = strings.Repeat(fmt.Sprintf("第%d条申请人应当在三十日内交齐材料。", i), 4+i%7)
	}
	for b.Loop() {
		if _, err := e.EmbedDocuments(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(batch))/b.Elapsed().Seconds(), "docs/s")
}
