package pgserver

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const megabyte = 1 << 20

// settings are the server's arguments: for a small machine that others share.
// They hold nothing secret. What is not here is as PostgreSQL has it: fsync and
// full_page_writes on, so that a crash of the machine loses nothing.
func settings(data, socketDir string) []string {
	maintenance, workers := maintenanceMemory(freeSharedMemory())
	args := []string{"-D", data}
	for _, s := range [][2]string{
		{"listen_addresses", ""}, // the socket alone
		{"unix_socket_directories", socketDir},
		{"unix_socket_permissions", "0700"},
		{"port", port},
		{"max_connections", "100"},
		{"shared_buffers", "128MB"},
		{"work_mem", "64MB"}, // sorts and sums stay in memory
		{"maintenance_work_mem", fmt.Sprintf("%dMB", maintenance)},
		{"max_parallel_maintenance_workers", fmt.Sprint(workers)},
		{"jit", "off"}, // queries are short; compiling them costs more
		{"huge_pages", "off"},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"logging_collector", "off"},
		{"log_checkpoints", "off"},
		// Statements and their errors can hold what users ask; the caller
		// reports them. What concerns the server itself is logged.
		{"log_min_messages", "log"},
		{"log_min_error_statement", "panic"},
	} {
		args = append(args, "-c", s[0]+"="+s[1])
	}
	return args
}

// maintenanceMemory gives the memory in MB and the workers for building an
// index. Parallel builds keep all of it in shared memory: it must fit with
// room to spare (containers often have 64 MB in all).
func maintenanceMemory(freeShared int64) (megabytes, workers int) {
	const wanted, least = 256, 32
	fits := int(freeShared / megabyte / 2)
	if fits < least {
		return 64, 0 // not parallel: the shared memory is not used
	}
	return min(wanted, fits), 2
}

// freeSharedMemory gives the bytes free in /dev/shm; much where there is none,
// because the system then keeps shared memory elsewhere.
func freeSharedMemory() int64 {
	var st unix.Statfs_t
	if err := unix.Statfs("/dev/shm", &st); err != nil {
		return 1 << 30
	}
	return int64(st.Bavail) * int64(st.Bsize)
}
