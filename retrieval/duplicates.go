package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/policybot/policybot/corpus"
)

// holder is a document that other sources may hold the text of.
type holder struct {
	id, root, source, bodyHash, coreHash string
	edition                              corpus.Edition
}

// dropDuplicates keeps the documents whose text no other one has: of equal
// ones that which is stored, else the first. A copy in other print (brackets,
// widths, a site's head) is one; another edition never is, nor a text that
// versions.csv names as older or newer. It gives the stored documents that
// became copies of another, to be withdrawn.
func (in *ingest) dropDuplicates(loaded []*corpus.Document, gone []string) (copies []string) {
	leaving := make(map[string]bool, len(gone))
	for _, id := range gone {
		leaving[id] = true
	}
	fresh := make(map[string]*corpus.Document, len(loaded))
	for _, d := range loaded {
		fresh[d.ID] = d
	}
	byBody, byCore := map[string][]holder{}, map[string][]holder{}
	add := func(h holder) {
		byBody[h.bodyHash] = append(byBody[h.bodyHash], h)
		if h.coreHash != "" {
			byCore[h.coreHash] = append(byCore[h.coreHash], h)
		}
	}
	known := make([]Known, 0, len(in.known))
	for _, k := range in.known {
		known = append(known, k)
	}
	slices.SortFunc(known, func(a, b Known) int { return cmp.Compare(a.ID, b.ID) })
	for _, k := range known {
		d := fresh[k.ID]
		switch {
		case leaving[k.ID], k.Withdrawn && d == nil,
			d != nil && d.BodyHash != k.BodyHash && (d.CoreHash == "" || d.CoreHash != k.CoreHash): // another text now
			continue
		case d != nil:
			add(holder{d.ID, d.Root, d.Source, d.BodyHash, d.CoreHash, d.Edition()})
		default:
			add(holder{k.ID, k.Root, k.Source, k.BodyHash, k.CoreHash, k.Edition})
		}
	}
	for _, d := range loaded {
		if d.TextMissing() {
			in.docs = append(in.docs, d)
			continue
		}
		h, near, ok := in.holderOf(d, byBody, byCore)
		if !ok {
			add(holder{d.ID, d.Root, d.Source, d.BodyHash, d.CoreHash, d.Edition()})
			in.docs = append(in.docs, d)
			continue
		}
		if h.id == d.ID {
			in.docs = append(in.docs, d)
			continue
		}
		same := SameAs{Source: d.Source, SameAs: h.source, Near: near}
		if h.root != d.Root {
			same.Root = h.root
		}
		in.report.SameAs = append(in.report.SameAs, same)
		in.duplicates = append(in.duplicates, Duplicate{Root: d.Root, Source: d.Source, Title: d.Title, Document: h.id, Near: near})
		if k, stored := in.known[d.ID]; stored && !k.Withdrawn {
			copies = append(copies, d.ID)
		}
	}
	slices.Sort(copies)
	return copies
}

// holderOf gives the document whose text d holds: d itself where it is the first.
func (in *ingest) holderOf(d *corpus.Document, byBody, byCore map[string][]holder) (h holder, near, ok bool) {
	held := byBody[d.BodyHash]
	if d.CoreHash != "" {
		held = slices.Concat(byCore[d.CoreHash], held)
	}
	for _, h := range held {
		if h.id == d.ID || !d.Edition().Differs(h.edition) && !in.versionsOf(d.Source, h.source) {
			return h, h.bodyHash != d.BodyHash, true
		}
	}
	return h, false, false
}

// versionsOf reports two sources that versions.csv names as versions of one text.
func (in *ingest) versionsOf(a, b string) bool {
	return slices.ContainsFunc(in.versions, func(v corpus.Version) bool {
		return v.Older == a && v.Newer == b || v.Older == b && v.Newer == a
	})
}

// recordDuplicates keeps the list of duplicates current for what was read now:
// the folders given and the files given.
func (in *ingest) recordDuplicates(ctx context.Context, loaded []*corpus.Document) error {
	stored, err := in.x.cfg.Index.Duplicates(ctx)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	type place struct{ root, source string }
	seen := make(map[place]bool, len(loaded))
	for _, d := range loaded {
		seen[place{d.Root, d.Source}] = true
	}
	var list []Duplicate
	for _, s := range stored {
		_, folder := in.folders[s.Root]
		if !seen[place{s.Root, s.Source}] && (!folder || below(in.unread[s.Root], s.Source)) {
			list = append(list, s)
		}
	}
	list = append(list, in.duplicates...)
	slices.SortFunc(list, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Source, b.Source))
	})
	if slices.Equal(list, stored) {
		return nil
	}
	if err := in.x.cfg.Index.SetDuplicates(ctx, list); err != nil {
		return fmt.Errorf("store duplicates: %w", err)
	}
	return nil
}
