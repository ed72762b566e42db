package jira

import "context"

// Prober answers what is asked once, before anything is written: whether it could be. A
// cycle needs none of it.
type Prober interface {
	// Server says what answers at the address. It is told to everybody, and so proves
	// nothing of the login.
	Server(ctx context.Context) (Server, error)
	// Permissions says which of these the account has in a project, by its key. One that
	// the site does not know has no entry. A project that may not be seen is NotFound.
	Permissions(ctx context.Context, project string, names ...string) (map[string]bool, error)
	// Projects lists the keys of projects that the account may browse: all of them on Data
	// Center, the first ProjectsMax on Cloud.
	Projects(ctx context.Context) ([]string, error)
	// Types lists the names of the issue types that can be created in a project.
	Types(ctx context.Context, project string) ([]string, error)
}

// ProjectsMax is how many projects of Cloud are listed: ten requests' worth.
const ProjectsMax = 1000

// Server is what a site says of itself.
type Server struct {
	Edition string // cloud or datacenter, as `jira.edition` names them
	Version string
	Title   string
	URL     string // where people find it; behind api.atlassian.com another address than ours
}

// The editions, as `jira.edition` names them.
const (
	CloudEdition      = "cloud"
	DataCenterEdition = "datacenter"
)

// Server is the site's.
func (l *Lazy) Server(ctx context.Context) (Server, error) {
	return through(ctx, l, func(s Site) (Server, error) { return s.Server(ctx) })
}

// Permissions is the site's.
func (l *Lazy) Permissions(ctx context.Context, project string, names ...string) (map[string]bool, error) {
	return through(ctx, l, func(s Site) (map[string]bool, error) { return s.Permissions(ctx, project, names...) })
}

// Projects is the site's.
func (l *Lazy) Projects(ctx context.Context) ([]string, error) {
	return through(ctx, l, func(s Site) ([]string, error) { return s.Projects(ctx) })
}

// Types is the site's.
func (l *Lazy) Types(ctx context.Context, project string) ([]string, error) {
	return through(ctx, l, func(s Site) ([]string, error) { return s.Types(ctx, project) })
}
