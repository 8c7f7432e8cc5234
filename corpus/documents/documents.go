// Package documents holds the starter corpus: our own digests (摘编) of real
// innovation policy, each labelled as a digest, with its issuer, dates and
// official site. README.md says how they are written.
package documents

import "embed"

// FS holds the digests, *.md at its root. README.md is not a document.
//
//go:embed *.md
var FS embed.FS
