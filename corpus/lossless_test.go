package corpus

import (
	"reflect"
	"testing"
)

// TestSettle gives settle what no reading should: gaps and overlaps.
func TestSettle(t *testing.T) {
	t.Parallel()
	const text = "aaa bbb ccc # ddd"
	for _, c := range []struct {
		name     string
		passages []Passage
		dropped  []Dropped
		want     []Dropped
		findings int
	}{
		{"right already", []Passage{{Start: 0, End: 7}}, []Dropped{{12, 17, "title"}, {8, 11, "heading"}},
			[]Dropped{{8, 11, "heading"}, {12, 17, "title"}}, 0},
		{"a gap", []Passage{{Start: 0, End: 3}}, []Dropped{{14, 17, "title"}},
			[]Dropped{{4, 13, DroppedUnread}, {14, 17, "title"}}, 1},
		{"a mark alone", []Passage{{Start: 0, End: 11}, {Start: 14, End: 17}}, nil, []Dropped{{12, 13, DroppedUnread}}, 1},
		{"nothing read", nil, nil, []Dropped{{0, 17, DroppedUnread}}, 1},
		{"dropped twice", nil, []Dropped{{0, 7, "title"}, {4, 17, "heading"}}, []Dropped{{0, 7, "title"}, {8, 17, "heading"}}, 0},
		{"dropped within a drop", nil, []Dropped{{0, 17, "title"}, {4, 7, "heading"}}, []Dropped{{0, 17, "title"}}, 0},
		{"dropped around a passage", []Passage{{Start: 4, End: 7}}, []Dropped{{0, 17, "title"}},
			[]Dropped{{0, 3, "title"}, {8, 17, "title"}}, 0},
		{"dropped within a passage", []Passage{{Start: 0, End: 17}}, []Dropped{{4, 7, "title"}}, nil, 0},
		{"around two passages and a drop", []Passage{{Start: 4, End: 7}, {Start: 12, End: 13}}, []Dropped{{0, 17, "title"}, {8, 9, "heading"}},
			[]Dropped{{0, 3, "title"}, {8, 11, "title"}, {14, 17, "title"}}, 0},
	} {
		p := &parser{d: &Document{Text: text, Passages: c.passages, Dropped: c.dropped}, text: text}
		p.settle()
		if !reflect.DeepEqual(p.d.Dropped, c.want) || len(p.d.Findings) != c.findings {
			t.Errorf("%s: dropped %v with findings %q, want %v and %d of them", c.name, p.d.Dropped, p.d.Findings, c.want, c.findings)
		}
	}
}
