package retrieval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// indexVersion changes when the same document gives other terms or other texts
// to embed, so that everything stored is indexed again.
const indexVersion = "2"

// Ingest reads the files and folders given and makes the index hold them:
// what is new or changed (in text, metadata, or a version that follows it) is
// stored, one transaction a document, and only passages that changed are
// embedded; what a folder given no longer holds is withdrawn; the rest is left
// alone. A source that cannot be used is rejected
// with a reason and the others go on. progress may be nil; it is called from
// the calling goroutine.
//
// An error means that the ingest was broken off: by ctx, or by a path, store or
// embedder that failed. What had been stored until then is whole and stays, and
// the report says how far it came.
func (x *Indexer) Ingest(ctx context.Context, paths []string, progress func(Progress)) (*Report, error) {
	return x.ingest(ctx, paths, progress, false)
}

// Plan reports what [Indexer.Ingest] would do, and does nothing. It embeds
// nothing, so that Embedded counts the passages of what would be stored.
func (x *Indexer) Plan(ctx context.Context, paths []string) (*Report, error) {
	return x.ingest(ctx, paths, nil, true)
}

func (x *Indexer) ingest(ctx context.Context, paths []string, progress func(Progress), dry bool) (*Report, error) {
	in := &ingest{x: x, start: time.Now(), progress: progress, dry: dry,
		report: &Report{Rejected: []Rejected{}, SameAs: []SameAs{}, Changes: []Change{}}}
	if in.progress == nil {
		in.progress = func(Progress) {}
	}
	err := in.run(ctx, paths)
	in.report.Seconds = float64(time.Since(in.start).Milliseconds()) / 1000
	if err != nil && in.stored > 0 {
		err = fmt.Errorf("%w (the %d documents stored before are complete; run ingest again to go on)", err, in.stored)
	}
	return in.report, err
}

// ingest is one run.
type ingest struct {
	x        *Indexer
	start    time.Time
	report   *Report
	progress func(Progress)
	done     Progress
	stored   int
	dry      bool // report alone

	known    map[string]Known    // by ID
	owners   map[string]string   // ID made of a path alone -> root of the document that has it
	docs     []*corpus.Document  // read now, in the order of the sources, without duplicates
	versions []corpus.Version    // of all roots
	folders  map[string][]string // root of each folder given -> IDs of the sources in it
	unread   map[string][]string // root of each folder given -> prefixes of what could not be looked into

	duplicates []Duplicate // among what was read now
}

func (in *ingest) run(ctx context.Context, paths []string) error {
	known, err := in.x.cfg.Index.Known(ctx)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	in.known = make(map[string]Known, len(known))
	in.owners = map[string]string{}
	for _, k := range known {
		in.known[k.ID] = k
		if k.ID == corpus.DocumentID(k.Source) {
			in.owners[k.ID] = k.Root
		}
	}
	loaded, err := in.load(ctx, paths)
	if err != nil {
		return err
	}
	gone := in.gone()
	gone = append(gone, in.dropDuplicates(loaded, gone)...)
	others, err := in.relatives(ctx, gone)
	if err != nil {
		return err
	}
	all := append(append([]*corpus.Document(nil), in.docs...), others...)
	corpus.LinkVersions(all, in.versions)
	work := in.changed(others)
	if in.dry {
		return in.plan(work, gone)
	}
	if err := in.store(ctx, work); err != nil {
		return err
	}
	if err := in.withdraw(ctx, gone); err != nil {
		return err
	}
	return in.recordDuplicates(ctx, loaded)
}

// withdraw takes what is gone out of the searches of today and later.
func (in *ingest) withdraw(ctx context.Context, gone []string) error {
	if len(gone) == 0 {
		return nil
	}
	if err := in.x.cfg.Index.Withdraw(ctx, gone, corpus.DateOf(in.x.cfg.Now())); err != nil {
		return fmt.Errorf("withdraw documents: %w", err)
	}
	in.withdrew(gone)
	return nil
}

func (in *ingest) withdrew(gone []string) {
	in.report.Documents.Removed = len(gone)
	for _, id := range gone {
		in.report.Changes = append(in.report.Changes, Change{Source: in.known[id].Source, What: ChangeWithdrawn})
	}
}

// plan reports the work instead of doing it.
func (in *ingest) plan(work []*pending, gone []string) error {
	for _, p := range work {
		in.count(p)
		in.report.Embedded += len(p.doc.Passages)
	}
	in.withdrew(gone)
	return nil
}

// count adds a document that is stored to the report.
func (in *ingest) count(p *pending) {
	c := Change{Source: p.doc.Source, Title: p.doc.Title, What: ChangeUpdated}
	if p.created {
		c.What = ChangeCreated
	}
	switch {
	case p.doc.TextMissing(): // counted as rejected
	case p.created:
		in.report.Documents.Created++
	default:
		in.report.Documents.Updated++
	}
	in.report.Changes = append(in.report.Changes, c)
}

// load reads all sources below the paths.
func (in *ingest) load(ctx context.Context, paths []string) ([]*corpus.Document, error) {
	in.folders, in.unread = map[string][]string{}, map[string][]string{}
	roots, seen := map[string]bool{}, map[string]bool{}
	var out []*corpus.Document
	for _, path := range paths {
		path, err := filepath.Abs(path)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", path, err)
		}
		sources, rejected, err := in.x.cfg.Readers.Walk(path)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		folder := err == nil && info.IsDir()
		if folder {
			in.folders[path] = []string{}
		}
		for _, r := range rejected {
			in.reject(r.Source, r.Reason)
			if _, err := os.Lstat(filepath.Join(path, filepath.FromSlash(r.Source))); folder && !errors.Is(err, fs.ErrNotExist) {
				in.folders[path] = append(in.folders[path], in.identity(path, r.Source))
				in.unread[path] = append(in.unread[path], r.Source+"/")
			}
		}
		for _, s := range sources {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			id := in.identity(s.Meta.Root, s.Meta.Source)
			if folder {
				in.folders[path] = append(in.folders[path], id)
			}
			roots[s.Meta.Root] = true
			d, err := s.Load()
			if err == nil {
				err = storable(d)
			}
			if err != nil {
				in.reject(s.Meta.Source, reason(err, s.Meta.Source))
				if !errors.Is(err, corpus.ErrNoBody) || !d.TitleKnown() {
					continue
				}
			}
			rename(d, id)
			if !seen[d.ID] { // a file given twice, by itself and by its folder
				seen[d.ID] = true
				out = append(out, d)
			}
		}
	}
	for root := range roots {
		v, err := corpus.ReadVersions(root)
		if err != nil {
			return nil, err
		}
		in.versions = append(in.versions, v...)
	}
	return out, nil
}

// identity gives the ID of a source: that of its path, or, where a document of
// another folder that is still there has it, that of folder and path. A folder
// that was moved keeps its IDs.
func (in *ingest) identity(root, source string) string {
	id := corpus.DocumentID(source)
	if owner, taken := in.owners[id]; taken && owner != root {
		if _, err := os.Stat(owner); !errors.Is(err, fs.ErrNotExist) {
			return corpus.DocumentID(root + "\x00" + source)
		}
	}
	in.owners[id] = root
	return id
}

// rename gives a document, and its passages, another ID.
func rename(d *corpus.Document, id string) {
	if d.ID == id {
		return
	}
	for i := range d.Passages {
		p := &d.Passages[i]
		p.ID, p.DocumentID = id+strings.TrimPrefix(p.ID, d.ID), id
	}
	d.ID = id
}

func (in *ingest) reject(source, why string) {
	in.report.Rejected = append(in.report.Rejected, Rejected{source, why})
}

// reason cuts the source off the front of an error: the report names it.
func reason(err error, source string) string {
	return strings.TrimPrefix(err.Error(), "read "+source+": ")
}

// storable reports text that no store takes.
func storable(d *corpus.Document) error {
	if !utf8.ValidString(d.Text) || strings.ContainsRune(d.Text, 0) {
		return fmt.Errorf("%w: it holds bytes that are not UTF-8 text; save it as UTF-8", corpus.ErrNotText)
	}
	return nil
}

// gone gives the stored documents of the folders given that are not in them
// any more.
func (in *ingest) gone() []string {
	var out []string
	for root, ids := range in.folders {
		here := make(map[string]bool, len(ids))
		for _, id := range ids {
			here[id] = true
		}
		for _, k := range in.known {
			if k.Root == root && !k.Withdrawn && !here[k.ID] && !below(in.unread[root], k.Source) {
				out = append(out, k.ID)
			}
		}
	}
	slices.Sort(out)
	return out
}

// below reports whether source lies in one of the folders.
func below(folders []string, source string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(source, f) })
}

// relatives reads the stored documents of the same roots that were not read
// now: versions link across ingests.
func (in *ingest) relatives(ctx context.Context, gone []string) ([]*corpus.Document, error) {
	skip, roots := map[string]bool{}, map[string]bool{}
	for _, id := range gone {
		skip[id] = true
	}
	for _, d := range in.docs {
		skip[d.ID] = true
		roots[d.Root] = true
	}
	var out []*corpus.Document
	for _, id := range slices.Sorted(maps.Keys(in.known)) {
		k := in.known[id]
		if skip[k.ID] || k.Withdrawn || !roots[k.Root] {
			continue
		}
		d, err := in.x.cfg.Library.Document(ctx, k.ID)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the index: %w", err)
		}
		out = append(out, d)
	}
	return out, nil
}

// changed gives the documents whose stored form is not the one wanted, and
// counts all that were given.
func (in *ingest) changed(others []*corpus.Document) []*pending {
	var out []*pending
	for _, d := range in.docs {
		in.report.Passages += len(d.Passages)
		d.Hash = indexHash(d)
		switch k, ok := in.known[d.ID]; {
		case !ok:
			out = append(out, &pending{doc: d, created: true})
		case k.Hash != d.Hash || k.CoreHash != d.CoreHash || k.Root != d.Root || k.Withdrawn:
			out = append(out, &pending{doc: d})
		case !d.TextMissing():
			in.report.Documents.Unchanged++
		}
	}
	for _, d := range others {
		if d.Hash = indexHash(d); d.Hash != in.known[d.ID].Hash {
			out = append(out, &pending{doc: d})
		}
	}
	for _, p := range out {
		in.done.PassagesTotal += len(p.doc.Passages)
	}
	in.done.DocumentsTotal = len(out)
	return out
}

// indexHash is the hash that is stored: of the document and of how it is indexed.
func indexHash(d *corpus.Document) string {
	sum := sha256.Sum256([]byte(d.Hash))
	return textsVersion + hex.EncodeToString(sum[:16])
}

// textsVersion begins the hash of every document of which the same passages give
// the same texts to embed: their vectors can be kept.
const textsVersion = indexVersion + "." + corpus.ParserVersion + "-"

// store embeds and puts the documents, in batches of texts across documents.
// While one batch is put, the next is embedded: the model never waits for the
// database.
func (in *ingest) store(ctx context.Context, work []*pending) error {
	in.progress(in.done)
	ctx, cancel := context.WithCancel(ctx)
	save, stop := outlive(ctx, saveTime)
	defer stop()
	batches, embedding := make(chan []*pending), make(chan error, 1)
	go func() {
		defer close(batches)
		embedding <- in.embedAll(ctx, work, batches)
	}()
	var putting error
	for batch := range batches { // to the end, also where putting failed: the other side stops by ctx
		for _, p := range batch {
			if putting == nil {
				putting = in.put(save, p)
			}
		}
		if putting != nil {
			cancel()
		}
		clear(batch) // texts and vectors of what is stored are no longer needed
	}
	cancel()
	err := <-embedding
	if putting != nil {
		return putting
	}
	return err
}

// saveTime is how long a cancelled ingest may go on storing what is embedded already.
const saveTime = 5 * time.Second

// outlive gives a context that ends some time after ctx.
func outlive(ctx context.Context, grace time.Duration) (context.Context, func()) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			cancel()
		case <-out.Done():
		}
	})
	return out, func() { stop(); cancel() }
}

// embedAll makes the vectors of the documents and hands these on in batches.
func (in *ingest) embedAll(ctx context.Context, work []*pending, out chan<- []*pending) error {
	for len(work) > 0 {
		n, texts := 0, []string(nil)
		for n < len(work) && (n == 0 || len(texts) < in.x.cfg.BatchTexts) {
			in.x.prepare(work[n])
			if err := in.keepVectors(ctx, work[n]); err != nil {
				return err
			}
			texts = append(texts, work[n].texts...)
			n++
		}
		vectors, err := in.embed(ctx, texts)
		if err != nil {
			return err
		}
		for _, p := range work[:n] {
			p.place(vectors[:len(p.texts)])
			vectors = vectors[len(p.texts):]
		}
		out <- work[:n]
		work = work[n:]
	}
	return nil
}

// embed makes the vectors of texts, in pieces, so that a broken ingest stops soon.
func (in *ingest) embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(len(texts), in.x.cfg.BatchTexts)
		vectors, err := in.x.cfg.Embedder.EmbedDocuments(ctx, texts[:n])
		if err != nil {
			return nil, fmt.Errorf("embed passages: %w", err)
		}
		if len(vectors) != n {
			return nil, fmt.Errorf("embed passages: %d vectors for %d texts", len(vectors), n)
		}
		out = append(out, vectors...)
		texts = texts[n:]
	}
	return out, nil
}

func (in *ingest) put(ctx context.Context, p *pending) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := in.x.cfg.Index.Put(ctx, p.e); err != nil {
		return err
	}
	in.stored++
	in.count(p)
	in.report.Embedded += p.fresh
	in.done.Documents++
	in.done.Passages += len(p.doc.Passages)
	in.progress(in.done)
	in.x.cfg.Logger.DebugContext(ctx, "document stored", "document_id", p.doc.ID, "passages", len(p.doc.Passages))
	return nil
}
