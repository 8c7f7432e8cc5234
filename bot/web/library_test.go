package web_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/corpus"
)

// Invented documents: two versions of one text, its rules and a digest.
func newVersions(t *testing.T) *world {
	t.Helper()
	doc := func(id, title string, change func(*corpus.Document)) corpus.Document {
		d := (&builder{doc: corpus.Document{ID: id, Source: id + ".md", Title: title, Kind: corpus.KindRegulation, Level: corpus.LevelProvince, Region: "虚构省"}}).
			passage("第一条", nil, "为测试而编写。").done()
		change(&d)
		return d
	}
	return newWorld(t, func(c *web.Config) {
		c.Library = bottest.NewFakeLibrary(
			doc("bbbbbbbbbbb1", "（虚构）条例（2010年）", func(d *corpus.Document) {
				d.EffectiveFrom, d.EffectiveTo, d.EndReason, d.ReplacedBy = "2010-01-01", "2019-12-31", corpus.StatusSuperseded, "bbbbbbbbbbb2"
			}),
			doc("bbbbbbbbbbb2", "（虚构）条例", func(d *corpus.Document) {
				d.EffectiveFrom = "2020-01-01"
				d.Relations = []corpus.Relation{{Kind: corpus.RelationImplements, Title: "（虚构）没有收录的法"}}
			}),
			doc("bbbbbbbbbbb3", "（虚构）条例实施细则", func(d *corpus.Document) {
				d.EffectiveFrom, d.Region, d.Level, d.Kind = "2021-01-01", "虚构省虚构市", corpus.LevelCity, corpus.KindNotice
				d.Relations = []corpus.Relation{{Kind: corpus.RelationImplements, Title: "（虚构）条例", Target: "bbbbbbbbbbb2"}}
			}),
			doc("bbbbbbbbbbb4", "（虚构）条例要点", func(d *corpus.Document) { d.Kind, d.DigestOf = corpus.KindDigest, []string{"（虚构）条例"} }),
		)
	})
}

func TestDocumentFilters(t *testing.T) {
	t.Parallel()
	w := newVersions(t)
	for query, want := range map[string][]string{
		"":                                  {"1", "2", "3", "4"},
		"?region=虚构省虚构市":                    {"3"},
		"?region=虚构省":                       {"1", "2", "3", "4"},
		"?level=市":                          {"3"},
		"?kind=digest":                      {"4"},
		"?status=superseded":                {"1"},
		"?status=in_force&q=实施":             {"3"},
		"?status=in_force&as_of=2015-06-01": {"1"},
		"?status=not_yet_in_force&as_of=2015-06-01": {"2", "3"},
		"?region=月球": nil,
	} {
		var got struct {
			Documents []struct {
				ID string `json:"document_id"`
			} `json:"documents"`
		}
		if err := json.Unmarshal([]byte(w.get(t, "/api/v1/documents"+query)), &got); err != nil {
			t.Fatal(err)
		}
		var ids []string
		page := w.get(t, "/documents"+query)
		for _, d := range got.Documents {
			ids = append(ids, strings.TrimPrefix(d.ID, "bbbbbbbbbbb"))
			if !strings.Contains(page, `/documents/`+d.ID) {
				t.Errorf("%s: the page lacks %s", query, d.ID)
			}
		}
		slices.Sort(ids)
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if n := strings.Count(page, `class="source"`); n != len(ids) {
			t.Errorf("%s: the page lists %d documents, the API %d", query, n, len(ids))
		}
	}
	for _, path := range []string{"/documents?level=x", "/documents?as_of=gestern", "/api/v1/documents?kind=x", "/api/v1/documents?status=x", "/api/v1/documents?x=1", "/documents/bbbbbbbbbbb1?as_of=x"} {
		if res, _ := w.do(t, "GET", path, ""); res.StatusCode != 400 {
			t.Errorf("%s = %d, want 400", path, res.StatusCode)
		}
	}
}

func TestDocumentVersions(t *testing.T) {
	t.Parallel()
	w := newVersions(t)
	var got struct {
		Versions  []string `json:"versions"`
		Relations []struct {
			ID       string `json:"document_id"`
			Title    string `json:"title"`
			Relation string `json:"relation"`
		} `json:"relations"`
		Status string `json:"status"`
	}
	if err := json.Unmarshal([]byte(w.get(t, "/api/v1/documents/bbbbbbbbbbb2?as_of=2015-01-01")), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"bbbbbbbbbbb1", "bbbbbbbbbbb2"}, got.Versions); diff != "" || got.Status != "not_yet_in_force" {
		t.Errorf("status %s, versions (-want +got):\n%s", got.Status, diff)
	}
	var rel []string
	for _, r := range got.Relations {
		rel = append(rel, r.Relation+" "+r.ID+" "+r.Title)
	}
	want := []string{"by_digest_of bbbbbbbbbbb4 （虚构）条例要点", "by_implements bbbbbbbbbbb3 （虚构）条例实施细则", "implements  （虚构）没有收录的法"}
	if diff := cmp.Diff(want, rel); diff != "" {
		t.Errorf("relations (-want +got):\n%s", diff)
	}
	for _, id := range []string{"bbbbbbbbbbb1", "bbbbbbbbbbb2"} {
		page := w.get(t, "/documents/"+id)
		for _, want := range []string{"各个版本", `href="/documents/bbbbbbbbbbb`, "2010-01-01 至 2019-12-31 施行", "2020-01-01 起施行", "（本页）"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page of %s lacks %q", id, want)
			}
		}
	}
	if page := w.get(t, "/documents/bbbbbbbbbbb4"); strings.Contains(page, "各个版本") || !strings.Contains(page, "摘编自") {
		t.Error("the digest's page shows versions, or not what it summarises")
	}
	if page := w.get(t, "/documents/bbbbbbbbbbb1?as_of=2015-01-01"); !strings.Contains(page, "（按 2015-01-01）") || !strings.Contains(page, `class="badge in_force"`) {
		t.Error("the page does not show validity on the day asked for")
	}
}

func TestCoverageAndAccessibility(t *testing.T) {
	t.Parallel()
	w := newVersions(t)
	for _, lang := range []string{"zh-CN", "en"} {
		page := w.get(t, "/coverage?lang="+lang)
		for _, want := range []string{"/documents?level=%e5%b8%82", "<td>2</td>", "虚构省虚构市", "2021-01-01"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the coverage lacks %q", lang, want)
			}
		}
		if page := w.get(t, "/accessibility?lang="+lang); !strings.Contains(page, "WCAG 2.2") || strings.Contains(page, "accessibility.") {
			t.Errorf("%s: accessibility", lang)
		}
	}
}
