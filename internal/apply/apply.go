// Package apply carries out a plan, write by write, so that nothing is made twice.
//
// A defect is made in three durable steps: its row is claimed, marked in flight, and
// settled with the issue's id. The one POST between the last two is never sent again
// unless Jira refused it with 429 or not a byte of it had left. If its answer is lost,
// the row stays in flight until the settle time has passed, and is then looked for by
// a read past the search index: found, it is adopted; certainly absent, it is sent
// again under the same row. All other writes set an absolute state and rest on a read
// made right before them.
//
// The room holds no judgement about what should be written. Outcomes go to record.
package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/source"
)

// Ledger is the memory that must be safe before anything is sent. Every method
// commits durably or returns an error.
type Ledger interface {
	// Claim inserts rows that are not there and returns all as they are now, in order.
	Claim(ctx context.Context, entries []ledger.Entry) ([]ledger.Entry, error)
	Save(ctx context.Context, entries []ledger.Entry) error
	SaveLinks(ctx context.Context, links []ledger.Link) error
	// SavePublished keeps what stories show of their verdicts.
	SavePublished(ctx context.Context, list []ledger.Published) error
	// SaveBacklinks keeps what test tools were told.
	SaveBacklinks(ctx context.Context, list []ledger.Backlink) error
	// Park keeps a change that Jira would not have; one without refusals is forgotten.
	Park(ctx context.Context, p ledger.Parked) error
	Epoch() int64
	KeyFloor(ctx context.Context, site, project string) (int64, error)
}

// Jira is the side of Jira that a cycle which may write has.
type Jira struct {
	Reader    jira.Reader
	Inspector jira.Inspector
	Writer    jira.Writer
	Linker    jira.Linker
	Attacher  jira.Attacher
}

// Backlinks is the side of the test tools that a cycle which may write has: each by the
// name of its source. See source.Backlinker.
type Backlinks interface {
	Backlink(ctx context.Context, source string, b source.Backlink) (source.Trace, error)
	Retest(ctx context.Context, source string, b source.Backlink) (source.Trace, error)
}

// Options is what one application needs.
type Options struct {
	Site  string
	Sync  string
	Owner string
	// Account is ours at the site: comments of others are not ours, whatever they quote.
	Account string
	Jira    Jira
	// Backlinks is nil where no test tool can be written to.
	Backlinks Backlinks
	// Page returns the address of an issue's page, by its key; "" where there is none.
	Page   func(key string) string
	Ledger Ledger
	Book   ledger.Book
	// Fields are the further fields that defects are read with.
	Fields []jira.Field
	// Setup is a digest of what a refusal rests on: configuration and metadata.
	Setup string
	// Journal records one outcome; it is called right after the write.
	Journal func(context.Context, plan.Outcome) error
	// Paused says why nothing may be written any more, "" if writing is allowed. It is
	// asked before every write: the brake must work in the middle of a cycle.
	Paused func(context.Context) (string, error)
	// Settle is how long a create without an answer is left alone. A create's own
	// deadline is a third of it, so that nothing can land after the looking.
	Settle time.Duration
	// Wait makes Apply wait for creates without an answer instead of leaving them to
	// the next cycle.
	Wait bool
	Now  func() time.Time
	Log  *zap.Logger
}

// Applier carries out one plan.
type Applier struct {
	Options
	entries map[string]ledger.Entry // rows as last saved, by name
	fresh   map[string]jira.Issue   // issues as read right before writing, by id
	touched map[string]bool         // ids of issues that were written to
	ways    map[stage][]jira.Transition
	tools   map[string]*tool // test tools that were written to, by source
}

// New returns an applier for one plan.
func New(o Options) *Applier {
	a := &Applier{Options: o, entries: map[string]ledger.Entry{}, fresh: map[string]jira.Issue{}, touched: map[string]bool{}, ways: map[stage][]jira.Transition{}, tools: map[string]*tool{}}
	for _, e := range o.Book.Entries {
		a.entries[e.Name()] = e
	}
	return a
}

// Touched returns the ids of the issues that were written to or made, so that the
// mirror can be refreshed past the search index.
func (a *Applier) Touched() []string {
	ids := make([]string, 0, len(a.touched))
	for id := range a.touched {
		ids = append(ids, id)
	}
	return ids
}

// errPaused stops an application because somebody pulled the brake.
var errPaused = errors.New("writing is paused")

// Apply carries out the changes in order and returns how each ended. A fault of one
// change stops no other, except those that concern all: no credentials, no Jira, no
// store, the brake. Then the rest is skipped and the error says why.
func (a *Applier) Apply(ctx context.Context, p plan.Plan) ([]plan.Outcome, error) {
	var creates, rest []plan.Change
	for _, c := range p.Changes {
		if c.Verb == plan.Create {
			creates = append(creates, c)
		} else {
			rest = append(rest, c)
		}
	}
	outcomes, stop := a.creates(ctx, creates)
	if stop == nil {
		stop = a.refresh(ctx, rest)
	}
	lost := 0
	for _, c := range rest {
		if stop != nil {
			outcomes = append(outcomes, a.skipped(c, stop))
			continue
		}
		var o plan.Outcome
		o, stop = a.one(ctx, c)
		outcomes = append(outcomes, o)
		if lost++; o.Result != plan.Uncertain || c.Work.Backlink != nil {
			lost = 0
		}
		if stop == nil && lost == silent {
			stop = fmt.Errorf("jira left %d writes in a row without an answer; the rest waits for the next cycle", lost)
		}
	}
	return outcomes, stop
}

// silent is how many writes in a row may go without an answer: each can cost a
// minute, and a Jira that hangs will not answer the next one either.
const silent = 2

// one carries out one change that is not a create, and records it.
func (a *Applier) one(ctx context.Context, c plan.Change) (plan.Outcome, error) {
	if err := a.brake(ctx); err != nil {
		return a.skipped(c, err), err
	}
	if err := a.resting(c); err != nil {
		return a.skipped(c, err), nil
	}
	var issue string
	var trace source.Trace
	var err error
	if c.Work.Backlink != nil {
		issue, trace, err = a.backlink(ctx, c)
	} else {
		issue, err = a.write(ctx, c)
	}
	o := a.outcome(c, issue, err)
	if err == nil && trace != source.Wrote {
		o.Idle = trace
	}
	a.heed(o, err)
	if fields, ferr := a.without(ctx, c, err); ferr != nil {
		return o, ferr
	} else if fields {
		o.Refused = false
	}
	if perr := a.park(ctx, o, err); perr != nil {
		return o, perr
	}
	if jerr := a.Journal(ctx, o); jerr != nil {
		return o, fmt.Errorf("record a write: %w", jerr)
	}
	return o, fatal(err)
}

// park remembers that Jira would not have a change, or forgets that it once would not.
func (a *Applier) park(ctx context.Context, o plan.Outcome, err error) error {
	if o.Change.Work.Publish != nil {
		return a.parkApart(ctx, o, err)
	}
	p, parked := a.Book.Parking(o.Change.Parking())
	switch {
	case o.Refused:
		p.ID = o.Change.Parking()
		p = p.Refuse(o.Error, a.Setup, a.Now().UTC())
	case parked && o.Result == plan.Done:
		p.Refusals = 0
	default:
		return nil
	}
	if err := a.Ledger.Park(context.WithoutCancel(ctx), p); err != nil {
		return fmt.Errorf("remember a refusal: %w", err)
	}
	return nil
}

// write dispatches a change to Jira to the room's only switch over verbs.
func (a *Applier) write(ctx context.Context, c plan.Change) (issue string, err error) {
	switch w := c.Work; {
	case w.Patch != nil:
		return c.Target.Issue, a.edit(ctx, c)
	case w.Note != nil:
		return c.Target.Issue, a.comment(ctx, c)
	case w.Move != nil:
		return c.Target.Issue, a.move(ctx, c)
	case w.Attach != nil:
		return a.attach(ctx, c)
	case w.Mark != nil:
		return c.Target.Issue, a.mark(ctx, c)
	case w.IssueLink != nil:
		return a.issueLink(ctx, c)
	case w.RemoteLink != nil:
		return c.Target.Issue, a.remoteLink(ctx, c)
	case w.Publish != nil:
		return c.Target.Issue, a.publish(ctx, c)
	}
	return c.Target.Issue, fmt.Errorf("change %s has nothing to do", c.ID)
}

// brake returns errPaused, with the reason, when writing is paused.
func (a *Applier) brake(ctx context.Context) error {
	why, err := a.Paused(ctx)
	if err != nil {
		return fmt.Errorf("ask whether writing is paused: %w", err)
	}
	if why != "" {
		return fmt.Errorf("%w: %s", errPaused, why)
	}
	return nil
}

// outcome says how a change ended.
func (a *Applier) outcome(c plan.Change, issue string, err error) plan.Outcome {
	o := plan.Outcome{Change: c, Result: plan.Done, Issue: issue, At: a.Now().UTC()}
	if err == nil {
		return o
	}
	o.Result, o.Error = plan.Failed, err.Error()
	switch kind, tool := jira.KindOf(err), source.KindOf(err); {
	case errors.Is(err, errStale):
		o.Result = plan.Stale
	case kind == jira.Unknown, tool == source.Unknown:
		o.Result = plan.Uncertain
	case kind == jira.Refused || kind == jira.NotFound, tool == source.Refused || tool == source.NotFound:
		o.Refused = true
	}
	return o
}

// skipped is the outcome of a change that was not tried.
func (a *Applier) skipped(c plan.Change, why error) plan.Outcome {
	return plan.Outcome{Change: c, Result: plan.Skipped, Issue: c.Target.Issue, Error: why.Error(), At: a.Now().UTC()}
}

// fatal returns the errors that concern more than the one change: everything that
// does not come from Jira's judgement of this very request. A test tool concerns nobody
// but itself: see heed.
func fatal(err error) error {
	if source.KindOf(err) != "" && !errors.Is(err, errMemory) {
		return nil
	}
	switch jira.KindOf(err) {
	case jira.Auth, jira.RateLimited, jira.Unavailable:
		return err
	case "":
		if err != nil && !errors.Is(err, errStale) && !errors.Is(err, errHere) {
			return err
		}
	}
	return nil
}
