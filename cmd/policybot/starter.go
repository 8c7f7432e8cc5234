package main

import (
	"context"
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
// and nothing else.
func writeStarter(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return fs.WalkDir(documents.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := documents.FS.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.Base(path)), data, 0o644)
	})
}
