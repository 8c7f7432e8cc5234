package retrieval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
)

// Invented rules, nearly the same in other words' order.
const (
	ruleA = "第七条 星港企业购买检测服务的，由所在地科技部门给予补助，补助不超过三万元。"
	ruleB = "第九条 由所在地科技部门给予星港企业补助的，限于购买检测服务，补助不超过三万元。"
	ruleC = "第九条 由所在地科技部门给予星港企业补助的，限于购买检测服务，补助不超过五万元。"
	ruleD = "第二条 云海平台应当每年向社会公开仪器目录。"
	rules = corpus.KindRegulation
)

// ruled is an invented document of a place.
func ruled(region string, level corpus.Level, norm string) *fused {
	return candidate(region, corpus.Document{Region: region, Level: level, Kind: rules}, norm)
}

func TestDiverse(t *testing.T) {
	t.Parallel()
	province := func(region, norm string) *fused { return ruled(region, corpus.LevelProvince, norm) }
	first := province("浙江", ruleA)
	for _, tt := range []struct {
		name   string
		second *fused
		u      *Understood
		moved  bool
	}{
		{"another province", province("河南", ruleB), ask("检测补助"), true},
		{"less said", province("河南", "第三条 星港企业购买检测服务的，由所在地科技部门给予补助。"), ask("检测补助"), true},
		{"more said", province("河南", ruleA+"检测机构应当把样品、仪器、环境和人员逐项登记，并向主管部门报送；拒不登记或者登记有假的，责令停业整顿，撤销其资质。"), ask("检测补助"), false},
		{"something else", province("河南", ruleD), ask("检测补助"), false},
		{"another figure", province("河南", ruleC), ask("检测补助"), false},
		{"the state's", ruled(corpus.Nationwide, corpus.LevelNational, ruleB), ask("检测补助"), false},
		{"a city's", ruled("河南洛阳", corpus.LevelCity, ruleB), ask("检测补助"), false},
		{"its own city's", ruled("浙江杭州", corpus.LevelProvince, ruleB), ask("检测补助"), false},
		{"the same place's", province("浙江", ruleB), ask("检测补助"), false},
		{"no known place", province("", ruleB), ask("检测补助"), false},
		{"place named", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.Regions = []string{"河南"} }), false},
		{"unknown place named", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.UnknownRegion = "云南" }), false},
		{"place of the asker", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.Filter.Regions = []string{"河南"} }), false},
		{"article named", province("河南", ruleB), ask("第九条", func(u *Understood) { u.Refs = []Ref{{Label: "第九条"}} }), false},
		{"title not held", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.UnknownTitles = []string{"检测办法"} }), false},
		{"documents given", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.Filter.Documents = []string{"a"} }), false},
		{"past", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.Past = true }), false},
		{"all versions", province("河南", ruleB), ask("检测补助", func(u *Understood) { u.Filter.AllVersions = true }), false},
		{"every province", province("河南", ruleB), ask("各省检测补助多少"), false},
		{"which places", province("河南", ruleB), ask("哪些省有检测补助"), false},
		{"side by side", province("河南", ruleB), ask("省与省的检测补助有什么区别"), false},
	} {
		third := province("山东", ruleD)
		list := []*fused{first, tt.second, third}
		diverse(list, tt.u)
		want, repeats := []*fused{first, tt.second, third}, ""
		if tt.moved {
			want, repeats = []*fused{first, third, tt.second}, first.id
		}
		if got := fmt.Sprint(order(list)); got != fmt.Sprint(order(want)) {
			t.Errorf("%s: %s, want %s", tt.name, got, fmt.Sprint(order(want)))
		}
		if tt.second.repeats != repeats {
			t.Errorf("%s: repeats %q, want %q", tt.name, tt.second.repeats, repeats)
		}
	}
}

// What another kind of text says, or what the words name exactly, stays too.
func TestDiverseKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		first, other corpus.Kind
		exact, moved bool
	}{
		{"rule and notice", corpus.KindRegulation, corpus.KindNotice, false, true},
		{"report and rule", corpus.KindReport, corpus.KindRegulation, false, false},
		{"rule and digest", corpus.KindRegulation, corpus.KindDigest, false, false},
		{"two reports", corpus.KindReport, corpus.KindReport, false, true},
		{"named exactly", corpus.KindRegulation, corpus.KindRegulation, true, false},
	} {
		a, b := ruled("浙江", corpus.LevelProvince, ruleA), ruled("河南", corpus.LevelProvince, ruleB)
		a.doc.Kind, b.doc.Kind, b.exact = tt.first, tt.other, tt.exact
		diverse([]*fused{a, b}, ask("检测补助"))
		if got := b.repeats != ""; got != tt.moved {
			t.Errorf("%s: moved %v, want %v", tt.name, got, tt.moved)
		}
	}
}

// The first ten are filled from below, the moved ones stand right behind them in
// their order, and nothing is lost.
func TestDiverseDepth(t *testing.T) {
	t.Parallel()
	var list []*fused
	for i, region := range []string{"浙江", "河南", "山东", "上海", "北京", "广东"} {
		list = append(list, ruled(region, corpus.LevelProvince, []string{ruleA, ruleB}[i%2]))
	}
	for i := range 12 {
		f := ruled(fmt.Sprint(i), corpus.LevelNational, ruleB)
		f.doc.Region = corpus.Nationwide
		list = append(list, f)
	}
	diverse(list, ask("检测补助"))
	want := "浙江 0 1 2 3 4 5 6 7 8 河南 山东 上海 北京 广东 9 10 11"
	if got := strings.Join(order(list), " "); got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	diverse(nil, ask("检测补助")) // an empty list has nothing to move
}

// TestRepeatsJudged compares with pairs of passages of the real corpus that were
// judged by reading: does the worse ranked one say what the better one does?
func TestRepeatsJudged(t *testing.T) {
	t.Parallel()
	const real = "../../shared/corpus"
	if _, err := os.Stat(real); err != nil {
		t.Skip("no real corpus beside the module: put it at ../shared/corpus")
	}
	sources, _, err := corpus.Walk(real)
	if err != nil {
		t.Fatal(err)
	}
	passages := map[string]*fused{}
	for _, s := range sources {
		d, err := s.Load()
		if errors.Is(err, corpus.ErrNoBody) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Passages {
			passages[p.ID] = &fused{id: p.ID, doc: d, seen: Inspected{Norm: p.Norm, Label: p.Label}}
		}
	}
	f, err := os.Open("testdata/repeats.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	repeats, found, wrong, unknown := 0, 0, 0, 0
	for _, row := range rows[1:] {
		better, worse := passages[row[0]], passages[row[1]]
		if better == nil || worse == nil {
			unknown++
			continue
		}
		got := repeated(worse, []*fused{better}, map[*fused]*saying{}) != ""
		switch {
		case row[2] == "yes" && got:
			repeats, found = repeats+1, found+1
		case row[2] == "yes":
			repeats++
		case got:
			wrong++
			t.Logf("%s does not repeat %s", row[1], row[0])
		}
	}
	if unknown > 0 {
		t.Skipf("%d of %d pairs judged are not of this corpus", unknown, len(rows)-1)
	}
	t.Logf("%d of %d repeats found, %d of %d others taken for one", found, repeats, wrong, len(rows)-1-repeats)
	if found < 21 || wrong > 0 {
		t.Errorf("%d of %d repeats found and %d taken for one that are none, want at least 21 and 0", found, repeats, wrong)
	}
}

// BenchmarkDiverse compares fifty passages as long as a long article, of as many
// places as there are: none like another, and all alike, which is the worst case.
func BenchmarkDiverse(b *testing.B) {
	for _, name := range []string{"none alike", "all alike"} {
		b.Run(name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var list []*fused
			text := ""
			for i := range 50 {
				if name == "none alike" || i == 0 {
					var words strings.Builder
					for range 600 {
						words.WriteRune(rune(0x4e00 + random.IntN(3000)))
					}
					text = words.String() + "补助三万元，期限五年。"
				}
				list = append(list, ruled(provinces[i%len(provinces)].name, corpus.LevelProvince, text))
			}
			for b.Loop() {
				diverse(list, &Understood{Words: "检测补助"})
			}
		})
	}
}
