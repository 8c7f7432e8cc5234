// Package retrieval finds the passages that answer a question: it keeps an
// index of documents current ([Indexer]) and searches it by words, by meaning
// and by exact reference ([Service]).
//
// Storage and the embedding model stand behind small interfaces; package
// postgres and package onnx implement them.
package retrieval

import (
	"context"
	"errors"

	"github.com/policybot/policybot/corpus"
)

// Sentinels a caller branches on.
var (
	// ErrModelMismatch reports an index that holds vectors of another model.
	ErrModelMismatch = errors.New("the index holds vectors of another embedding model")
	// ErrNotFound reports a document or passage that is not stored.
	ErrNotFound = errors.New("not found")
)

// Embedder makes vectors. It has the method set of langchaingo's
// embeddings.Embedder, so that any of its embedders fits. Vectors of one
// embedder have one length and unit norm; EmbedDocuments keeps the order of
// texts and gives none for none. It may be called from many goroutines.
type Embedder interface {
	EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error)
	EmbedQuery(ctx context.Context, text string) ([]float32, error)
}

// Segmenter cuts text into index terms. Text and query go through the same
// function. Terms may repeat; their order is that of the text.
type Segmenter interface {
	Terms(text string) []string
}

// Filter restricts a search before any top-k. The zero value keeps every
// searchable passage of text in force today or of unknown validity.
type Filter struct {
	// Regions keeps documents whose region is one of these or nationwide
	// ("全国"). A region also covers its parents: 吉林长春 keeps 吉林. Empty keeps all.
	Regions []string
	// AsOf keeps the versions in force on the day (documents of unknown first
	// day included, reports always). Empty means the Service's today.
	AsOf corpus.Date
	// AllVersions turns the validity filter off (for questions about the past).
	AllVersions bool
	// Documents keeps these document IDs alone; empty keeps all.
	Documents []string
	// Exclude drops these document IDs.
	Exclude []string
	// Kinds keeps these kinds of document; empty keeps all.
	Kinds []corpus.Kind
}

// Candidate is one entry of an arm's ranked list.
type Candidate struct {
	PassageID string
	Score     float64 // higher is nearer; the scale is the arm's own
	Length    int     // terms of the passage as the lexical arm counts them; of Nearest alone
}

// Ref is an exact reference: a document by title or 文号, and an article in it.
type Ref struct {
	Title     string // without 《》; empty for any
	DocNumber string // normalised brackets 〔〕
	Label     string // 第十二条; empty for the whole document
}

// Store ranks stored passages. Lists are ordered by falling score, ties by
// passage ID; they hold min(k, matching passages) entries; no terms or an empty
// reference give none. Filters act before k. Methods may be called from many
// goroutines.
type Store interface {
	// Lexical ranks by BM25 over the given query terms (repeats count).
	Lexical(ctx context.Context, terms []string, f Filter, k int) ([]Candidate, error)
	// Nearest ranks by cosine similarity (1 is equal) of the passage's vector
	// or of its best part's vector, whichever is nearer.
	Nearest(ctx context.Context, vector []float32, f Filter, k int) ([]Candidate, error)
	// Exact gives the passages that the reference names, in source order, score 1.
	Exact(ctx context.Context, ref Ref, f Filter, k int) ([]Candidate, error)
}

// Library reads what is stored. An unknown ID gives an error wrapping [ErrNotFound].
type Library interface {
	// Passages gives the passages with their documents (without Text and
	// Passages), in the order of ids; unknown ids are left out.
	Passages(ctx context.Context, ids []string) ([]Stored, error)
	// Document gives one document whole: text, passages in order.
	Document(ctx context.Context, id string) (*corpus.Document, error)
	// Documents lists all documents without text and passages, by level, then
	// title, then ID; those that are withdrawn or without text are left out.
	Documents(ctx context.Context) ([]corpus.Document, error)
}

// Stored is a passage and the document it stands in (without Text and Passages).
type Stored struct {
	Passage  corpus.Passage
	Document *corpus.Document
	// PartVectors holds one vector a part, in order; nil where none are stored.
	PartVectors [][]float32
}

// Embedded is a document ready to be stored: terms and vectors of its passages.
type Embedded struct {
	Document *corpus.Document
	Terms    [][]string    // a list of terms for each passage
	Vectors  [][]float32   // one for each passage
	Parts    [][][]float32 // for each passage, one for each part; nil vectors where a part equals its passage
}

// Index keeps the stored documents current. Put and Remove are one transaction
// each: a reader sees the document before or after, never between.
type Index interface {
	// Known gives id, content hash and body hash of every stored document by
	// its root and source.
	Known(ctx context.Context) ([]Known, error)
	// Put stores a document, replacing an earlier text of the same ID.
	Put(ctx context.Context, e Embedded) error
	// Withdraw takes documents out of every search as of the day on or later; as
	// of an earlier day they are found as before. Put brings one back. Unknown
	// ids do nothing.
	Withdraw(ctx context.Context, ids []string, on corpus.Date) error
	// Vectors gives the vectors of a stored document: for each passage in order
	// its own and those of its parts, nil for a part that equals its passage. An
	// unknown id gives none.
	Vectors(ctx context.Context, id string) ([]PassageVectors, error)
	// Duplicates lists the duplicates that were set, by root and source.
	Duplicates(ctx context.Context) ([]Duplicate, error)
	// SetDuplicates replaces the list in one transaction.
	SetDuplicates(ctx context.Context, list []Duplicate) error
	// Remove deletes documents and everything derived from them.
	Remove(ctx context.Context, ids []string) error
}

// Known is what the index knows about a stored document.
type Known struct {
	ID, Root, Source, Hash, BodyHash, CoreHash string
	Edition                                    corpus.Edition
	Withdrawn                                  bool
}

// Duplicate is a source that holds the text of a stored document, which is the
// one that is searched and cited.
type Duplicate struct {
	Root, Source, Title string
	Document            string // ID of the stored one
	Near                bool   // the words are the same, their print is not
}

// PassageVectors are the vectors of a passage and of its parts.
type PassageVectors struct {
	Vector []float32
	Parts  [][]float32
}

// Mode chooses the arms of a search.
type Mode string

// Modes.
const (
	ModeHybrid  Mode = "hybrid"
	ModeLexical Mode = "lexical"
	ModeVector  Mode = "vector"
)

// Query is what is searched.
type Query struct {
	Text  string   // the user's words
	Turns []string // earlier questions of the conversation, oldest first
	// Said holds the questions of the conversation as they were asked, the last
	// one last, where Text was written out of several. It is not searched; who
	// writes questions anew reads it.
	Said   []string
	K      int  // results wanted; 0 means 10
	Mode   Mode // empty means hybrid
	Filter Filter
	// Without are steps of a hybrid search that are left out, for measurements.
	Without []Step
}

// Result is one passage found, best first.
type Result struct {
	Stored
	Rank  int     // from 1
	Score float64 // of the fusion; higher is better
	// Scores of the arms; NaN where the arm did not list the passage.
	Lexical, Vector float64
	// Ranks are the passage's places in the lists of the arms.
	Ranks  ArmRanks
	Fusion float64       // score of the fusion before the reranker
	Exact  bool          // named by the query: 文号, 《title》, article
	Status corpus.Status // on the query's as-of day
	// Features says what made the score: the reranker's features times their weights.
	// Nil where a single arm was asked or the rank is below the reranked ones.
	Features map[string]float64
	// Repeats is the ID of the better ranked passage of another place that says
	// nearly the same, where this one was moved behind the first ten for it;
	// empty otherwise.
	Repeats string
}

// ArmRanks are places from 1 in the lists of the arms; 0 where an arm did not
// list the passage, or only inside a document that the words name.
type ArmRanks struct {
	Lexical, Vector int
}

// Results is the outcome of one search.
type Results struct {
	Results []Result
	// Understood is the query as it was understood and searched.
	Understood Understood
	// Rarity is the inverse document frequency of each index term of the query,
	// ln(1 + (N - df + 0.5) / (df + 0.5)); terms that no passage holds have the
	// highest. Nil where the store does not tell.
	Rarity map[string]float64
	// Vector is the query's embedding; nil when the search was lexical alone.
	Vector []float32
	// Degraded says why an arm was left out ("" when none was).
	Degraded string
	// TimingsMS holds milliseconds by stage: understand, embed,
	// lexical, vector, exact, fuse, inspect, rerank, load, total. Arms run beside each other.
	TimingsMS map[string]float64
}

// Understood is a query taken apart. It is pure data: the same words give the
// same value on the same day.
type Understood struct {
	Text     string   // normalised words searched by meaning, everyday words written as texts do
	Words    string   // normalised words as the user wrote them (English: their Chinese), searched lexically
	Added    string   // how policy texts write everyday words among them, searched lexically at half the weight
	Terms    []string // index terms searched by BM25: those of Words twice, those of Added once
	Refs     []Ref    // exact references found in the words
	Expanded []string // expansions made, "高企=高新技术企业"
	Filter   Filter   // the caller's filter with the constraints found in the words
	// Regions are regions named in the words, as stored (吉林长春); they are a
	// constraint on local rules, never on national ones.
	Regions []string
	// UnknownRegion is a place named in the words of which the index holds
	// nothing; empty otherwise.
	UnknownRegion string
	// Years named in the words, ascending.
	Years []int
	// Relative are years said relative to today (去年), ascending.
	Relative []int
	// Past says that earlier versions are asked for (以前, 旧版, 2010年的条例).
	Past bool
	// UnknownTitles are names of rules in the words that no stored document bears.
	UnknownTitles []string
	// Joined says that the words were read with an earlier question.
	Joined bool
	// English says that the words were English and were rewritten by the glossary.
	English bool
}
