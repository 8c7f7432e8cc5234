package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// Twelve provinces whose rules say the same, one with a figure of its own, and
// other rules that speak of the matter: the twelve do not fill the first ten
// unless a place is named, and no passage is lost.
func TestSearchDiverse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name+".txt"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	provinces := []string{"浙江", "河南", "山东", "福建", "湖南", "湖北", "四川", "云南", "江苏", "江西", "安徽", "广东"}
	for i, p := range provinces {
		amount := "三万元"
		if p == "广东" {
			amount = "八万元"
		}
		write(p+"省检测补助办法", fmt.Sprintf("（虚构）%s省检测补助办法\n第一条 企业购买仪器检测服务的，由%s科技部门给予检测补助，补助不超过%s。\n",
			p, []string{"所在地", "当地"}[i%2], amount))
	}
	write("国家检测补助指引", "（虚构）国家检测补助指引\n第一条 企业购买仪器检测服务的，由所在地科技部门给予检测补助，补助不超过三万元。\n")
	for i, other := range []string{"申请检测补助的企业应当先在平台登记所用的仪器", "检测补助的账目由审计机关每年检查", "骗取检测补助的追回全部款项",
		"检测补助的名单向社会公开", "检测机构收费应当明码标价，不得因补助提价", "检测补助可以与创新券合并申请", "仪器的主人应当公布检测的时间", "检测补助按季度发放"} {
		write(fmt.Sprintf("检测说明%d", i), fmt.Sprintf("（虚构）检测说明之%d\n第一条 %s。\n", i+1, other))
	}
	s := postgres.New(pgtest.Pool(t), config)
	var model retrievaltest.FakeEmbedder
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: s, Library: s, Embedder: &model, Segmenter: retrievaltest.FakeSegmenter{}})
	if _, err := x.Ingest(t.Context(), []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	service := retrieval.NewService(retrieval.Config{Store: s, Library: s, Embedder: &model, Segmenter: retrievaltest.FakeSegmenter{}, Knowledge: s})
	find := func(text string) []retrieval.Result {
		r, err := service.Search(t.Context(), retrieval.Query{Text: text, K: 100})
		if err != nil {
			t.Fatal(err)
		}
		return r.Results
	}
	ids := func(results []retrieval.Result) (out []string) {
		for _, r := range results {
			out = append(out, r.Passage.ID)
		}
		return out
	}

	open := find("企业购买仪器检测服务给多少检测补助")
	var places []string
	at := map[string]int{}
	for i, r := range open {
		at[r.Passage.ID] = i
		if i < 10 && r.Document.Level == corpus.LevelProvince {
			places = append(places, r.Document.Region)
		}
	}
	if len(open) != len(provinces)+9 || len(at) != len(open) {
		t.Fatalf("%d results, %d passages, want each of %d once", len(open), len(at), len(provinces)+9)
	}
	if len(places) != 2 || !slices.Contains(places, "广东") {
		t.Errorf("provinces among the first ten: %v, want the first one and that with another figure", places)
	}
	national := slices.IndexFunc(open, func(r retrieval.Result) bool {
		return r.Document.Region == corpus.Nationwide && r.Document.Source == "国家检测补助指引.txt"
	})
	if national < 0 || national >= 10 {
		t.Errorf("the rule of the state is at %d, want it among the first ten", national+1)
	}
	moved := 0
	for i, r := range open {
		if r.Repeats == "" {
			continue
		}
		moved++
		better, ok := at[r.Repeats]
		if i < 10 || !ok || better >= 10 || r.Rank != i+1 {
			t.Errorf("%s of rank %d repeats %s at %d, want it behind ten, and what it repeats among them", r.Document.Region, r.Rank, r.Repeats, better+1)
		}
	}
	if moved != len(provinces)-2 {
		t.Errorf("%d moved, want %d", moved, len(provinces)-2)
	}
	if diff := cmp.Diff(ids(open), ids(find("企业购买仪器检测服务给多少检测补助"))); diff != "" {
		t.Errorf("the same question twice (-first +second):\n%s", diff)
	}
	for _, text := range []string{"河南企业购买仪器检测服务给多少检测补助", "各省企业购买仪器检测服务给多少检测补助", "《检测补助办法》企业购买仪器检测服务给多少检测补助"} {
		for _, r := range find(text) {
			if r.Repeats != "" {
				t.Errorf("%s: %s was moved, want none", text, r.Document.Title)
			}
		}
	}
}
