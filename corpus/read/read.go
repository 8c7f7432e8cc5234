// Package read takes the text out of files of other formats than text and
// Markdown: HTML, DOCX, XLSX, CSV, JSON, JSONL and PDF. What it gives is parsed
// by package corpus with the same grammars as any text.
//
// Readers lose nothing that a person would see on the page: what is no text of
// the document (menus, page numbers) is given as dropped, with its reason.
// Files come from anywhere, so that every reader bounds what it unpacks and how
// deep it goes, and refuses the rest early. PDF is read by PDFium inside a
// WebAssembly sandbox without files or network.
package read

import (
	"context"
	"fmt"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// Config says how to read.
type Config struct {
	// CacheDir is where the compiled PDF module is kept, so that only the first
	// program to read a PDF compiles it (some seconds); empty compiles anew.
	CacheDir string
}

// Set holds readers and what they share. Close it.
type Set struct{ pdf pdfEngine }

// New makes a set of readers. Nothing is started before the first PDF is read.
func New(cfg Config) *Set {
	return &Set{pdf: pdfEngine{cacheDir: cfg.CacheDir}}
}

// Readers gives the readers by the ends of file names.
func (s *Set) Readers() corpus.Readers {
	return corpus.Readers{
		".html": guard("HTML", HTML), ".htm": guard("HTML", HTML),
		".docx": guard("DOCX", DOCX), ".xlsx": guard("XLSX", XLSX),
		".csv": guard("CSV", CSV), ".json": guard("JSON", JSON), ".jsonl": guard("JSON", JSON),
		".pdf": guard("PDF", s.PDF),
	}
}

// Close stops what runs. A set that read no PDF has nothing to stop.
func (s *Set) Close(ctx context.Context) error { return s.pdf.close(ctx) }

// guard turns a panic of a reader or of a library below it into an error: one
// broken file must not end an ingest.
func guard(format string, read corpus.Reader) corpus.Reader {
	return func(raw []byte) (e *corpus.Extract, err error) {
		defer func() {
			if r := recover(); r != nil {
				e, err = nil, fmt.Errorf("%w: it is a broken %s file; open it and save it anew", corpus.ErrNotText, format)
			}
		}()
		return read(raw)
	}
}

// broken says that a file is not of its format.
func broken(format string, err error) error {
	why, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%w: it is a broken %s file (%s); open it and save it anew", corpus.ErrNotText, format, why)
}
