package main

import (
	"encoding/json"

	"github.com/rogpeppe/go-internal/testscript"
)

// answeridCommand is the script command
//
//	answerid FILE
//
// that sets ANSWER to the id of an answer in JSON.
func answeridCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: answerid FILE")
	}
	var a struct {
		ID string `json:"id"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &a))
	if a.ID == "" {
		ts.Fatalf("%s holds no id", args[0])
	}
	ts.Setenv("ANSWER", a.ID)
}
