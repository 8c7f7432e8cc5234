# policybot: every target is a command one could type; bare `make` lists them.

# The real texts and questions, beside this repository. Never part of it.
SHARED ?= ../shared
# Where eval keeps its database, apart from the user's own.
EVAL_DATA ?= .data/eval
# The day of the cases that name none: figures do not change with the calendar.
EVAL_DAY ?= 2026-11-23
# How long each fuzz target runs, and the folders whose targets do.
FUZZTIME ?= 10m
FUZZJOBS ?= 2
FUZZIN ?= bot cmd corpus evals internal retrieval

.DEFAULT_GOAL := help
.PHONY: help deps build run test test-models race check test-slack test-browser test-load test-api test-axe axe peers test-peers test-planted slack-peers slack-pictures eval eval-own eval-real bench bench-ingest bench-scale bench-peers test-replica fuzz screenshots clean

# Without a HOME neither go nor policybot knows where to write: name places that git ignores.
ifeq ($(strip $(HOME)),)
export GOPATH ?= $(CURDIR)/.cache/go
export GOCACHE ?= $(CURDIR)/.cache/go-build
export POLICYBOT_DATA ?= $(CURDIR)/.data/home
endif

help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## Fetch PostgreSQL, ONNX Runtime and the embedding model into .cache/deps (once)
	go run ./cmd/internal/fetchdeps -dir .cache/deps

build: ## Build bin/policybot
	go build -trimpath -buildvcs=false -o bin/policybot ./cmd/policybot

run: deps build ## Fetch, build and serve the page; prints its address
	bin/policybot serve

test: deps ## Run all tests
	go test ./...

race: deps ## Run all tests under the race detector
	go test -race ./...

check: ## Check formatting, go vet and staticcheck
	@bad="$$(gofmt -l bot cmd corpus evals internal retrieval)"; test -z "$$bad" || { printf '%s\n' "$$bad" 'make check: run gofmt -w on the files above' >&2; exit 1; }
	go vet -tags "browser axeall slack peers schemathesis planted load replica" ./...
	go tool staticcheck -tags "browser axeall slack peers schemathesis planted load replica" ./...

slack-peers: ## Fetch Slack's own SDKs for Python and Node into .cache/slackpeers (needs python3 with pip, node with npm)
	@set -e; from=bot/slackbot/testdata/peers; to=.cache/slackpeers; \
	if ! command -v python3 >/dev/null; then echo 'make slack-peers: slack_sdk skipped, no python3'; \
	elif cmp -s $$from/requirements.txt $$to/requirements.txt; then echo 'make slack-peers: slack_sdk is there'; \
	else rm -rf $$to/python; python3 -m pip install -q --disable-pip-version-check --require-hashes --no-deps --target $$to/python -r $$from/requirements.txt; \
	cp $$from/requirements.txt $$to; fi; \
	if ! command -v npm >/dev/null; then echo 'make slack-peers: Bolt skipped, no npm'; \
	elif cmp -s $$from/package-lock.json $$to/node_modules/complete; then echo 'make slack-peers: Bolt is there'; \
	else mkdir -p $$to; cp $$from/package.json $$from/package-lock.json $$to; npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $$to; \
	cp $$from/package-lock.json $$to/node_modules/complete; fi

test-slack: deps slack-peers ## Run the Slack tests with the long ones: kill -9, 10,000 answers, Slack's own SDKs
	go test -count=1 -tags slack -timeout 20m ./bot/slackbot/...
	POLICYBOT_TEST_SLACK=socket go test -count=1 ./bot/slackbot

test-browser: deps ## Run the page, and drawn Slack messages, in Chromium (needs chromium and fonts-noto-cjk; installs nothing)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { echo 'make test-browser: no Chromium found; install it first (Debian: apt-get install chromium fonts-noto-cjk)' >&2; exit 1; }
	go test -count=1 -tags browser ./bot/web/...
	go test -count=1 -tags browser -run '^Test(Slack|Page)Pictures$$' ./cmd/policybot

test-replica: deps ## Compare searches on a primary and on a streaming replica of it
	go test -count=1 -tags replica -run Replica ./retrieval/postgres

peers: ## Fetch the reference packages of the metrics into .cache/peers (needs python3 with pip)
	@if ! command -v python3 >/dev/null; then echo 'make peers: skipped, no python3'; \
	elif [ -e .cache/peers/complete ]; then echo 'make peers: they are there'; \
	else set -e; rm -rf .cache/peers; \
	python3 -m pip install -q --disable-pip-version-check --target .cache/peers -r evals/metric/testdata/peers.txt; \
	python3 -m pip install -q --disable-pip-version-check --target .cache/peers --no-deps nuggetizer==0.0.5 ragchecker==0.1.9 ragas==0.4.3; \
	touch .cache/peers/complete; fi

test-peers: peers deps build ## Compare the metrics with pytrec_eval, ir-measures, ranx, RAGChecker and others
	@if [ -d '$(SHARED)/eval/statute-train' ]; then set -ex; mkdir -p .data/statute; \
	bin/policybot --data .data/statute eval retrieval --beir '$(SHARED)/eval/statute-train' --mode lexical --run .data/statute/lexical.run; fi
	go test -count=1 -tags peers -run Peers ./evals/metric

test-models: deps ## A scripted model that tells the truth over the questions of ../shared: no worse than quotation, under 5 % refused
	go test -tags real -run TestHonestModel -v ./cmd/policybot

test-planted: deps ## Break the real pipeline stage by stage: the gate of the evaluation must name the stage
	go test -count=1 -tags planted -run '^TestPlanted$$' ./cmd/policybot

test-axe: axe ## Run axe over the widget in all 108 states (Chromium; some minutes)
	go test -count=1 -v -timeout 20m -tags 'browser axeall' -run '^TestBrowserAxeAll$$' ./bot/web

axe: ## Fetch axe-core with npm into .cache/axe (once); test-browser then uses it
	@test -f .cache/axe/node_modules/axe-core/axe.min.js || npm install --silent --no-audit --no-fund --prefix .cache/axe axe-core@4.14.1

test-load: deps build ## Ask 10 questions a second with 100 streams open, then too many, over the corpus in ../shared (5 minutes)
	@if [ ! -d '$(SHARED)/corpus' ]; then echo 'make test-load: skipped, $(SHARED)/corpus is not there'; \
	else set -ex; bin/policybot --data '$(EVAL_DATA)' ingest '$(SHARED)/corpus'; \
	POLICYBOT_LOAD_DATA='$(abspath $(EVAL_DATA))' POLICYBOT_LOAD_QUESTIONS='$(abspath $(SHARED))/questions/dev.jsonl' go test -count=1 -v -timeout 15m -tags load -run '^TestLoad$$' ./cmd/policybot; fi

test-api: ## Run schemathesis over the description of the HTTP API (fetches it with pip, once)
	@test -x .cache/schemathesis/bin/schemathesis || { python3 -m venv .cache/schemathesis && .cache/schemathesis/bin/pip install -q 'schemathesis==4.32.5'; }
	go test -count=1 -tags schemathesis -run '^TestSchemathesis$$' ./bot/web

eval: eval-own eval-real ## Measure every stage over our own cases and over the real corpus; fail below the baselines

eval-own: deps build ## Measure every stage over our own cases: starter corpus and invented documents
	bin/policybot --data '$(EVAL_DATA)/own' ingest corpus/documents evals/testdata/invented
	bin/policybot --data '$(EVAL_DATA)/own' eval lint --cases evals/cases/own.jsonl
	bin/policybot --data '$(EVAL_DATA)/own' eval run --as-of '$(EVAL_DAY)' --out '$(EVAL_DATA)/own.json' --speed '$(EVAL_DATA)/own-speed.json' --cases evals/cases/own.jsonl --labels evals/testdata/labelled/labels.csv --labels evals/testdata/invented/labels.csv
	bin/policybot eval report '$(EVAL_DATA)/own.json' --speed '$(EVAL_DATA)/own-speed.json' --html '$(EVAL_DATA)/own.html' --csv '$(EVAL_DATA)/own.csv' --junit '$(EVAL_DATA)/own.xml'
	bin/policybot eval gate '$(EVAL_DATA)/own.json' --baseline evals/baseline-own.json

eval-real: deps build ## Measure every stage over the real corpus in ../shared
	@if [ ! -d '$(SHARED)/corpus' ]; then echo 'make eval-real: skipped, $(SHARED)/corpus is not there'; \
	else set -ex; \
	bin/policybot --data '$(EVAL_DATA)' ingest '$(SHARED)/corpus'; \
	bin/policybot --data '$(EVAL_DATA)' eval evidence --cases '$(SHARED)/questions/dev.jsonl'; \
	bin/policybot --data '$(EVAL_DATA)' eval answers --cases '$(SHARED)/questions/dev.jsonl'; \
	bin/policybot --data '$(EVAL_DATA)' eval run --as-of '$(EVAL_DAY)' --out '$(EVAL_DATA)/run.json' --speed '$(EVAL_DATA)/speed.json' --cases '$(SHARED)/questions/dev.jsonl' \
	--cases evals/cases/real-a.jsonl --cases evals/cases/real-b.jsonl --labels corpus/testdata/metadata.csv --label-texts '$(SHARED)/corpus'; \
	bin/policybot eval report '$(EVAL_DATA)/run.json' --speed '$(EVAL_DATA)/speed.json' --html '$(EVAL_DATA)/report.html' --csv '$(EVAL_DATA)/report.csv' --junit '$(EVAL_DATA)/report.xml'; \
	bin/policybot eval gate '$(EVAL_DATA)/run.json' --baseline evals/baseline.json --skip-other-texts; fi

bench: deps ## Run the Go benchmarks
	go test -run '^$$' -bench . -benchmem ./...

bench-peers: deps ## Compare our arms with FAISS, Chroma, bm25s, chromem-go and Bleve (needs $(SHARED)/eval, python3; fetches them)
	@test -d '$(SHARED)/eval/statute-train' || { echo 'make bench-peers: skipped, $(SHARED)/eval/statute-train is not there'; exit 0; }; set -e; \
	go run ./cmd/internal/benchscale -n 63144 -data .data/scale -beir '$(SHARED)/eval/statute-train' -export .data/peers; \
	test -x .cache/bench-peers/bin/python || { python3 -m venv .cache/bench-peers && .cache/bench-peers/bin/pip install -q --disable-pip-version-check -r bench/peers/requirements.txt; }; \
	.cache/bench-peers/bin/python bench/peers/peers.py .data/peers; \
	cd bench/peers && go run . ../../.data/peers

bench-ingest: deps ## Compare an ingest, database included, with the same model driven from Python over the same texts (needs python3; minutes)
	@set -e; python=; if ! command -v python3 >/dev/null; then echo 'make bench-ingest: no python3, ours alone'; else python=.cache/bench-ingest/bin/python; \
	cmp -s bench/ingest/requirements.txt .cache/bench-ingest/complete || { rm -rf .cache/bench-ingest; python3 -m venv .cache/bench-ingest; \
	.cache/bench-ingest/bin/pip install -q --disable-pip-version-check --require-hashes --no-deps -r bench/ingest/requirements.txt; \
	cp bench/ingest/requirements.txt .cache/bench-ingest/complete; }; fi; \
	go run ./cmd/internal/benchingest -rounds '$(or $(ROUNDS),3)' -python "$$python" $(or $(INGEST),corpus/documents evals/testdata/invented)

bench-scale: deps ## Measure search, sizes and memory over N passages (default 200,000; needs $(SHARED)/eval, minutes to hours)
	go run ./cmd/internal/benchscale -n '$(or $(N),200000)' -data .data/scale -beir '$(SHARED)/eval/statute-train'

fuzz: ## Run every fuzz target (of FUZZIN=corpus alone) for FUZZTIME (10m), FUZZJOBS (2) at a time
	go run ./cmd/internal/fuzzall -time $(FUZZTIME) -jobs $(FUZZJOBS) $(FUZZIN)

screenshots: deps ## Draw the pages of the READMEs anew, and save every state of the tests to screenshots/ (needs chromium, fonts-noto-cjk)
	mkdir -p screenshots docs/pictures
	POLICYBOT_PICTURES='$(CURDIR)/docs/pictures' go test -count=1 -tags browser -run '^TestPagePictures$$' ./cmd/policybot
	POLICYBOT_SHOTS='$(CURDIR)/screenshots' go test -count=1 -tags browser -run '^TestBrowser' ./bot/web

slack-pictures: deps ## Draw the Slack messages of docs/slack.md anew (needs chromium and fonts-noto-cjk)
	mkdir -p docs/pictures
	POLICYBOT_PICTURES='$(CURDIR)/docs/pictures' go test -count=1 -tags browser -run '^TestSlackPictures$$' ./cmd/policybot

clean: ## Remove what was built and fetched; no answers, no databases
	@if [ -d .cache ]; then chmod -R u+w .cache; fi
	rm -rf bin .cache screenshots
