// Package config is the one place that reads flags and the environment. A flag
// beats the environment, which beats the default. docs/configuration.md lists
// every name; a test keeps the two equal.
package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/policybot/policybot/internal/deps"
)

// Secret is a value that never prints.
type Secret string

// String gives "redacted", or "" for the empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "redacted"
}

// LogValue keeps the secret out of logs; see [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// GoString keeps the secret out of %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps the secret out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal gives the value itself.
func (s Secret) Reveal() string { return string(s) }

// Config is everything an operator can set.
type Config struct {
	// Data is the folder of the private PostgreSQL; two folders are two worlds.
	Data string
	// Deps is the folder that `make deps` filled: PostgreSQL, ONNX Runtime, model.
	Deps string
	// Cache is the folder of computed vectors; "" turns the cache off.
	Cache string
	// DatabaseURL replaces the private PostgreSQL.
	DatabaseURL Secret
	// Listen is the address of `policybot serve`.
	Listen string
	// PublicURL is the address under which readers reach the pages, for links in Slack.
	PublicURL string
	// LogLevel is debug, info, warn or error.
	LogLevel string
	// Slack is off while SigningSecret and BotToken are empty.
	SlackSigningSecret, SlackBotToken, SlackAppToken Secret
	// SlackHidden are the beginnings of the sources of documents that are not for Slack.
	SlackHidden []string
	// SlackAPIURL is another base address of the Slack Web API, for tests.
	SlackAPIURL string
	// WidgetKey signs the tokens of widgets' visitors; empty: one of the process's own.
	WidgetKey Secret
	// API says who may call the HTTP API: open or keys, programs with a key alone.
	API string
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// LLMURL and LLMModel name the language model that words answers; empty: none.
	LLMURL, LLMModel string
	LLMKey           Secret
	// LLMBudget is how many tokens one process may spend a day; 0: no limit.
	LLMBudget Tokens
	// LLMMoney is what it may spend a day at LLMPrice; 0: no limit.
	LLMMoney Money
	LLMPrice Price
	// EmbedURL and EmbedModel name an embedding server; empty: the local model.
	EmbedURL, EmbedModel string
	EmbedKey             Secret
	// Retention is how long answers are kept; 0: for ever.
	Retention time.Duration
	// EmbedTimeout bounds the embedding of one question.
	EmbedTimeout time.Duration
}

// Setting is one name an operator can set by environment.
type Setting struct {
	Env, Default, Meaning string
	Secret                bool
}

// Settings lists every name that [FromEnv] reads, in the order of the docs.
var Settings = []Setting{
	{"POLICYBOT_DATA", "the user's data folder/policybot", "folder of the private PostgreSQL; the flag --data beats it", false},
	{"DATABASE_URL", "none", "a PostgreSQL with pgvector to use instead of the private one (run `policybot migrate` first)", true},
	{"POLICYBOT_DEPS", ".cache/deps of the checkout, else the user's cache", "folder that `make deps` filled", false},
	{"POLICYBOT_CACHE", "the user's cache folder/policybot", "folder of computed vectors; `off` turns the cache off", false},
	{"POLICYBOT_LISTEN", "127.0.0.1:8080", "address of `policybot serve`; the flag --listen beats it", false},
	{"POLICYBOT_PUBLIC_URL", "http://<listen>", "address under which readers reach the pages, for links in Slack", false},
	{"POLICYBOT_LOG", "info (serve), warn (other commands)", "log level: debug, info, warn, error", false},
	{"POLICYBOT_EMBED_TIMEOUT", "500ms", "budget for embedding one question; past it the search is by words alone", false},
	{"POLICYBOT_RETENTION_DAYS", "90", "days that answers and what hangs on them are kept; 0 keeps them for ever", false},
	{"POLICYBOT_LLM_URL", "none", "server of a language model that words the answers: http://HOST:PORT/v1 (OpenAI-compatible) or ollama://HOST:PORT; without it answers are quotations (docs/models.md)", false},
	{"POLICYBOT_LLM_MODEL", "none", "name of the language model on its server", false},
	{"POLICYBOT_LLM_KEY", "none", "key of the language model's server", true},
	{"POLICYBOT_LLM_BUDGET_TOKENS", "no limit", "tokens a day (UTC) that one process may spend on the language model; past them answers are quotations", false},
	{"POLICYBOT_LLM_PRICE", "none", "price of a million tokens of prompt and of reply, e.g. 2/8, in any currency; answers then record their cost", false},
	{"POLICYBOT_LLM_BUDGET_MONEY", "no limit", "what one process may spend a day (UTC) on the language model, in the currency of POLICYBOT_LLM_PRICE", false},
	{"POLICYBOT_EMBED_URL", "none", "server of an embedding model, OpenAI-compatible: http://HOST:PORT/v1; without it the local model makes the vectors", false},
	{"POLICYBOT_EMBED_MODEL", "none", "name of the embedding model on its server; for servers that tell questions by name, PASSAGES,QUESTIONS", false},
	{"POLICYBOT_EMBED_KEY", "none", "key of the embedding model's server", true},
	{"POLICYBOT_SLACK_SIGNING_SECRET", "none", "signing secret of the Slack app; several separated by commas while rotating", true},
	{"POLICYBOT_SLACK_BOT_TOKEN", "none", "bot token of the Slack app", true},
	{"POLICYBOT_SLACK_APP_TOKEN", "none", "app-level token of the Slack app: with it Slack is reached by Socket Mode, no inbound HTTPS needed", true},
	{"POLICYBOT_SLACK_HIDDEN", "none", "paths (or addresses) below which documents are not for Slack, separated by commas, e.g. internal,drafts/2026.md; no answer there rests on them", false},
	{"POLICYBOT_WIDGET_KEY", "one of the process's own", "key that signs the tokens of widgets' visitors, at least 32 characters; needed where several processes serve one address", true},
	{"POLICYBOT_API", "open", "keys: programs need a key (policybot key create) for questions, searches and lists; pages and widgets work as before", false},
	{"POLICYBOT_TRUSTED_PROXIES", "none", "networks of the proxies in front, separated by commas, e.g. 127.0.0.1/32; their X-Forwarded-For is believed, for limits by address", false},
	{"POLICYBOT_SLACK_API_URL", "the Slack Web API", "another base address of the Slack Web API, for tests", false},
}

// FromEnv reads the environment through getenv. The error names the variable.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		Data:               getenv("POLICYBOT_DATA"),
		Deps:               getenv("POLICYBOT_DEPS"),
		Cache:              getenv("POLICYBOT_CACHE"),
		DatabaseURL:        Secret(getenv("DATABASE_URL")),
		Listen:             or(getenv("POLICYBOT_LISTEN"), "127.0.0.1:8080"),
		PublicURL:          strings.TrimRight(getenv("POLICYBOT_PUBLIC_URL"), "/"),
		LogLevel:           getenv("POLICYBOT_LOG"),
		SlackSigningSecret: Secret(getenv("POLICYBOT_SLACK_SIGNING_SECRET")),
		SlackBotToken:      Secret(getenv("POLICYBOT_SLACK_BOT_TOKEN")),
		SlackAppToken:      Secret(getenv("POLICYBOT_SLACK_APP_TOKEN")),
		SlackAPIURL:        getenv("POLICYBOT_SLACK_API_URL"),
		WidgetKey:          Secret(getenv("POLICYBOT_WIDGET_KEY")),
		EmbedTimeout:       500 * time.Millisecond, // a query takes about 6 ms; half a second is a stuck machine
	}
	if err := c.readModels(getenv); err != nil {
		return c, err
	}
	for path := range strings.SplitSeq(getenv("POLICYBOT_SLACK_HIDDEN"), ",") {
		if path = strings.TrimSuffix(strings.TrimSpace(path), "/"); path != "" {
			c.SlackHidden = append(c.SlackHidden, path)
		}
	}
	days, err := strconv.Atoi(or(getenv("POLICYBOT_RETENTION_DAYS"), "90"))
	if err != nil || days < 0 || days > 36500 {
		return c, fmt.Errorf("POLICYBOT_RETENTION_DAYS: %q is not a number of days from 0 to 36500", getenv("POLICYBOT_RETENTION_DAYS"))
	}
	c.Retention = time.Duration(days) * 24 * time.Hour
	if c.API = or(getenv("POLICYBOT_API"), "open"); c.API != "open" && c.API != "keys" {
		return c, fmt.Errorf("POLICYBOT_API: %q is not known; it can be open or keys", c.API)
	}
	if n := len(c.WidgetKey); n > 0 && n < 32 {
		return c, fmt.Errorf("POLICYBOT_WIDGET_KEY has %d characters: give at least 32, e.g. of `openssl rand -hex 32`", n)
	}
	for p := range strings.FieldsFuncSeq(getenv("POLICYBOT_TRUSTED_PROXIES"), func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(p)
		if err != nil {
			return c, fmt.Errorf("POLICYBOT_TRUSTED_PROXIES: %q is not a network such as 127.0.0.1/32", p)
		}
		c.TrustedProxies = append(c.TrustedProxies, network)
	}
	if c.Deps == "" {
		c.Deps = deps.DefaultDir()
	}
	if c.Data == "" {
		dir, err := dataDir(getenv)
		if err != nil {
			return c, err
		}
		c.Data = dir
	}
	switch c.Cache {
	case "off":
		c.Cache = ""
	case "":
		if dir, err := os.UserCacheDir(); err == nil {
			c.Cache = filepath.Join(dir, "policybot")
		}
	}
	return c, nil
}

// Validate checks what can be checked without starting anything.
func (c *Config) Validate() error {
	if err := c.validateModels(); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("listen address %q is not HOST:PORT, e.g. 127.0.0.1:8080", c.Listen)
	}
	return nil
}

// dataDir is the user's data folder by the XDG rules.
func dataDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "policybot"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no data folder: HOME is not set; set POLICYBOT_DATA or give --data DIR")
	}
	return filepath.Join(home, ".local", "share", "policybot"), nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
