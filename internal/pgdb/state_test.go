package pgdb

import (
	"errors"
	"testing"
)

func TestDirtyByOtherTool(t *testing.T) {
	t.Parallel()
	set := migrations{newest: 2}
	if err := set.compare(state{version: 2, dirty: true}); !errors.Is(err, ErrNotMigrated) {
		t.Errorf("compare(dirty) = %v, want %v", err, ErrNotMigrated)
	}
}

func TestVectorVersions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		st       state
		possible bool
	}{
		{"installed", state{installed: "0.8.5", available: "0.8.5"}, true},
		{"to be created", state{available: "0.8.0"}, true},
		{"next major", state{available: "1.0"}, true},
		{"not on the server", state{}, false},
		{"old on the server", state{available: "0.6.2"}, false},
		{"old in the database", state{installed: "0.6.2", available: "0.8.5"}, false},
		{"nonsense", state{available: "new"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.st.vectorPossible()
			if (err == nil) != c.possible || err != nil && !errors.Is(err, ErrNoVector) {
				t.Errorf("vectorPossible(%+v) = %v, want possible %v", c.st, err, c.possible)
			}
		})
	}
}
