// Package source is the socket for test tools: what a source is, what it can do,
// what it is given, and how it fails. Each tool lives in a folder of its own below
// this one and costs one line in catalog.
//
// A source is a thin room with a door to the street: it fetches, translates and
// returns a model.Batch. It holds no judgement, never writes to its tool (that is
// Backlinker, a type of its own) and keeps no state between calls: its cursor goes
// to the store together with what it fetched.
package source

import (
	"context"
	"net/url"
	"strings"
	"time"

	"go.uber.org/zap"

	"syncd/internal/format"
	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/secret"
)

// Source reads from one test tool.
type Source interface {
	// Fetch returns what is new since the cursor, with an overlap where the tool
	// needs one: the store drops what it already has. A source that could read only
	// part returns what it has with Complete false and the Faults that say why; an
	// error means that nothing could be read. It must stop when ctx ends.
	Fetch(ctx context.Context, req Request) (model.Batch, error)
}

// Request is what one collection asks for.
type Request struct {
	Cursor []byte // as the last batch returned it; nil on the first pull
	// Wait makes the source wait for what is still being written (bounded, a few
	// seconds) instead of leaving it to the next cycle.
	Wait bool
	// Until, if it is set, is when a source that reads in parts ends the one that it is
	// reading, at the next place from which it can go on. At least one step is taken in any
	// case, or it would never get on.
	Until time.Time
}

// Late reports whether the part that is being read should end, however little it holds: a
// tool that allows few requests a minute must not have all that was read lost when the time
// of the cycle is up.
func (r Request) Late(now time.Time) bool { return !r.Until.IsZero() && !now.Before(r.Until) }

// Env is what the house lends to a source.
type Env struct {
	Name      string // the source's name in the config
	Namespace string // enters every id; kept when a suite moves
	Jira      string // address of the Jira for whose syncs it is read, "" where there is none or are several
	Log       *zap.Logger
	Now       func() time.Time
	Location  *time.Location // zone of times that carry none
	Formats   []format.Parser
	// Spool is the folder for what is pushed to this source; it need not exist, and "" is
	// none. Only a Receiver looks at it.
	Spool string
	// Dial is the way out to a tool: one client for each address and source, however many
	// ask for it, so that its reader and its writer keep within one budget.
	Dial func(httpx.Options) *httpx.Client
	// Secret returns what one of the config's Secrets refers to.
	Secret func(secret.Ref) (secret.Secret, error)
	// Redact cleans a text that the source keeps in its cursor, which goes past the
	// door; nil keeps it as it is.
	Redact func(string) string
}

// Kept is a text as a cursor may keep it.
func (e Env) Kept(text string) string {
	if e.Redact == nil {
		return text
	}
	return e.Redact(text)
}

// Abilities says what a tool allows; docs, rules and suite cases are gated by it.
type Abilities struct {
	Incremental bool // can ask for what is new only
	SeesEdits   bool // notices a result that was changed later
	WritesBack  bool // offers a Backlinker
	Retests     bool // its Backlinker can ask for a test to be run again
	Cases       bool // keeps test cases of its own: what it calls a case goes before what others do
	StoryRefs   bool // cases name their stories
	ByID        bool // names issues by the ids that they have in the one Jira Cloud site in which the tool lives
	Planned     bool // knows tests that are planned and have no result yet
	Statuses    bool // can list the statuses that results may have
	Complete    bool // knows when it has seen everything
	Automated   bool // results come from machines
}

// Spec describes a kind of source. Everything else is derived from it: strict
// config decoding, docs, metric labels.
type Spec struct {
	Kind      string // the word after `kind:`
	Title     string // how docs call the tool
	Abilities Abilities
	// Facts are for people who connect the tool; see docs/sources.md.
	Facts   Facts
	Example string // a commented YAML example of one entry under `sources:`
	// Config returns a pointer to the kind's own config, set to its defaults. Its
	// fields carry yaml tags and are decoded strictly. `name` and `kind` are read by
	// the house and are not part of it.
	Config func() Config
}

// Facts is what people must know of a tool before they connect it. Each is a sentence or
// a few words in Markdown; an empty one has nothing to say.
type Facts struct {
	Products    string   // which products and versions are meant
	API         string   // the interface that is used, with its version
	Login       string   // how syncd logs in
	Permissions string   // what its account must be allowed to do
	Limits      []string // of the tool's interface, and how syncd keeps within them
	Edits       string   // which later changes are noticed, and how soon
	WriteBack   string   // the ladder by which an issue's key comes into the tool
	Statuses    string   // which status means what unless the config says otherwise
}

// Config is the decoded section of one source.
type Config interface {
	// Validate returns every fault of the section, or nil.
	Validate() []Problem
	// New builds the source. It does no I/O: a missing folder or a wrong password
	// shows when it fetches.
	New(Env) (Source, error)
}

// Holder is a Config that refers to secrets. They are read before New is called, and cut
// out of everything that is kept or shown.
type Holder interface {
	Config
	Secrets() []secret.Ref // zero ones are left out
}

// Housed is a Config of a tool that lives in a Jira, and may be told in which.
type Housed interface {
	Config
	Home() string // address of that Jira; "" where nobody has said
}

// Tenant is the name under which Atlassian keeps a site, "" where an address does not tell.
// A site may have further addresses, so that only these names can be compared.
func Tenant(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name, ok := strings.CutSuffix(strings.ToLower(u.Hostname()), ".atlassian.net")
	if !ok {
		return ""
	}
	return name
}

// Budgeted is a Config of a tool that is asked no more than so often.
type Budgeted interface {
	Config
	Budget() int // requests a minute
}

// Problem is one fault in a source's section.
type Problem struct {
	Key  string // path below the section, for example "formats"
	Text string // what is wrong and what to do
}
