package openai

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// datum is a vector of an answer.
type datum struct {
	Index     *int            `json:"index"`
	Embedding json.RawMessage `json:"embedding"`
}

// inOrder gives an answer of a server with its vectors in the order of their
// index: the protocol lets them come in any, and langchaingo takes them as they
// come. An answer without indexes stays as it is; one whose indexes are not each
// of 0 to n-1 once gives an error. What cannot be read is left to who reads it.
func inOrder(body []byte) ([]byte, error) {
	var answer struct {
		Data []datum `json:"data"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return body, nil
	}
	data := answer.Data
	numbered, sorted := 0, true
	for i, d := range data {
		if d.Index != nil {
			numbered++
			sorted = sorted && *d.Index == i
		}
	}
	if numbered == 0 || numbered == len(data) && sorted {
		return body, nil
	}
	if numbered == len(data) {
		slices.SortFunc(data, func(a, b datum) int { return cmp.Compare(*a.Index, *b.Index) })
	}
	for i, d := range data {
		if d.Index == nil || *d.Index != i {
			return nil, errIndexes
		}
	}
	var out bytes.Buffer
	err := json.NewEncoder(&out).Encode(answer)
	return out.Bytes(), err
}
