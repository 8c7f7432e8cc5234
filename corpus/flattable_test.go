package corpus_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// flat gives the searched text of the rows of a notice that ends with a table
// whose cells stand one a line, and what the reader says of it.
func flat(t *testing.T, cells string) (rows, findings []string) {
	t.Helper()
	d := read(t, corpus.Meta{}, "关于虚构补助的通知\n\n现将标准印发。\n\n附件\n\n虚构补助标准\n\n"+strings.Join(strings.Fields(cells), "\n\n")+"\n")
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageRow {
			rows = append(rows, p.Norm)
		}
	}
	return rows, d.Findings
}

func TestFlatTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cells    string
		want     []string
		findings []string // parts of them
	}{
		"unit": {
			"单位：万元 序号 级别 补助 1 国家级 100 2 省级 50",
			[]string{"序号：1；级别：国家级；补助：100；单位：万元", "序号：2；级别：省级；补助：50；单位：万元"}, nil,
		},
		"figures like the next number": {
			"序号 级别 人数 1 甲级 2 2 乙级 3 3 丙级 4",
			[]string{"序号：1；级别：甲级；人数：2", "序号：2；级别：乙级；人数：3", "序号：3；级别：丙级；人数：4"}, nil,
		},
		"a note after": {
			"序号 级别 补助 1 国家级 100 2 省级 50 注：以上为上限。",
			[]string{"序号：1；级别：国家级；补助：100", "序号：2；级别：省级；补助：50"}, nil,
		},
		"text in place of a cell": {
			"序号 级别 补助 1 国家级 100 2 省级 以上自印发之日起执行。",
			[]string{"序号：1；级别：国家级；补助：100", "2；省级"},
			[]string{"the cells of row 2 are not as many"},
		},
		"rows left out": {
			"序号 级别 补助 一、甲类 1 国家级 100 2 省级 50 二、乙类 三、丙类 5 市级 10",
			[]string{"序号：1；级别：国家级；补助：100", "序号：2；级别：省级；补助：50", "序号：5；级别：市级；补助：10"},
			[]string{"rows 3 to 4 of the table of the columns 序号｜级别｜补助 are missing"},
		},
		"a cell merged away": {
			"序号 级别 补助 1 国家级 100 2 省级 3 市级 10",
			[]string{"序号：1；级别：国家级；补助：100", "2；省级", "序号：3；级别：市级；补助：10"},
			[]string{"the cells of row 2 are not as many"},
		},
		"two tables": {
			"序号 级别 补助 1 国家级 100 2 省级 50 序号 部门 1 虚构厅 2 虚构局",
			[]string{"序号：1；级别：国家级；补助：100", "序号：2；级别：省级；补助：50", "序号：1；部门：虚构厅", "序号：2；部门：虚构局"}, nil,
		},
		"no number column": {
			"级别 补助 奖励 国家级 100 20 省级 50 10 市级 30 5 县级 10 1",
			nil, []string{"its columns cannot be told apart"},
		},
	} {
		rows, findings := flat(t, c.cells)
		if diff := cmp.Diff(c.want, rows); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", name, diff)
		}
		if len(findings) != len(c.findings) {
			t.Errorf("%s: findings %q, want %d", name, findings, len(c.findings))
			continue
		}
		for i, want := range c.findings {
			if !strings.Contains(findings[i], want) {
				t.Errorf("%s: finding %q, want one of %q", name, findings[i], want)
			}
		}
	}
}

// The head and the unit lead in each row, so that they are cited with it.
func TestFlatTableLeads(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "关于虚构补助的通知\n\n一、标准如下。\n\n单位：万元\n\n序号\n\n级别\n\n补助\n\n1\n\n国家级\n\n100\n\n2\n\n省级\n\n50\n")
	p := &d.Passages[len(d.Passages)-1]
	var got []string
	for _, l := range p.Leads(0) {
		got = append(got, corpus.Normalize(l.Text))
	}
	if diff := cmp.Diff([]string{"单位：万元", "序号级别补助"}, got); diff != "" {
		t.Errorf("leads (-want +got):\n%s", diff)
	}
}
