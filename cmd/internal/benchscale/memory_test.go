package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// process writes files as /proc has them.
func process(t *testing.T, proc, pid, parent string, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(proc, pid)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	files["stat"] = fmt.Sprintf("%s (a) b (c) S %s 1 1\n", pid, parent)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMemory(t *testing.T) {
	t.Parallel()
	proc := t.TempDir()
	whole := func(rss, peak, share, private, shared int) map[string]string {
		return map[string]string{
			"status":       fmt.Sprintf("Name:\ta\nVmHWM:\t%d kB\nVmRSS:\t%d kB\nThreads:\t1\n", peak, rss),
			"smaps_rollup": fmt.Sprintf("00-ff ---p 0 00:00 0 [rollup]\nRss: %d kB\nPss: %d kB\nPss_Anon: %d kB\nPss_Shmem: %d kB\n", rss, share, private, shared),
		}
	}
	postmaster := process(t, proc, "10", "1", whole(50, 60, 20, 5, 15))
	one := process(t, proc, "11", "10", whole(90, 300, 40, 25, 15))
	process(t, proc, "12", "1", whole(1000, 1000, 1000, 1000, 0)) // another's
	dead := process(t, proc, "13", "10", map[string]string{"status": "Name:\ta\nState:\tZ (zombie)\n"})

	dirs := withChildren(proc, "10")
	if diff := cmp.Diff([]string{postmaster, one, dead}, dirs); diff != "" {
		t.Errorf("withChildren (-want +got):\n%s", diff)
	}
	want := serverMemory{processes: 2, all: memory{resident: 140 << 10, peak: 300 << 10, share: 60 << 10, private: 30 << 10, shared: 30 << 10}}
	got := addMemory(append(dirs, filepath.Join(proc, "14")))
	if got != want || got.total() != 60<<10 {
		t.Errorf("addMemory = %+v, total %d, want %+v, total %d", got, got.total(), want, 60<<10)
	}

	// Where one process does not say its share, the sum of shares would be too little.
	silent := process(t, proc, "15", "10", map[string]string{"status": "VmHWM: 8 kB\nVmRSS: 7 kB\n"})
	want = serverMemory{processes: 2, all: memory{resident: 97 << 10, peak: 300 << 10}}
	if got := addMemory([]string{one, silent}); got != want || got.total() != 97<<10 {
		t.Errorf("addMemory with one silent = %+v, total %d, want %+v", got, got.total(), want)
	}
	bad := process(t, proc, "16", "10", map[string]string{"status": "VmRSS: x kB\n"})
	if _, err := readMemory(bad); err == nil {
		t.Error("readMemory of a bad number: no error")
	}
}
