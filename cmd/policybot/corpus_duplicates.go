package main

import (
	"context"
	"fmt"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// listDuplicates prints the files whose text a stored document holds.
func (a *app) listDuplicates(ctx context.Context, w *world, asJSON bool) error {
	list, err := w.store.Duplicates(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		type copied struct {
			Source string `json:"source"`
			Root   string `json:"root"`
			Title  string `json:"title"`
			SameAs string `json:"same_as"` // ID of the document that is searched and cited
			Near   bool   `json:"near"`    // the words are the same, their print is not
		}
		out := make([]copied, 0, len(list))
		for _, c := range list {
			out = append(out, copied{c.Source, c.Root, c.Title, c.Document, c.Near})
		}
		return a.printJSON(out)
	}
	for _, c := range list {
		d, err := storedDocument(ctx, w, c.Document)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s  %s  %s  %s %s (%s)%s\n", c.Source, c.Title, copyWord(c), d.ID, d.Title, d.Source+otherFolder(c, d), goneNote(d))
	}
	return nil
}

// otherFolder names the folder of a document where its copy is of another one.
func otherFolder(c retrieval.Duplicate, d *corpus.Document) string {
	if c.Root == d.Root {
		return ""
	}
	return "，目录 " + d.Root
}

func copyWord(c retrieval.Duplicate) string {
	if c.Near {
		return "同文（印制有别）"
	}
	return "同文"
}

// goneNote says of a document that is withdrawn what to do for its copies.
func goneNote(d *corpus.Document) string {
	if !d.Withdrawn.Known() {
		return ""
	}
	return "  已撤下 " + string(d.Withdrawn) + ": run `policybot ingest` over the folder of the copy to store it"
}

// copyFindings says what copies a document has, for corpus check.
func copyFindings(d *corpus.Document, copies []retrieval.Duplicate) []string {
	var out []string
	for _, c := range copies {
		if c.Document != d.ID {
			continue
		}
		note := "the same text as this one, which is the one cited"
		if c.Near {
			note = "the same words as this one in other print; this one is cited"
		}
		source := c.Source
		if c.Root != d.Root {
			source += ofFolder(c.Root)
		}
		out = append(out, fmt.Sprintf("%s holds %s%s", source, note, goneNote(d)))
	}
	return out
}

// sameEdition tells the documents that claim to be the edition of another and are
// none of its copies: by ID of each but the first, the ID of that.
func sameEdition(docs []corpus.Document) map[string]string {
	type edition struct {
		title, region string
		adopted       corpus.Date
	}
	first, out := map[edition]string{}, map[string]string{}
	for i := range docs {
		d := &docs[i]
		if d.Kind != corpus.KindRegulation || !d.Adopted.Known() || d.ReplacedBy != "" {
			continue
		}
		e := edition{corpus.LineageTitle(d.Title), d.Region, d.Adopted}
		if id, ok := first[e]; ok {
			out[d.ID] = id
		} else {
			first[e] = d.ID
		}
	}
	return out
}
