package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"github.com/policybot/policybot/bot"
)

// hidden finds the documents that are not for Slack: those whose source is one
// of the paths or stands below it. It may be called from many goroutines.
type hidden struct {
	library bot.Library
	paths   []string
	lg      *slog.Logger

	mu      sync.Mutex
	version string // of the corpus that ids is of
	ids     []string
}

// documents gives their ids; it asks for the list anew when the corpus has changed.
func (h *hidden) documents(ctx context.Context) ([]string, error) {
	version, err := h.library.Version(ctx)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.version == version && version != "" {
		return h.ids, nil
	}
	docs, err := h.library.Documents(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	used := map[string]bool{}
	for _, d := range docs {
		for _, p := range h.paths {
			if d.Source == p || strings.HasPrefix(d.Source, p+"/") {
				ids, used[p] = append(ids, d.ID), true
				break
			}
		}
	}
	for _, p := range h.paths {
		if !used[p] {
			h.lg.WarnContext(ctx, "POLICYBOT_SLACK_HIDDEN names a path below which there is no document; paths are as `policybot corpus list` prints them", "path", p)
		}
	}
	h.version, h.ids = version, ids
	return ids, nil
}
