package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	botpg "github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/bot/slackbot"
	"github.com/policybot/policybot/bot/web"
)

// version is the program's, shown by /readyz.
const version = "0.1.0"

// drainTimeout is how long answers under way may take to end at shutdown.
const drainTimeout = 15 * time.Second

// examples are offered on the page. Each has a cited answer in the starter
// corpus; a test keeps it so.
var examples = []string{
	"长春市2021年一共有多少家国家级高企？",
	"公司改名了，高企证要不要换？多久之内去说？",
	"大厂拖着货款不给，合同里没写违约利息，能按什么利率要？",
}

func (a *app) serve() *cobra.Command {
	var listen, only string
	cmd := &cobra.Command{
		Use:   "serve [--listen 127.0.0.1:8080] [--only retrieval]",
		Short: "Serve the page, the HTTP API and, where configured, Slack",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if only != "" && only != "retrieval" {
				return usageError{fmt.Errorf("--only: %q is not known; it can be retrieval", only)}
			}
			return a.runServe(cmd.Context(), listen, only)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address to listen on (POLICYBOT_LISTEN; 127.0.0.1:8080)")
	cmd.Flags().StringVar(&only, "only", "", "retrieval: search and documents alone, no answers, no Slack")
	return cmd
}

func (a *app) runServe(ctx context.Context, listen, only string) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	if listen == "" {
		listen = cfg.Listen
	}
	// The port first: it is the mistake that needs no database to be seen.
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return listenError(listen, err)
	}
	defer listener.Close()
	w, err := a.open(ctx, slog.LevelInfo)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.wire(w.pool, "web"); err != nil {
		return err
	}
	if err := w.store.CheckModel(ctx); err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	if w.cfg.PublicURL == "" {
		w.cfg.PublicURL = address
	}
	a.sayOthers(ctx, w, address)
	return a.serveOn(ctx, w, listener, address, only)
}

// sayOthers tells of other servers on the same data folder. That is safe: as with
// several processes on a database of one's own, they share corpus and answers.
// But who starts a second one may have forgotten the first. On DATABASE_URL
// several are the rule, and nothing is said.
func (a *app) sayOthers(ctx context.Context, w *world, address string) {
	if w.server == nil {
		return
	}
	others, err := w.server.Announce(ctx, address)
	if err != nil { // the message is lost, nothing else
		w.lg.WarnContext(ctx, "servers on this data folder not told apart", "err", err)
	}
	for _, other := range others {
		fmt.Fprintf(a.stderr, "another policybot serves the data folder %s at %s: both answer from the same corpus (for one apart, give --data DIR)\n", w.cfg.Data, other)
	}
}

// listenError says what to do about an address that cannot be listened on.
func listenError(listen string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("the address %s is in use: stop the other program or give another one with --listen 127.0.0.1:PORT", listen)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("no right to listen on %s: choose a port above 1023 with --listen 127.0.0.1:PORT", listen)
	}
	return fmt.Errorf("cannot listen on %q: give HOST:PORT with --listen, e.g. 127.0.0.1:8080 (%w)", listen, err)
}

func (a *app) serveOn(ctx context.Context, w *world, listener net.Listener, address, only string) error {
	var ready atomic.Bool
	loaded := make(chan struct{})
	handler := http.NewServeMux()
	cfg, err := w.webConfig(&ready, only)
	if err != nil {
		return err
	}
	group, groupCtx := errgroup.WithContext(ctx)
	cfg.Stopping = groupCtx.Done()
	handler.Handle("/", web.New(cfg))
	if only == "" && (w.cfg.SlackBotToken != "" || w.cfg.SlackSigningSecret != "") {
		slack, err := w.slack()
		if err != nil {
			return err
		}
		handler.Handle("/slack/", slack.Handler())
		group.Go(func() error {
			select {
			case <-loaded: // no question is answered from a half-loaded corpus
				slack.Run(groupCtx)
			case <-groupCtx.Done():
			}
			return nil
		})
	}
	server := web.Server(listener.Addr().String(), handler)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		if err := a.fill(groupCtx, w); err != nil {
			return err
		}
		w.warm(groupCtx)
		ready.Store(true)
		close(loaded)
		fmt.Fprintf(a.stderr, "policybot is ready: %s\n", address)
		return nil
	})
	group.Go(func() error {
		w.purge(groupCtx)
		return nil
	})
	group.Go(func() error {
		<-groupCtx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(groupCtx), drainTimeout)
		defer cancel()
		return server.Shutdown(drain)
	})
	err = group.Wait()
	if ctx.Err() != nil { // asked to stop
		return nil
	}
	return err
}

func (w *world) webConfig(ready *atomic.Bool, only string) (web.Config, error) {
	prober, err := w.answerer(nil) // what it answers is not kept
	if err != nil {
		return web.Config{}, err
	}
	cfg := web.Config{
		Answerer: w.bot, Searcher: w.retrieval, Library: w.store, Records: w.records,
		Feedbacks: botpg.NewFeedbacks(w.pool, "web"), Widgets: botpg.NewWidgets(w.pool), Prober: prober,
		APIKeys: botpg.NewAPIKeys(w.pool), KeysOnly: w.cfg.API == "keys",
		Conversations: botpg.NewConversations(w.pool),
		TokenKey:      []byte(w.cfg.WidgetKey.Reveal()), TrustedProxies: w.cfg.TrustedProxies,
		Version: version, Examples: examples, Logger: w.lg,
		Ready: func(ctx context.Context) error {
			if !ready.Load() {
				return errors.New("loading the starter corpus")
			}
			return w.canServe(ctx)
		},
	}
	if only == "retrieval" {
		cfg.Answerer = nil
	}
	return cfg, nil
}

// canServe tries what an answer needs: the index is of our model, an answer can be
// stored. Its errors are shown to strangers and say no more than that.
func (w *world) canServe(ctx context.Context) error {
	if err := w.store.CheckModel(ctx); err != nil {
		w.lg.WarnContext(ctx, "index not usable", "err", err)
		return errors.New("the index cannot be read with this model")
	}
	if err := w.records.CheckWrite(ctx); err != nil {
		w.lg.WarnContext(ctx, "no answer can be stored", "err", err)
		return errors.New("the database takes no answers")
	}
	return nil
}

// warm answers one query by the model, which loads what it needs. A model that
// does not answer then is no reason not to serve: search goes on by words alone.
func (w *world) warm(ctx context.Context) {
	if _, err := w.model.EmbedQuery(ctx, "ready"); err != nil {
		w.lg.WarnContext(ctx, "the embedding model does not answer: search by words alone", "err", err)
	}
}

// slack makes the Slack bot. Secrets may be several, separated by commas, while
// one replaces the other.
func (w *world) slack() (*slackbot.Bot, error) {
	events := botpg.NewEvents(w.pool)
	records := botpg.NewRecords(w.pool, "slack")
	answerer, err := w.answerer(records)
	if err != nil {
		return nil, err
	}
	var notForSlack func(ctx context.Context) ([]string, error)
	if len(w.cfg.SlackHidden) > 0 {
		notForSlack = (&hidden{library: w.store, paths: w.cfg.SlackHidden, lg: w.lg}).documents
	}
	return slackbot.New(slackbot.Config{
		Hidden:         notForSlack,
		SigningSecrets: strings.FieldsFunc(w.cfg.SlackSigningSecret.Reveal(), func(r rune) bool { return r == ',' || r == ' ' }),
		BotToken:       w.cfg.SlackBotToken.Reveal(), AppToken: w.cfg.SlackAppToken.Reveal(), APIURL: w.cfg.SlackAPIURL, PublicURL: w.cfg.PublicURL,
		Answerer: answerer, Events: events, Log: events, Records: records, Logger: w.lg,
		Feedbacks: botpg.NewFeedbacks(w.pool, "slack"), Settings: botpg.NewSettings(w.pool),
	})
}
