package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/policybot/policybot/corpus"
)

// Library tells what the corpus holds. retrieval/postgres has it.
type Library interface {
	// Documents lists all documents, without text and passages.
	Documents(ctx context.Context) ([]corpus.Document, error)
	// Version names the state of the corpus; the same content has the same version.
	Version(ctx context.Context) (string, error)
	// Articles counts the articles of a document and names the first and the
	// last; 0 for a text without articles.
	Articles(ctx context.Context, documentID string) (count int, first, last string, err error)
}

// catalogue is what one version of the corpus holds, for planning.
type catalogue struct {
	version string
	byID    map[string]*corpus.Document
	older   map[string][]string // document ID -> IDs of the versions it replaced, newest first
	all     []corpus.Document
}

// catalogues keeps the catalogue of the newest version seen.
type catalogues struct {
	library Library
	mu      sync.Mutex
	last    *catalogue
}

// current gives the catalogue of the corpus as it is now.
func (c *catalogues) current(ctx context.Context) (*catalogue, error) {
	version, err := c.library.Version(ctx)
	if err != nil {
		return nil, fmt.Errorf("corpus version: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && c.last.version == version {
		return c.last, nil
	}
	docs, err := c.library.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("corpus documents: %w", err)
	}
	c.last = newCatalogue(version, docs)
	return c.last, nil
}

func newCatalogue(version string, docs []corpus.Document) *catalogue {
	c := &catalogue{version: version, all: docs, byID: map[string]*corpus.Document{}, older: map[string][]string{}}
	for i := range docs {
		c.byID[docs[i].ID] = &docs[i]
	}
	for i := range docs {
		// Follow the chain of successors, so that the newest knows them all.
		seen := map[string]bool{docs[i].ID: true}
		for next := docs[i].ReplacedBy; next != "" && !seen[next]; next = c.successor(next) {
			seen[next] = true
			c.older[next] = append(c.older[next], docs[i].ID)
		}
	}
	for id := range c.older {
		slices.SortFunc(c.older[id], func(a, b string) int {
			da, db := c.byID[a], c.byID[b]
			if n := strings.Compare(string(versionDate(db)), string(versionDate(da))); n != 0 {
				return n
			}
			return strings.Compare(a, b)
		})
	}
	return c
}

func (c *catalogue) successor(id string) string {
	if d := c.byID[id]; d != nil {
		return d.ReplacedBy
	}
	return ""
}

// newest gives the last held version of a document's lineage.
func (c *catalogue) newest(id string) string {
	seen := map[string]bool{}
	for c.successor(id) != "" && !seen[id] {
		seen[id] = true
		id = c.successor(id)
	}
	return id
}

// versionDate is the day that orders versions of one text.
func versionDate(d *corpus.Document) corpus.Date {
	for _, day := range []corpus.Date{d.Adopted, d.EffectiveFrom, d.Published} {
		if day.Known() {
			return day
		}
	}
	return ""
}

// inRegion gives the IDs of the documents of a region: its own and those of the
// places in it; "全国" gives the national ones.
func (c *catalogue) inRegion(region string) []string {
	var ids []string
	for i := range c.all {
		d := &c.all[i]
		if d.Region == region || region != national && strings.HasPrefix(d.Region, region) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// national is the region of documents that hold everywhere.
const national = "全国"

// coverage says in one sentence what the corpus holds.
func (c *catalogue) coverage(lang string) string {
	if len(c.all) == 0 {
		return ""
	}
	regions := map[string]int{}
	last := corpus.Latest(c.all)
	for i := range c.all {
		regions[c.all[i].Region]++
	}
	names := make([]string, 0, len(regions))
	for r := range regions {
		if r != national && r != "" {
			names = append(names, r)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := regions[b] - regions[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	const shown = 8 // more would bury the answer
	more := ""
	if len(names) > shown {
		names, more = names[:shown], "等"
		if lang == "en" {
			more = " and others"
		}
	}
	detail := fmt.Sprintf("全国性 %d 份，地方：%s%s，最新日期 %s", regions[national], strings.Join(names, "、"), more, last)
	if lang == "en" {
		detail = fmt.Sprintf("%d national; local: %s%s. Newest date: %s", regions[national], strings.Join(names, "; "), more, last)
	}
	if len(names) == 0 {
		detail = fmt.Sprintf("全国性 %d 份，最新日期 %s", regions[national], last)
		if lang == "en" {
			detail = fmt.Sprintf("%d national; newest date %s", regions[national], last)
		}
	}
	return msgCoverage.in(lang, len(c.all), detail)
}
