package httprr_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keys are headers of authorization and what looks like a credential. The last
// group of each, where it has one, is the credential.
var keys = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:proxy-)?authorization["']?\s*[:=]\s*["'\[-]*\s*(\S{4,}(?: \S+)?)`),
	regexp.MustCompile(`(?i)\bset-cookie["']?\s*:|\bx-api-key["']?\s*:`),
	regexp.MustCompile(`(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{8,})`),
	regexp.MustCompile(`\b((?:sk|pk|rk)-[A-Za-z0-9_-]{16,})`),
	regexp.MustCompile(`\b(xox[abeprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})`),
	regexp.MustCompile(`\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|AIza[A-Za-z0-9_-]{30,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.)`),
	regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`),
	regexp.MustCompile(`(?i)\b(?:api[_-]?key|secret|password|token)["']?\s*[:=]\s*["']?([A-Za-z0-9+/_-]{20,})`),
}

// invented marks credentials that were made up for tests.
var invented = regexp.MustCompile(`(?i)invented|canary|geheim|example|redacted|fake|dummy|test`)

// credentials gives what in a text looks like one and is not marked as invented.
func credentials(text string) []string {
	var out []string
	for _, re := range keys {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			if !invented.MatchString(m[0]) {
				out = append(out, m[0])
			}
		}
	}
	return out
}

// TestNoKeysInTestdata looks through everything below the folders testdata of
// the module.
func TestNoKeysInTestdata(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return filepath.SkipDir
		case !d.Type().IsRegular() || !slices.Contains(strings.Split(filepath.ToSlash(path), "/"), "testdata"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, c := range credentials(string(data)) {
			t.Errorf("%s holds what looks like a credential: %.20s...", path, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Errorf("%d files of test data were read, want at least 10", files)
	}
}

// TestCredentialsAreSeen plants one of each kind.
func TestCredentialsAreSeen(t *testing.T) {
	t.Parallel()
	for _, planted := range []string{
		"Authorization: Basic dXNlcjpwYXNz", `"authorization": "Bearer 0123456789abcdef"`, "Authorization:\n      - Bearer abcdefgh12345",
		"curl -H 'bearer abcdefgh12345'", "Set-Cookie: a=b", "x-api-key: 1", "key sk-0123456789abcdefABCDEF", "xoxb-1234567890-abcdef", "xapp-1-A0123456789",
		"AKIA0123456789ABCDEF", "ghp_0123456789abcdefghij0123456789abcdef", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x",
		"-----BEGIN RSA PRIVATE KEY-----", `"api_key": "0123456789abcdef0123456789"`, "password=0123456789abcdef0123456789",
	} {
		if len(credentials(planted)) == 0 {
			t.Errorf("not seen: %s", planted)
		}
	}
	for _, fine := range []string{"Authorization", "the bearer of the certificate", "sk-canary-4711-invented-0000", "token=", "技术合同 password: kurz"} {
		if found := credentials(fine); len(found) > 0 {
			t.Errorf("taken for credentials: %s", found)
		}
	}
}
