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
	for _, dir := range b.serverProcesses() {
		used, err := os.ReadFile(filepath.Join(dir, "schedstat"))
		if fields := strings.Fields(string(used)); err == nil && len(fields) > 0 {
			ns, _ := strconv.ParseInt(fields[0], 10, 64)
			server += time.Duration(ns)
		}
	}
	return own, server, nil
}
