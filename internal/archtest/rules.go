package archtest

// lines is the import rule: corpus <- retrieval <- bot <- evals <- cmd.
var lines = []line{
	{"corpus", layer, "documents and passages; everything else is built on them"},
	{"corpus/documents", leaf, "embedded data: the starter corpus"},
	{"corpus/read", part, "takes the text out of HTML, DOCX, XLSX, CSV, JSON and PDF"},

	{"retrieval", layer, "search and indexing over interfaces"},
	{"retrieval/segment", leaf, "text to index terms: a pure function, so that the parent may call it"},
	{"retrieval/postgres", part, "the SQL of documents, passages and terms"},
	{"retrieval/onnx", part, "the local embedding model"},
	{"retrieval/vectorcache", part, "computed vectors kept in the user's cache"},
	{"retrieval/retrievaltest", part, "fakes and the conformance test of Store"},

	{"bot", layer, "the pipeline from question to answer, over interfaces"},
	{"bot/extract", part, "composes by quotation"},
	{"bot/llm", part, "composes with a language model"},
	{"bot/postgres", part, "the SQL of answers and events"},
	{"bot/slackbot", part, "Slack in, Slack out"},
	{"bot/slackbot/slacktest", part, "Slack for tests"},
	{"bot/web", part, "the HTTP API and the page"},
	{"bot/bottest", part, "fakes"},

	{"evals", layer, "cases, runs and their comparison"},
	{"evals/postgres", part, "the SQL of runs"},
	{"evals/metric", leaf, "formulas: pure, so that the parent may call them"},

	{"cmd/policybot", wiring, "the binary: puts the parts together"},
	{"cmd/internal/config", wiring, "the one reader of flags and environment; fills the Config of every package"},
	{"cmd/internal/fetchdeps", wiring, "what `make deps` runs"},

	{"internal/archtest", base, "this rule"},
	{"internal/deps", base, "fetches and finds PostgreSQL, ONNX Runtime and the model"},
	{"internal/pgserver", base, "the private PostgreSQL"},
	{"internal/pgdb", base, "pool, migrations, driver errors; shared by the packages named postgres"},
	{"internal/pgtest", base, "databases for tests"},
}

// vendors says which package knows which vendor. Tests are free to import them.
var vendors = []vendorLine{
	{"github.com/jackc/pgx/v5", []string{"*/postgres", "internal/pg*"},
		"SQL lives in packages named postgres, over internal/pgdb"},
	{"github.com/pgvector/pgvector-go", []string{"*/postgres", "internal/pg*"},
		"vector columns are SQL"},
	{"github.com/golang-migrate/migrate/v4", []string{"internal/pgdb"},
		"one sequence of migrations, in one place"},
	{"github.com/yalue/onnxruntime_go", []string{"retrieval/onnx"},
		"the binding needs C and a shared library; nobody else shall"},
	{"github.com/slack-go/slack", []string{"bot/slackbot"},
		"Slack is one channel among others"},
	{"github.com/gorilla/websocket", []string{"bot/slackbot/slacktest"},
		"the server side of Socket Mode, for tests"},
	{"github.com/goccy/go-yaml", []string{"corpus"},
		"front matter is read where documents are"},
	{"github.com/xuri/excelize/v2", []string{"corpus/read"},
		"workbooks are read in one place"},
	{"github.com/klippa-app/go-pdfium", []string{"corpus/read"},
		"PDF is read in one place"},
	{"github.com/tetratelabs/wazero", []string{"corpus/read"},
		"the sandbox that PDF is read in"},
	{"github.com/spf13/cobra", []string{"cmd/policybot", "cmd/internal/config"},
		"commands and flags belong to the binary"},
	{"github.com/schollz/progressbar/v3", []string{"cmd/policybot"},
		"what a person sees at a terminal belongs to the binary"},
	{"github.com/prometheus/client_golang", []string{"bot/web", "cmd/policybot"},
		"metrics are served over HTTP"},
	{"github.com/google/go-cmp", []string{"*/*test"},
		"comparing is for tests and for the packages that help them"},
	{"github.com/tmc/langchaingo", []string{"bot/llm", "retrieval/openai"},
		"models are spoken to in two places"},
	{"golang.org/x", []string{"*", "*/*", "*/*/*"},
		"supplements of the standard library"},
}
