package web

import (
	"fmt"
	"net/http"
	"strings"

	"syncd/internal/record"
)

// configBody is the configuration in force, section by section.
type configBody struct {
	Files    []string
	Sections []configSection
	Set      int // values that somebody has set
	All      int
	Only     bool // without defaults
}

// configSection is the values below one key of the first level, or one element of a list.
type configSection struct {
	Name     string
	Settings []record.Setting
}

// config reads the configuration.
func (s *site) config(r *http.Request) (record.ConfigView, error) {
	v, err := s.Board.Config(r.Context())
	if err != nil {
		return v, fmt.Errorf("read the configuration: %w", err)
	}
	v.Files, v.Settings = list(v.Files), list(v.Settings)
	return v, nil
}

// configPage shows the configuration in force, and where each value was set.
func (s *site) configPage(r *http.Request, _ record.Overview) (view, error) {
	v, err := s.config(r)
	if err != nil {
		return view{}, err
	}
	b := configBody{Files: v.Files, All: len(v.Settings), Only: word(r, "show") == "set"}
	for _, one := range v.Settings {
		if one.Origin != "" {
			b.Set++
		} else if b.Only {
			continue
		}
		name := section(one.Path)
		if n := len(b.Sections); n == 0 || b.Sections[n-1].Name != name {
			b.Sections = append(b.Sections, configSection{Name: name})
		}
		at := &b.Sections[len(b.Sections)-1]
		at.Settings = append(at.Settings, one)
	}
	return view{name: "config", Title: "Configuration", Nav: "config", AsOf: v.AsOf, Note: "loaded", Body: b}, nil
}

// configData is the same as JSON.
func (s *site) configData(r *http.Request) (any, error) { return s.config(r) }

// section is the first part of a path: jira of jira.url, syncs[0] of syncs[0].name.
func section(path string) string {
	head, _, _ := strings.Cut(path, ".")
	return head
}
