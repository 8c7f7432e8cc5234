package corpus

import "testing"

func TestLatest(t *testing.T) {
	t.Parallel()
	docs := []Document{
		{Adopted: "2024-12-06", EffectiveFrom: "2026-01-01"}, // when it comes into force tells nothing of how far the texts reach
		{Adopted: "2025-04-20", Published: "2025-04-29"},
		{EffectiveFrom: "2019-02-01"},
		{},
	}
	if got := Latest(docs); got != "2025-04-29" {
		t.Errorf("Latest() = %q, want 2025-04-29", got)
	}
	if got := Latest(docs[2:]); got != "2019-02-01" {
		t.Errorf("Latest of a text whose first day alone is known = %q, want 2019-02-01", got)
	}
	if got := Latest(nil); got != "" {
		t.Errorf("Latest(nil) = %q, want none", got)
	}
}
