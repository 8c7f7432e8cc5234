package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// hintTime is how long doctor looks for the cause of a failure.
	hintTime = 5 * time.Second
	// maxHintBytes bounds a list of models; the longest lists of hosted services
	// have some thousand.
	maxHintBytes = 4 << 20
	// maxNamed is how many models of a list are named.
	maxNamed = 8
)

// hint says what a look at a model's server tells of a failed check: why it is
// not reached, what its address lacks, which models it has; "" for nothing.
func hint(ctx context.Context, address, key, model string) string {
	ctx, cancel := context.WithTimeout(ctx, hintTime)
	defer cancel()
	for _, end := range []string{"/chat/completions", "/embeddings", "/completions"} {
		if strings.HasSuffix(strings.TrimRight(address, "/"), end) {
			return fmt.Sprintf("the address must end before %s", end)
		}
	}
	address = strings.TrimRight(address, "/")
	names, err := modelsOf(ctx, address, key)
	if why := unreached(err); why != "" {
		return why
	}
	if err != nil {
		if _, err := modelsOf(ctx, address+"/v1", key); err == nil {
			return "the server is found with /v1 at the end of the address"
		}
		return ""
	}
	if slices.Contains(names, model) || slices.Contains(names, model+":latest") {
		return "the server has the model " + model
	}
	named := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if len(names) > maxNamed {
		named += fmt.Sprintf(" and %d more", len(names)-maxNamed)
	}
	return fmt.Sprintf("the server has no model %s, but %s", model, named)
}

// modelName is what doctor prints of a server's list: it may hold anything.
var modelName = regexp.MustCompile(`^[\pL\pN][\pL\pN._:/@+-]{0,99}$`)

// modelsOf gives the names of the models of a server.
func modelsOf(ctx context.Context, address, key string) ([]string, error) {
	list := address + "/models"
	if u, err := url.Parse(address); err == nil && strings.HasPrefix(u.Scheme, "ollama") {
		u.Scheme = strings.Replace(u.Scheme, "ollama", "http", 1)
		list = strings.TrimRight(u.String(), "/") + "/api/tags"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, list, nil)
	if err != nil {
		return nil, err
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return nil, errNoList
	}
	var body struct {
		Data   []struct{ ID string }
		Models []struct{ Name string }
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, maxHintBytes)).Decode(&body); err != nil {
		return nil, errNoList
	}
	var names []string
	for _, m := range body.Data {
		names = append(names, m.ID)
	}
	for _, m := range body.Models {
		names = append(names, m.Name)
	}
	names = slices.DeleteFunc(names, func(s string) bool { return !modelName.MatchString(s) || key != "" && strings.Contains(s, key) })
	if len(names) == 0 {
		return nil, errNoList
	}
	return names, nil
}

// errNoList reports a server that is there and gives no list of models.
var errNoList = errors.New("no list of models")

// unreached says why a server is not reached; "" where it is.
func unreached(err error) string {
	var name *net.DNSError
	var speaks tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var expired x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		return "there is no host of this name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens at this address"
	case errors.As(err, &speaks), err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "the server speaks http, not https"
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &expired):
		return "the certificate of the server is not trusted here"
	case errors.Is(err, context.DeadlineExceeded):
		return "nothing answers at this address"
	}
	return ""
}
