//go:build schemathesis

package web_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// Schemathesis makes requests of the description, good and bad ones, and looks
// at the answers. Without it the test is skipped: make test-api brings it.
func TestSchemathesis(t *testing.T) {
	tool, err := filepath.Abs("../../.cache/schemathesis/bin/schemathesis")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		if tool, err = exec.LookPath("schemathesis"); err != nil {
			t.Skip("no schemathesis: run make test-api")
		}
	}
	w, _, _ := newWidgetWorld(t, func(c *web.Config) {
		c.Feedbacks, c.APIKeys = &bottest.FakeFeedbacks{}, bottest.NewFakeAPIKeys()
		c.QuestionsPerMinute = -1
		keeping(c)
	})
	out, err := exec.CommandContext(t.Context(), tool, "run", w.server.URL+"/api/v1/openapi.json", "--no-color", "--seed", "1",
		"--phases", "coverage,fuzzing", "--max-examples", "40", "--exclude-operation-id", "openapi").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
