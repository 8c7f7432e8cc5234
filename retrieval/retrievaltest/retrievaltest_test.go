package retrievaltest_test

import (
	"testing"

	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

func TestFakeStore(t *testing.T) {
	t.Parallel()
	retrievaltest.TestStore(t, func(*testing.T) (retrieval.Store, retrieval.Index, retrieval.Library) {
		var s retrievaltest.FakeStore
		return &s, &s, &s
	})
}
