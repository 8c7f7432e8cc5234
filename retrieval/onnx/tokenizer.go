package onnx

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWordRunes is the length past which WordPiece gives up on a word; it is
// part of the trained tokenizer (max_input_chars_per_word).
const maxWordRunes = 100

// tokenizer is BERT's: a text is cleaned, Han characters are set apart, accents
// and capitals are dropped, words are split at blanks and punctuation, and each
// word is cut greedily into the longest pieces of the vocabulary.
//
// The tokenizer.json of the model says that it keeps capitals, but the model
// was trained on lower-cased text: with them kept, every capital is unknown.
// The names of special tokens ([CLS], [MASK], ...) inside a text are text.
type tokenizer struct {
	runes        map[rune]int64   // whole words of one character
	words        map[string]int64 // pieces that begin a word
	parts        map[string]int64 // pieces that continue a word, without ##
	longest      int              // bytes of the longest piece
	cls, sep, no int64            // no is [UNK]
}

// newTokenizer reads the vocabulary of a tokenizer.json.
func newTokenizer(path string) (*tokenizer, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Model struct {
			Type  string           `json:"type"`
			Vocab map[string]int64 `json:"vocab"`
		} `json:"model"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	vocab := file.Model.Vocab
	t := &tokenizer{
		runes: make(map[rune]int64, len(vocab)),
		words: make(map[string]int64, len(vocab)),
		parts: make(map[string]int64, len(vocab)),
	}
	for _, special := range []struct {
		name string
		id   *int64
	}{{"[CLS]", &t.cls}, {"[SEP]", &t.sep}, {"[UNK]", &t.no}} {
		id, ok := vocab[special.name]
		if !ok {
			return nil, fmt.Errorf("%s: no WordPiece vocabulary with %s", path, special.name)
		}
		*special.id = id
	}
	for piece, id := range vocab {
		t.longest = max(t.longest, len(piece))
		if rest, ok := strings.CutPrefix(piece, "##"); ok {
			t.parts[rest] = id // never a word: # stands alone in a text
			continue
		}
		t.words[piece] = id
		if r, size := utf8.DecodeRuneInString(piece); size == len(piece) {
			t.runes[r] = id
		}
	}
	return t, nil
}

// encode gives the ids of a text between [CLS] and [SEP], at most limit of them
// in all; what does not fit is cut off at the end.
func (t *tokenizer) encode(text string, limit int) []int64 {
	ids := make([]int64, 1, min(limit, 2+len(text)/2))
	ids[0] = t.cls
	var word, buf []byte
	for _, r := range text {
		if len(ids) >= limit-1 {
			break
		}
		switch {
		case dropped(r):
		case unicode.IsSpace(r):
			ids, word = t.flush(ids, word)
		case r < utf8.RuneSelf:
			ids, word = t.letter(ids, word, r)
		case isHan(r):
			ids, word = t.flush(ids, word)
			q, _ := utf8.DecodeRune(norm.NFD.AppendString(buf[:0], string(r)))
			ids = t.single(ids, q) // compatibility ideographs stand for others
		default:
			for d := norm.NFD.AppendString(buf[:0], string(r)); len(d) > 0; {
				q, size := utf8.DecodeRune(d)
				ids, word = t.letter(ids, word, q)
				d = d[size:]
			}
		}
	}
	ids, _ = t.flush(ids, word)
	return append(ids[:min(len(ids), limit-1)], t.sep)
}

// letter adds a decomposed character to the word at hand, or ends the word
// where the character is punctuation.
func (t *tokenizer) letter(ids []int64, word []byte, r rune) ([]int64, []byte) {
	switch {
	case unicode.Is(unicode.Mn, r):
		return ids, word
	case isPunctuation(r):
		ids, word = t.flush(ids, word)
		return t.single(ids, r), word
	default:
		return ids, utf8.AppendRune(word, unicode.ToLower(r))
	}
}

// single adds a word of one character.
func (t *tokenizer) single(ids []int64, r rune) []int64 {
	if id, ok := t.runes[r]; ok {
		return append(ids, id)
	}
	return append(ids, t.no)
}

// flush adds the pieces of a word, or [UNK] where one of them is not in the
// vocabulary, and gives back the emptied word.
func (t *tokenizer) flush(ids []int64, word []byte) ([]int64, []byte) {
	if len(word) == 0 {
		return ids, word
	}
	if len(word) > maxWordRunes && utf8.RuneCount(word) > maxWordRunes {
		return append(ids, t.no), word[:0]
	}
	before := len(ids)
	pieces := t.words
	for rest := word; len(rest) > 0; pieces = t.parts {
		id, size := longestPiece(pieces, rest, t.longest)
		if size == 0 {
			return append(ids[:before], t.no), word[:0]
		}
		ids = append(ids, id)
		rest = rest[size:]
	}
	return ids, word[:0]
}

// longestPiece finds the longest prefix of word among pieces; size 0 is none.
func longestPiece(pieces map[string]int64, word []byte, longest int) (id int64, size int) {
	for size = min(len(word), longest); size > 0; size-- {
		if size < len(word) && !utf8.RuneStart(word[size]) {
			continue
		}
		if id, ok := pieces[string(word[:size])]; ok {
			return id, size
		}
	}
	return 0, 0
}

// dropped says which characters cleaning removes: NUL, the replacement
// character and all that is neither text nor blank.
func dropped(r rune) bool {
	if r == '\t' || r == '\n' || r == '\r' {
		return false
	}
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7F
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// isHan says which characters stand alone as words: the ideographs of BERT's
// list, which leaves out kana, Hangul and full-width forms.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF ||
		r >= 0x3400 && r <= 0x4DBF ||
		r >= 0xF900 && r <= 0xFAFF ||
		r >= 0x20000 && r <= 0x2A6DF ||
		r >= 0x2A700 && r <= 0x2B73F ||
		r >= 0x2B740 && r <= 0x2B81F ||
		r >= 0x2B920 && r <= 0x2CEAF ||
		r >= 0x2F800 && r <= 0x2FA1F
}

// isPunctuation counts all ASCII signs as punctuation, and Unicode's.
func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7F && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	return unicode.IsPunct(r)
}
