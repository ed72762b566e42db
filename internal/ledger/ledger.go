// Package ledger is what syncd remembers of its own doing: which issue answers
// which defect, how far the making of each has come, and what it last wrote.
//
// It is a quiet room: the states and their legal steps, the marks on issues, and
// adoption are pure. The rows lie in store, the steps are taken by apply.
//
// A row goes through these states:
//
//	            claim            mark              settle
//	(no row) ──────────> planned ──────> inflight ────────> owned ──> let-go | gone
//	                        ^  ^            │  │
//	                        │  └────────────┘  │ refuse
//	                        │  release, absent └────────> refused
//	                        └──────────────────────────────┘ retry
//
// A row in flight may have an issue that nobody has heard of yet. It leaves that
// state only by an answer, or after the settle time by a read past the search index.
package ledger

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/model"
)

// State is how far a row has come.
type State string

// The states of a row.
const (
	Planned  State = "planned"  // a durable wish; nothing has been sent
	Inflight State = "inflight" // a create may be on its way, or have landed
	Owned    State = "owned"    // answered by an issue
	Refused  State = "refused"  // Jira would not have it; tried again after Until
	LetGo    State = "let-go"   // a person took our mark off
	Gone     State = "gone"     // deleted or hidden
)

// Role says whose issue it is.
type Role string

// The roles of an issue.
const (
	Own        Role = "own"        // made by us, or adopted by its mark
	Associated Role = "associated" // somebody else's: we add one remote link and follow it
)

// Base is what a field was when we last had a say in it, as digests of canonical
// values: what we asked for, and what Jira showed after it.
type Base struct {
	Sent string `json:"sent"`
	Seen string `json:"seen"`
}

// Note is our one maintained comment on an issue.
type Note struct {
	ID string `json:"id,omitempty"`
	// Tried is set before the comment is first sent: from then on it is looked for
	// before it is sent again.
	Tried  bool   `json:"tried,omitempty"`
	Digest string `json:"digest,omitempty"` // of what it says now
	Text   string `json:"text,omitempty"`   // what it says now, for the history
}

// Attachment is the one file that we attach to a defect when it is made.
type Attachment struct {
	Name string `json:"name"`
	// Sent is when it was last sent without an answer: from then on it is looked for before
	// it is sent again.
	Sent time.Time `json:"sent,omitzero"`
	Done bool      `json:"done,omitempty"` // it is there
}

// Due reports whether the file is still to be attached.
func (f Attachment) Due() bool { return f.Name != "" && !f.Done }

// Entry is one row: one defect in one generation.
type Entry struct {
	Key        string    `json:"key"`        // defect key, 16 characters
	Generation int       `json:"generation"` // from 1; rises when a new defect follows a closed one
	State      State     `json:"state"`
	Role       Role      `json:"role"`
	Site       string    `json:"site"`    // which Jira, by its name in the config
	Project    string    `json:"project"` // project key
	Source     string    `json:"source"`
	Case       string    `json:"case"`
	Title      string    `json:"title"`
	IssueID    string    `json:"issue_id,omitempty"`
	IssueKey   string    `json:"issue_key,omitempty"`
	Epoch      int64     `json:"epoch"`              // of the owner that marked it
	SentAt     time.Time `json:"sent_at,omitzero"`   // when it was marked in flight
	Floor      int64     `json:"floor,omitempty"`    // highest issue number seen in the project before that
	Attempts   int       `json:"attempts,omitempty"` // creates sent
	Refusals   int       `json:"refusals,omitempty"`
	Until      time.Time `json:"until,omitzero"`  // of Refused: next try
	Words      string    `json:"words,omitempty"` // of Refused: Jira's own
	Setup      string    `json:"setup,omitempty"` // of Refused: under another configuration it is tried at once
	Adopted    bool      `json:"adopted,omitempty"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`

	Fields   map[string]Base `json:"fields,omitempty"`
	Declined Declined        `json:"declined,omitzero"`
	Note     Note            `json:"note,omitzero"`
	Log      Attachment      `json:"log,omitzero"`
	// Linked are the stories that we have linked to it: one that a person unlinks
	// stays unlinked.
	Linked []string `json:"linked,omitempty"`
	// Stuck is a status from which no transition led on when we last tried to move it.
	Stuck string `json:"stuck,omitempty"`

	// Kind is what the defect stands for; Cases are the cases that share it, for a kind
	// that has more than one, and Run the run in which they began to fail; of a row that
	// leans on an issue by ViaResult it is the run of the failure that named it last.
	Kind  Kind     `json:"kind,omitempty"`
	Cases []string `json:"cases,omitempty"`
	Run   string   `json:"run,omitempty"`
	// Recovered is true once all that share it have passed enough: whoever fails after
	// that has a new reason.
	Recovered bool `json:"recovered,omitempty"`
	// Signatures are those of the failures that the issue speaks of: another one is a
	// new failure.
	Signatures []string `json:"signatures,omitempty"`

	// Via is how somebody else's issue became the answer, Was and WasID the issue of
	// ours that people closed in its favour.
	Via   Via    `json:"via,omitempty"`
	Was   string `json:"was,omitempty"`
	WasID string `json:"was_id,omitempty"`

	Reopened int  `json:"reopened,omitempty"` // times that we moved it out of Done
	Verified bool `json:"verified,omitempty"` // it was said, or done by us, that the tests pass since it is Done
	// Turns are when we last said or did that it fails again or passes again, Edits when
	// we last edited or commented; both oldest first, and no more than Recent.
	Turns []time.Time `json:"turns,omitempty"`
	Edits []time.Time `json:"edits,omitempty"`
	// Copies are ids of issues that people cloned from it: they carry its mark and answer
	// nothing, whatever becomes of it.
	Copies []string `json:"copies,omitempty"`
	// Lost is since when the issue has been let go or gone.
	Lost time.Time `json:"lost,omitzero"`
}

// Kind is what one defect stands for.
type Kind string

// The kinds of a defect.
const (
	Single   Kind = ""         // what `per:` says: a case, a row, an environment or a signature
	Together Kind = "together" // cases that began to fail alike in one run
	Flood    Kind = "flood"    // an umbrella over everything that one run broke
)

// Via is how somebody else's issue became the answer to a failing test.
type Via string

// The ways in which an issue is associated.
const (
	ViaKey       Via = ""          // the test itself names it
	ViaRule      Via = "rule"      // a rule of `known:` fits the failure
	ViaResult    Via = "result"    // the defect field of a failing result in the test tool names it
	ViaDuplicate Via = "duplicate" // people closed ours as a duplicate of it
	ViaPerson    Via = "person"    // somebody said so: `syncd link`
)

// Recent is how many moments a row remembers of each kind.
const Recent = 20

// Within counts the moments that lie no further back than a span.
func Within(moments []time.Time, span time.Duration, now time.Time) int {
	n := 0
	for _, t := range moments {
		if now.Sub(t) < span {
			n++
		}
	}
	return n
}

// Recall adds a moment and forgets the oldest beyond Recent, sharing nothing.
func Recall(moments []time.Time, now time.Time) []time.Time {
	out := append(slices.Clone(moments), now)
	return out[max(0, len(out)-Recent):]
}

// Has reports whether the defect is shared and a case, or a part of it, is among those
// that share it.
func (e Entry) Has(c string) bool {
	return e.Kind != Single && slices.ContainsFunc(e.Cases, func(member string) bool { return model.CaseOf(member) == c })
}

// Shared counts the cases that share the defect.
func (e Entry) Shared() int {
	cases := map[string]bool{}
	for _, member := range e.Cases {
		cases[model.CaseOf(member)] = true
	}
	return len(cases)
}

// Lists reports whether a shared defect lists a member: by its name, or as all of its
// case. Whoever is all of a case is listed where a part is, which was so before `per:`
// was changed.
func (e Entry) Lists(member string) bool {
	c := model.CaseOf(member)
	return e.Kind != Single && slices.ContainsFunc(e.Cases, func(m string) bool {
		return m == member || m == c || member == c && model.CaseOf(m) == c
	})
}

// steps lists the legal steps of the state machine.
var steps = map[State][]State{
	Planned:  {Inflight, Owned},
	Inflight: {Owned, Planned, Refused},
	Owned:    {LetGo, Gone},
	Refused:  {Planned, Owned},
	LetGo:    {Owned},
	Gone:     {Owned},
}

// Step returns the entry in another state, or an error if no such step exists: an
// illegal step is a fault of ours that must not reach Jira.
func (e Entry) Step(to State, now time.Time) (Entry, error) {
	if !slices.Contains(steps[e.State], to) {
		return e, fmt.Errorf("ledger row %s.%d: no step from %s to %s", e.Key, e.Generation, e.State, to)
	}
	e.State, e.UpdatedAt = to, now
	return e, nil
}

// Mark puts a planned entry in flight: from now on an issue may exist.
func (e Entry) Mark(epoch, floor int64, now time.Time) (Entry, error) {
	e, err := e.Step(Inflight, now)
	if err != nil {
		return e, err
	}
	e.Epoch, e.SentAt, e.Floor, e.Attempts = epoch, now, floor, e.Attempts+1
	return e, nil
}

// Settle records the issue that answers the entry.
func (e Entry) Settle(id, key string, now time.Time) (Entry, error) {
	e, err := e.Step(Owned, now)
	if err != nil {
		return e, err
	}
	e.IssueID, e.IssueKey, e.Words, e.Refusals, e.Until = id, key, "", 0, time.Time{}
	return e, nil
}

// Refuse parks the entry: the next try comes after an hour, then twice as long each
// time, up to a day.
func (e Entry) Refuse(words string, now time.Time) (Entry, error) {
	e, err := e.Step(Refused, now)
	if err != nil {
		return e, err
	}
	e.Refusals, e.Until, e.Words = e.Refusals+1, now.Add(patience(e.Refusals)), words
	return e, nil
}

// Resolvable reports whether an entry in flight has been left alone long enough
// that whatever was sent has landed or never will.
func (e Entry) Resolvable(settle time.Duration, now time.Time) bool {
	return e.State == Inflight && !now.Before(e.SentAt.Add(settle))
}

// Over returns an error where the row as it lies in the store must not be written over
// by e, which rests on an older reading of it. Two cycles may see to one row, each for a
// sync of its own: whoever looked for a request and did not find it must not take the row
// back once it was sent again, let alone answered, and of two who send only one may.
func (e Entry) Over(old Entry) error {
	unanswered := e.State == Planned || e.State == Inflight || e.State == Refused
	switch {
	case !unanswered:
		return nil // what is there is there
	case old.Role == Associated: // nothing of ours was made for it
		return nil
	case old.State == Owned || old.State == LetGo || old.State == Gone:
		return fmt.Errorf("row %s was answered by %s since it was read: the next cycle sees to it", e.Name(), old.IssueKey)
	case old.Attempts > e.Attempts, e.State == Inflight && old.State == Inflight && !old.SentAt.Equal(e.SentAt):
		return fmt.Errorf("row %s was sent again since it was read: the next cycle sees to it", e.Name())
	}
	return nil
}

// Name is the row's name in labels, comments and messages: the key, and from the
// second generation on its number.
func (e Entry) Name() string { return Name(e.Key, e.Generation) }

// Signed is the mark that an issue carries which answers the row.
func (e Entry) Signed() Mark { return Mark{Key: e.Key, Generation: e.Generation} }

// Link is a remote link of ours on an issue, as we last wrote it.
type Link struct {
	IssueID  string    `json:"issue_id"`
	IssueKey string    `json:"issue_key"`
	GlobalID string    `json:"global_id"`
	Sent     string    `json:"sent"`            // digest of its content
	Title    string    `json:"title,omitempty"` // what it says, for the history
	At       time.Time `json:"at"`
	Gone     bool      `json:"gone,omitempty"` // we took it off again
}
