package retrieval

import (
	"context"
	"time"

	"github.com/policybot/policybot/corpus"
)

// Add stores documents that were not read from files, as [Indexer.Ingest]
// would, one transaction a document, without looking at what is stored. Each
// needs an ID, a Hash and passages. progress may be nil.
func (x *Indexer) Add(ctx context.Context, docs []*corpus.Document, progress func(Progress)) error {
	in := &ingest{x: x, start: time.Now(), progress: progress, report: &Report{}}
	if in.progress == nil {
		in.progress = func(Progress) {}
	}
	var work []*pending
	for _, d := range docs {
		work = append(work, &pending{doc: d, created: true})
		in.done.PassagesTotal += len(d.Passages)
	}
	in.done.DocumentsTotal = len(docs)
	return in.store(ctx, work)
}
