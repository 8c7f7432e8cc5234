package read

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// field is one named value of a record.
type field struct{ name, value string }

// maxTableCell is the length of a cell from which on a CSV file is a list of
// records to be read one by one rather than a table.
const maxTableCell = 200

// CSV reads a table with a head, or a list of records where cells hold
// paragraphs. Fields may be parted by comma, semicolon or tab.
func CSV(raw []byte) (*corpus.Extract, error) {
	text, err := corpus.Decode(raw)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.Comma = -1, true, separator(text)
	all, err := r.ReadAll()
	if err != nil {
		return nil, broken("CSV", err)
	}
	long := false
	var rows [][]cell
	for i, row := range all {
		var cells []cell
		for _, s := range row {
			long = long || i > 0 && (utf8.RuneCountInString(s) > maxTableCell || strings.Contains(strings.TrimSpace(s), "\n"))
			cells = append(cells, cell{text: s, head: i == 0})
		}
		rows = append(rows, cells)
	}
	var w writer
	if !long || len(all) < 2 {
		w.table(rows)
		return w.extract(), nil
	}
	for _, row := range all[1:] {
		var fields []field
		for i, s := range row {
			name := ""
			if i < len(all[0]) {
				name = all[0][i]
			}
			fields = append(fields, field{clean(name), s})
		}
		w.record(fields)
	}
	w.line(strings.Join(all[0], " "), corpus.DroppedHeading)
	return w.extract(), nil
}

// separator gives the mark that parts the fields of the first line.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(first, ",")
	for _, c := range "\t;" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// JSON reads a list of records: one object a line, or an array of objects.
func JSON(raw []byte) (*corpus.Extract, error) {
	text, err := corpus.Decode(raw)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var w writer
	issuers := make(map[string]bool)
	issuer := ""
	for n := 0; ; n++ {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, broken("JSON", fmt.Errorf("record %d: %w", n+1, err))
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, item := range list {
			fields := flatten(item)
			w.record(fields)
			for _, f := range fields {
				if f.name == "实施主体" && !isNone(f.value) {
					issuer = f.value
					issuers[f.value] = true
				}
			}
		}
	}
	if len(issuers) == 1 {
		w.field("发文机关", issuer)
	}
	return w.extract(), nil
}

// labels are the names under which provincial service platforms print the
// fields that they publish under technical names. Others keep their own.
var labels = map[string]string{
	"matter_name": "事项名称", "TASK_NAME": "事项名称", "matter_short": "事项简称", "matter_daily": "日常用语", "matter_type": "事项类型",
	"TASK_TYPE_TEXT": "事项类型", "matter_level": "行使层级", "district": "行使层级", "DEPT_NAME": "实施主体", "co_department": "联办机构",
	"AREA_CODE_TEXT": "行政区划", "CATANAME": "目录名称", "parentCatalogName": "主项名称", "subCatalogName": "子项名称", "subTaskName": "办理项名称",
	"handle_time": "法定办结时限", "handle_time_limit": "承诺办结时限", "handle_location": "办理地点", "accept_standard": "受理条件",
	"material_intro": "申请材料", "consult_phone": "咨询电话", "complain_phone": "投诉电话", "visit_number": "到办事现场次数",
	"courier_service": "快递服务", "bear_paltform": "办理系统", "online_book": "网上预约", "online_book_addr": "网上预约地址",
	"ONLINECHECK": "网上办理", "theme_category": "主题分类", "service_object_name": "服务对象", "URL": "网上办理地址",
}

// flatten gives the fields of a JSON value in a fixed order: nested names are
// joined by a point, lists by 、.
func flatten(v any) []field {
	var out []field
	var walk func(name string, v any, depth int)
	walk = func(name string, v any, depth int) {
		switch v := v.(type) {
		case map[string]any:
			keys := make([]string, 0, len(v))
			for k := range v {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			for _, k := range keys {
				walk(strings.TrimPrefix(name+"."+k, "."), v[k], depth+1)
			}
		case []any:
			var parts []string
			for i, item := range v {
				if _, nested := item.(map[string]any); nested {
					walk(name+"."+strconv.Itoa(i+1), item, depth+1)
				} else if s := scalar(item); s != "" {
					parts = append(parts, s)
				}
			}
			if len(parts) > 0 {
				out = append(out, field{label(name), strings.Join(parts, "、")})
			}
		default:
			if s := scalar(v); s != "" {
				out = append(out, field{label(name), s})
			}
		}
	}
	walk("", v, 0)
	slices.SortStableFunc(out, func(a, b field) int { return rank(a.name) - rank(b.name) })
	return out
}

func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "是"
		}
		return "否"
	case []any:
		var parts []string
		for _, item := range v {
			parts = append(parts, scalar(item))
		}
		return strings.Join(parts, "、")
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func label(name string) string {
	if l := labels[name]; l != "" {
		return l
	}
	return name
}

// order is that in which the fields of a service item are read.
var order = []string{"事项名称", "实施主体", "行政区划", "行使层级", "服务对象", "事项类型", "法定办结时限", "承诺办结时限", "到办事现场次数", "受理条件", "申请材料", "办理地点", "咨询电话"}

func rank(name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

var (
	titleField = regexp.MustCompile(`^(事项名称|文档标题|文件标题|文件名称|标题|名称|政策名称|项目名称|title|name)$`)
	codeValue  = regexp.MustCompile(`^(?:[0-9]{12,}|[A-Za-z_]*[0-9][0-9A-Za-z_]*[A-Za-z][0-9A-Za-z_]{6,}|[A-Za-z]+[0-9]{8,})$`)
)

// isNone reports a value that says that there is none.
func isNone(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "无", "null", "none", "nil", "n/a", "-", "--", "—", "/":
		return true
	}
	return false
}

// record writes a record below its title: its fields are the cells of one row,
// each with its name before it. Codes and empty values are dropped.
func (w *writer) record(fields []field) {
	title := ""
	for _, f := range fields {
		if titleField.MatchString(f.name) && !isNone(f.value) {
			title = f.value
			break
		}
	}
	var texts, dropped []string
	seen := make(map[field]bool)
	for _, f := range fields {
		f.value = clean(f.value)
		text := f.value
		if f.name != "" {
			text = f.name + "：" + f.value
		}
		switch {
		case f.value == "":
		case isNone(f.value), codeValue.MatchString(f.value), seen[f]:
			dropped = append(dropped, text)
		default:
			texts = append(texts, text)
		}
		seen[f] = true
	}
	if title == "" && len(texts) > 0 {
		title = texts[0]
	}
	w.heading(2, title)
	if len(texts) > 0 {
		start, end, spans := w.row(texts)
		row := corpus.Row{Start: start, End: end}
		for _, s := range spans {
			row.Cells = append(row.Cells, corpus.Cell{Start: s[0], End: s[1]})
		}
		w.rows = append(w.rows, row)
	}
	if len(dropped) > 0 {
		w.gap()
		w.line(strings.Join(dropped, corpus.CellBar), corpus.DroppedMetadata)
	}
}
