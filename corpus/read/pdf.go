package read

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/policybot/policybot/corpus"
)

// Limits of one PDF.
const (
	pdfTime        = 60 * time.Second // to read it; real ones take a second or two
	pdfMemoryPages = 1 << 14          // 1 GiB in pages of 64 KiB
	maxPDFPages    = 2000
	maxPDFChars    = 4 << 20
)

// pdfEngine starts PDFium when the first PDF is read.
type pdfEngine struct {
	cacheDir string

	mu    sync.Mutex
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// instance gives a fresh sandbox; one document is read in each.
func (p *pdfEngine) instance() (pdfium.Pdfium, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool == nil {
		if err := p.start(); err != nil {
			return nil, err
		}
	}
	return p.pool.GetInstance(pdfTime)
}

func (p *pdfEngine) start() error {
	cfg := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemoryPages).
		WithCloseOnContextDone(true)
	if p.cacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(p.cacheDir)
		if err != nil {
			return fmt.Errorf("open the cache of the PDF module: %w", err)
		}
		p.cache = cache
		cfg = cfg.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 2, RuntimeConfig: cfg,
		FSConfig: wazero.NewFSConfig(), // no files
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return fmt.Errorf("start the PDF module: %w", err)
	}
	p.pool = pool
	return nil
}

func (p *pdfEngine) close(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool == nil {
		return nil
	}
	err := p.pool.Close()
	if p.cache != nil {
		err = errors.Join(err, p.cache.Close(ctx))
	}
	p.pool, p.cache = nil, nil
	return err
}

// PDF reads a PDF that holds text: paragraphs joined from their lines, without
// the headers, footers and page numbers, which are dropped.
func (s *Set) PDF(raw []byte) (*corpus.Extract, error) {
	if !bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")) {
		return nil, fmt.Errorf("%w: it is no PDF, whatever its name says; give it the right name", corpus.ErrNotText)
	}
	engine, err := s.pdf.instance()
	if err != nil {
		return nil, err
	}
	type result struct {
		pages []pdfPage
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- result{err: fmt.Errorf("%v", r)}
			}
		}()
		pages, err := readPages(engine, raw)
		done <- result{pages, err}
	}()
	timer := time.NewTimer(pdfTime)
	defer timer.Stop()
	var r result
	select {
	case r = <-done:
		_ = engine.Close() // the sandbox goes whatever it says
	case <-timer.C:
		_ = engine.Kill()
		<-done
		return nil, fmt.Errorf("%w: reading it takes longer than %s; split it or save it anew", corpus.ErrNotText, pdfTime)
	}
	switch {
	case errors.Is(r.err, corpus.ErrNotText):
		return nil, r.err
	case errors.Is(r.err, pdferrors.ErrPassword), errors.Is(r.err, pdferrors.ErrSecurity):
		return nil, fmt.Errorf("%w: it is protected by a password or a certificate; save it without", corpus.ErrNotText)
	case r.err != nil:
		return nil, brokenPDF(r.err)
	}
	return composePDF(r.pages)
}

// pageError is what PDFium said of one page.
type pageError struct {
	page, pages int // from 1
	err         error
}

func (e *pageError) Error() string { return fmt.Sprintf("page %d of %d: %v", e.page, e.pages, e.err) }
func (e *pageError) Unwrap() error { return e.err }

// brokenPDF says that a file is no whole PDF. What PDFium says ("3: incorrect
// format") helps nobody; the page does.
func brokenPDF(err error) error {
	where := ""
	var page *pageError
	if errors.As(err, &page) {
		where = fmt.Sprintf(" (page %d of %d cannot be read)", page.page, page.pages)
	}
	return fmt.Errorf("%w: it is a broken PDF file, or none at all%s; fetch it anew from where it came from, or, where a PDF reader opens it, save it anew from there", corpus.ErrNotText, where)
}

// readPages takes the characters off all pages with their places.
func readPages(engine pdfium.Pdfium, raw []byte) ([]pdfPage, error) {
	doc, err := engine.OpenDocument(&requests.OpenDocument{File: &raw})
	if err != nil {
		return nil, err
	}
	count, err := engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, err
	}
	if count.PageCount > maxPDFPages {
		return nil, fmt.Errorf("%w: it has %d pages, above the limit of %d; split it", corpus.ErrNotText, count.PageCount, maxPDFPages)
	}
	var pages []pdfPage
	total := 0
	for i := range count.PageCount {
		at := requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}
		size, err := engine.GetPageSize(&requests.GetPageSize{Page: at})
		if err != nil {
			return nil, &pageError{i + 1, count.PageCount, err}
		}
		text, err := engine.GetPageTextStructured(&requests.GetPageTextStructured{Page: at, Mode: requests.GetPageTextStructuredModeChars})
		if err != nil {
			return nil, &pageError{i + 1, count.PageCount, err}
		}
		page := pdfPage{height: size.Height, width: size.Width}
		for _, c := range text.Chars {
			b := c.PointPosition
			page.add(c.Text, box{b.Left, b.Right, size.Height - b.Top, size.Height - b.Bottom})
		}
		if total += len(text.Chars); total > maxPDFChars {
			return nil, fmt.Errorf("%w: it holds more than %d characters; split it", corpus.ErrNotText, maxPDFChars)
		}
		pages = append(pages, page)
	}
	return pages, nil
}
