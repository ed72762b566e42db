package site

import "strings"

// ProjectSnapshot is a project as simulated apps of the site see it; Versions leads from the name of a release to its id.
type ProjectSnapshot struct {
	ID       string            `json:"id"`
	Key      string            `json:"key"`
	Name     string            `json:"name"`
	Versions map[string]string `json:"versions"`
}

// SnapshotProject copies a project, by id or any key it ever had, whoever may see it.
func (s *Site) SnapshotProject(idOrKey string) (ProjectSnapshot, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.catalog.projects {
		if p.ID != idOrKey && !strings.EqualFold(p.Key, idOrKey) && !p.was(idOrKey) {
			continue
		}
		out := ProjectSnapshot{ID: p.ID, Key: p.Key, Name: p.Name, Versions: map[string]string{}}
		for _, v := range p.Versions {
			out.Versions[v.Name] = v.ID
		}
		return out, true
	}
	return ProjectSnapshot{}, false
}
