package vectorcache

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// The file begins with a head: magic, dimension, checksum of both. Records of
// one size follow, appended and never changed: key, numbers as float32,
// checksum of both. Integers are little-endian, checksums CRC-32C.
const (
	magic    = "vectors1"
	headSize = len(magic) + 8
)

// lockWait is how long another process may keep the file to itself; it writes
// a batch in milliseconds.
const lockWait = 3 * time.Second

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errBusy reports a lock that another process has not given back in time.
var errBusy = errors.New("another process keeps the file locked")

type entry struct {
	key    key
	vector []float32
}

// file is an open file of vectors and the index of its records.
type file struct {
	f         *os.File
	dimension int
	readOnly  bool
	lg        *slog.Logger

	index map[key]int64 // offsets of records
	end   int64         // what is indexed; 0 before the head was read
}

// openFile opens the file of a model, or makes it. Where it may not be written
// it is opened for reading.
func openFile(dir, model string, dimension int, lg *slog.Logger) (*file, error) {
	path := filepath.Join(dir, url.PathEscape(model)+".vectors")
	v := &file{dimension: dimension, lg: lg, index: map[key]int64{}}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		v.f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		v.readOnly = true
		v.f, err = os.Open(path)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (v *file) recordSize() int { return len(key{}) + 4*v.dimension + 4 }

func (v *file) head() []byte {
	head := append([]byte(magic), 0, 0, 0, 0, 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(head[len(magic):], uint32(v.dimension))
	binary.LittleEndian.PutUint32(head[len(magic)+4:], crc32.Checksum(head[:len(magic)+4], castagnoli))
	return head
}

// refresh indexes what this and other processes have added.
func (v *file) refresh(ctx context.Context) error {
	info, err := v.f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == v.end {
		return nil
	}
	if err := v.lock(ctx, syscall.LOCK_SH); err != nil {
		return err
	}
	defer v.unlock()
	return v.scan(ctx)
}

// scan indexes records from end on, up to the last whole one. The lock is held.
// A file without a valid head has no records: end stays 0.
func (v *file) scan(ctx context.Context) error {
	info, err := v.f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < v.end { // another process has begun it anew
		v.end = 0
		clear(v.index)
	}
	if v.end == 0 {
		head := make([]byte, headSize)
		if _, err := v.f.ReadAt(head, 0); err != nil && err != io.EOF {
			return err
		}
		if !bytes.Equal(head, v.head()) {
			if info.Size() > 0 {
				v.lg.WarnContext(ctx, "file of cached vectors is damaged; it is built anew", "file", v.f.Name())
			}
			return nil
		}
		v.end = int64(headSize)
	}
	size := v.recordSize()
	r := bufio.NewReaderSize(io.NewSectionReader(v.f, v.end, info.Size()-v.end), 1<<20)
	record := make([]byte, size)
	damaged := 0
	for info.Size()-v.end >= int64(size) {
		if _, err := io.ReadFull(r, record); err != nil {
			return err
		}
		if intact(record) {
			v.index[key(record)] = v.end
		} else {
			damaged++
		}
		v.end += int64(size)
	}
	if damaged > 0 {
		v.lg.WarnContext(ctx, "cached vectors are damaged; they are computed again", "file", v.f.Name(), "records", damaged)
	}
	return nil
}

// vector reads a stored vector; nil where there is none.
func (v *file) vector(k key) []float32 {
	offset, ok := v.index[k]
	if !ok {
		return nil
	}
	record := make([]byte, v.recordSize())
	if _, err := v.f.ReadAt(record, offset); err != nil || key(record) != k || !intact(record) {
		delete(v.index, k) // changed under us: compute it again
		return nil
	}
	vector := make([]float32, v.dimension)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(record[len(k)+4*i:]))
	}
	return vector
}

// add appends the entries that no process has stored yet. It leaves the file as
// it was when it cannot write all of them.
func (v *file) add(ctx context.Context, entries []entry) error {
	if err := v.lock(ctx, syscall.LOCK_EX); err != nil {
		return err
	}
	defer v.unlock()
	if err := v.scan(ctx); err != nil {
		return err
	}
	var data []byte
	if v.end == 0 {
		data = v.head()
	}
	offset := v.end + int64(len(data))
	fresh := make(map[key]int64, len(entries))
	for _, e := range entries {
		if _, stored := v.index[e.key]; stored {
			continue
		}
		fresh[e.key] = offset
		data = appendRecord(data, e)
		offset += int64(v.recordSize())
	}
	// What stands past end is a record torn by a crash, or a damaged file.
	if err := v.f.Truncate(v.end); err != nil {
		return err
	}
	if _, err := v.f.WriteAt(data, v.end); err != nil {
		return errors.Join(err, v.f.Truncate(v.end))
	}
	v.end = offset
	for k, at := range fresh {
		v.index[k] = at
	}
	return nil
}

func appendRecord(data []byte, e entry) []byte {
	start := len(data)
	data = append(data, e.key[:]...)
	for _, x := range e.vector {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	return binary.LittleEndian.AppendUint32(data, crc32.Checksum(data[start:], castagnoli))
}

func intact(record []byte) bool {
	body := len(record) - 4
	return crc32.Checksum(record[:body], castagnoli) == binary.LittleEndian.Uint32(record[body:])
}

// lock waits for the lock of the file, which the system frees when its holder dies.
func (v *file) lock(ctx context.Context, how int) error {
	deadline := time.Now().Add(lockWait)
	for {
		err := syscall.Flock(int(v.f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			return fmt.Errorf("lock %s: %w", v.f.Name(), err)
		case time.Now().After(deadline):
			return fmt.Errorf("lock %s: %w", v.f.Name(), errBusy)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (v *file) unlock() { _ = syscall.Flock(int(v.f.Fd()), syscall.LOCK_UN) } // cannot fail on an open file

func (v *file) close() error { return v.f.Close() }
