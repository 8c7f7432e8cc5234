// Package web serves the product over HTTP: the page with the question box, the
// pages of the stored documents, the JSON and event-stream API, health and
// metrics.
//
// Pages are rendered on the server and work without JavaScript; one script adds
// streamed answers and the panel that opens a citation. Nothing is loaded from
// another origin, and text of questions, answers and documents reaches a page
// only as text.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// Config is what the handler is made of. Library is required.
type Config struct {
	Answerer bot.Answerer      // nil: nothing is answered, documents and search alone
	Searcher bot.Retriever     // nil: no /api/v1/search
	Library  retrieval.Library // documents and passages that citations open
	Records  bot.Records       // nil: answers have no page of their own
	// Feedbacks keeps whether answers helped; nil: nobody is asked.
	Feedbacks bot.Feedbacks
	// Conversations keeps which answers belong together, over a reload of the
	// page; nil: a reload begins anew. It needs Records.
	Conversations bot.Conversations
	// Widgets are the question boxes on other sites; nil: there are none.
	Widgets bot.Widgets
	// APIKeys are the keys of programs; nil: there are none.
	APIKeys bot.APIKeys
	// KeysOnly refuses questions, searches and lists to programs without a key;
	// pages and widgets work as before. It needs APIKeys and Widgets.
	KeysOnly bool
	// Prober answers the Examples to see whether they can be offered; give one
	// that keeps no records. Nil: they are offered unasked.
	Prober bot.Answerer
	// Ready says whether questions can be answered; nil means always. The text
	// of its error is shown by /readyz and must hold nothing secret.
	Ready func(ctx context.Context) error
	// ReadyEvery is how long an outcome of Ready stands, however many ask for it;
	// 0 means 2 s, a negative time that each request tries anew.
	ReadyEvery time.Duration
	Version    string // of the program, shown by /readyz
	// Examples are questions offered to click. Give only such as the stored
	// corpus answers with a citation.
	Examples []string
	Logger   *slog.Logger     // nil: discard
	Now      func() time.Time // nil: time.Now; its location says what day it is
	// TokenKey signs the tokens of widgets' visitors: the same for all processes
	// behind one address, at least 32 bytes. Empty: one of this process's own.
	TokenKey []byte
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// VisitorQuestions bounds the questions of one visitor of a widget in ten
	// minutes; 0 means 10. WidgetAddressQuestions bounds those of one address
	// in an hour; 0 means 60. Negative numbers are no bound.
	VisitorQuestions, WidgetAddressQuestions int
	// MaxAnswers bounds the questions under way at a time; 0 means 128.
	MaxAnswers int
	// QuestionsPerMinute bounds the questions and searches of one address;
	// 0 means 60, a negative number no bound.
	QuestionsPerMinute int
	// AnswerBudget is the time after which a question is given up; 0 means 30 s.
	AnswerBudget time.Duration
	// Heartbeat is the time between signs of life in a stream; 0 means 15 s.
	Heartbeat time.Duration
	// Stopping is closed when the process is asked to end: no question is taken
	// any more, and streams are told to come back to another process. Nil: never.
	Stopping <-chan struct{}
	// DrainGrace is how long a stream may still go on after Stopping; 0 means 5 s.
	DrainGrace time.Duration
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
	if c.ReadyEvery == 0 {
		c.ReadyEvery = 2 * time.Second
	}
	if c.QuestionsPerMinute == 0 {
		c.QuestionsPerMinute = 60
	}
	if c.VisitorQuestions == 0 {
		c.VisitorQuestions = 10
	}
	if c.WidgetAddressQuestions == 0 {
		c.WidgetAddressQuestions = 60
	}
	if c.MaxAnswers == 0 {
		c.MaxAnswers = 128
	}
	if c.AnswerBudget == 0 {
		c.AnswerBudget = 30 * time.Second
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 15 * time.Second
	}
	if c.DrainGrace == 0 {
		c.DrainGrace = 5 * time.Second
	}
	return c
}

func (c Config) validate() error {
	if c.Library == nil {
		return errors.New("web: Config.Library is not set")
	}
	if n := len(c.TokenKey); n > 0 && n < 32 {
		return fmt.Errorf("web: Config.TokenKey has %d bytes, it needs 32", n)
	}
	if c.KeysOnly && (c.APIKeys == nil || c.Widgets == nil) {
		return errors.New("web: Config.KeysOnly needs APIKeys and Widgets")
	}
	return nil
}

// site holds what the handlers share.
type site struct {
	Config
	words   catalogues
	pages   *pages
	static  *staticFiles
	metrics *metrics
	loader  loaderFile
	limit   *limiter
	turns   *conversations
	flights *flights
	places  *places
	offered offered
	nexts   followUps
	ready   readiness

	patterns []string // of the routes

	widgets                                     *memory[bot.Widget]
	keys                                        *memory[bot.APIKey]
	keyLimit                                    *limiter
	tokens                                      *signer
	crossOrigin                                 *http.CrossOriginProtection
	visitorLimit, widgetAddressLimit, mintLimit *limiter
}

// mintsPerMinute bounds the tokens that one address is given.
const mintsPerMinute = 60

// New gives the handler of all routes. It panics when a required field of the
// Config is missing: that is a mistake in the program.
func New(c Config) http.Handler {
	s := newSite(c)
	return s.wrap(s.routes())
}

func newSite(c Config) *site {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		panic(err) // cannot come from input
	}
	words, err := loadCatalogues()
	if err != nil {
		panic(fmt.Sprintf("web: embedded catalogue: %v", err)) // embedded at build time
	}
	static, err := loadStatic()
	if err != nil {
		panic(fmt.Sprintf("web: embedded files: %v", err)) // embedded at build time
	}
	loader, err := loadLoader()
	if err != nil {
		panic(fmt.Sprintf("web: embedded loader: %v", err)) // embedded at build time
	}
	p, err := loadPages(static)
	if err != nil {
		panic(fmt.Sprintf("web: embedded templates: %v", err)) // embedded at build time
	}
	s := &site{
		Config:  c,
		words:   words,
		pages:   p,
		static:  static,
		metrics: newMetrics(),
		loader:  loader,
		limit:   newLimiter(c.QuestionsPerMinute, time.Minute),
		turns:   newConversations(),
		flights: newFlights(),
		places:  newPlaces(c.MaxAnswers),

		tokens:             newSigner(c.TokenKey),
		crossOrigin:        http.NewCrossOriginProtection(),
		visitorLimit:       newLimiter(c.VisitorQuestions, 10*time.Minute),
		widgetAddressLimit: newLimiter(c.WidgetAddressQuestions, time.Hour),
		mintLimit:          newLimiter(mintsPerMinute, time.Minute),
		keyLimit:           newLimiter(0, time.Minute), // each key has a size of its own
	}
	if c.Widgets != nil {
		s.widgets = newMemory(c.Widgets.Widget)
	}
	if c.APIKeys != nil {
		s.keys = newMemory(c.APIKeys.APIKey)
	}
	return s
}

func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	handle := func(pattern string, h http.HandlerFunc) {
		s.patterns = append(s.patterns, pattern)
		mux.HandleFunc(pattern, h)
	}
	if s.Answerer != nil {
		handle("GET /{$}", s.home)
		handle("GET /ask", s.askPage)
		handle("POST /api/v1/ask", s.metered(bot.ScopeAsk, s.askAPI))
		handle("DELETE /api/v1/ask/{key}", s.scoped(bot.ScopeAsk, s.stopAPI))
	} else {
		handle("GET /{$}", http.RedirectHandler("/documents", http.StatusFound).ServeHTTP)
	}
	handle("GET /documents", s.documentList)
	handle("GET /documents/{id}", s.documentPage)
	handle("GET /passages/{id}", s.passagePage)
	handle("GET /coverage", s.coveragePage)
	handle("GET /accessibility", s.accessibilityPage)
	handle("GET /api/v1/documents", s.metered(bot.ScopeDocuments, s.documentsAPI))
	handle("GET /api/v1/documents/{id}", s.metered(bot.ScopeDocuments, s.documentAPI))
	handle("GET /api/v1/coverage", s.metered(bot.ScopeDocuments, s.coverageAPI))
	handle("GET /api/v1/openapi.json", s.openAPI)
	handle("GET /static/{name}", s.static.serve)
	handle("GET /favicon.ico", s.static.favicon)
	handle("GET /api/v1/passages/{id}", s.scoped(bot.ScopeDocuments, s.passageAPI))
	if s.Searcher != nil {
		handle("GET /api/v1/search", s.metered(bot.ScopeSearch, s.searchAPI))
	}
	if s.Answerer != nil && s.Widgets != nil {
		handle("GET /widget/{file}", s.loader.serve)
		handle("GET /widget/v1/app", s.widgetApp)
		handle("POST /api/v1/widget/token", s.widgetToken)
	}
	if s.Answerer != nil && s.Feedbacks != nil {
		handle("POST /api/v1/feedback", s.scoped(bot.ScopeFeedback, s.feedbackAPI))
		handle("POST /feedback", s.feedbackForm)
	}
	if s.Answerer != nil && s.Conversations != nil {
		handle("GET /api/v1/conversations/{name}", s.scoped(bot.ScopeAsk, s.conversationAPI))
		handle("DELETE /api/v1/conversations/{name}", s.scoped(bot.ScopeAsk, s.forgetAPI))
	}
	if s.Records != nil {
		handle("GET /answers/{id}", s.answerPage)
		handle("GET /api/v1/answers/{id}", s.scoped(bot.ScopeAsk, s.answerAPI))
		handle("GET /api/v1/answers/{id}/next", s.scoped(bot.ScopeAsk, s.followUpsAPI))
	}
	handle("GET /livez", s.livez)
	handle("GET /readyz", s.readyz)
	handle("GET /metrics", s.metrics.handler().ServeHTTP)
	return mux
}

// Server gives an HTTP server for h with time limits that bound slow clients
// and leave event streams alone: those renew their write deadline themselves.
func Server(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second, // past the answer budget; streams move it on
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
}
