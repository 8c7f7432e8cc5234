package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
	"github.com/policybot/policybot/bot/llm"
	botpg "github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/cmd/internal/config"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/read"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
	"github.com/policybot/policybot/retrieval"
	retrievalpg "github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/segment"
	"github.com/policybot/policybot/retrieval/vectorcache"
)

// world is everything a command works with, wired.
type world struct {
	cfg       config.Config
	lg        *slog.Logger
	server    *pgserver.Server // nil with DATABASE_URL
	url       string
	pool      *pgdb.Pool
	model     embedder
	embedder  *vectorcache.Cache
	segmenter *segment.Segmenter
	readers   *read.Set
	store     *retrievalpg.Store
	retrieval *retrieval.Service
	composer  *extract.Composer
	records   *botpg.Records
	bot       *bot.Service
	wording   *llm.Composer // nil: no language model is configured
	ahead     time.Duration // of the clock; see setDay
	closing   sync.Once
}

// open starts or joins the database, loads the model beside it, and wires the
// packages. level is the least level of logs.
func (a *app) open(ctx context.Context, level slog.Level) (*world, error) {
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	if err := cfg.Validate(); err != nil {
		return nil, usageError{err}
	}
	lg, err := a.logger(cfg, level)
	if err != nil {
		return nil, err
	}
	paths, err := deps.Locate(cfg.Deps)
	if err != nil {
		return nil, err
	}
	w := &world{cfg: cfg, lg: lg, segmenter: segment.New(), readers: newReaders(cfg)}
	var group errgroup.Group // the model loads while the database starts
	group.Go(func() error { return w.openDatabase(ctx, paths) })
	group.Go(func() error { return w.openModel(ctx, paths) })
	if err := group.Wait(); err != nil {
		w.close()
		return nil, err
	}
	if err := w.wire(w.pool, "cli"); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// openDatabase gives w a pool: of DATABASE_URL, or of the private server, whose
// schema it brings up to date.
func (w *world) openDatabase(ctx context.Context, paths deps.Paths) error {
	w.url = w.cfg.DatabaseURL.Reveal()
	if w.url == "" {
		server, err := pgserver.Start(ctx, pgserver.Config{Dist: paths.Postgres, Dir: filepath.Join(w.cfg.Data, "postgres"), Logger: w.lg})
		if err != nil {
			return err
		}
		w.server, w.url = server, server.URL()
	}
	pool, err := pgdb.Open(ctx, w.url, w.lg)
	if errors.Is(err, pgdb.ErrNotMigrated) && w.server != nil {
		if err := pgdb.Migrate(ctx, w.url); err != nil {
			return err
		}
		pool, err = pgdb.Open(ctx, w.url, w.lg)
	}
	w.pool = pool
	return err
}

func (w *world) openModel(ctx context.Context, paths deps.Paths) error {
	// Before the library is loaded: the call that switches its telemetry off
	// comes after it has written an identifier into the user's cache.
	if err := os.Setenv("ORT_DISABLE_TELEMETRY", "1"); err != nil {
		return fmt.Errorf("telemetry of ONNX Runtime: %w", err)
	}
	model, err := w.openEmbedder(ctx, paths)
	if err != nil {
		return err
	}
	w.model = model
	dir := ""
	if w.cfg.Cache != "" {
		dir = filepath.Join(w.cfg.Cache, "vectors")
	}
	w.embedder = vectorcache.New(model, vectorcache.Config{Dir: dir, Logger: w.lg})
	return nil
}

// newReaders gives the readers of formats; the PDF module is compiled once into
// the cache.
func newReaders(cfg config.Config) *read.Set {
	if cfg.Cache == "" {
		return read.New(read.Config{})
	}
	return read.New(read.Config{CacheDir: filepath.Join(cfg.Cache, "pdf")})
}

// wire builds the services over a pool.
func (w *world) wire(pool *pgdb.Pool, channel string) error {
	w.store = retrievalpg.New(pool, retrievalpg.Config{Model: w.model.Name(), Segmenter: w.segmenter.Version(), Logger: w.lg})
	w.retrieval = retrieval.NewService(retrieval.Config{
		Store: w.store, Library: w.store, Segmenter: w.segmenter, Embedder: w.embedder, Knowledge: w.store,
		EmbedTimeout: w.cfg.EmbedTimeout, Now: w.now, Logger: w.lg,
	})
	composer, err := extract.New(extract.Config{Segmenter: w.segmenter})
	if err != nil {
		return err
	}
	w.composer = composer
	if err := w.openWording(); err != nil {
		return err
	}
	w.records = botpg.NewRecords(pool, channel)
	w.bot, err = w.answerer(w.records)
	return err
}

// answerer gives the pipeline for a channel with records of its own.
func (w *world) answerer(records bot.Records) (*bot.Service, error) {
	var composer bot.Composer = w.composer
	var retriever bot.Retriever = w.retrieval
	if w.wording != nil {
		composer, retriever = w.wording, w.wording.Retriever(w.retrieval)
	}
	traces, _ := records.(bot.Traces)
	return bot.New(bot.Config{Retriever: retriever, Composer: composer, Library: w.store, Records: records, Traces: traces, Now: w.now, Logger: w.lg})
}

// indexer gives an indexer of the store.
func (w *world) indexer() *retrieval.Indexer {
	return retrieval.NewIndexer(retrieval.IndexerConfig{
		Index: w.store, Library: w.store, Embedder: w.embedder, Segmenter: w.segmenter, Readers: w.readers.Readers(), Logger: w.lg,
	})
}

// close gives everything back. It may be called on a half-opened world.
func (w *world) close() {
	w.closing.Do(func() {
		if w.pool != nil {
			w.pool.Close()
		}
		if w.readers != nil {
			w.logClose("readers", w.readers.Close(context.Background()))
		}
		if w.embedder != nil {
			w.logClose("vector cache", w.embedder.Close())
		}
		if w.model != nil {
			w.logClose("model", w.model.Close())
		}
		if w.server != nil {
			w.logClose("database server", w.server.Close())
		}
	})
}

func (w *world) logClose(what string, err error) {
	if err != nil {
		w.lg.Warn("not closed cleanly", "what", what, "err", err)
	}
}

// errEmpty tells what to do about a store without documents.
var errEmpty = fmt.Errorf(`the corpus is empty: run "policybot ingest FOLDER" first, or "policybot serve" to load the starter corpus`)

// sayIfEmpty tells, where nothing was found, that nothing is there to be found.
func (w *world) sayIfEmpty(ctx context.Context, to io.Writer) {
	if docs, err := w.store.Documents(ctx); err == nil && len(docs) == 0 {
		fmt.Fprintf(to, "policybot: %v\n", errEmpty)
	}
}

// now is the clock of the commands and of all services.
func (w *world) now() time.Time { return time.Now().Add(w.ahead) }

// setDay makes a day today, noon now, for figures that do not change with the
// calendar. The clock runs on: durations are measured with it.
func (w *world) setDay(day corpus.Date) error {
	noon, err := time.ParseInLocation(time.DateOnly+" 15", string(day)+" 12", time.Local)
	if err != nil {
		return err
	}
	w.ahead = time.Until(noon)
	return nil
}
