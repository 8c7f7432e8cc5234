package postgres

import (
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// matching is the condition under which document d passes a filter; filterArgs
// gives its arguments. The rules:
//
//   - Regions: nationwide documents and those of no known region stay; so does
//     a document of the asked region or of one above it. The regions below do
//     not: who asks for 吉林 is not bound by what 吉林长春 lays down.
//   - A document whose file is gone is found as of the days before it was.
//   - A digest of ours yields to any text held that it digests.
//   - Reports are never in or out of force; they stay but for the days before
//     they were published.
//   - Other documents stay from their first day (or where it is unknown), and
//     one that a held document replaces only until that one's first day; where
//     this is unknown, to its own last day. Whatever no held document replaces
//     is the newest text there is and stays even when it has ended: its status
//     tells so.
const matching = `
	(cardinality(@documents::text[]) = 0 OR d.id = ANY (@documents::text[]))
	AND NOT d.id = ANY (@exclude::text[])
	AND (d.withdrawn IS NULL OR @as_of::date < d.withdrawn)
	AND (cardinality(@kinds::text[]) = 0 OR d.kind = ANY (@kinds::text[]))
	AND (cardinality(@regions::text[]) = 0 OR d.region IN ('', '全国')
		OR EXISTS (SELECT 1 FROM unnest(@regions::text[]) AS r (region) WHERE starts_with(r.region, d.region)))
	AND (cardinality(d.digest_keys) = 0 OR NOT EXISTS (
		SELECT 1 FROM documents o WHERE o.title_key = ANY (d.digest_keys) AND o.kind <> 'digest' AND o.passages > 0 AND o.withdrawn IS NULL))
	AND (@all_versions::boolean OR (d.kind = 'report' AND (d.published IS NULL OR d.published <= @as_of::date)) OR (
		d.kind <> 'report' AND (d.effective_from IS NULL OR d.effective_from <= @as_of::date)
		AND (d.replaced_by = '' OR NOT EXISTS (
			SELECT 1 FROM documents o
			WHERE o.id = d.replaced_by
			AND (@as_of::date < COALESCE(o.effective_from, d.effective_to + 1)) IS NOT TRUE))))`

// filterArgs gives the arguments of matching together with more.
func filterArgs(f retrieval.Filter, more pgx.NamedArgs) pgx.NamedArgs {
	day := f.AsOf
	if !day.Known() {
		day = corpus.DateOf(time.Now())
	}
	kinds := make([]string, len(f.Kinds))
	for i, k := range f.Kinds {
		kinds[i] = string(k)
	}
	args := pgx.NamedArgs{
		"documents":    list(f.Documents),
		"exclude":      list(f.Exclude),
		"kinds":        kinds,
		"regions":      list(f.Regions),
		"all_versions": f.AllVersions,
		"as_of":        string(day),
	}
	maps.Copy(args, more)
	return args
}

// list gives an empty slice for nil: nil would be NULL, and compare as unknown.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
