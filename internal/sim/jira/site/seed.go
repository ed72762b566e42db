package site

// Seed describes a site at its start. Ages count back from the start of the site ("336h" is two weeks earlier,
// "-336h" two weeks later), so that sprints and releases are always current. The zero Limits are Jira Cloud's.
type Seed struct {
	Title          string              `json:"title"`
	CloudID        string              `json:"cloudId"`
	Users          []SeedUser          `json:"users"`
	Statuses       []SeedStatus        `json:"statuses"`
	Resolutions    []SeedNamed         `json:"resolutions"`
	Priorities     []SeedNamed         `json:"priorities"`
	IssueTypes     []SeedIssueType     `json:"issueTypes"`
	LinkTypes      []SeedLinkType      `json:"linkTypes"`
	SecurityLevels []SeedSecurityLevel `json:"securityLevels"`
	Fields         []SeedField         `json:"fields"`
	Screens        []SeedScreen        `json:"screens"`
	Workflows      []SeedWorkflow      `json:"workflows"`
	Projects       []SeedProject       `json:"projects"`
	Boards         []SeedBoard         `json:"boards"`
	Issues         []SeedIssue         `json:"issues"`
	Limits         Limits              `json:"limits"`
}

// SeedUser is an account. Tokens are API tokens on Cloud, and both password and personal access tokens on Data Center.
// Scoped tokens are Cloud's and answer below /ex/jira only. Client and Secret are credentials of an OAuth client, whose
// tokens last an hour.
type SeedUser struct {
	AccountID   string   `json:"accountId"`
	Username    string   `json:"username"`
	Email       string   `json:"email"`
	DisplayName string   `json:"displayName"`
	TimeZone    string   `json:"timeZone"`
	Locale      string   `json:"locale"`
	Tokens      []string `json:"tokens"`
	Scoped      []string `json:"scoped"`
	Client      string   `json:"client"`
	Secret      string   `json:"secret"`
	App         bool     `json:"app"`         // a service account: accountType "app"
	Denied      []string `json:"denied"`      // global permissions that the user lacks, e.g. ADMINISTER
	HiddenEmail bool     `json:"hiddenEmail"` // other users do not see the address
}

// SeedNamed is anything that has just an id and a name.
type SeedNamed struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Default     bool   `json:"default"`
}

// SeedStatus has a category: new, indeterminate or done.
type SeedStatus struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category"`
}

// SeedIssueType has a level: 1 epic, 0 standard, -1 sub-task.
type SeedIssueType struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Level int    `json:"level"`
}

// SeedLinkType names both directions.
type SeedLinkType struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Inward  string `json:"inward"`
	Outward string `json:"outward"`
}

// SeedSecurityLevel is seen by its members (e-mail addresses) only.
type SeedSecurityLevel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
}

// SeedField is a custom field. Type: text, textarea, number, select, multiselect, cascade, labels, date, datetime, user,
// version, sprint, foreign (of a plug-in that nobody knows). The options of a cascade are "A" and, after it, "A > B".
type SeedField struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Options []string `json:"options"`
}

// SeedScreen is a create screen; the first whose projects and types match (empty means all) is used.
type SeedScreen struct {
	Projects []string `json:"projects"`
	Types    []string `json:"types"`
	Fields   []string `json:"fields"`
	Required []string `json:"required"`
}

// SeedWorkflow: the first whose projects and types match (empty means all) is used.
type SeedWorkflow struct {
	Projects    []string         `json:"projects"`
	Types       []string         `json:"types"`
	Initial     string           `json:"initial"`
	Transitions []SeedTransition `json:"transitions"`
}

// SeedTransition leads from some statuses (empty means any other) to one.
type SeedTransition struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	From     []string          `json:"from"`
	To       string            `json:"to"`
	Screen   []string          `json:"screen"`   // field ids
	Required []string          `json:"required"` // of those, the ones which must be given unless Defaults has them
	Defaults map[string]string `json:"defaults"` // field id to name, applied when the request leaves it out
	Clears   []string          `json:"clears"`   // field ids that the transition empties
}

// SeedProject: Permissions holds, for the users (e-mail) named in it, all that they may do; others may do everything.
type SeedProject struct {
	ID          string              `json:"id"`
	Key         string              `json:"key"`
	Name        string              `json:"name"`
	Lead        string              `json:"lead"`
	Archived    bool                `json:"archived"`
	IssueTypes  []string            `json:"issueTypes"`
	Versions    []SeedVersion       `json:"versions"`
	Components  []SeedNamed         `json:"components"`
	Permissions map[string][]string `json:"permissions"`
}

// SeedVersion is a release.
type SeedVersion struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Released   bool   `json:"released"`
	Archived   bool   `json:"archived"`
	StartAge   Age    `json:"startAge"`
	ReleaseAge Age    `json:"releaseAge"`
}

// SeedBoard is a scrum board over one project.
type SeedBoard struct {
	ID      int64        `json:"id"`
	Name    string       `json:"name"`
	Type    string       `json:"type"`
	Project string       `json:"project"`
	Sprints []SeedSprint `json:"sprints"`
}

// SeedSprint has a state: closed, active or future.
type SeedSprint struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	State    string `json:"state"`
	Goal     string `json:"goal"`
	StartAge Age    `json:"startAge"`
	EndAge   Age    `json:"endAge"`
}

// SeedLink leads from an issue to another: a link of the type Blocks to SHOP-2 says that the issue "blocks" SHOP-2.
type SeedLink struct {
	Type string `json:"type"`
	To   string `json:"to"`
}

// SeedIssue is an issue that exists from the start; Description is wiki markup.
type SeedIssue struct {
	Key         string            `json:"key"`
	Type        string            `json:"type"`
	Summary     string            `json:"summary"`
	Description string            `json:"description"`
	Status      string            `json:"status"`
	Resolution  string            `json:"resolution"`
	Priority    string            `json:"priority"`
	Labels      []string          `json:"labels"`
	Parent      string            `json:"parent"`
	FixVersions []string          `json:"fixVersions"`
	Sprint      int64             `json:"sprint"`
	Reporter    string            `json:"reporter"`
	Assignee    string            `json:"assignee"`
	Age         Age               `json:"age"`
	Select      map[string]string `json:"select"` // custom select field name to option
	Links       []SeedLink        `json:"links"`
}
