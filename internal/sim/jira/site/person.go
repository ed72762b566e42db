package site

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Walk moves an issue to a status by name over the shortest path, as a person would click it; the resolution ("" for
// the workflow's own choice) goes into the last transition that has it on its screen.
func (s *Site) Walk(a Actor, idOrKey, status, resolution string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "TRANSITION_ISSUES", "You do not have permission to transition issues in this project.")
	if refusal != nil {
		return refusal
	}
	path := s.path(i, status)
	if len(path) == 0 {
		return refuse(400, "No way from the current status of %s to %q.", i.Key, status)
	}
	for n, t := range path {
		d := &Draft{}
		if resolution != "" && n == len(path)-1 && t.Shows("resolution") {
			raw, err := json.Marshal(map[string]string{"name": resolution})
			if err != nil {
				return fmt.Errorf("encoding resolution: %w", err)
			}
			d.Fields = map[string]json.RawMessage{"resolution": raw}
		}
		if i, refusal = s.transition(a, i, t, d); refusal != nil {
			return refusal
		}
	}
	return nil
}

// SetResolution changes a resolution without a transition, as an administrator's script or automation does.
func (s *Site) SetResolution(a Actor, idOrKey, resolution string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "RESOLVE_ISSUES", noEdit)
	if refusal != nil {
		return refusal
	}
	next := i.edit()
	delete(next.Values, "resolution")
	if resolution != "" {
		r := named(s.catalog.resolution, resolution)
		if r == nil {
			return refuse(400, "Resolution name '%s' is not valid", resolution)
		}
		next.Values["resolution"] = r.ID
	}
	settle(i, next, s.stamp(a.At))
	s.commit(a, next, change{verb: VerbUpdate, items: s.diff(i.Values, next.Values), history: true, touch: true})
	return nil
}

// AddVersion makes a release that is not out yet, as a person does on the releases page.
func (s *Site) AddVersion(project, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := named(s.catalog.projects, project)
	switch {
	case p == nil:
		return fmt.Errorf("no project %q", project)
	case name == "" || p.release(name) != nil:
		return fmt.Errorf("a version with the name %q exists in project %s, or the name is empty", name, project)
	}
	p.Versions = append(p.Versions, &Version{ID: s.freeVersionID(), Name: name, ProjectID: p.ID})
	return nil
}

// Release marks a version of a project as released on a day, as a person does on the releases page.
func (s *Site) Release(project, version string, on time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := named(s.catalog.projects, project)
	if p == nil {
		return fmt.Errorf("no project %q", project)
	}
	for n, v := range p.Versions {
		if strings.EqualFold(v.Name, version) {
			done := *v
			done.Released, done.Release = true, on.Format(dateLayout)
			p.Versions[n] = &done
			return nil
		}
	}
	return fmt.Errorf("no version %q in project %s", version, project)
}
