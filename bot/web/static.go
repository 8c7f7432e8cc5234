package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"time"
)

// The scripts are made of the sources in client; a test holds the two together.
//
//go:generate go tool esbuild client/page.ts --bundle --minify --target=es2020 --outfile=static/app.js --log-level=warning
//go:generate go tool esbuild client/widget.ts --bundle --minify --target=es2020 --outfile=static/widget.js --log-level=warning
//go:generate go tool esbuild client/loader.ts --bundle --minify --target=es2019 --outfile=static/loader.js --log-level=warning

//go:embed static
var staticFS embed.FS

// staticFiles are the style sheet, the script and the icon. A page links each
// with its hash, so that a browser may keep it for ever.
type staticFiles struct {
	byName map[string]staticFile
}

type staticFile struct {
	body  []byte
	hash  string
	ctype string
}

func loadStatic() (*staticFiles, error) {
	types := map[string]string{
		"style.css": "text/css; charset=utf-8",
		"app.js":    "text/javascript; charset=utf-8",
		"widget.js": "text/javascript; charset=utf-8",
		"icon.svg":  "image/svg+xml",
	}
	s := &staticFiles{byName: map[string]staticFile{}}
	for name, ctype := range types {
		b, err := fs.ReadFile(staticFS, "static/"+name)
		if err != nil {
			return nil, err
		}
		s.byName[name] = staticFile{b, hashOf(b), ctype}
	}
	return s, nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// link gives the address of a file with its hash.
func (s *staticFiles) link(name string) string {
	return "/static/" + name + "?v=" + s.byName[name].hash
}

func (s *staticFiles) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := s.byName[r.PathValue("name")]
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", f.ctype)
	w.Header().Set("ETag", `"`+f.hash+`"`)
	if r.URL.Query().Get("v") == f.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// favicon answers the browsers that ask for it whatever the page says.
func (s *staticFiles) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, s.link("icon.svg"), http.StatusFound)
}
