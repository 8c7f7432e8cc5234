package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// description is the part of OpenAPI that these tests read.
type description struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Schema map[string]any `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

func describe(t *testing.T, w *world) description {
	t.Helper()
	var d description
	if err := json.Unmarshal([]byte(w.get(t, "/api/v1/openapi.json")), &d); err != nil {
		t.Fatal(err)
	}
	if d.OpenAPI != "3.1.0" {
		t.Errorf("openapi = %q", d.OpenAPI)
	}
	return d
}

func newAPIWorld(t *testing.T) *world {
	t.Helper()
	w, _, _ := newWidgetWorld(t, func(c *web.Config) { c.Feedbacks = &bottest.FakeFeedbacks{Records: c.Records}; keeping(c) })
	a, err := w.answerer.Answer(t.Context(), bot.Question{Text: askConditions})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.records.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return w
}

// The description names every route of the API and no other.
func TestOpenAPIRoutes(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t)
	var described, served []string
	for path, methods := range describe(t, w).Paths {
		for m := range methods {
			described = append(described, strings.ToUpper(m)+" "+path)
		}
	}
	for _, p := range web.Patterns(w.config) {
		if strings.Contains(p, " /api/") {
			served = append(served, p)
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	if diff := cmp.Diff(served, described); diff != "" {
		t.Errorf("routes and description (-served +described):\n%s", diff)
	}
}

// What the routes answer is what the description says, errors included.
func TestOpenAPIResponses(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t)
	d := describe(t, w)
	passage := regulationID + ".0002"
	span := w.docs[regulationID].Passages[1].Start
	calls := []struct {
		method, path, body, route string
		status                    int
	}{
		{"POST", "/api/v1/ask", `{"question":"` + askConditions + `"}`, "/api/v1/ask", 200},
		{"POST", "/api/v1/ask", `{"question":"` + askPartial + `","as_of":"2024-05-01","region":"虚构","conversation":"c"}`, "/api/v1/ask", 200},
		{"POST", "/api/v1/ask", `{"question":"` + askVague + `"}`, "/api/v1/ask", 200},
		{"POST", "/api/v1/ask", `{"question":" "}`, "/api/v1/ask", 400},
		{"POST", "/api/v1/ask", `{"question":"` + strings.Repeat("长", 30_000) + `"}`, "/api/v1/ask", 413},
		{"DELETE", "/api/v1/ask/some-key", "", "/api/v1/ask/{key}", 204},
		{"POST", "/api/v1/ask", asking(askReport, secretName), "/api/v1/ask", 200},
		{"GET", "/api/v1/conversations/" + secretName, "", "/api/v1/conversations/{name}", 200},
		{"GET", "/api/v1/conversations/short", "", "/api/v1/conversations/{name}", 400},
		{"DELETE", "/api/v1/conversations/" + secretName, "", "/api/v1/conversations/{name}", 204},
		{"GET", "/api/v1/answers/ans-1", "", "/api/v1/answers/{id}", 200},
		{"GET", "/api/v1/answers/ans-1/next", "", "/api/v1/answers/{id}/next", 200},
		{"GET", "/api/v1/answers/none", "", "/api/v1/answers/{id}", 404},
		{"GET", "/api/v1/search?q=企业", "", "/api/v1/search", 200},
		{"GET", "/api/v1/search?q=企业&k=0", "", "/api/v1/search", 400},
		{"GET", "/api/v1/documents", "", "/api/v1/documents", 200},
		{"GET", "/api/v1/documents?level=市&kind=regulation&status=in_force&region=虚构省&as_of=2024-02-01", "", "/api/v1/documents", 200},
		{"GET", "/api/v1/documents?level=x", "", "/api/v1/documents", 400},
		{"GET", "/api/v1/documents/" + regulationID, "", "/api/v1/documents/{id}", 200},
		{"GET", "/api/v1/documents/none", "", "/api/v1/documents/{id}", 404},
		{"GET", "/api/v1/passages/" + passage, "", "/api/v1/passages/{id}", 200},
		{"GET", fmt.Sprintf("/api/v1/passages/%s?start=%d&end=%d", passage, span, span+3), "", "/api/v1/passages/{id}", 200},
		{"GET", "/api/v1/passages/" + passage + "?start=0&end=1", "", "/api/v1/passages/{id}", 400},
		{"GET", "/api/v1/coverage", "", "/api/v1/coverage", 200},
		{"POST", "/api/v1/feedback", `{"answer_id":"ans-1","verdict":"up"}`, "/api/v1/feedback", 204},
		{"POST", "/api/v1/feedback", `{"answer_id":"none","verdict":"up"}`, "/api/v1/feedback", 404},
		{"POST", "/api/v1/widget/token", `{"widget":"` + widgetID + `"}`, "/api/v1/widget/token", 200},
		{"POST", "/api/v1/widget/token", `{"widget":"wgt_none"}`, "/api/v1/widget/token", 404},
		{"GET", "/api/v1/openapi.json", "", "/api/v1/openapi.json", 200},
	}
	tried := map[string]bool{}
	for _, c := range calls {
		name := c.method + " " + c.path
		var headers []string
		if c.body != "" {
			headers = []string{"Content-Type", "application/json"}
		}
		res, body := w.do(t, c.method, c.path, c.body, headers...)
		if res.StatusCode != c.status {
			t.Errorf("%.80s = %d, want %d\n%.300s", name, res.StatusCode, c.status, body)
			continue
		}
		operation := d.Paths[c.route][strings.ToLower(c.method)]
		tried[c.route] = true
		response, ok := operation.Responses[fmt.Sprint(c.status)]
		if !ok {
			t.Errorf("%.80s: status %d is not described", name, c.status)
			continue
		}
		if c.status == http.StatusNoContent {
			if body != "" || len(response.Content) > 0 {
				t.Errorf("%.80s: 204 with content", name)
			}
			continue
		}
		var value any
		if err := json.Unmarshal([]byte(body), &value); err != nil {
			t.Errorf("%.80s: %v", name, err)
			continue
		}
		for _, wrong := range d.check(response.Content["application/json"].Schema, value, "$") {
			t.Errorf("%.80s: %s", name, wrong)
		}
	}
	for route := range maps.Keys(d.Paths) {
		if !tried[route] {
			t.Errorf("%s was not tried", route)
		}
	}
}

// check gives where a value is not as a schema says. It knows the words that the
// description uses, and says so of any other.
func (d description) check(schema map[string]any, v any, at string) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, at+": "+fmt.Sprintf(format, args...)) }
	if ref, ok := schema["$ref"].(string); ok {
		named, ok := d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
		if !ok {
			say("no schema %s", ref)
		}
		return d.check(named, v, at)
	}
	if schema == nil {
		say("no schema")
	}
	for word, want := range schema {
		switch word {
		case "type":
			if got := typeOf(v); got != want && !(want == "number" && got == "integer") {
				say("type %s, want %v", got, want)
			}
		case "enum":
			if !slices.ContainsFunc(want.([]any), func(x any) bool { return x == v }) {
				say("%v is none of %v", v, want)
			}
		case "pattern":
			if s, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				say("%q does not match %v", s, want)
			}
		case "minimum":
			if n, ok := v.(float64); ok && n < want.(float64) {
				say("%v is below %v", n, want)
			}
		case "required":
			for _, name := range want.([]any) {
				if _, ok := v.(map[string]any)[name.(string)]; !ok {
					say("%v is missing", name)
				}
			}
		case "items":
			list, _ := v.([]any)
			for i, x := range list {
				wrong = append(wrong, d.check(want.(map[string]any), x, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "properties":
			fields, _ := v.(map[string]any)
			for name, s := range want.(map[string]any) {
				if x, ok := fields[name]; ok {
					wrong = append(wrong, d.check(s.(map[string]any), x, at+"."+name)...)
				}
			}
		case "additionalProperties":
			fields, _ := v.(map[string]any)
			properties, _ := schema["properties"].(map[string]any)
			for name, x := range fields {
				if _, ok := properties[name]; ok {
					continue
				}
				if s, ok := want.(map[string]any); ok {
					wrong = append(wrong, d.check(s, x, at+"."+name)...)
				} else if want == false {
					say("%s is not described", name)
				}
			}
		case "description", "minLength", "maxLength", "format":
		default:
			say("the test does not know %s", word)
		}
	}
	return wrong
}

func typeOf(v any) string {
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
