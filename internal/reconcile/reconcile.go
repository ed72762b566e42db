// Package reconcile is one cycle of one sync, and nothing but the order of its
// steps: collect, observe, judge, plan, apply, record.
//
// It belongs to the stairs: it carries data from room to room and reads the clock,
// but decides nothing about tests or issues; that is done in the quiet rooms.
package reconcile

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"syncd/internal/apply"
	"syncd/internal/desired"
	"syncd/internal/hook"
	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// Mapping is one sync, compiled.
type Mapping struct {
	Name     string
	Sources  []string
	View     model.View // Now is filled in by each cycle
	Counting verdict.Counting
	Keys     verdict.Keys // Types is filled in by each cycle
	Verdict  verdict.Rules
	Wishes   desired.Rules // ProjectID is filled in by each cycle
	// Must is the search for issues that must be tested; Track, Releases and Readiness say
	// what boards judge, and how. Versions of Releases are filled in by each cycle.
	AnyType    bool // Must is the admin's own search, which may find issues of any type
	Must       string
	Track      readiness.Track
	Releases   verdict.Releases
	OwnVersion bool            // releases are judged by results of their own version alone
	Readiness  readiness.Rules // SprintField is filled in by each cycle
	Plan       plan.Rules      // LinksInCreate, Paused and Moved are filled in by each cycle
	Notify     []string        // notifiers that are told what happens
	// Digest changes with the sync's configuration: what Jira refused under another one
	// is tried again.
	Digest string
}

// Patient is the mapping of a sync that looks once in an interval.
func (m Mapping) Patient(interval time.Duration) Mapping {
	m.Verdict = m.Verdict.Patient(interval)
	m.Readiness.DarkAfter = m.Verdict.DarkAfter
	return m
}

// Site is one Jira as a sync uses it.
type Site struct {
	Name     string
	Reader   jira.Reader
	Settle   time.Duration // how long a create without an answer is left alone
	IndexLag time.Duration // the longest that search is believed to lag
	Sweep    time.Duration // how often every mirrored issue is read again
	// Server, unless nil, says where people find the site, once a day.
	Server func(context.Context) (jira.Server, error)
	// Planner, unless nil, reads releases and sprints.
	Planner jira.Planner
	// Editor, unless nil, says beforehand what an edit of a story may do.
	Editor jira.Editor
	// Page, unless nil, returns the address of an issue's page by its key: test tools are
	// told it.
	Page func(key string) string
	// Writers is nil where nothing may be written: a dry cycle cannot, by type.
	Writers *Writers
}

// Writers is the side of Jira, and of the test tools, that only a cycle which may write is
// given.
type Writers struct {
	Inspector jira.Inspector
	Writer    jira.Writer
	Linker    jira.Linker
	Attacher  jira.Attacher
	// Backlinks is nil where no test tool can be written to.
	Backlinks apply.Backlinks
}

// Runner runs cycles of one sync. It is not safe for concurrent use: two cycles of
// one sync at a time make no sense.
type Runner struct {
	Mapping Mapping
	Site    Site
	Sources Sources
	Store   Store
	// Teller is nil where nobody may be told anything: a dry cycle cannot, by type.
	Teller Teller
	Now    func() time.Time
	Log    *zap.Logger
	// Looked says that this process has looked for everything that carries our mark.
	// Until then nothing is created: the store may have been put back from a copy while
	// no process held it, and nothing in it could tell.
	Looked bool
	// Moved is why nothing may be written with this store from here, "" if it may.
	Moved string
	// Wait makes cycles wait for files that are being written and for creates that
	// were not answered, as commands do; the daemon leaves them to the next cycle.
	Wait bool
}

// How says what kind of cycle to run.
type How struct {
	ID      string // of the cycle: appears in every log line and on its page
	Trigger string // what asked for it
	// Only, unless nil, are the changes that may be made.
	Only []plan.Pick
	// Hints are issues of which a webhook has told: they are read whatever the search shows.
	Hints []hook.Issue
}

// RunOnce runs one cycle. Faults are part of the result: a cycle that could not do
// its work says so in the record, which is kept like any other.
func (r *Runner) RunOnce(ctx context.Context, how How) record.Cycle {
	ctx, requests := httpx.Counting(ctx)
	c := r.begin(how)
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"collect", c.collect},
		{"observe", c.observe},
		{"judge", c.judge},
		{"plan", c.plan},
		{"apply", c.apply},
		{"assess", c.assess},
	} {
		if err := step.do(ctx); err != nil {
			c.fail(step.name, err)
			break
		}
	}
	c.Requests = requests.By()
	c.Requests[r.Site.Name] += 0 // none is a figure, too
	c.record(context.WithoutCancel(ctx))
	c.tell(ctx)
	return c.Cycle
}

// cycle is one cycle at work.
type cycle struct {
	record.Cycle
	*Runner
	log    *zap.Logger
	seen   observed
	judged judged
	only   []plan.Pick
	hints  []hook.Issue
	// tripped are breakers that this cycle's plan has tripped.
	tripped []ledger.Breaker
}

// begin starts a cycle's record.
func (r *Runner) begin(how How) *cycle {
	c := &cycle{Runner: r, only: how.Only, hints: how.Hints}
	c.Cycle = record.Cycle{ID: how.ID, Sync: r.Mapping.Name, Trigger: how.Trigger, Dry: r.Site.Writers == nil,
		Started: r.Now().UTC(), Plan: plan.Plan{Sync: r.Mapping.Name},
		Collected: []record.Collected{}, Outcomes: []plan.Outcome{}, Faults: []record.Fault{}}
	c.log = r.Log.With(zap.String("cycle", how.ID), zap.String("sync", r.Mapping.Name))
	c.log.Info("cycle begins", zap.String("trigger", how.Trigger), zap.Bool("dry", c.Dry))
	return c
}

// fail records the fault that ends the cycle.
func (c *cycle) fail(step string, err error) {
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped before it was finished")
	}
	c.Faults = append(c.Faults, record.Fault{Step: step, Text: err.Error(), Fatal: true})
	c.log.Error("cycle fails", zap.String("step", step), zap.Error(err))
}

// apply carries out the plan, unless the cycle is dry.
func (c *cycle) apply(ctx context.Context) error {
	if c.Site.Writers == nil || c.Plan.Empty() {
		return nil
	}
	w := c.Site.Writers
	a := apply.New(apply.Options{
		Site: c.Site.Name, Sync: c.Mapping.Name, Owner: c.Mapping.Wishes.Owner, Account: c.seen.account.ID,
		Jira: apply.Jira{Reader: c.Site.Reader, Inspector: w.Inspector, Writer: w.Writer, Linker: w.Linker, Attacher: w.Attacher}, Backlinks: w.Backlinks, Page: c.Site.Page,
		Fields: c.seen.asked,
		Ledger: c.Store, Book: c.seen.book, Setup: c.setup(), Journal: c.journal, Paused: c.brake,
		Settle: c.Site.Settle, Wait: c.Wait, Now: c.Now, Log: c.log.Named("apply"),
	})
	outcomes, err := a.Apply(ctx, c.Plan)
	c.Outcomes, c.Plan = outcomes, c.Plan.After(outcomes)
	if derr := c.doubt(context.WithoutCancel(ctx), outcomes); derr != nil {
		return errors.Join(err, derr)
	}
	if rerr := c.reread(context.WithoutCancel(ctx), a.Touched()); rerr != nil {
		c.log.Warn("issues that were written to could not be read again", zap.Error(rerr))
	}
	if ferr := c.freeze(context.WithoutCancel(ctx), outcomes); ferr != nil {
		return errors.Join(err, ferr)
	}
	return err
}

// journal keeps one outcome and tells the log.
func (c *cycle) journal(ctx context.Context, o plan.Outcome) error {
	log := c.log
	if w := o.Change.Work.Backlink; w != nil {
		log = log.With(zap.String("source", w.Source), zap.String("ref", w.Ref), zap.String("note", o.Note()))
	}
	log.Info("write", zap.String("change", o.Change.ID), zap.String("verb", string(o.Change.Verb)), zap.String("reason", string(o.Change.Reason)),
		zap.String("issue", o.Issue), zap.String("result", string(o.Result)), zap.String("error", o.Error))
	return c.Store.AddWrites(ctx, []record.Write{{Cycle: c.ID, Sync: c.Mapping.Name, Outcome: o}})
}

// record ends the cycle and keeps it.
func (c *cycle) record(ctx context.Context) {
	c.Finished = c.Now().UTC()
	c.Cycle = c.Counted()
	if err := c.Store.PutCycle(ctx, c.Cycle); err != nil {
		c.Faults = append(c.Faults, record.Fault{Step: "record", Text: err.Error()})
		c.log.Error("cycle could not be recorded", zap.Error(err))
	}
	c.log.Info("cycle ends", zap.String("result", c.Word()), zap.Int("changes", len(c.Plan.Changes)),
		zap.Int("holds", len(c.Plan.Holds)), zap.Int("failing", len(c.Plan.Failing)),
		zap.Any("requests", c.Requests), zap.Duration("took", c.Finished.Sub(c.Started)))
}
