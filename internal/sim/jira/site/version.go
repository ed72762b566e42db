package site

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// versionDraft is what a request says of a version; what it leaves out stays as it is.
type versionDraft struct {
	Name        *string     `json:"name"`
	Description *string     `json:"description"`
	Project     string      `json:"project"`
	ProjectID   json.Number `json:"projectId"`
	Released    *bool       `json:"released"`
	Archived    *bool       `json:"archived"`
	StartDate   *string     `json:"startDate"`
	ReleaseDate *string     `json:"releaseDate"`
}

// apply writes the draft into a version, and tells what is wrong with it.
func (d versionDraft) apply(p *Project, v *Version) *Refusal {
	if d.Name != nil {
		other := p.release(*d.Name)
		switch {
		case *d.Name == "":
			return refuseField("name", "The version name is required.")
		case other != nil && other.ID != v.ID:
			return refuseField("name", "A version with this name already exists in this project.")
		}
		v.Name = *d.Name
	}
	for name, date := range map[string]*string{"startDate": d.StartDate, "releaseDate": d.ReleaseDate} {
		if date == nil {
			continue
		}
		if _, err := time.Parse(dateLayout, *date); err != nil && *date != "" {
			return refuseField(name, "The date '%s' is not written like 2026-11-22.", *date)
		}
	}
	v.Description, v.Start, v.Release = *cmp.Or(d.Description, &v.Description), *cmp.Or(d.StartDate, &v.Start), *cmp.Or(d.ReleaseDate, &v.Release)
	v.Released, v.Archived = *cmp.Or(d.Released, &v.Released), *cmp.Or(d.Archived, &v.Archived)
	return nil
}

// release finds a version by its name, which may look like the id of another.
func (p *Project) release(name string) *Version {
	if n := slices.IndexFunc(p.Versions, func(v *Version) bool { return strings.EqualFold(v.Name, name) }); n >= 0 {
		return p.Versions[n]
	}
	return nil
}

// ruled is a project of which the actor may change the versions; id or key, and another name to try.
func (s *Site) ruled(a Actor, name string) (*Project, *Refusal) {
	p := named(s.catalog.projects, name)
	if name == "" || p == nil || !s.May(a.User, p, "ADMINISTER_PROJECTS") {
		return nil, refuse(404, "The project does not exist, or you do not have permission to change its versions.")
	}
	return p, nil
}

// CreateVersion makes a version from a raw request body.
func (s *Site) CreateVersion(a Actor, raw json.RawMessage) (*Version, error) {
	var d versionDraft
	if json.Unmarshal(raw, &d) != nil {
		return nil, refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, refusal := s.ruled(a, cmp.Or(d.ProjectID.String(), d.Project))
	if refusal != nil {
		return nil, refusal
	}
	if d.Name == nil {
		return nil, refuseField("name", "The version name is required.")
	}
	v := &Version{ID: s.freeVersionID(), ProjectID: p.ID}
	if refusal := d.apply(p, v); refusal != nil {
		return nil, refusal
	}
	p.Versions = append(p.Versions, v)
	return v, nil
}

// freeVersionID follows the highest one in use.
func (s *Site) freeVersionID() string {
	last := int64(0)
	for _, p := range s.catalog.projects {
		for _, v := range p.Versions {
			if n, err := strconv.ParseInt(v.ID, 10, 64); err == nil {
				last = max(last, n)
			}
		}
	}
	return idText(last + 1)
}

// versionFor finds a version that the actor may change, its project and its place there.
func (s *Site) versionFor(a Actor, id string) (*Project, int, *Refusal) {
	for _, p := range s.catalog.projects {
		n := slices.IndexFunc(p.Versions, func(v *Version) bool { return v.ID == id })
		if n >= 0 && s.May(a.User, p, "ADMINISTER_PROJECTS") {
			return p, n, nil
		}
	}
	return nil, 0, refuse(404, "Could not find version for id '%s'", id)
}

// EditVersion changes what a raw request body names of a version.
func (s *Site) EditVersion(a Actor, id string, raw json.RawMessage) (*Version, error) {
	var d versionDraft
	if json.Unmarshal(raw, &d) != nil {
		return nil, refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, n, refusal := s.versionFor(a, id)
	if refusal != nil {
		return nil, refusal
	}
	next := *p.Versions[n]
	if refusal := d.apply(p, &next); refusal != nil {
		return nil, refusal
	}
	p.Versions[n] = &next
	return &next, nil
}

// RemoveVersion deletes a version. Issues that have it get the version fix or affected in its place, "" for none.
func (s *Site) RemoveVersion(a Actor, id, fix, affected string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, n, refusal := s.versionFor(a, id)
	if refusal != nil {
		return refusal
	}
	for _, other := range []string{fix, affected} {
		if other != "" && (other == id || !slices.ContainsFunc(p.Versions, func(v *Version) bool { return v.ID == other })) {
			return refuse(400, "The version with id '%s' cannot take its place.", other)
		}
	}
	for _, issue := range slices.Clone(s.order) {
		if i := s.issues[issue].now; i != nil {
			s.swapVersion(a, i, id, map[string]string{"fixVersions": fix, "versions": affected})
		}
	}
	p.Versions = slices.Delete(slices.Clone(p.Versions), n, n+1)
	return nil
}

// swapVersion takes a version out of an issue's fields and puts, per field, another in its place.
func (s *Site) swapVersion(a Actor, i *Issue, id string, instead map[string]string) {
	next := i.edit()
	for field, other := range instead {
		have := i.Refs(field)
		if !slices.Contains(have, id) {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(have), func(v string) bool { return v == id })
		if other != "" && !slices.Contains(kept, other) {
			kept = append(kept, other)
		}
		assign(next.Values, field, listOrNil(kept))
	}
	if items := s.diff(i.Values, next.Values); len(items) > 0 {
		s.commit(a, next, change{verb: VerbUpdate, items: items, history: true, touch: true})
	}
}
