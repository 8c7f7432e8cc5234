package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/policybot/policybot/corpus/documents"
)

// fill loads the starter corpus into an empty store.
func (a *app) fill(ctx context.Context, w *world) error {
	docs, err := w.store.Documents(ctx)
	if err != nil || len(docs) > 0 {
		return err
	}
	dir := filepath.Join(w.cfg.Data, "starter")
	if err := writeStarter(dir); err != nil {
		return fmt.Errorf("starter corpus: %w", err)
	}
	fmt.Fprintln(a.stderr, "the corpus is empty: loading the starter corpus (our own digests of real policy)")
	report, err := w.indexer().Ingest(ctx, []string{dir}, a.progress())
	if err != nil {
		return fmt.Errorf("starter corpus: %w", err)
	}
	for _, r := range report.Rejected {
		fmt.Fprintf(a.stderr, "not read: %s: %s\n", r.Source, r.Reason)
	}
	return nil
}

// writeStarter writes the embedded documents into dir, which then holds them
// and nothing else. What is there already is not touched: another server may be
// reading it.
func writeStarter(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	want, err := starterFiles()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, ok := want[e.Name()]; !ok {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	for name, data := range want {
		path := filepath.Join(dir, name)
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, data) {
			continue
		}
		if err := writeWhole(path, data); err != nil {
			return err
		}
	}
	return nil
}

// writeWhole writes a file that nobody sees half-written. It comes from beside
// the folder, whose readers would take it for a document.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(filepath.Dir(path)), "starter-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// starterFiles gives the embedded documents by file name.
func starterFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, fs.WalkDir(documents.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[filepath.Base(path)], err = documents.FS.ReadFile(path)
		return err
	})
}
