package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cpuTimes gives what this process and the database server's have used of the
// processors so far. On a busy machine it tells more than the clock. Where the
// system does not say it of other processes (/proc), theirs is 0.
func (b *bench) cpuTimes() (own, server time.Duration, err error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0, err
	}
	own = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	pidFile, err := os.ReadFile(filepath.Join(b.dir, "data", "postmaster.pid"))
	if err != nil {
		return own, 0, nil
	}
	postmaster, _, _ := strings.Cut(string(pidFile), "\n")
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return own, 0, err
	}
	for _, file := range all {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // ended meanwhile
		}
		// pid (name) state parent ...
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) < 2 || fields[1] != postmaster {
			continue
		}
		used, err := os.ReadFile(filepath.Join(filepath.Dir(file), "schedstat"))
		if fields := strings.Fields(string(used)); err == nil && len(fields) > 0 {
			ns, _ := strconv.ParseInt(fields[0], 10, 64)
			server += time.Duration(ns)
		}
	}
	return own, server, nil
}
