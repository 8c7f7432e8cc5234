package corpus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// MaxSourceBytes bounds the size of a source file.
const MaxSourceBytes = 20 << 20

// Source is a file to be read and what is known about it.
type Source struct {
	Path string // on this machine
	Meta Meta
	read Reader // of its format; nil for text and Markdown
}

// Reader takes the text out of a file of one format. Its error says in one line
// what is wrong with the file and what to do; it wraps [ErrNotText] where the
// bytes are not of the format. It may be called from many goroutines.
type Reader func(raw []byte) (*Extract, error)

// Readers are the readers of formats beyond text and Markdown, by the end of
// file names in lower case with its dot: ".docx". A nil map is ready for use.
type Readers map[string]Reader

// Rejected is a file that is not read, with a reason of one line that says what to do.
type Rejected struct {
	Source string // relative to the folder walked, forward slashes
	Title  string // where it is known
	Reason string
}

// controlFiles are never documents.
var controlFiles = map[string]bool{"manifest.csv": true, "versions.csv": true, "sources.yaml": true}

func isControl(name string) bool {
	lower := strings.ToLower(name)
	return controlFiles[lower] || lower == "readme" || strings.HasPrefix(lower, "readme.")
}

// Walk lists what there is to read at path: text and Markdown alone. See
// [Readers.Walk].
func Walk(path string) ([]Source, []Rejected, error) { return Readers(nil).Walk(path) }

// Walk lists what there is to read at path, a file or a folder, in the order of
// their names. In a folder with a manifest.csv only the files that it names are
// read; in others every .txt and .md below it and every file that a reader is
// for, hidden ones left out. What cannot
// be read is rejected with a reason and the rest goes on; the error is for a
// path that does not exist or a manifest that cannot be read. Symbolic links
// that lead out of the folder are not followed.
func (rs Readers) Walk(path string) ([]Source, []Rejected, error) {
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s does not exist; give a file or a folder", path)
	case err != nil:
		return nil, nil, fmt.Errorf("%s cannot be read: %w", path, cause(err))
	case !info.IsDir():
		return rs.walkFile(path, info)
	}
	manifest := filepath.Join(path, "manifest.csv")
	if _, err := os.Stat(manifest); err == nil {
		return rs.walkManifest(path, manifest)
	}
	return rs.walkFolder(path)
}

// walkFile lists one file; a manifest beside it, or up to three folders above,
// that names it gives its metadata and its root.
func (rs Readers) walkFile(path string, info fs.FileInfo) ([]Source, []Rejected, error) {
	meta := Meta{Root: filepath.Dir(path), Source: filepath.Base(path)}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	dir := filepath.Dir(path)
	for up, at := 0, filepath.Dir(abs); up <= 3; up, at = up+1, filepath.Dir(at) {
		if metas, err := readManifest(filepath.Join(at, "manifest.csv")); err == nil {
			rel, _ := filepath.Rel(at, abs)
			for _, m := range metas {
				if m.Source == filepath.ToSlash(rel) {
					m.Root = dir
					meta = m
				}
			}
			break
		}
		dir = filepath.Join(dir, "..")
	}
	if reason := rs.refuse(meta.Source, info); reason != "" {
		return nil, []Rejected{{meta.Source, meta.Title, reason}}, nil
	}
	return []Source{{path, meta, rs.of(path)}}, nil, nil
}

// walkManifest lists the files that a manifest names.
func (rs Readers) walkManifest(root, manifest string) ([]Source, []Rejected, error) {
	metas, err := readManifest(manifest)
	if err != nil {
		return nil, nil, err
	}
	var sources []Source
	var rejected []Rejected
	seen := make(map[string]bool)
	for _, m := range metas {
		m.Root = root
		reject := func(reason string) { rejected = append(rejected, Rejected{m.Source, m.Title, reason}) }
		if seen[m.Source] {
			reject("manifest.csv names it twice; the first row counts")
			continue
		}
		seen[m.Source] = true
		if !filepath.IsLocal(filepath.FromSlash(m.Source)) {
			reject("it lies outside the folder of manifest.csv; name files below it")
			continue
		}
		path := filepath.Join(root, filepath.FromSlash(m.Source))
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			reject("manifest.csv names it, but it is missing; add the file or remove the row")
			continue
		case err != nil:
			reject(fmt.Sprintf("it cannot be read (%v); check the permissions", cause(err)))
			continue
		}
		if reason := first(escapes(root, path), rs.refuse(m.Source, info)); reason != "" {
			reject(reason)
			continue
		}
		sources = append(sources, Source{path, m, rs.of(path)})
	}
	return sources, rejected, nil
}

// walkFolder lists the text files below a folder without a manifest.
func (rs Readers) walkFolder(root string) ([]Source, []Rejected, error) {
	var sources []Source
	var rejected []Rejected
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		source := filepath.ToSlash(rel)
		reject := func(reason string) { rejected = append(rejected, Rejected{Source: source, Reason: reason}) }
		switch {
		case err != nil && path == root:
			return err
		case err != nil:
			reject(fmt.Sprintf("it cannot be read (%v); check the permissions", cause(err)))
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case path != root && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir(), isControl(entry.Name()):
			return nil
		}
		info, err := os.Stat(path)
		if err != nil {
			reject(fmt.Sprintf("it cannot be read (%v); check the permissions", cause(err)))
			return nil
		}
		if entry.Type()&fs.ModeSymlink != 0 && info.IsDir() {
			reject("it is a link to a folder; give that folder to ingest instead")
			return nil
		}
		if reason := first(escapes(root, path), rs.refuse(source, info)); reason != "" {
			reject(reason)
			return nil
		}
		sources = append(sources, Source{path, Meta{Root: root, Source: source}, rs.of(path)})
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be read: %w; check the permissions", root, cause(err))
	}
	sort.Slice(sources, func(i, j int) bool { return sources[i].Meta.Source < sources[j].Meta.Source })
	return sources, rejected, nil
}

// escapes says that path leads out of root over a symbolic link, "" otherwise.
func escapes(root, path string) string {
	realRoot, err := filepath.EvalSymlinks(root)
	if err != nil {
		return fmt.Sprintf("it cannot be read (%v); check the permissions", cause(err))
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Sprintf("it cannot be read (%v); check the permissions", cause(err))
	}
	if rel, err := filepath.Rel(realRoot, real); err != nil || !filepath.IsLocal(rel) {
		return "it is a link that leads out of the folder; copy the file into it"
	}
	return ""
}

// refuse says why a file is not read, "" where it may be.
func (rs Readers) refuse(source string, info fs.FileInfo) string {
	switch {
	case isControl(source[strings.LastIndexByte(source, '/')+1:]):
		return "it is a control file, not a document"
	case !info.Mode().IsRegular():
		return "it is not a regular file; give the file itself"
	case info.Size() > MaxSourceBytes:
		return fmt.Sprintf("it is %d MB long, above the limit of %d MB; split it", info.Size()>>20, MaxSourceBytes>>20)
	}
	ext := strings.ToLower(filepath.Ext(source))
	if rs[ext] != nil {
		return ""
	}
	switch ext {
	case ".txt", ".md", ".markdown":
		return ""
	case "":
		return "a file without a type is not read; name it .txt or .md if it is text"
	}
	return "files of type " + ext + " are not read; convert it to " + rs.target(ext)
}

// of gives the reader of a file, nil for text.
func (rs Readers) of(path string) Reader { return rs[strings.ToLower(filepath.Ext(path))] }

// target says what a file that is not read is best converted to.
func (rs Readers) target(ext string) string {
	for _, t := range []struct{ from, to string }{
		{".doc .wps .odt .rtf .pages .dot .docm", ".docx"},
		{".xls .et .ods .numbers .xlsm .xlsb", ".xlsx"},
		{".ofd .ppt .pptx .dps .caj .epub", ".pdf"},
		{".jpg .jpeg .png .tif .tiff .bmp .gif", ".pdf"},
	} {
		if slices.Contains(strings.Fields(t.from), ext) && rs[t.to] != nil {
			if strings.Contains(t.from, ".png") {
				return "a PDF with text by character recognition"
			}
			return t.to + ", or to UTF-8 text (.txt)"
		}
	}
	if slices.Contains([]string{".zip", ".rar", ".7z", ".gz", ".tar"}, ext) {
		return "single files: unpack it"
	}
	return "UTF-8 text (.txt) or Markdown (.md)"
}

// Load reads the source. The error says in one line why it cannot be used; with
// [ErrNoBody] the document is given too, for its title.
func (s Source) Load() (*Document, error) {
	f, err := os.Open(s.Path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w; check the permissions", s.Meta.Source, cause(err))
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, MaxSourceBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Meta.Source, cause(err))
	}
	if len(raw) > MaxSourceBytes {
		return nil, fmt.Errorf("read %s: it is longer than the limit of %d MB; split it", s.Meta.Source, MaxSourceBytes>>20)
	}
	if s.read == nil {
		return Read(raw, s.Meta)
	}
	e, err := s.read(raw)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Meta.Source, err)
	}
	return ReadExtract(e, s.Meta)
}

// cause gives the error below a path error, whose path the caller names.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// readManifest reads the rows of a manifest.csv; columns are found by name.
func readManifest(path string) ([]Meta, error) {
	rows, col, err := readTable(path, "file")
	if err != nil {
		return nil, err
	}
	var out []Meta
	for _, row := range rows {
		get := func(name string) string {
			if i, ok := col[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if get("file") == "" {
			continue
		}
		out = append(out, Meta{
			Source: filepath.ToSlash(filepath.Clean(get("file"))), Title: get("title"), Issuer: get("issuer"),
			Level: get("level"), Region: get("region"), DocumentNumber: get("document_number"),
			AdoptedAmended: get("adopted_amended"), Effective: get("effective"), Status: get("status"),
			URL: first(httpURL(get("url")), httpURL(get("source"))),
		})
	}
	return out, nil
}

// readTable reads a CSV file with a header; want is a column that it must have.
func readTable(path, want string) (rows [][]string, columns map[string]int, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be read: %w", path, cause(err))
	}
	text, err := decode(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	all, err := r.ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s is not a CSV table: %w", path, err)
	}
	columns = make(map[string]int)
	if len(all) > 0 {
		for i, name := range all[0] {
			columns[strings.ToLower(strings.TrimSpace(name))] = i
		}
	}
	if _, ok := columns[want]; !ok {
		return nil, nil, fmt.Errorf("%s has no column %q in its first line; add it", path, want)
	}
	return all[1:], columns, nil
}
