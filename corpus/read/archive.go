package read

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// Limits of an Office file, which is a ZIP archive: far above any real one, far
// below what would hurt. What is counted is what is really unpacked.
const (
	maxEntries     = 2000
	maxEntryBytes  = 50 << 20
	maxUnpacked    = 100 << 20
	maxRatio       = 200     // of unpacked to packed, above minRatioBytes
	minRatioBytes  = 1 << 20 // small entries of blanks may pack better
	maxXMLDepth    = 256
	oleSignature   = "\xd0\xcf\x11\xe0"
	zipSignature   = "PK\x03\x04"
	refusedArchive = "it is no Office file of a real size: "
)

// archive is an Office file whose limits were checked.
type archive struct{ files map[string]*zip.File }

// openArchive checks every limit by unpacking each entry into nothing.
func openArchive(raw []byte, format string) (*archive, error) {
	if bytes.HasPrefix(raw, []byte(oleSignature)) {
		return nil, fmt.Errorf("%w: it is an old Office file or protected by a password; save it as %s without one", corpus.ErrNotText, format)
	}
	if !bytes.HasPrefix(raw, []byte(zipSignature)) {
		return nil, fmt.Errorf("%w: it is no %s file, whatever its name says; give it the right name or save it as %s", corpus.ErrNotText, format, format)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, broken(format, err)
	}
	if len(z.File) > maxEntries {
		return nil, refuse("it holds %d entries", len(z.File))
	}
	a := &archive{files: make(map[string]*zip.File)}
	var total int64
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if path.IsAbs(name) || strings.Contains("/"+name+"/", "/../") || a.files[name] != nil {
			return nil, refuse("an entry is named %q", f.Name)
		}
		n, err := unpack(f, io.Discard, min(maxEntryBytes, maxUnpacked-total))
		if err != nil {
			if errors.Is(err, corpus.ErrNotText) {
				return nil, err
			}
			return nil, broken(format, err)
		}
		total += n
		a.files[name] = f
	}
	return a, nil
}

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+refusedArchive+format, append([]any{corpus.ErrNotText}, args...)...)
}

// unpack copies an entry, at most limit bytes and maxRatio times its packed size.
func unpack(f *zip.File, to io.Writer, limit int64) (int64, error) {
	limit = min(limit, max(minRatioBytes, maxRatio*int64(f.CompressedSize64)))
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n, err := io.Copy(to, io.LimitReader(r, limit+1))
	if n > limit {
		return n, refuse("entry %q unpacks to more than %d bytes", f.Name, limit)
	}
	return n, err
}

// read gives an entry; nil where there is none.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	var b bytes.Buffer
	_, err := unpack(f, &b, maxEntryBytes)
	return b.Bytes(), err
}
