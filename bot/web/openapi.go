package web

import (
	_ "embed"
	"net/http"
)

// openAPI describes the API; a test compares it with the routes and with what
// they answer.
//
//go:embed openapi.json
var openAPI []byte

func (s *site) openAPI(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Access-Control-Allow-Origin", "*") // it is the same for everybody
	_, _ = w.Write(openAPI)                   // a client that is gone is nobody's error
}
