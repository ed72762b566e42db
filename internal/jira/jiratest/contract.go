package jiratest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// document is a published description of a REST API, as far as requests need it.
type document struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

// operation is a method of a path.
type operation struct {
	Parameters []struct {
		Name     string `json:"name"`
		In       string `json:"in"`
		Required bool   `json:"required"`
	} `json:"parameters"`
	Body struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

// schema is what a value must look like. Additional is false, true, a schema or
// missing.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	AllOf      []schema          `json:"allOf"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *schema           `json:"items"`
	Additional json.RawMessage   `json:"additionalProperties"`
}

// contract checks every request of the run against the published description: the
// path and method exist, parameters and members are declared, types fit.
func contract(t *testing.T, name string, all *tape) {
	doc, err := load(name)
	if err != nil {
		t.Skipf("requests were not compared with the published description: %v", err)
	}
	if len(all.letters) == 0 {
		t.Skip("no request was made: run the whole tour")
	}
	wrong, checked := map[string]bool{}, 0
	for _, l := range all.letters {
		// Names of projects that are meant to lead astray lead astray.
		path := l.path[max(0, strings.Index(l.path, "/rest/")):]
		if strings.Contains(path, "%") {
			continue
		}
		checked++
		for _, fault := range doc.faults(l, path) {
			wrong[l.method+" "+path+": "+fault] = true
		}
	}
	for _, w := range slices.Sorted(maps.Keys(wrong)) {
		t.Error(w)
	}
	t.Logf("%d requests compared with %s", checked, name)
}

// load finds the document in the folder that SYNCD_SPECS names, or beside the
// repository.
func load(name string) (*document, error) {
	folder := os.Getenv("SYNCD_SPECS")
	if folder == "" {
		folder = beside()
	}
	if folder == "" {
		return nil, errors.New("there is none")
	}
	raw, err := os.ReadFile(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no %s in %s; set SYNCD_SPECS to the folder that holds it", name, folder)
	} else if err != nil {
		return nil, err
	}
	doc := &document{}
	return doc, json.Unmarshal(raw, doc)
}

// beside is the folder of documents beside the repository, "" outside of one.
func beside() string {
	for dir, err := os.Getwd(); err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", "specs")
		}
	}
	return ""
}
