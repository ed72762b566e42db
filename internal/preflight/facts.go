package preflight

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// Site is what is known of one Jira, and what the configuration wants of it.
type Site struct {
	Name     string // as the ledger calls it
	Where    string // path of its section: jira
	URL      string
	Edition  string // as configured: auto, cloud or datacenter
	IndexLag time.Duration

	Server  jira.Server
	Account jira.Account
	Zone    error // why the account's time zone means nothing on this machine
	// Ahead is how far this machine's clock is ahead of Jira's, to the second; zero where
	// Jira does not tell the time.
	Ahead time.Duration
	// Left is for how many days the token is good, today included; nil where nobody says.
	Left     *int
	Rate     jira.Rate
	Projects map[string]Project // by the key that the configuration writes
	Known    []string           // keys of projects that may be browsed; looked up only where one is missing
	Fields   jira.Fields        // of the whole site; likewise
	Requests int

	// Failed is why the look at the site ended early, nil if it did not: what is not known
	// then must not be judged, and Syncs holds only those that were looked at.
	Failed error
	Syncs  []Sync
}

// Project is what the account is in one project.
type Project struct {
	Hidden  bool            // it is not there, or not to be seen
	Granted map[string]bool // by permission; one that Jira does not know has no entry
	Unknown error           // why Jira would not say what is granted
}

// Sync is what one sync wants of its site, and what is known of that.
type Sync struct {
	Name       string
	Where      string // path of its entry: syncs[0]
	Policy     plan.Policy
	Stories    []string // projects of stories, by key
	StoryTypes []string
	Project    string // of new defects
	Type       string // issue type of new defects

	Priority  string
	Link      string // link type between a defect and its stories
	Duplicate string // link type of duplicates
	Attach    bool   // long failures are attached
	Reopen    bool   // by transition
	Resolve   bool   // by transition
	Rules     []Rule // of further fields, by name
	Boards    Boards
	Shows     []Show // fields of stories that show their verdict
	Labels    string // begins the labels that say it, "" for none

	// What was learned. Meta is nil where the create screen could not be read: Types then
	// holds what the project offers, if that is known, and Unread why.
	Meta   *jira.Meta
	Types  []string
	Unread error
	// Done and Open are issues of the type as they are now, one for each status; nil where
	// they were not looked for.
	Done, Open []Sample
	// Screens are the edit screens of stories, one for each project; none where no field
	// shows a verdict.
	Screens []Screen
}

// Rule is what is put into a further field of defects, as far as it is fixed.
type Rule struct {
	Field   string
	Values  []Fixed // texts without a template, those of map and default among them
	From    bool    // it is taken from the test, so it may be empty
	Default bool    // if it is, there is another
}

// Fixed is a value that stands in the configuration.
type Fixed struct {
	Where string // below the rule: value, default, map.high
	Text  string
}

// Sample is one issue and the ways out of its status.
type Sample struct {
	Key    string
	Status string
	Ways   []jira.Transition
}

// title names the site and what answers there.
func (s Site) title() string {
	if s.Server.Edition == "" {
		return fmt.Sprintf("%s · %s", s.Name, s.URL)
	}
	return strings.TrimSpace(fmt.Sprintf("%s · %s %s %s", s.Name, editions[s.Server.Edition], s.Server.Version, s.Server.Title))
}

// editions are Jira's names of its editions.
var editions = map[string]string{jira.CloudEdition: "Jira Cloud", jira.DataCenterEdition: "Jira Data Center"}

// title names the sync and what it makes.
func (y Sync) title() string {
	return fmt.Sprintf("sync %s · %s in %s · policy %s", y.Name, y.Type, y.Project, y.Policy)
}
