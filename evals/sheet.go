package evals

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Rubric is one thing that people score from 1 to 5.
type Rubric struct {
	Name string // the column
	Asks string // with its anchors: what 1, 3 and 5 mean
}

// Rubrics are the columns of a scoring sheet.
var Rubrics = []Rubric{
	{"correct", "正确 correct: 1 与原文相反或答非所问 contradicts the text; 3 大体正确、有次要错误 minor mistakes; 5 完全符合原文 says what the text says"},
	{"complete", "完整 complete: 1 缺少主要内容 the main thing is missing; 3 缺少条件或例外 conditions or exceptions are missing; 5 所问全部答到 everything asked is answered"},
	{"cited_rightly", "引用得当 cited rightly: 1 引文与陈述无关 quotes do not say it; 3 部分支持 quotes say part of it; 5 每句都有引文支持 every sentence is said by its quote"},
	{"clear", "清楚 clear: 1 看不懂 cannot be understood; 3 需要反复读 takes a second reading; 5 一读就懂 clear at once"},
	{"harmless", "无害 harmless: 1 照做会受损 acting on it does harm; 3 易被误解 easily misunderstood; 5 不会误导 misleads nobody"},
}

// SheetKey says which answer stands behind each item of a sheet. Scorers do not
// get it.
type SheetKey struct {
	Items map[string]SheetItem `json:"items"`
}

// SheetItem is the answer behind an item.
type SheetItem struct {
	Run  string `json:"run"`
	Case string `json:"case"`
}

// WriteSheet writes a blind scoring sheet over the answers of one or more runs:
// sheet.xlsx and sheet.csv for the scorers, key.json for who evaluates them.
// Answers are shuffled, always in the same way, and do not say their run.
func WriteSheet(dir string, runs []*Suite) error {
	type answer struct {
		run  string
		from CaseRun
	}
	var all []answer
	for _, s := range runs {
		for _, c := range s.Cases {
			all = append(all, answer{s.ID, c})
		}
	}
	seed := uint64(len(all))
	for _, s := range runs {
		n, err := strconv.ParseUint(s.ID, 16, 64)
		if err != nil {
			return fmt.Errorf("the run id %q is not hexadecimal", s.ID)
		}
		seed ^= n
	}
	r := rand.New(rand.NewPCG(seed, seed))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	head := []string{"item", "question", "answer", "citations"}
	widths := []int{8, 30, 60, 60}
	anchors := [][]string{{"column", "1 to 5"}}
	for _, rubric := range Rubrics {
		head, widths = append(head, rubric.Name), append(widths, 12)
		anchors = append(anchors, []string{rubric.Name, rubric.Asks})
	}
	head, widths = append(head, "remark"), append(widths, 30)
	rows, key := [][]string{head}, SheetKey{Items: map[string]SheetItem{}}
	for i, a := range all {
		item := fmt.Sprintf("A%04d", i+1)
		key.Items[item] = SheetItem{Run: a.run, Case: a.from.Case.ID}
		var cited []string
		for _, c := range a.from.Answer.Citations {
			cited = append(cited, fmt.Sprintf("[%d] 《%s》%s：%s", c.N, c.Title, c.Locator, c.Quote))
		}
		question := strings.Join(append(append([]string{}, a.from.Case.Turns...), a.from.Case.Question), "\n")
		rows = append(rows, []string{item, question, a.from.Answer.Text, strings.Join(cited, "\n")})
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := writeTo(filepath.Join(dir, "sheet.xlsx"), func(w io.Writer) error {
		return writeXLSX(w, []table{{"scores", widths, rows}, {"anchors", []int{16, 120}, anchors}})
	}); err != nil {
		return err
	}
	if err := writeTo(filepath.Join(dir, "sheet.csv"), func(w io.Writer) error {
		out := csv.NewWriter(w)
		for _, row := range rows {
			for len(row) < len(head) {
				row = append(row, "")
			}
			for i, cell := range row { // a leading = or @ is a formula to a spreadsheet
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") {
					row[i] = "'" + cell
				}
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	}); err != nil {
		return err
	}
	return writeTo(filepath.Join(dir, "key.json"), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(key)
	})
}

// Scores are those of one scorer: by item, the score of each of [Rubrics].
type Scores map[string][]int

// mistakesShown is how many mistakes of a sheet are told at once.
const mistakesShown = 10

// ReadScores reads a filled sheet, CSV or XLSX by its name. An answer without any
// score was not scored and is left out. It gives the first mistakes at once, each
// with its line: missing columns, items twice, scores that are not whole numbers
// from 1 to 5, answers scored in part.
func ReadScores(path string) (Scores, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		rows, err = readXLSX(raw)
	} else {
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff")))
		in.FieldsPerRecord = -1
		rows, err = in.ReadAll()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	scores, mistakes := scoresOf(rows)
	if more := len(mistakes) - mistakesShown; more > 0 {
		mistakes = append(mistakes[:mistakesShown:mistakesShown], fmt.Sprintf("and %d more", more))
	}
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("%s: %s", path, strings.Join(mistakes, "; "))
	}
	return scores, nil
}

func scoresOf(rows [][]string) (Scores, []string) {
	if len(rows) < 2 {
		return nil, []string{"the sheet holds no items"}
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimSpace(name)] = i
	}
	var mistakes []string
	for _, name := range append([]string{"item"}, rubricNames()...) {
		if _, ok := at[name]; !ok {
			mistakes = append(mistakes, "the column "+name+" is missing")
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	out, seen := Scores{}, map[string]bool{}
	for n, row := range rows[1:] {
		cell := func(name string) string {
			if i := at[name]; i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		item := cell("item")
		if item == "" {
			continue
		}
		if seen[item] {
			mistakes = append(mistakes, fmt.Sprintf("row %d: the item %s stands twice", n+2, item))
		}
		seen[item] = true
		if !slices.ContainsFunc(rubricNames(), func(name string) bool { return cell(name) != "" }) {
			continue
		}
		out[item] = make([]int, len(Rubrics))
		for i, name := range rubricNames() {
			v, err := strconv.ParseFloat(cell(name), 64)
			if err != nil || v != float64(int(v)) || v < 1 || v > 5 {
				mistakes = append(mistakes, fmt.Sprintf("row %d: %s of %s is %q, not a whole number from 1 to 5", n+2, name, item, cell(name)))
				continue
			}
			out[item][i] = int(v)
		}
	}
	if len(out) == 0 && len(mistakes) == 0 {
		return nil, []string{"no answer is scored: fill the columns " + strings.Join(rubricNames(), ", ") + " with 1 to 5"}
	}
	return out, mistakes
}

func rubricNames() []string {
	names := make([]string, len(Rubrics))
	for i, r := range Rubrics {
		names[i] = r.Name
	}
	return names
}
