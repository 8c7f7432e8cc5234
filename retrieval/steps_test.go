package retrieval

import "testing"

// A step that is left out leaves nothing of what it found, and what others found stays.
func TestLeave(t *testing.T) {
	t.Parallel()
	const text = "长春2021年的高企，专利法第二条"
	whole := Understand(text, nil, nil)
	if len(whole.Regions) == 0 || len(whole.Years) == 0 || whole.Added == "" || len(whole.Refs)+len(whole.UnknownTitles) == 0 {
		t.Fatalf("Understand(%s) = %+v, want a place, a year, an everyday word and a text", text, whole)
	}
	for _, step := range Steps() {
		u := Understand(text, nil, nil)
		u.leave(&Query{Without: []Step{step}})
		words, places, names := step == StepWords, step == StepPlaces, step == StepNames
		if (u.Added == "") != words || (u.Text == u.Words) != words {
			t.Errorf("without %s: text %q, added %q", step, u.Text, u.Added)
		}
		if (len(u.Regions) == 0) != places || (len(u.Years) == 0) != places {
			t.Errorf("without %s: regions %v, years %v", step, u.Regions, u.Years)
		}
		if (len(u.Refs)+len(u.UnknownTitles) == 0) != names {
			t.Errorf("without %s: refs %v, titles %v", step, u.Refs, u.UnknownTitles)
		}
	}
}

// Without the document's share the fusion is the arms' alone.
func TestFuseWithoutDocuments(t *testing.T) {
	t.Parallel()
	l := lists{lexical: []Candidate{{PassageID: "a.0001", Score: 9}, {PassageID: "b.0001", Score: 1}}}
	l.vector = l.near([]Candidate{{PassageID: "a.0001", Score: 0.9}, {PassageID: "b.0001", Score: 0.1}}, 2)
	for _, documents := range []bool{true, false} {
		best := fuse(l, documents)[0]
		if (best.fusion > vectorWeight+lexicalWeight) != documents || (best.document > 0) != documents {
			t.Errorf("documents %v: fusion %v, document %v", documents, best.fusion, best.document)
		}
	}
}
