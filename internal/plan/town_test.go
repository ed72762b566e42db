package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// town is a tiny world: results, a Jira and a ledger in memory. Its apply does what
// the room of that name does, without anything that can go wrong.
type town struct {
	rules    plan.Rules
	wishes   desired.Rules
	now      time.Time
	complete bool
	behind   map[string]plan.Lag
	account  string

	world     model.World
	issues    map[string]jira.Issue // by id
	sightings map[string]plan.Sighting
	rows      map[string]ledger.Entry
	links     map[string]ledger.Link
	facts     ledger.Facts // without rows and links
	setup     string
	took      map[model.RunID]map[model.CaseID]bool // cases that took part in each run
	screen    jira.Fields                           // of new defects
	next      int
	options   []string // of the field Test Verdict; nil where they are not known
	silent    bool     // we may edit without telling anybody
	former    map[string]string
}

// day is what people call 24 hours.
const day = 24 * time.Hour

// newTown has the stories SHOP-1 and SHOP-2 and a bug of Ann's, SHOP-7.
func newTown(w desired.Rules) *town {
	t := &town{wishes: w, now: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), complete: true, account: "bot", next: 50,
		rules: plan.Rules{Policy: plan.Full, Resolve: plan.ByComment,
			Limits: plan.Limits{Creates: 20, Transitions: 50, Retests: 50, CreatesPerDay: 100, Share: 0.3, Edits: 4},
			Reopen: plan.Reopen{By: plan.ByComment, Window: 30 * day, Grace: day, MaxAge: 7 * day, WontFix: []string{"Won't Do", "Cannot Reproduce"}},
			Flood:  plan.Flood{Cases: 25, Share: 0.3, AtLeast: 10}, Flapping: plan.Flapping{Turns: 6, Window: 7 * day},
			LinkType: "Relates", Duplicate: "Duplicate", LinksInCreate: true, IndexLag: 10 * time.Minute},
		issues: map[string]jira.Issue{}, sightings: map[string]plan.Sighting{}, rows: map[string]ledger.Entry{}, links: map[string]ledger.Link{}, former: map[string]string{}}
	t.put(jira.Issue{Key: "SHOP-1", Type: "Story", Status: "To Do", Category: jira.ToDo, Summary: "Checkout", Creator: "ann"})
	t.put(jira.Issue{Key: "SHOP-2", Type: "Story", Status: "To Do", Category: jira.ToDo, Summary: "Cart", Creator: "ann"})
	t.put(jira.Issue{Key: "SHOP-7", Type: "Bug", Status: "To Do", Category: jira.ToDo, Summary: "Pay button is grey", Creator: "ann"})
	return t
}

// put adds an issue whose id follows from its key.
func (t *town) put(i jira.Issue) jira.Issue {
	_, number, _ := strings.Cut(i.Key, "-")
	n, _ := strconv.Atoi(number)
	if i.ID == "" {
		i.ID = strconv.Itoa(10000 + n)
	}
	i.Project = model.Project(i.Key)
	t.issues[i.ID] = i
	return i
}

// issue finds an issue by key.
func (t *town) issue(key string) jira.Issue {
	for _, i := range t.issues {
		if i.Key == key {
			return i
		}
	}
	panic("no issue " + key)
}

// input is what plan.Make gets.
func (t *town) input() (plan.Input, error) {
	issues := slices.SortedFunc(maps.Values(t.issues), func(a, b jira.Issue) int { return strings.Compare(a.ID, b.ID) })
	subjects := verdict.Subjects(t.world, verdict.Counting{Branches: []string{"main"}}, verdict.Keys{From: []model.KeyFrom{model.FromTag},
		Projects: []string{"SHOP"}, Types: verdict.Types(issues), IDs: verdict.IDs(issues), Defects: []string{t.wishes.Project}, StoryTypes: []string{"Story"}, DefectTypes: []string{"Bug"}})
	defects, err := desired.Build(t.world, subjects, t.wishes, t.now)
	if err != nil {
		return plan.Input{}, err
	}
	var rows []ledger.Entry
	for _, name := range slices.Sorted(maps.Keys(t.rows)) {
		rows = append(rows, t.rows[name])
	}
	stories := verdict.Build(subjects, verdict.Rules{}, t.now)
	in := plan.Input{Sync: "shop", Site: "main", Owner: "acme", Account: t.account, Rules: t.rules, Wishes: t.wishes,
		Defects: defects, Links: desired.Links(t.world, stories, t.wishes), Stories: []string{"SHOP"}, Speaks: verdict.Speaks(stories, t.world),
		Issues: issues, Screen: t.screen, Sightings: t.sightings, Book: t.book(rows),
		Complete: map[string]bool{"web": t.complete}, Behind: t.behind, Ran: t.ran(), Former: t.former, Setup: t.setup, Now: t.now}
	t.shown(&in, stories)
	return in, nil
}

// book is the ledger.
func (t *town) book(rows []ledger.Entry) ledger.Book {
	f := t.facts
	f.Entries, f.Links = rows, slices.Collect(maps.Values(t.links))
	return ledger.NewBook(f, len(rows) == 0)
}

// ran counts the cases of each run.
func (t *town) ran() map[model.RunID]int {
	out := map[model.RunID]int{}
	for run, cases := range t.took {
		out[run] = len(cases)
	}
	return out
}

// learn keeps what a plan has learned, as every cycle does before it writes.
func (t *town) learn(f ledger.Facts) {
	for _, e := range f.Entries {
		t.rows[e.Name()] = e
	}
	t.remember(f.Published)
	t.facts.Contacts = append(t.facts.Contacts, f.Contacts...)
	for _, b := range f.Breakers {
		t.facts.Breakers = append(slices.DeleteFunc(t.facts.Breakers, func(o ledger.Breaker) bool { return o.Name() == b.Name() }), b)
	}
}

// apply carries a plan out.
func (t *town) apply(p plan.Plan) {
	for _, c := range p.Changes {
		switch w := c.Work; {
		case w.Draft != nil:
			t.create(*w.Draft)
		case w.Patch != nil:
			t.edit(c)
		case w.Move != nil:
			i := t.issues[c.Target.IssueID]
			i.Status, i.Category, i.CategorySince, i.Resolution = "To Do", w.Move.To, t.now, w.Move.Resolution
			if w.Move.To == jira.Done {
				i.Status = "Done"
			}
			t.issues[i.ID] = i
			t.row(c, func(e *ledger.Entry) { w.Moved(e, t.now) })
		case w.Attach != nil:
			t.row(c, func(e *ledger.Entry) { e.Log = ledger.Attachment{Name: w.Attach.Name, Done: true} })
		case w.Mark != nil:
			i := t.issues[c.Target.IssueID]
			i.Labels = append(slices.Clone(i.Labels), w.Mark.Labels...)
			t.issues[i.ID] = i
		case w.Note != nil:
			if done := t.issues[c.Target.IssueID].Category == jira.Done; done != w.Note.Done {
				panic("a comment is meant for another status: " + c.ID)
			}
			t.row(c, func(e *ledger.Entry) {
				e.Note = ledger.Note{ID: "1", Tried: true, Digest: w.Note.Digest}
				w.Said(e, t.now)
			})
		case w.IssueLink != nil:
			t.row(c, func(e *ledger.Entry) { e.Linked = append(slices.Clone(e.Linked), w.IssueLink.To) })
			t.link(t.rows[c.Target.Defect].IssueKey, w.IssueLink.To)
		case w.Backlink != nil:
			t.tells(c)
		case w.Publish != nil:
			t.publish(c)
		case w.RemoteLink != nil:
			g := w.RemoteLink.Link.GlobalID
			t.links[c.Target.IssueID+g] = ledger.Link{IssueID: c.Target.IssueID, GlobalID: g, Sent: w.RemoteLink.Digest, Title: w.RemoteLink.Link.Title, Gone: w.RemoteLink.Remove}
		default:
			panic("a change without work: " + c.ID)
		}
	}
}

// create makes a defect; a row that is there already stays, but for what is sent.
func (t *town) create(w plan.DraftWork) {
	row, ok := t.rows[w.Entry.Name()]
	if !ok {
		row = w.Entry
	}
	row = w.Sent(row)
	if row.State == ledger.Refused {
		row.State = ledger.Planned
	}
	i := t.put(jira.Issue{Key: fmt.Sprint("SHOP-", t.next), Type: w.Draft.Type, Status: "To Do", Category: jira.ToDo, Summary: w.Draft.Summary,
		Description: w.Draft.Description.Plain(), Labels: w.Draft.Labels, Creator: "bot", Property: w.Draft.Property, CategorySince: t.now})
	t.set(i, w.Draft.Fields)
	t.next++
	row, err := must(row.Mark(1, 0, t.now)).Settle(i.ID, i.Key, t.now)
	if err != nil {
		panic(err)
	}
	t.rows[row.Name()] = row
	for _, l := range w.Draft.Links {
		t.link(i.Key, l.To)
	}
}

// edit sets fields, and checks as apply does that they still show what was expected.
func (t *town) edit(c plan.Change) {
	i, w := t.issues[c.Target.IssueID], c.Work.Patch
	for field, digest := range w.Expect {
		if plan.Shows(i, field) != digest {
			panic("a plan expects what is not there: " + field)
		}
	}
	if w.Patch.Summary != nil {
		i.Summary = *w.Patch.Summary
	}
	if w.Patch.Description != nil {
		i.Description = w.Patch.Description.Plain()
	}
	t.issues[i.ID] = i
	t.set(i, w.Patch.Fields)
	t.row(c, func(e *ledger.Entry) {
		w.Written(e, t.now)
	})
}

// row changes the ledger row of a change.
func (t *town) row(c plan.Change, change func(*ledger.Entry)) {
	e, ok := t.rows[c.Target.Defect]
	if !ok {
		panic("a change without a row: " + c.Target.Defect)
	}
	change(&e)
	t.rows[e.Name()] = e
}

// link links a defect to a story.
func (t *town) link(from, to string) {
	i := t.issue(from)
	i.Links = append(slices.Clone(i.Links), jira.Linked{Type: "Relates", Key: to, Outward: true})
	t.issues[i.ID] = i
}

// must returns a row whose step was legal.
func must(e ledger.Entry, err error) ledger.Entry {
	if err != nil {
		panic(err)
	}
	return e
}
