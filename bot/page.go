package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"

	"github.com/policybot/policybot/corpus"
)

// PagePath gives the path of the page of the cited passage on the site that
// [bot/web] serves, with the span marked and the validity of the day asOf (empty:
// of the day it is opened). It names the words, too ([QuoteSum]): where the text
// has changed since, the page looks for them and never marks others.
func (c Citation) PagePath(asOf corpus.Date) string {
	path := "/passages/" + url.PathEscape(c.PassageID)
	if c.PassageID == "" {
		path = "/documents/" + url.PathEscape(c.DocumentID)
	}
	path += fmt.Sprintf("?start=%d&end=%d", c.Start, c.End)
	if c.Quote != "" {
		path += "&sum=" + QuoteSum(c.Quote)
	}
	if asOf.Known() {
		path += "&as_of=" + url.QueryEscape(string(asOf))
	}
	return path + "#cite"
}

// QuoteSum tells whether words are still those that were quoted: 12 hexadecimal
// digits.
func QuoteSum(quote string) string {
	sum := sha256.Sum256([]byte(quote))
	return hex.EncodeToString(sum[:6])
}

// WithPages gives the answer with the page of each citation. The answer itself
// stays as it is.
func (a *Answer) WithPages() *Answer {
	out := *a
	out.Citations = slices.Clone(a.Citations)
	for i, c := range out.Citations {
		out.Citations[i].Page = c.PagePath(a.AsOf)
	}
	return &out
}
