package retrievaltest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// testConcurrent lets two writers replace the same documents by each other's
// texts while readers check that none is ever seen half.
func testConcurrent(t *testing.T, s suite) {
	const documents, rounds = 4, 6
	text := func(i, version int) *corpus.Document {
		lines := make([]string, 3+version)
		for j := range lines {
			// Each sentence its own: an HNSW graph of many equal vectors, most of them of
			// rows that are gone, is no longer searched whole.
			lines[j] = fmt.Sprintf("第%d条 版本%d的企业条文。共同词汇，序号%d%d%d。", j+1, version, i, j, version)
		}
		return NewDocument(corpus.Document{Source: fmt.Sprint("shared", i), Title: "（虚构）并发", StatusNote: fmt.Sprint(version)}, lines...)
	}
	for i := range documents {
		s.put(t, text(i, 0))
	}
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			for round := range rounds {
				for i := range documents {
					if w == 1 { // in the other order, for a deadlock to show
						i = documents - 1 - i
					}
					if err := s.index.Put(t.Context(), Embed(t, text(i, (round+w)%3))); err != nil {
						t.Errorf("Put: %v", err)
						return
					}
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				s.readWhole(t, corpus.DocumentID(fmt.Sprint("shared", i%documents)))
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	var truth FakeStore
	for i := range documents {
		got, err := s.library.Document(t.Context(), corpus.DocumentID(fmt.Sprint("shared", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := truth.Put(t.Context(), Embed(t, got)); err != nil {
			t.Fatal(err)
		}
	}
	compare(t, s, &truth, retrieval.Filter{}, "共同词汇", 30)
}

// readWhole reports a document of testConcurrent whose pieces are of two versions.
func (s suite) readWhole(t *testing.T, id string) {
	d, err := s.library.Document(t.Context(), id)
	if err != nil {
		t.Errorf("Document while writing: %v", err)
		return
	}
	if n := int(d.StatusNote[0]-'0') + 3; len(d.Passages) != n {
		t.Errorf("version %s has %d passages, want %d", d.StatusNote, len(d.Passages), n)
	}
	for _, p := range d.Passages {
		if p.Text != d.Text[p.Start:p.End] {
			t.Errorf("version %s holds a passage of another", d.StatusNote)
		}
	}
	found, err := s.store.Nearest(t.Context(), vector("企业条文"), retrieval.Filter{Documents: []string{id}}, 100)
	if err != nil || len(found) < 3 || len(found) > 5 {
		t.Errorf("Nearest while writing gives %d candidates, %v", len(found), err)
	}
	found, err = s.store.Lexical(t.Context(), terms("共同词汇"), retrieval.Filter{Documents: []string{id}}, 100)
	if err != nil || len(found) < 3 || len(found) > 5 {
		t.Errorf("Lexical while writing gives %d candidates, %v", len(found), err)
	}
}
