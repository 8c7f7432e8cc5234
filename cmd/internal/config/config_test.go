package config_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/cmd/internal/config"
)

// page is the list for operators.
const page = "../../../docs/configuration.md"

var row = regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (.*?) \\| (.*) \\|$")

func TestDocumentation(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range row.FindAllStringSubmatch(string(data), -1) {
		got = append(got, fmt.Sprintf("%s | %s | %s", m[1], strings.Trim(m[2], "`"), m[3]))
	}
	for _, s := range config.Settings {
		meaning := s.Meaning
		if s.Secret {
			meaning += " (secret)"
		}
		want = append(want, fmt.Sprintf("%s | %s | %s", s.Env, s.Default, meaning))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/configuration.md against Settings (-want +got):\n%s", diff)
	}
}

// FromEnv reads the names that Settings lists and no others, but those of the
// system.
func TestReadsWhatIsListed(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{"HOME": true, "XDG_DATA_HOME": true}
	for _, s := range config.Settings {
		listed[s.Env] = true
	}
	read := map[string]bool{}
	if _, err := config.FromEnv(func(name string) string { read[name] = true; return "" }); err != nil {
		t.Fatal(err)
	}
	for name := range read {
		if !listed[name] {
			t.Errorf("FromEnv reads %s, which Settings does not list", name)
		}
	}
	for _, s := range config.Settings {
		if !read[s.Env] {
			t.Errorf("Settings lists %s, which FromEnv does not read", s.Env)
		}
	}
}

func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

func TestFromEnv(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "world")
	c, err := config.FromEnv(env("POLICYBOT_DATA", data, "POLICYBOT_CACHE", "off", "POLICYBOT_PUBLIC_URL", "https://policy.example/", "POLICYBOT_LISTEN", "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != data || c.Cache != "" || c.PublicURL != "https://policy.example" || c.Listen != "127.0.0.1:0" {
		t.Errorf("FromEnv = %+v", c)
	}
	c, err = config.FromEnv(env("XDG_DATA_HOME", "/srv/data"))
	if err != nil || c.Data != "/srv/data/policybot" || c.Listen != "127.0.0.1:8080" {
		t.Errorf("FromEnv(XDG_DATA_HOME) = %q, %q, %v", c.Data, c.Listen, err)
	}
}

func TestBadValues(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"POLICYBOT_EMBED_TIMEOUT": "soon", "POLICYBOT_LISTEN": "everywhere", "POLICYBOT_LLM_BUDGET_TOKENS": "many",
		"POLICYBOT_LLM_PRICE": "cheap", "POLICYBOT_LLM_BUDGET_MONEY": "-3",
	} {
		c, err := config.FromEnv(env("POLICYBOT_DATA", "/data", name, value))
		if err == nil {
			err = c.Validate()
		}
		if err == nil || !strings.Contains(err.Error(), value) {
			t.Errorf("%s=%s gives %v, want an error that names the value", name, value, err)
		}
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	read := func(pairs ...string) (config.Config, error) {
		c, err := config.FromEnv(env(append([]string{"POLICYBOT_DATA", "/data", "POLICYBOT_LLM_URL", "http://127.0.0.1:1/v1", "POLICYBOT_LLM_MODEL", "m"}, pairs...)...))
		if err == nil {
			err = c.Validate()
		}
		return c, err
	}
	c, err := read("POLICYBOT_LLM_PRICE", "0.5/2", "POLICYBOT_LLM_BUDGET_MONEY", "20")
	if err != nil || c.LLMPrice != (config.Price{Prompt: 0.5, Reply: 2}) || c.LLMMoney != 20 {
		t.Errorf("price %+v, budget %v, %v", c.LLMPrice, c.LLMMoney, err)
	}
	for _, price := range []string{"2", "2/", "/8", "0/0", "2/8/9", "NaN/1", "1/Inf", "-1/2"} {
		if _, err := read("POLICYBOT_LLM_PRICE", price); err == nil {
			t.Errorf("the price %q is taken", price)
		}
	}
	if _, err := read("POLICYBOT_LLM_BUDGET_MONEY", "20"); err == nil || !strings.Contains(err.Error(), "POLICYBOT_LLM_PRICE") {
		t.Errorf("a budget in money without prices gives %v", err)
	}
	if _, err := read("POLICYBOT_EMBED_MODEL", "e"); err == nil || !strings.Contains(err.Error(), "POLICYBOT_EMBED_URL") {
		t.Errorf("an embedding model without a server gives %v", err)
	}
}

func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("geheim", 8) // long enough to be a key
	var pairs []string
	for _, s := range config.Settings {
		if s.Secret {
			pairs = append(pairs, s.Env, secret)
		}
	}
	if len(pairs) == 0 {
		t.Fatal("no setting is secret")
	}
	c, err := config.FromEnv(env(append(pairs, "POLICYBOT_DATA", "/data")...))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("configuration", "database", c.DatabaseURL, "token", c.SlackBotToken, "all", c)
	}
	for _, printed := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%q", c), fmt.Sprint(&c), log.String()} {
		if strings.Contains(printed, "geheim") {
			t.Errorf("a secret was printed: %s", printed)
		}
	}
	if c.DatabaseURL.Reveal() != secret {
		t.Errorf("Reveal = %q, want the value", c.DatabaseURL.Reveal())
	}
}
