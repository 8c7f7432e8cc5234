package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Read parses one source of text or Markdown. What meta says wins over what is
// found in the text. Errors wrap [ErrNotText] or [ErrNoBody] and name the source;
// with ErrNoBody the document is given as well, with its metadata and without
// passages, so that a report can say what is missing.
func Read(raw []byte, meta Meta) (*Document, error) {
	text, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", meta.Source, err)
	}
	return ReadExtract(&Extract{Text: text}, meta)
}

// ReadExtract parses what a reader took out of a file, as [Read] does with text.
func ReadExtract(e *Extract, meta Meta) (*Document, error) {
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("read %s: %w", meta.Source, err)
	}
	d := &Document{ID: DocumentID(meta.Source), Root: meta.Root, Source: meta.Source, Text: e.Text, Findings: slices.Clone(e.Findings)}
	p := &parser{d: d, text: e.Text, extract: e, rows: slices.Clone(e.Rows), meta: meta, head: -1, question: -1}
	for name, value := range e.Fields {
		p.field(name, said{text: value})
	}
	p.parse()
	p.describe()
	d.BodyHash = bodyHash(d.Passages)
	d.CoreHash = coreHash(d)
	d.Hash = d.contentHash()
	if len(d.Passages) == 0 {
		d.Findings = append(d.Findings, FindingTextMissing)
		return d, fmt.Errorf("read %s: %w: only the title %q was found; supply the full text", meta.Source, ErrNoBody, d.Title)
	}
	return d, nil
}

// parser carries a document through its parsing.
type parser struct {
	d       *Document
	meta    Meta
	text    string
	front   frontMatter
	title   said // as printed in the text
	titleAt int  // its last block
	lines   []line
	blocks  []block
	wrap    int
	arts    map[int]head // article heads by block
	leads   []Lead       // all that introduce others; Lead counts these

	extract       *Extract
	rows          []Row  // of tables: the extract's, and those that were flattened to lines
	head          int    // index into leads of the last head row of a table, -1 for none
	headEnd       int    // where that ends
	headUnit      string // the unit that a line before that head names: 单位：万元
	unit          int    // index into leads of the last such line
	unitEnd       int    // where that ends
	unitText      string
	questionLevel int // of the heading that the question is
	question      int // index into leads of the question that is being answered, -1 for none

	// Seen before and after the text, for the metadata.
	fields    map[string]said // field table of a web page
	pending   string          // field whose value stands on the next line
	history   []said          // lines that tell adoption and amendments
	edition   edition         // the last one that history tells
	docNumber said
	signed    []said // signature from the last line up
	signedOn  said
	issuerAt  said // the issuer as the text names it
}

func (p *parser) parse() {
	yamlEnd := p.readFrontMatter()
	p.lines = splitLines(p.text)
	p.markLines()
	for i := range p.lines {
		if p.lines[i].end <= yamlEnd {
			p.lines[i].reason = DroppedMetadata
		}
	}
	p.dropComments()
	p.dropFurniture()
	p.wrap = wrapWidth(p.lines)
	p.dropCaptions()
	p.blocks = joinLines(p.text, p.lines, p.wrap)
	p.arts = p.findArticles()
	p.dropContents()
	body := p.dropFront()
	if len(p.arts) > 0 {
		p.parseRegulation(body)
	} else {
		p.dropSignatures(body)
		p.parseOutline(p.blocks[body:], nil)
	}
	for _, b := range p.blocks {
		if b.reason != "" {
			p.d.Dropped = append(p.d.Dropped, Dropped{Start: b.start, End: b.end, Reason: b.reason})
		}
	}
	p.settle()
	p.number()
}

// number gives passages their place and checks nothing but order.
func (p *parser) number() {
	for i := range p.d.Passages {
		ps := &p.d.Passages[i]
		ps.Ordinal = i + 1
		ps.DocumentID = p.d.ID
		ps.ID = fmt.Sprintf("%s.%04d", p.d.ID, i+1)
	}
}

var dateLine = regexp.MustCompile(`^[（(]?([12][0-9]{3}年[0-9]{1,2}月([0-9]{1,2}日)?|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|[12][0-9]{3}-[0-9]{2}-[0-9]{2}.{0,9})(印发|发布|公布)?[）)]?$`)

// isDateLine reports a line that holds a date alone.
func isDateLine(s string) bool { return dateLine.MatchString(s) }

// bodyHash is the hash of the normalised passages alone.
func bodyHash(passages []Passage) string {
	h := sha256.New()
	for _, ps := range passages {
		fmt.Fprintf(h, "%s\x00%s\x00", ps.Label, ps.Norm)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// contentHash is the hash of text and metadata.
func (d *Document) contentHash() string {
	meta := *d
	meta.Hash, meta.BodyHash, meta.Withdrawn = "", "", ""
	meta.Passages, meta.Dropped, meta.Findings = nil, nil, nil
	b, err := json.Marshal(meta)
	if err != nil { // cannot happen: strings and slices of strings alone
		panic(err)
	}
	h := sha256.New()
	h.Write([]byte(ParserVersion))
	h.Write(b)
	// Passages are part of what is stored: a better parser is a change.
	for _, ps := range d.Passages {
		fmt.Fprintf(h, "%d %d %s %q;", ps.Start, ps.End, ps.Label, ps.Path)
		for _, pt := range ps.Parts {
			fmt.Fprintf(h, "%d %d %s %s %d,", pt.Start, pt.End, pt.Kind, pt.Label, pt.Lead)
		}
		for _, c := range ps.Context {
			fmt.Fprintf(h, "%d %d %d;", c.Start, c.End, c.Lead)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// ParserVersion changes when [Normalize] gives other text for the same source,
// so that stored documents are read again.
const ParserVersion = "2"

// piece is a part before it is put into a passage.
type piece struct {
	kind       PartKind
	label      string
	start, end int
	lead       int  // index into parser.leads of what introduces it; -1 for none
	first      bool // begins a block
	gap        bool // something dropped stands before it: no passage spans it
}

// addPassages makes passages of pieces, greedily, none longer than
// MaxPassageRunes, cut between blocks where that is possible. The first begins
// with head, the article's, which is a part of its own where blanks or something
// dropped hold it apart from what it heads.
func (p *parser) addPassages(kind PassageKind, path []string, label string, head span, pieces []piece) {
	from := head.start
	if pieces[0].gap || p.runes(from, pieces[0].end) > MaxPassageRunes {
		var heads []piece
		for _, s := range chop(p.text, head) {
			heads = append(heads, piece{kind: PartParagraph, label: label, start: s.start, end: s.end, lead: -1})
		}
		if pieces = append(heads, pieces...); len(heads) > 0 {
			pieces[0].first = true
		}
		from = pieces[0].start
	}
	for at := 0; at < len(pieces); {
		start := pieces[at].start
		if at == 0 {
			start = from
		}
		end := at + 1
		for end < len(pieces) && !pieces[end].gap && p.runes(start, pieces[end].end) <= MaxPassageRunes {
			end++
		}
		for k := end; end < len(pieces) && k > at; k-- {
			if pieces[k].first {
				end = k
				break
			}
		}
		p.addPassage(kind, path, label, start, pieces[at:end])
		at = end
	}
}

// runes counts the characters of the text from start to end.
func (p *parser) runes(start, end int) int { return utf8.RuneCountInString(p.text[start:end]) }

// addPassage appends one passage.
func (p *parser) addPassage(kind PassageKind, path []string, label string, start int, pieces []piece) {
	end := pieces[len(pieces)-1].end
	ps := Passage{Kind: kind, Path: append([]string(nil), path...), Label: label, Start: start, End: end, Text: p.text[start:end]}
	ps.Norm = Normalize(ps.Text)
	for _, c := range pieces {
		ps.Parts = append(ps.Parts, Part{Kind: c.kind, Label: c.label, Start: c.start, End: c.end, Lead: p.leadOf(&ps, c.lead)})
	}
	p.d.Passages = append(p.d.Passages, ps)
}

// trimSpan narrows [start, end) of the text to what prints.
func trimSpan(text string, start, end int) (int, int) {
	blank := func(r rune) bool { return isSpace(r) || isZeroWidth(r) }
	s := text[start:end]
	start += len(s) - len(strings.TrimLeftFunc(s, blank))
	return start, start + len(strings.TrimFunc(s, blank))
}
