package model

import "time"

// RunID identifies a run within the installation: 16 lower-case base32
// characters over the source's namespace and what makes the run itself (its
// declared id, or the bytes of its files).
type RunID string

// Run is one execution container: a CI run, a test run, a cycle of a tool, a launch.
type Run struct {
	ID       RunID     `json:"id"`
	Source   string    `json:"source"`
	Name     string    `json:"name"`             // what people call it: a build, else the file or folder
	Origin   string    `json:"origin,omitempty"` // path below the source's folder, or the tool's own id
	Context  Context   `json:"context"`
	Started  time.Time `json:"started,omitzero"`
	Finished time.Time `json:"finished"` // when its last result happened, UTC
	// Approximate is true where the tool gave no time and the file's was taken.
	Approximate bool `json:"approximate,omitempty"`
}

// Context says what a run ran on. Every part may be empty: the tool did not say.
type Context struct {
	Branch      string `json:"branch,omitempty"`
	Build       string `json:"build,omitempty"`
	Version     string `json:"version,omitempty"`
	Environment string `json:"environment,omitempty"`
	Commit      string `json:"commit,omitempty"`
	URL         string `json:"url,omitempty"` // the CI's page of the run; http or https
}

// Or fills the empty parts of c from other.
func (c Context) Or(other Context) Context {
	or := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	return Context{
		Branch:      or(c.Branch, other.Branch),
		Build:       or(c.Build, other.Build),
		Version:     or(c.Version, other.Version),
		Environment: or(c.Environment, other.Environment),
		Commit:      or(c.Commit, other.Commit),
		URL:         or(c.URL, other.URL),
	}
}
