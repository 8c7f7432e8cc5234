// Package corpus turns source texts (laws, regulations, notices, reports) into
// documents and passages whose offsets always lead back to the stored text.
//
// The text of a [Document] is stored once, as UTF-8, and never changed by
// parsing: every [Passage] and [Part] is a pair of byte offsets into it. What
// is searched is a normalised copy (see [Normalize]); what is quoted is the
// source itself.
package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
)

// Sentinels a caller branches on.
var (
	// ErrNoBody reports a source that holds a title or a head but no text to cite.
	ErrNoBody = errors.New("the document has no body text")
	// ErrNotText reports bytes that are not readable text in a known encoding.
	ErrNotText = errors.New("the file is not readable text")
)

// Level is the rank of the issuing authority.
type Level string

// Levels, from the highest.
const (
	LevelNational Level = "国家" // State: laws, State Council
	LevelMinistry Level = "部委" // ministries
	LevelProvince Level = "省"  // provinces and municipalities under the State Council
	LevelCity     Level = "市"  // cities, districts, counties
)

// Kind says how a document is built and how its statements are to be read.
type Kind string

// Kinds of documents.
const (
	KindRegulation Kind = "regulation" // numbered articles
	KindNotice     Kind = "notice"     // outline of 一、（一）1. and paragraphs
	KindReport     Kind = "report"     // running text; facts of a period, not rules
	KindDigest     Kind = "digest"     // our own summary of official texts (摘编)
)

// Status is the validity of a document on a day. See [Document.StatusOn].
type Status string

// Statuses.
const (
	StatusInForce       Status = "in_force"
	StatusNotYet        Status = "not_yet_in_force" // published, effective later
	StatusSuperseded    Status = "superseded"       // a newer version is in force
	StatusRepealed      Status = "repealed"
	StatusExpired       Status = "expired"        // its own period of validity is over
	StatusNotApplicable Status = "not_applicable" // reports: never "in force"
	StatusUnknown       Status = "unknown"
)

// Basis says where the first day in force was taken from.
type Basis string

// Bases of [Document.EffectiveFrom].
const (
	BasisStated   Basis = "stated"   // the text names the day for this version: 自…起施行
	BasisIssue    Basis = "issue"    // the day of issue: 自公布之日起施行, or a notice that names no day
	BasisDecision Basis = "decision" // the day of the amending decision: the text names the first edition's day alone
)

// Document is one source text with what is known about it.
type Document struct {
	ID     string // 12 hexadecimal digits, from Source (see [DocumentID])
	Root   string // the folder given to ingest; tells two worlds with equal relative paths apart
	Source string // path relative to Root with forward slashes, or a URL

	Title     string
	Issuer    string // authorities joined by 、
	DocNumber string // 文号 as printed, e.g. 国科发火〔2016〕32号
	Kind      Kind
	Level     Level
	Region    string // "全国" or the path from province down, e.g. 吉林长春
	Audience  string // whom or what the text says it is for: its clause of application, or its addressees; "" where it names none
	URL       string // official source; empty where none is known

	Adopted       Date
	Published     Date
	EffectiveFrom Date // first day in force of this version
	EffectiveTo   Date // last day in force; empty while open
	// EffectiveBasis says what EffectiveFrom is; empty where it is unknown or was
	// given by a manifest, a YAML head or versions.csv.
	EffectiveBasis Basis
	// EndReason says why EffectiveTo is set, or why the document is no longer
	// to be applied though the day is unknown: StatusSuperseded,
	// StatusRepealed or StatusExpired; empty otherwise.
	EndReason Status
	// StatusNote is what the manifest says about validity, for readers.
	StatusNote string
	// ReplacedBy is the ID of the version that follows; empty where none is held:
	// the document is then the newest text held of its lineage, even where
	// EndReason says that it ended or that a newer one exists elsewhere.
	ReplacedBy string

	// Period is the year that the document speaks of, YYYY: that of a report or
	// of figures. Empty for rules and where none is told.
	Period string

	// Withdrawn is the first day on which the file was gone from its folder; the
	// store sets it. Empty while it is there.
	Withdrawn Date

	// DigestOf lists titles of the texts that a digest (KindDigest) summarises.
	// Where the corpus holds one of them, the digest is not searched.
	DigestOf []string

	Text     string // the stored source, UTF-8
	Hash     string // of Text and of all metadata: unchanged means nothing to do
	BodyHash string // of the normalised passages alone: equal means a duplicate
	// CoreHash is that of the words alone: equal means a duplicate that is printed
	// otherwise (see [Edition.Differs]). "" for no words. It is no part of Hash.
	CoreHash string `json:"-"`

	Passages  []Passage
	Dropped   []Dropped  // non-blank source spans that are in no passage, with the reason
	Relations []Relation // what the text says of other texts, in source order
	Evidence  []Evidence // spans of Text that state the metadata; none where the manifest alone does

	Findings []string // what a person should look at: gaps in the article sequence, ...
}

// FindingTextMissing is the finding of a document of which only the title is
// known: its file holds no text to cite.
const FindingTextMissing = "only the title was found, the text is missing (正文缺失); supply the full text"

// TextMissing reports a document of which only the title is known. It has no
// passages.
func (d *Document) TextMissing() bool { return slices.Contains(d.Findings, FindingTextMissing) }

// TitleKnown reports a title that the text or its manifest tells, not the name
// of the file alone.
func (d *Document) TitleKnown() bool {
	return d.Title != "" && squash(d.Title) != squash(stem(d.Source))
}

// PassageKind tells what a passage is in its document.
type PassageKind string

// Kinds of passages.
const (
	PassageArticle   PassageKind = "article"   // 条, or a part of a long one
	PassageParagraph PassageKind = "paragraph" // of a notice or a report
	PassageRow       PassageKind = "row"       // of a table, header repeated in Norm
)

// Passage is what is ranked: an article, a paragraph, a table row. Its text is
// at most [MaxPassageRunes] long; longer articles become several passages with
// the same Label, cut between paragraphs or items.
type Passage struct {
	ID         string // DocumentID + "." + Ordinal, four digits
	DocumentID string
	Ordinal    int // from 1, in source order
	Kind       PassageKind
	Path       []string // headings from the outermost, e.g. [第二章 条件, 第一节 ...]
	Label      string   // 第十一条; empty for paragraphs
	Start, End int      // byte offsets into Document.Text
	Text       string   // Document.Text[Start:End]
	Norm       string   // Normalize(Text): hard-wrapped lines joined, for search
	Parts      []Part
	// Context holds the parts that lead in parts of this passage but stand
	// before it, in source order: those of a long article that was split. See
	// [Passage.Leads].
	Context []Lead
}

// Lead is a part that introduces others: the paragraph or item before a list
// (企业应当具备下列条件：). It can be cited as a part can.
type Lead struct {
	Kind       PartKind
	Label      string
	Start, End int    // byte offsets into Document.Text
	Text       string // Document.Text[Start:End]
	Lead       int    // index into the same Context of what leads in this one; -1 for none
}

// Leads gives what introduces part i, outermost first, whether it stands in the
// passage or before it: for 1. below （一）…： below …下列条件：, both. None for a
// part that stands for itself.
func (p *Passage) Leads(i int) []Lead {
	if i < 0 || i >= len(p.Parts) {
		return nil
	}
	var out []Lead
	at := p.Parts[i].Lead
	for at >= 0 && at < i && at < len(p.Parts) {
		t := p.Parts[at]
		out = append(out, Lead{Kind: t.Kind, Label: t.Label, Start: t.Start, End: t.End, Text: p.Text[t.Start-p.Start : t.End-p.Start], Lead: -1})
		i, at = at, t.Lead
	}
	for k := outside(at); k >= 0 && k < len(p.Context); {
		lead := p.Context[k]
		next := lead.Lead
		lead.Lead = -1
		out = append(out, lead)
		if next >= k {
			break
		}
		k = next
	}
	slices.Reverse(out)
	return out
}

// outside turns Part.Lead below -1 into an index into Passage.Context, and back.
func outside(lead int) int { return -2 - lead }

// MaxPassageRunes bounds the length of a passage in characters.
const MaxPassageRunes = 1000

// PartKind is the kind of a citable span inside a passage.
type PartKind string

// Kinds of parts.
const (
	PartParagraph PartKind = "款"
	PartItem      PartKind = "项"
	PartSubitem   PartKind = "目"
	PartSentence  PartKind = "句"
)

// MaxPartRunes bounds the length of a part in characters.
const MaxPartRunes = 400

// Part is a span inside a passage that can be cited: a sentence, or an item. A
// paragraph of one sentence is PartParagraph, the sentences of a longer one are
// PartSentence with the label of their paragraph; a long item is several parts
// of its kind and label. Parts of a passage are in source order, do not overlap and together hold all
// of its non-blank text but article heads. Lead names the part that introduces
// an item (企业应当具备下列条件：), -1 where there is none; below -1, that part stands
// before the passage, in Context. [Passage.Leads] follows both.
type Part struct {
	Kind       PartKind
	Label      string // where it stands: 第十一条第（一）项, 第三十五条第一款; paragraphs: Path joined by ·
	Start, End int    // byte offsets into Document.Text
	Lead       int    // index into Parts of the lead-in; -1 for none; -2-k for Context[k]
}

// Relation is what a document says of another text.
type Relation struct {
	Kind       RelationKind
	Title      string // of the other text, as printed between 《》
	DocNumber  string // where it is printed behind the title
	Target     string // ID of that document where it is held, set by [LinkVersions]
	Start, End int    // the clause that says so, byte offsets into Document.Text
}

// RelationKind is a kind of [Relation], read from the document to the other text.
type RelationKind string

// Kinds of relations.
const (
	RelationRepeals    RelationKind = "repeals"    // 《…》同时废止
	RelationReplaces   RelationKind = "replaces"   // 本办法代替《…》
	RelationAmends     RelationKind = "amends"     // 将《…》第…条修改为
	RelationImplements RelationKind = "implements" // 根据《…》制定本办法
	RelationInterprets RelationKind = "interprets" // 关于《…》的解读
)

// Evidence is a span of Document.Text that states one field of its metadata.
type Evidence struct {
	Field      string // title, issuer, doc_number, region, audience, adopted, published, effective_from, effective_to
	Start, End int    // byte offsets into Document.Text
}

// Dropped is a span of the source that is in no passage.
type Dropped struct {
	Start, End int
	Reason     string // closed set: title, heading, contents, metadata, furniture, caption, unread
}

// Finding reasons for Dropped spans.
const (
	DroppedTitle     = "title"
	DroppedHeading   = "heading"
	DroppedContents  = "contents"  // 目录
	DroppedMetadata  = "metadata"  // YAML head, dates, 文号 table
	DroppedFurniture = "furniture" // page furniture
	DroppedCaption   = "caption"   // photo captions, doubled-character noise
	DroppedUnread    = "unread"    // what the grammar could not place: reported as a finding
)

// DocumentID gives the ID of a source path: 12 hexadecimal digits of its SHA-256.
func DocumentID(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:6])
}
