package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// memory is what a process holds, in bytes. Pages that several processes map,
// such as PostgreSQL's shared buffers, count in resident whole and in share by
// the part of one of them, so that shares may be added up.
type memory struct {
	resident, peak int64
	share          int64 // 0 where the system does not say it
	private        int64 // of share, what is in no file and not shared
	shared         int64 // of share, shared memory
}

// readMemory reads the memory of a process from its directory in /proc.
func readMemory(dir string) (memory, error) {
	status, err := kilobytes(filepath.Join(dir, "status"))
	if err != nil {
		return memory{}, err
	}
	m := memory{resident: status["VmRSS"], peak: status["VmHWM"]}
	// May be kept from us, or missing on an old kernel.
	if rollup, err := kilobytes(filepath.Join(dir, "smaps_rollup")); err == nil {
		m.share, m.private, m.shared = rollup["Pss"], rollup["Pss_Anon"], rollup["Pss_Shmem"]
	}
	return m, nil
}

// kilobytes reads the lines "name: number kB" of a file, in bytes.
func kilobytes(name string) (map[string]int64, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for line := range strings.Lines(string(text)) {
		key, rest, _ := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if len(fields) != 2 || fields[1] != "kB" {
			continue
		}
		n, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[key] = n << 10
	}
	return out, nil
}

// serverMemory is what the processes of a database server hold together.
type serverMemory struct {
	processes int
	all       memory // sums, but peak: the highest of one process
}

// addMemory sums the processes with the directories; those that ended
// meanwhile are left out. share is 0 where one of them does not say it.
func addMemory(dirs []string) serverMemory {
	var s serverMemory
	known := true
	for _, dir := range dirs {
		m, err := readMemory(dir)
		if err != nil || m.resident == 0 {
			continue
		}
		s.processes++
		known = known && m.share > 0
		s.all.resident += m.resident
		s.all.peak = max(s.all.peak, m.peak)
		s.all.share += m.share
		s.all.private += m.private
		s.all.shared += m.shared
	}
	if !known {
		s.all.share, s.all.private, s.all.shared = 0, 0, 0
	}
	return s
}

// total is the sum without shared pages twice where that is known.
func (s serverMemory) total() int64 {
	if s.all.share > 0 {
		return s.all.share
	}
	return s.all.resident
}

// memoryEvery is how often memory is looked at while a stage runs: reading it
// stops the process that is read for some milliseconds.
const memoryEvery = 2 * time.Second

// during runs a stage and prints the memory at its end and the most seen.
func (b *bench) during(ctx context.Context, stage string, do func(context.Context) error) error {
	var (
		ownMost    int64
		serverMost serverMemory
		wait       sync.WaitGroup
	)
	look := func() (memory, serverMemory) {
		own, err := readMemory("/proc/self")
		if err != nil {
			return memory{}, serverMemory{} // no such system
		}
		server := addMemory(b.serverProcesses())
		ownMost = max(ownMost, own.resident)
		if server.total() > serverMost.total() {
			serverMost = server
		}
		return own, server
	}
	done := make(chan struct{})
	wait.Go(func() {
		tick := time.NewTicker(memoryEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				look()
			}
		}
	})
	err := do(ctx)
	close(done)
	wait.Wait()
	if err != nil {
		return err
	}
	own, server := look()
	if own.resident == 0 {
		return nil
	}
	mb := func(n int64) float64 { return float64(n) / (1 << 20) }
	fmt.Fprintf(b.out, "memory, %-16s here: %.0f MB resident, most %.0f; since the start %.0f\n", stage, mb(own.resident), mb(ownMost), mb(own.peak))
	for _, s := range []struct {
		when string
		serverMemory
	}{{"at the end", server}, {"most seen", serverMost}} {
		if s.all.share == 0 {
			fmt.Fprintf(b.out, "%-24s PostgreSQL %s: %d processes, %.0f MB resident with shared buffers in each\n", "", s.when, s.processes, mb(s.all.resident))
			continue
		}
		fmt.Fprintf(b.out, "%-24s PostgreSQL %s: %d processes, %.0f MB together (private %.0f, shared memory %.0f, files the rest); the largest ever %.0f with shared pages\n",
			"", s.when, s.processes, mb(s.all.share), mb(s.all.private), mb(s.all.shared), mb(s.all.peak))
	}
	return nil
}

// serverProcesses gives the directories in /proc of the database server's
// processes, the postmaster first; none where the system has no such thing.
func (b *bench) serverProcesses() []string {
	pidFile, err := os.ReadFile(filepath.Join(b.dir, "data", "postmaster.pid"))
	if err != nil {
		return nil
	}
	postmaster, _, _ := strings.Cut(string(pidFile), "\n")
	return withChildren("/proc", postmaster)
}

// withChildren gives the directories of a process and of those it started.
func withChildren(proc, parent string) []string {
	out := []string{filepath.Join(proc, parent)}
	all, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "stat"))
	if err != nil {
		return nil // the pattern is sound
	}
	for _, file := range all {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // ended meanwhile
		}
		// pid (name) state parent ...; the name may hold anything.
		rest := string(stat[strings.LastIndexByte(string(stat), ')')+1:])
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == parent {
			out = append(out, filepath.Dir(file))
		}
	}
	return out
}
