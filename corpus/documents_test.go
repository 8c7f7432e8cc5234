package corpus_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/documents"
)

// sharedCorpus holds the texts that the digests summarise; it is no part of the
// module and may be absent.
const sharedCorpus = "../../shared/corpus"

// digestFiles names the digests of the starter corpus.
func digestFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(documents.FS, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasPrefix(f, "README") })
	if len(files) < 8 {
		t.Fatalf("starter corpus holds %d digests, want 8 or more", len(files))
	}
	return files
}

// readDigest reads a digest as ingest does.
func readDigest(t *testing.T, file string) *corpus.Document {
	t.Helper()
	raw, err := documents.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := corpus.Read(raw, corpus.Meta{Source: file})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDigestsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, file := range digestFiles(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			d := readDigest(t, file)
			if d.Kind != corpus.KindDigest {
				t.Errorf("Kind = %q, want %q", d.Kind, corpus.KindDigest)
			}
			if !strings.HasSuffix(d.Title, "（摘编）") {
				t.Errorf("Title = %q, want it to end in （摘编）", d.Title)
			}
			if !strings.Contains(d.Text, "摘编，非官方文本，以官方公布文本为准") {
				t.Error("the front matter does not say that this is no official text")
			}
			if !strings.HasPrefix(d.URL, "https://") {
				t.Errorf("URL = %q, want the site of the issuing authority", d.URL)
			}
			if d.Level == "" || d.Region == "" || len(d.DigestOf) == 0 {
				t.Errorf("Level = %q, Region = %q, DigestOf = %q, want all of them", d.Level, d.Region, d.DigestOf)
			}
			for _, p := range d.Passages {
				if len(p.Path) == 0 || len(p.Parts) == 0 {
					t.Errorf("passage %s: Path = %q with %d parts, want a heading and parts", p.ID, p.Path, len(p.Parts))
				}
			}
		})
	}
}

// TestDigestsAgreeWithTheirTexts checks every paragraph of every digest against
// the texts it names: an article that it names exists, the figures stand in the
// articles it names (in the whole text where it names none), and no run of 25
// characters is the text's own.
func TestDigestsAgreeWithTheirTexts(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(sharedCorpus); err != nil {
		t.Skip("no texts to compare the digests with: ../shared/corpus is absent")
	}
	index := readManifest(t)
	for _, file := range digestFiles(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			d := readDigest(t, file)
			var texts []officialText
			for _, title := range d.DigestOf {
				text, ok := index[title]
				if !ok {
					t.Errorf("digest_of names %q, which the manifest does not list", title)
					continue
				}
				texts = append(texts, text)
			}
			for _, date := range []corpus.Date{d.Adopted, d.Published, d.EffectiveFrom} {
				if date.Known() && !slices.ContainsFunc(texts, func(o officialText) bool { return strings.Contains(o.about, string(date)) }) {
					t.Errorf("date %s is in none of the texts nor in what is known about them", date)
				}
			}
			if n := d.DocNumber; n != "" && !slices.ContainsFunc(texts, func(o officialText) bool { return strings.Contains(o.about, n) }) {
				t.Errorf("文号 %s is in none of the texts nor in what is known about them", n)
			}
			_, body, _ := strings.Cut(strings.TrimPrefix(d.Text, "---"), "\n---\n")
			for _, paragraph := range strings.Split(body, "\n\n") {
				paragraph = strings.TrimSpace(paragraph)
				if paragraph == "" || strings.HasPrefix(paragraph, "#") {
					continue
				}
				checkParagraph(t, paragraph, texts)
			}
		})
	}
}

var (
	articleRef   = regexp.MustCompile(`第[一二三四五六七八九十百零]+条`)
	itemRef      = regexp.MustCompile(`(第[一二三四五六七八九十百零]+条)(?:第[一二三四]款)?第([一二三四五六七八九十]+)项`)
	paragraphRef = regexp.MustCompile(`(第[一二三四五六七八九十百零]+条)第([一二三四])款`)
	noticeRef    = regexp.MustCompile(`（((?:第[一二三四五六七八九十]+项、?)+)）：`)
)

func checkParagraph(t *testing.T, paragraph string, texts []officialText) {
	t.Helper()
	refs := articleRef.FindAllString(paragraph, -1)
	var scope strings.Builder
	for _, ref := range refs {
		n := scope.Len()
		for _, o := range texts {
			scope.WriteString(o.articles[ref])
		}
		if scope.Len() == n {
			t.Errorf("%s: no text has %s", paragraph, ref)
		}
	}
	for _, m := range itemRef.FindAllStringSubmatch(paragraph, -1) {
		if !slices.ContainsFunc(texts, func(o officialText) bool {
			return strings.Contains(o.articles[m[1]], "（"+m[2]+"）")
		}) {
			t.Errorf("%s: %s has no item （%s）", paragraph, m[1], m[2])
		}
	}
	for _, m := range paragraphRef.FindAllStringSubmatch(paragraph, -1) {
		want := strings.Index("一二三四", m[2])/len("一") + 1
		if !slices.ContainsFunc(texts, func(o officialText) bool { return paragraphs(o.articles[m[1]]) >= want }) {
			t.Errorf("%s: %s has fewer than %d paragraphs", paragraph, m[1], want)
		}
	}
	if m := noticeRef.FindStringSubmatch(paragraph); m != nil {
		for _, n := range regexp.MustCompile(`第([^项]+)项`).FindAllStringSubmatch(m[1], -1) {
			found := false
			for _, o := range texts {
				scope.WriteString(o.items[n[1]])
				found = found || o.items[n[1]] != ""
			}
			if !found {
				t.Errorf("%s: no text has （%s）", paragraph, n[1])
			}
		}
	}
	if scope.Len() == 0 {
		for _, o := range texts {
			scope.WriteString(o.text + o.about)
		}
	}
	have := figures(scope.String())
	for figure := range figures(withoutRefs(paragraph)) {
		if !have[figure] {
			t.Errorf("%s: figure %s is not in the text it is taken from", paragraph, figure)
		}
	}
	ours := []rune(squash(paragraph))
	for i := 0; i+25 <= len(ours); i++ {
		run := string(ours[i : i+25])
		for _, o := range texts {
			if strings.Contains(o.squashed, run) {
				t.Errorf("%s: copies %s", paragraph, run)
				return
			}
		}
	}
}

// withoutRefs removes references to articles and items, whose numbers are no figures.
func withoutRefs(s string) string {
	return regexp.MustCompile(`第[一二三四五六七八九十百零]+[条款项]`).ReplaceAllString(s, " ")
}

// paragraphs counts the 款 of an article: its paragraphs that are no items.
func paragraphs(article string) int {
	n := 0
	for _, line := range strings.Split(article, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "（") {
			n++
		}
	}
	return n
}

// officialText is a text that a digest summarises.
type officialText struct {
	text     string            // half-width digits, full-width brackets
	squashed string            // without blanks
	articles map[string]string // by 第十一条
	items    map[string]string // of a notice: by the number in （八）
	about    string            // manifest row, dates and numbers of the text, day of the change
}

// readManifest gives the newest text of each title.
func readManifest(t *testing.T) map[string]officialText {
	t.Helper()
	changes := make(map[string]string)
	for _, row := range readCSV(t, "versions.csv") {
		changes[row["newer"]] = row["changes_on"]
	}
	rows := readCSV(t, "manifest.csv")
	version := regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
	sort.SliceStable(rows, func(i, j int) bool {
		return version.FindString(rows[i]["file"]) < version.FindString(rows[j]["file"])
	})
	index := make(map[string]officialText)
	for _, row := range rows {
		raw, err := os.ReadFile(filepath.Join(sharedCorpus, row["file"]))
		if err != nil {
			t.Fatal(err)
		}
		text := fold(string(raw))
		about := strings.Join([]string{row["document_number"], row["adopted_amended"], row["effective"], changes[row["file"]]}, " ")
		for _, m := range regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日`).FindAllStringSubmatch(text, -1) {
			about += " " + m[1] + "-" + pad(m[2]) + "-" + pad(m[3])
		}
		for _, m := range regexp.MustCompile(`国务院令第\d+号|国办发〔\d+〕\d+号`).FindAllString(text, -1) {
			about += " " + m
		}
		o := officialText{text: text, squashed: squash(text), about: about,
			articles: split(text, `(?m)^\s*(第[一二三四五六七八九十百零]+条)[\s　]`),
			items:    split(text, `(?m)^（([一二三四五六七八九十]+)）`)}
		index[row["title"]] = o
	}
	return index
}

func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedCorpus, name))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := make(map[string]string)
		for i, column := range records[0] {
			row[column] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// split cuts a text at the heads that pattern finds, by its first group. A head
// that comes again keeps the first text.
func split(text, pattern string) map[string]string {
	parts := make(map[string]string)
	heads := regexp.MustCompile(pattern).FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		if label := text[h[2]:h[3]]; parts[label] == "" {
			parts[label] = text[h[1]:end]
		}
	}
	return parts
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// fold makes digits and brackets comparable: １２ and (一) become 12 and （一）.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '％':
			return '%'
		case r == '．':
			return '.'
		case r == '(':
			return '（'
		case r == ')':
			return '）'
		case r == '[':
			return '〔'
		case r == ']':
			return '〕'
		}
		return r
	}, s)
}

// squash removes blanks and Markdown marks.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n　#", r) {
			return -1
		}
		return r
	}, fold(s))
}

var (
	arabic  = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?%?`)
	percent = regexp.MustCompile(`(百|万)分之([一二三四五六七八九十百点零]+)`)
	counted = regexp.MustCompile(`([一二三四五六七八九十百千两]+)(年|个月|日|倍|万元|千元|百元|番)`)
)

// figures gives the numbers of a text by value: 百分之七十 and 70% are one, and so
// are 三十日 and 30日. Words for numbers count before a unit alone.
func figures(s string) map[string]bool {
	s = fold(s)
	found := make(map[string]bool)
	for _, m := range arabic.FindAllString(s, -1) {
		found[strings.ReplaceAll(m, ",", "")] = true
	}
	for _, m := range percent.FindAllStringSubmatch(s, -1) {
		found[value(m[2])+map[string]string{"百": "%", "万": "‱"}[m[1]]] = true
	}
	for _, m := range counted.FindAllStringSubmatch(s, -1) {
		v, unit := value(m[1]), m[2]
		switch unit {
		case "千元":
			v += "000"
		case "百元":
			v += "00"
		}
		found[v] = true
	}
	return found
}

// value reads 七十, 一百五十, 五, 十五, 二点五 as decimal digits.
func value(s string) string {
	whole, fraction, decimal := strings.Cut(s, "点")
	total, digit := 0, 0
	for _, r := range whole {
		if i := strings.IndexRune("零一二三四五六七八九", r); i >= 0 {
			digit = i / len("零")
			continue
		}
		if r == '两' {
			digit = 2
			continue
		}
		weight := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
		total += max(digit, 1) * weight
		digit = 0
	}
	v := strconv.Itoa(total + digit)
	if decimal {
		v += "." + value(fraction)
	}
	return v
}

func TestFigures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string
	}{
		{"不低于百分之七十", []string{"70%"}},
		{"每日利率万分之五", []string{"5‱"}},
		{"销售收入小于5,000万元（含）", []string{"5000"}},
		{"１５％的税率", []string{"15%"}},
		{"五千元以上二万元以下", []string{"5000", "2"}},
		{"总额不超过二十五万元，三年内一家企业", []string{"25", "3"}},
		{"百分之二点五", []string{"2.5%"}},
	}
	for _, tt := range tests {
		var got []string
		for f := range figures(tt.text) {
			got = append(got, f)
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("figures(%s) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
