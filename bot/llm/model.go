package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/ollama"
	"github.com/tmc/langchaingo/llms/openai"
)

// answer is what a model said.
type answer struct {
	text string
	used usage // nothing where the server does not say
	cut  bool  // the server stopped at its limit
}

// model is a langchaingo model as used here.
type model struct{ llm llms.Model }

func openModel(cfg Config) (model, error) {
	client := &http.Client{Transport: &transport{next: cfg.HTTP}}
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" {
		return model{}, fmt.Errorf("the address %q is no URL such as http://127.0.0.1:11434/v1", cfg.URL)
	}
	switch u.Scheme {
	case "ollama", "ollamas":
		u.Scheme = strings.Replace(u.Scheme, "ollama", "http", 1)
		m, err := ollama.New(ollama.WithServerURL(u.String()), ollama.WithModel(cfg.Model), ollama.WithHTTPClient(client), ollama.WithFormat("json"))
		return model{m}, err
	case "http", "https":
		m, err := openai.New(openai.WithBaseURL(strings.TrimRight(cfg.URL, "/")), openai.WithModel(cfg.Model),
			openai.WithToken(or(cfg.Key, "none")), openai.WithHTTPClient(doer{client}))
		return model{m}, err
	}
	return model{}, fmt.Errorf("the address %q begins with none of http, https, ollama, ollamas", cfg.URL)
}

// generate makes one call; held demands JSON of the server; hear, where not
// nil, gets the text in pieces.
func (m model) generate(ctx context.Context, talk []llms.MessageContent, held bool, hear func(string)) (answer, error) {
	options := []llms.CallOption{llms.WithTemperature(0), llms.WithMaxTokens(maxOutputTokens), openai.WithLegacyMaxTokensField()}
	if held {
		options = append(options, llms.WithJSONMode())
	}
	if hear != nil {
		options = append(options, llms.WithStreamingFunc(func(_ context.Context, piece []byte) error {
			hear(string(piece))
			return nil
		}))
	}
	r, err := m.llm.GenerateContent(ctx, talk, options...)
	if err != nil {
		if errors.Is(err, openai.ErrEmptyResponse) {
			return answer{}, nil
		}
		return answer{}, err
	}
	if len(r.Choices) == 0 {
		return answer{}, nil
	}
	first := r.Choices[0]
	count := func(name string) int {
		n, _ := first.GenerationInfo[name].(int)
		return max(n, 0)
	}
	used := usage{count("PromptTokens"), count("CompletionTokens")}
	if rest := count("TotalTokens") - used.total(); rest > 0 { // thoughts, which some servers count apart
		used.reply += rest
	}
	return answer{text: strings.TrimSpace(first.Content), used: used, cut: first.StopReason == "length"}, nil
}

// maxReplyBytes bounds what is read of a server's answer.
const maxReplyBytes = 1 << 20

// transport turns every status but 200 into a [StatusError] and bounds bodies.
type transport struct{ next http.RoundTripper }

// RoundTrip does what [http.RoundTripper] says.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	r, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusOK {
		r.Body.Close()
		return nil, &StatusError{Status: r.StatusCode, RetryAfter: retryAfter(r.Header.Get("Retry-After"))}
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r.Body, maxReplyBytes), r.Body}
	return r, nil
}

// retryAfter reads the header in either form; 0 where there is none.
func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return time.Duration(min(n, 3600)) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// doer keeps the cause of a failed call, which langchaingo hides where it looks
// like a network error.
type doer struct{ client *http.Client }

// Do makes the request.
func (d doer) Do(req *http.Request) (*http.Response, error) {
	r, err := d.client.Do(req)
	if err == nil {
		return r, nil
	}
	var status *StatusError
	if errors.As(err, &status) {
		return nil, status
	}
	return nil, errUnreachable
}
