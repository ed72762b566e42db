// Package plan compares what should be with what is and writes down the difference:
// an ordered list of changes, each with a reason, and of holds, changes that are
// deliberately not made.
//
// It is a quiet room and holds most of the judgement of the house: policy, guards,
// three-way comparison, association. It makes no request and reads no clock; apply
// carries a plan out, record tells of it.
package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// Verb is what a change does.
type Verb string

// The verbs, in the order in which a plan is carried out: what others rest on first.
const (
	Create     Verb = "create"
	Update     Verb = "update"
	Transition Verb = "transition"
	Comment    Verb = "comment"
	Link       Verb = "link"
	Writeback  Verb = "writeback" // into a test tool
)

// verbs is the order of verbs.
var verbs = []Verb{Create, Update, Transition, Comment, Link, Writeback}

// Reason is why a change is made. The list is closed; the same word appears in plan,
// log, metric and page.
type Reason string

// The reasons of changes.
const (
	NewFailure     Reason = "new-failure"
	KnownIssue     Reason = "known-issue"
	FailedAgain    Reason = "failed-again"
	FactsChanged   Reason = "facts-changed"
	PassedAgain    Reason = "passed-again"
	OutcomeChanged Reason = "outcome-changed"
	StoryLinked    Reason = "story-linked"
	NoTestLeft     Reason = "no-test-left" // no test checks the story any more: our link goes
	Adopted        Reason = "adopted"
	GoneTest       Reason = "gone-test"
	VerdictChanged Reason = "verdict-changed" // a story shows another verdict than it has
	WrittenBack    Reason = "written-back"    // a failing result names its defect
	AskedAgain     Reason = "retest"          // its defect is Done: it is to be tested again
)

// The reasons of holds.
const (
	HoldPolicy        Reason = "policy"
	HoldPaused        Reason = "paused"
	HoldLimit         Reason = "limit"
	HoldHumanEdit     Reason = "human-edit"
	HoldAwaitingRun   Reason = "awaiting-run"
	HoldSettling      Reason = "settling"
	HoldUncertain     Reason = "uncertain"
	HoldIncomplete    Reason = "incomplete"
	HoldNoTransition  Reason = "no-transition"
	HoldRefused       Reason = "refused"
	HoldOld           Reason = "old"
	HoldLetGo         Reason = "let-go"
	HoldIgnored       Reason = "ignored"
	HoldGone          Reason = "gone"
	HoldUnknownState  Reason = "unknown-state"
	HoldBreaker       Reason = "breaker"
	HoldAlreadyRed    Reason = "already-red"
	HoldFlapping      Reason = "flapping"
	HoldWontFix       Reason = "wont-fix"
	HoldRenamed       Reason = "renamed"
	HoldRetired       Reason = "retired"
	HoldMovedStore    Reason = "moved-store"
	HoldRequiredField Reason = "required-field"
	HoldFrozen        Reason = "frozen" // a story that is Done keeps the verdict that it shows
)

// Reasons lists every reason of a change, HoldReasons every reason of a hold, for
// metrics that must exist before they first count.
func Reasons() []Reason {
	return []Reason{NewFailure, KnownIssue, FailedAgain, FactsChanged, PassedAgain, OutcomeChanged, StoryLinked, NoTestLeft, Adopted, GoneTest, VerdictChanged,
		WrittenBack, AskedAgain}
}

// HoldReasons lists every reason of a hold.
func HoldReasons() []Reason {
	return []Reason{HoldPolicy, HoldPaused, HoldLimit, HoldHumanEdit, HoldAwaitingRun, HoldSettling, HoldUncertain,
		HoldIncomplete, HoldNoTransition, HoldRefused, HoldOld, HoldLetGo, HoldIgnored, HoldGone, HoldUnknownState,
		HoldBreaker, HoldAlreadyRed, HoldFlapping, HoldWontFix, HoldRenamed, HoldRetired, HoldMovedStore, HoldRequiredField, HoldFrozen}
}

// Verbs lists every verb, in the order in which a plan is carried out.
func Verbs() []Verb { return slices.Clone(verbs) }

// Target is what a change changes. A defect that does not exist yet has no issue.
type Target struct {
	Project string `json:"project"`
	Defect  string `json:"defect,omitempty"` // ledger name of the defect
	IssueID string `json:"issue_id,omitempty"`
	Issue   string `json:"issue,omitempty"` // key
}

// Field is one value that a change sets, as people read it.
type Field struct {
	Name string `json:"name"`
	From string `json:"from,omitempty"`
	To   string `json:"to"`
}

// Change is one write, as data.
type Change struct {
	ID     string       `json:"id"` // hash of target, verb and content: the same wish has the same id in the next plan
	Verb   Verb         `json:"verb"`
	Target Target       `json:"target"`
	Fields []Field      `json:"fields,omitempty"`
	Reason Reason       `json:"reason"`
	Why    string       `json:"why"` // one sentence
	Case   model.CaseID `json:"case,omitempty"`

	// Work is what apply needs to carry the change out; exactly one part is set.
	Work Work `json:"work,omitzero"`
}

// Work is the content of a change.
type Work struct {
	Draft      *DraftWork      `json:"draft,omitempty"`
	Patch      *PatchWork      `json:"patch,omitempty"`
	Note       *NoteWork       `json:"note,omitempty"`
	Move       *MoveWork       `json:"move,omitempty"`
	Mark       *MarkWork       `json:"mark,omitempty"`
	Attach     *AttachWork     `json:"attach,omitempty"`
	IssueLink  *jira.IssueLink `json:"issue_link,omitempty"` // From is a story; an empty To means the change's defect
	RemoteLink *RemoteWork     `json:"remote_link,omitempty"`
	Publish    *PublishWork    `json:"publish,omitempty"`
	Backlink   *BacklinkWork   `json:"backlink,omitempty"` // of the target's issue; where it has none yet, of the change's defect
}

// DraftWork makes a defect under a ledger row.
type DraftWork struct {
	Entry ledger.Entry `json:"entry"`
	Draft jira.Draft   `json:"draft"`
}

// PatchWork edits fields. Base is what the ledger will remember of each field once
// Jira has taken it; Expect is what the issue must still show right before, by field.
type PatchWork struct {
	Patch  jira.Patch             `json:"patch"`
	Base   map[string]ledger.Base `json:"base"`
	Expect map[string]string      `json:"expect"`
	// Signatures are those that the issue speaks of afterwards.
	Signatures []string `json:"signatures,omitempty"`
	// Cases are those that a shared issue tells of afterwards; nil if it tells of no others.
	Cases []string `json:"cases,omitempty"`
}

// NoteWork writes our one comment.
type NoteWork struct {
	Body   jira.Doc `json:"body"`
	Digest string   `json:"digest"`
	Done   bool     `json:"done,omitempty"` // the issue is then Done; else it must not be
	Turn   bool     `json:"turn,omitempty"` // it says that the tests have changed sides
}

// MoveWork moves an issue from a status of one category to one of another: to Done, or
// out of it.
type MoveWork struct {
	From       jira.Category `json:"from"`
	To         jira.Category `json:"to"`
	Resolution string        `json:"resolution,omitempty"` // used where the screen takes one
}

// MarkWork puts our labels on an issue that somebody wants to be ours.
type MarkWork struct {
	Labels []string `json:"labels"`
}

// RemoteWork puts a remote link on an issue.
type RemoteWork struct {
	Link   jira.RemoteLink `json:"link"`
	Digest string          `json:"digest"`
	Remove bool            `json:"remove,omitempty"` // it is taken off; of Link only the globalId counts
}

// PublishWork lets a story show its verdict. Expect is what its fields must still show
// right before, by field; Facts are what the ledger will remember once Jira has taken it.
type PublishWork struct {
	Patch  jira.Patch         `json:"patch"`
	Expect map[string]string  `json:"expect"`
	Family []string           `json:"family,omitempty"` // labels of all verdicts
	Freeze bool               `json:"freeze,omitempty"` // the story must not be Done
	Facts  []ledger.Published `json:"facts"`
}

// Hold is a change that is not made.
type Hold struct {
	Change
	Hold    Reason `json:"hold"`    // why not
	Because string `json:"because"` // one sentence, with what would release it
}

// Plan is what one cycle of one sync would do.
type Plan struct {
	Sync     string            `json:"sync"`
	Made     time.Time         `json:"made"`
	Changes  []Change          `json:"changes"`
	Holds    []Hold            `json:"holds"`
	Adopted  []ledger.Adoption `json:"adopted,omitempty"` // facts about Jira that the ledger learned
	Failing  []CaseState       `json:"failing"`           // every failing case, in exactly one state
	Warnings []string          `json:"warnings,omitempty"`
	Twins    int               `json:"twins,omitempty"`  // open issues of ours beside the one that answers a row
	Unfit    bool              `json:"unfit,omitempty"`  // something that is wished does not fit the screen of new defects
	Misfit   bool              `json:"misfit,omitempty"` // likewise the edit screen of stories
}

// Empty reports whether there is nothing to do. Holds do not count.
func (p Plan) Empty() bool { return len(p.Changes) == 0 }

// compare orders changes as they are carried out and read.
func compare(a, b Change) int {
	return cmp.Or(
		cmp.Compare(slices.Index(verbs, a.Verb), slices.Index(verbs, b.Verb)),
		strings.Compare(a.Target.Project, b.Target.Project),
		compareKeys(a.Target.Issue, b.Target.Issue),
		slices.CompareFunc(a.Fields, b.Fields, func(a, b Field) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), compareKeys(a.To, b.To))
		}),
		strings.Compare(a.Target.Defect, b.Target.Defect),
		strings.Compare(a.ID, b.ID))
}

// compareKeys orders issue keys by project and number: SHOP-9 before SHOP-10.
func compareKeys(a, b string) int {
	if p := model.Project(a); p != "" && p == model.Project(b) && len(a) != len(b) {
		return cmp.Compare(len(a), len(b))
	}
	return strings.Compare(a, b)
}
