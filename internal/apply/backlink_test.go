package apply_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/apply"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/source"
)

// desk is a Jira, a store and some test tools, as far as writing back needs them.
type desk struct {
	apply.Ledger
	jira.Reader
	jira.Linker
	issues    []jira.Issue
	entries   []ledger.Entry
	backlinks []ledger.Backlink
	parked    map[string]ledger.Parked
	deeds     []string                // what was done, in order
	answers   map[string]func() error // of a tool, by source
	sent      []source.Backlink
	trace     source.Trace // of backlinks
	now       time.Time
}

// newDesk has the open issue SHOP-50 of ours.
func newDesk() *desk {
	e := ledger.Entry{Key: "aaaaaaaaaaaaaaaa", Generation: 1, State: ledger.Owned, Role: ledger.Own, Site: "main", Project: "SHOP", IssueID: "10050", IssueKey: "SHOP-50"}
	return &desk{entries: []ledger.Entry{e}, parked: map[string]ledger.Parked{}, answers: map[string]func() error{}, trace: source.Present, now: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
		issues: []jira.Issue{{ID: "10050", Key: "SHOP-50", Project: "SHOP", Status: "To Do", Category: jira.ToDo, Labels: ledger.Labels("acme", e.Key, 1)}}}
}

func (d *desk) did(what string) { d.deeds = append(d.deeds, what) }

func (d *desk) Read(context.Context, []string, ...jira.Field) ([]jira.Issue, error) {
	return d.issues, nil
}

func (d *desk) PutRemoteLink(_ context.Context, id string, _ jira.RemoteLink) error {
	d.did("link " + id)
	return nil
}

func (d *desk) SaveLinks(context.Context, []ledger.Link) error { return nil }

func (d *desk) SaveBacklinks(_ context.Context, list []ledger.Backlink) error {
	for _, l := range list {
		d.did(string(l.State) + " " + l.Ref)
		d.backlinks = append(slices.DeleteFunc(d.backlinks, func(o ledger.Backlink) bool {
			return o.Source == l.Source && o.Ref == l.Ref && o.IssueID == l.IssueID && o.Kind == l.Kind
		}), l)
	}
	return nil
}

func (d *desk) Park(_ context.Context, p ledger.Parked) error {
	d.parked[p.ID] = p
	return nil
}

// Backlink implements apply.Backlinks.
func (d *desk) Backlink(_ context.Context, name string, b source.Backlink) (source.Trace, error) {
	d.did("write " + b.Ref)
	d.sent = append(d.sent, b)
	if answer := d.answers[name]; answer != nil {
		if err := answer(); err != nil {
			return "", err
		}
	}
	return d.trace, nil
}

// Retest implements apply.Backlinks.
func (d *desk) Retest(_ context.Context, _ string, b source.Backlink) (source.Trace, error) {
	d.did("retest " + b.Ref)
	d.sent = append(d.sent, b)
	return source.Moot, nil
}

// apply carries changes out and returns how they ended.
func (d *desk) apply(t *testing.T, changes ...plan.Change) []plan.Outcome {
	t.Helper()
	d.deeds, d.sent = nil, nil
	book := ledger.NewBook(ledger.Facts{Entries: d.entries, Backlinks: slices.Clone(d.backlinks)}, false)
	a := apply.New(apply.Options{Site: "main", Owner: "acme", Ledger: d, Book: book, Jira: apply.Jira{Reader: d, Linker: d}, Backlinks: d,
		Page:    func(key string) string { return "https://jira.example.com/browse/" + key },
		Journal: func(context.Context, plan.Outcome) error { return nil }, Paused: func(context.Context) (string, error) { return "", nil },
		Settle: time.Minute, Now: func() time.Time { return d.now }, Log: zap.NewNop()})
	outcomes, err := a.Apply(t.Context(), plan.Plan{Changes: changes})
	if err != nil {
		t.Fatalf("the application ended with %v", err)
	}
	return outcomes
}

// tells is the change that lets a result name SHOP-50.
func tells(name, ref string) plan.Change {
	return plan.Change{ID: name + ref, Verb: plan.Writeback, Reason: plan.WrittenBack, Target: plan.Target{Project: "SHOP", Defect: "aaaaaaaaaaaaaaaa", IssueID: "10050", Issue: "SHOP-50"},
		Work: plan.Work{Backlink: &plan.BacklinkWork{Source: name, Ref: ref, Kind: ledger.Names}}}
}

// expect compares what was done.
func (d *desk) expect(t *testing.T, deeds string) {
	t.Helper()
	if got := strings.Join(d.deeds, ", "); got != deeds {
		t.Errorf("did %s\nwant %s", got, deeds)
	}
}

// fails is a tool's error of a kind.
func fails(kind source.Kind) func() error {
	return func() error { return &source.Error{Kind: kind, Doing: "write"} }
}

func TestBacklinkIsMarkedBeforeItIsSent(t *testing.T) {
	d := newDesk()
	o := d.apply(t, tells("manual", "9001"))
	d.expect(t, "tried 9001, write 9001, done 9001")
	want := source.Backlink{Ref: "9001", Issue: source.Issue{ID: "10050", Key: "SHOP-50", URL: "https://jira.example.com/browse/SHOP-50"}, Text: "SHOP-50 is the defect of this failure."}
	if o[0].Result != plan.Done || o[0].Issue != "SHOP-50" || d.sent[0] != want {
		t.Errorf("%+v sent %+v", o[0], d.sent[0])
	}
}

// What was there already, or is past, was not written by us, and nobody is told that it was.
func TestBacklinkThatWritesNothing(t *testing.T) {
	for _, trace := range []source.Trace{source.Wrote, source.Present, source.Moot} {
		d := newDesk()
		d.trace = trace
		want := trace
		if trace == source.Wrote {
			want = ""
		}
		if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Done || o[0].Idle != want || (o[0].Note() == "") != (want == "") {
			t.Errorf("%s: %+v, %q", trace, o[0], o[0].Note())
		}
	}
	d := newDesk()
	d.answers["manual"] = fails(source.Refused)
	if o := d.apply(t, tells("manual", "9001")); o[0].Idle != "" || o[0].Note() != "" {
		t.Errorf("a write that was refused: %+v", o[0])
	}
}

// What a new defect is called is known only once it was made; one that was not made is
// nobody's.
func TestBacklinkOfANewDefect(t *testing.T) {
	d := newDesk()
	c := tells("manual", "9001")
	c.Target.IssueID, c.Target.Issue = "", ""
	lost := c
	lost.ID, lost.Target.Defect = "lost", "bbbbbbbbbbbbbbbb"
	o := d.apply(t, c, lost)
	d.expect(t, "tried 9001, write 9001, done 9001")
	if o[0].Issue != "SHOP-50" || d.sent[0].Issue.ID != "10050" || o[1].Result != plan.Failed || o[1].Refused {
		t.Errorf("%+v", o)
	}
}

// A write whose answer is lost is left alone until it must have landed; then the tool,
// which looks first, is asked again.
func TestBacklinkWithoutAnAnswer(t *testing.T) {
	for name, answer := range map[string]func() error{"unknown": fails(source.Unknown), "another error": func() error { return errors.New("reset by peer") }} {
		d := newDesk()
		d.answers["manual"] = answer
		if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Uncertain || o[0].Refused {
			t.Errorf("%s: %+v", name, o[0])
		}
		d.expect(t, "tried 9001, write 9001")
		d.answers["manual"] = nil
		d.now = d.now.Add(59 * time.Second)
		if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Stale {
			t.Errorf("%s, before the settle time: %+v", name, o[0])
		}
		d.expect(t, "")
		d.now = d.now.Add(time.Second)
		if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Done {
			t.Errorf("%s, after the settle time: %+v", name, o[0])
		}
		d.expect(t, "tried 9001, write 9001, done 9001")
	}
}

// A refusal leaves nothing under way and rests like any other; once the tool takes it, it
// is forgotten.
func TestBacklinkRefused(t *testing.T) {
	for _, kind := range []source.Kind{source.Refused, source.NotFound} {
		d := newDesk()
		d.answers["manual"] = fails(kind)
		c := tells("manual", "9001")
		if o := d.apply(t, c, tells("manual", "9002")); !o[0].Refused || o[0].Result != plan.Failed || !o[1].Refused {
			t.Errorf("%s: %+v", kind, o)
		}
		if p := d.parked[c.Parking()]; p.Refusals != 1 || len(d.parked) != 2 || !d.backlinks[0].At.IsZero() || d.backlinks[0].Settles(time.Time{}) {
			t.Errorf("%s: parked %+v, row %+v", kind, d.parked, d.backlinks[0])
		}
		d.answers["manual"] = nil
		if o := d.apply(t, c); o[0].Result != plan.Done {
			t.Errorf("%s: again: %+v", kind, o[0])
		}
	}
}

// A tool that turns us away is left alone for the rest of the cycle; Jira and other tools
// are written to.
func TestToolDown(t *testing.T) {
	link := plan.Change{ID: "link", Verb: plan.Link, Target: plan.Target{IssueID: "10050", Issue: "SHOP-50"},
		Work: plan.Work{RemoteLink: &plan.RemoteWork{Link: jira.RemoteLink{GlobalID: "g"}, Digest: "d"}}}
	for _, kind := range []source.Kind{source.Auth, source.RateLimited, source.Unavailable} {
		d := newDesk()
		d.answers["manual"] = fails(kind)
		o := d.apply(t, tells("manual", "9001"), tells("manual", "9002"), link, tells("other", "1"))
		if o[0].Result != plan.Failed || o[0].Refused || o[1].Result != plan.Skipped || !strings.Contains(o[1].Error, "manual is left alone until the next cycle") ||
			o[2].Result != plan.Done || o[3].Result != plan.Done {
			t.Errorf("%s: %+v", kind, o)
		}
		d.expect(t, "tried 9001, write 9001, tried 9001, link 10050, tried 1, write 1, done 1")
	}
	d := newDesk()
	d.answers["manual"] = fails(source.Unknown)
	o := d.apply(t, tells("manual", "1"), tells("manual", "2"), tells("manual", "3"), tells("other", "4"))
	if o[1].Result != plan.Uncertain || o[2].Result != plan.Skipped || o[3].Result != plan.Done {
		t.Errorf("without answers: %+v", o)
	}
}

// What people did since the plan was made counts.
func TestBacklinkIsStale(t *testing.T) {
	retest := tells("manual", "9001")
	retest.Reason, retest.Work.Backlink = plan.AskedAgain, &plan.BacklinkWork{Source: "manual", Ref: "9001", Kind: ledger.Retest, Done: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}
	for name, tc := range map[string]struct {
		change plan.Change
		people func(*jira.Issue)
		stale  bool
	}{
		"ignored":          {tells("manual", "9001"), func(i *jira.Issue) { i.Labels = append(i.Labels, ledger.IgnoreLabel) }, true},
		"let go":           {tells("manual", "9001"), func(i *jira.Issue) { i.Labels = nil }, true},
		"archived":         {tells("manual", "9001"), func(i *jira.Issue) { i.Archived = i.Updated.Add(1) }, true},
		"closed":           {tells("manual", "9001"), func(i *jira.Issue) { i.Category = jira.Done }, false},
		"reopened, retest": {retest, func(*jira.Issue) {}, true},
		"done, retest":     {retest, func(i *jira.Issue) { i.Category = jira.Done }, false},
	} {
		d := newDesk()
		tc.people(&d.issues[0])
		if o := d.apply(t, tc.change); (o[0].Result == plan.Stale) != tc.stale || tc.stale && len(d.deeds) > 0 {
			t.Errorf("%s: %+v, did %v", name, o[0], d.deeds)
		}
	}
	d := newDesk()
	d.issues[0].Category = jira.Done
	d.apply(t, retest)
	d.expect(t, "tried 9001, retest 9001, done 9001")
	if d.sent[0].Text != "SHOP-50 is Done since 2026-07-01 09:00 UTC: please run this test again." || !d.backlinks[0].Settles(retest.Work.Backlink.Done) {
		t.Errorf("sent %+v, row %+v", d.sent[0], d.backlinks[0])
	}
}

// Without the side that writes nothing is written.
func TestNobodyToWriteWith(t *testing.T) {
	d := newDesk()
	a := apply.New(apply.Options{Owner: "acme", Ledger: d, Jira: apply.Jira{Reader: d}, Journal: func(context.Context, plan.Outcome) error { return nil },
		Paused: func(context.Context) (string, error) { return "", nil }, Now: func() time.Time { return d.now }, Log: zap.NewNop()})
	o, err := a.Apply(t.Context(), plan.Plan{Changes: []plan.Change{tells("manual", "9001")}})
	if err != nil || o[0].Result != plan.Failed || len(d.backlinks) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
}
