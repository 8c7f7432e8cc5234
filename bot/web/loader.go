package web

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"io/fs"
	"net/http"
	"time"
)

// loaderFile is the script that other sites embed.
type loaderFile struct {
	body   []byte
	pinned string // name that never changes its content
	sri    string // for the attribute integrity
}

func loadLoader() (loaderFile, error) {
	b, err := fs.ReadFile(staticFS, "static/loader.js")
	if err != nil {
		return loaderFile{}, err
	}
	sum := sha512.Sum384(b)
	return loaderFile{body: b, pinned: "v1-" + hashOf(b) + ".js", sri: "sha384-" + base64.StdEncoding.EncodeToString(sum[:])}, nil
}

// Loader gives the path of the loader whose content never changes, and its hash
// for the attribute integrity of a script tag.
func Loader() (path, integrity string) {
	f, err := loadLoader()
	if err != nil {
		panic(err) // embedded at build time
	}
	return "/widget/" + f.pinned, f.sri
}

// serve gives the loader under its floating and its pinned name. Any site may
// load it.
func (f loaderFile) serve(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	switch r.PathValue("file") {
	case "v1.js":
		head.Set("Cache-Control", "public, max-age=3600")
	case f.pinned:
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		head.Set("Content-Type", "text/plain; charset=utf-8")
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	head.Set("Content-Type", "text/javascript; charset=utf-8")
	head.Set("Cross-Origin-Resource-Policy", "cross-origin")
	head.Set("Access-Control-Allow-Origin", "*") // for integrity checks
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}
