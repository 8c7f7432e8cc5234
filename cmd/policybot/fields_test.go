package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"testing"
)

// marks are the numbers of citations in an answer.
var marks = regexp.MustCompile(`\[\d+\]`)

// complete demands that the JSON document holds every field of the struct that
// v points to, at every depth, and that none of its lists is null. Fields with
// the tag contract:"optional" may be absent.
func complete(data []byte, v any) error {
	var got any
	if err := json.Unmarshal(data, &got); err != nil {
		return err
	}
	return completeAt("", got, reflect.TypeOf(v).Elem())
}

func completeAt(path string, got any, want reflect.Type) error {
	switch want.Kind() {
	case reflect.Struct:
		object, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is %v, not an object", path, got)
		}
		for i := range want.NumField() {
			f := want.Field(i)
			name := path + "." + f.Tag.Get("json")
			value, ok := object[f.Tag.Get("json")]
			switch {
			case !ok && f.Tag.Get("contract") == "optional":
				continue
			case !ok:
				return fmt.Errorf("the field %s is missing", name)
			}
			if err := completeAt(name, value, f.Type); err != nil {
				return err
			}
		}
	case reflect.Slice:
		list, ok := got.([]any)
		if !ok {
			return fmt.Errorf("%s is %v, not a list", path, got)
		}
		for i, item := range list {
			if err := completeAt(fmt.Sprintf("%s[%d]", path, i), item, want.Elem()); err != nil {
				return err
			}
		}
	default:
		if got == nil && want.Kind() != reflect.Interface {
			return fmt.Errorf("%s is null", path)
		}
	}
	return nil
}

// The check itself has to see what it is there to see.
func TestStrictRefuses(t *testing.T) {
	t.Parallel()
	const good = `{"documents":{"created":1,"updated":0,"unchanged":0,"removed":0},"rejected":[],"same_as":[],"passages":1,"embedded":1,"seconds":0.1}`
	if err := strict("ingest", []byte(good)); err != nil {
		t.Fatalf("strict(ingest, a good report) = %v", err)
	}
	for name, bad := range map[string]string{
		"null list":     regexp.MustCompile(`"rejected":\[\]`).ReplaceAllString(good, `"rejected":null`),
		"missing field": regexp.MustCompile(`"seconds":0.1`).ReplaceAllString(good, `"passages":1`),
		"deep field":    regexp.MustCompile(`"created":1,`).ReplaceAllString(good, ``),
		"other field":   regexp.MustCompile(`"seconds"`).ReplaceAllString(good, `"more":1,"seconds"`),
		"two documents": good + good,
		"not JSON":      "created",
	} {
		if err := strict("ingest", []byte(bad)); err == nil {
			t.Errorf("strict(ingest, %s) = nil, want an error", name)
		}
	}
}
