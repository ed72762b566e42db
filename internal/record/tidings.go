package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// failuresInARow is how many cycles of a sync must fail before people are told: one that
// fails now and then, while Jira is away for a minute, is nobody's business.
const failuresInARow = 3

// Told is what people have been told of a sync, or need not be told because it was so
// before anybody listened. What has not changed since is not told again.
type Told struct {
	Scopes   map[string]ToldScope `json:"scopes,omitempty"`   // by kind/id
	Dark     map[string]time.Time `json:"dark,omitempty"`     // sources, with when all of them was last read
	Breakers map[string]time.Time `json:"breakers,omitempty"` // by name, with when they tripped
	Floods   map[string]bool      `json:"floods,omitempty"`   // umbrellas, by key.generation
	Failing  int                  `json:"failing,omitempty"`  // cycles that failed in a row, no further than it matters
	Since    string               `json:"since,omitempty"`    // the first of them
}

// ToldScope is how a release or sprint stood.
type ToldScope struct {
	State readiness.State `json:"state"`
	Over  bool            `json:"over,omitempty"`
}

// Facts is what one cycle leaves behind that people may have to be told.
type Facts struct {
	Cycle     Cycle // with its readiness
	Site, Web string
	// Readings says how the sync's sources were read; DarkAfter is when one is dark.
	Readings  map[string]verdict.Reading
	DarkAfter time.Duration
	Breakers  []ledger.Breaker // of the sync's project
	Entries   []ledger.Entry   // of the sync's sources
	Now       time.Time
}

// Tidings compares a cycle with what people were told before and returns what they are to
// be told now, and what they will have been told then. known is false before the first
// cycle: how releases stand then is no news. A cycle that failed says nothing of what it
// did not come to.
func Tidings(was Told, known bool, f Facts) (Told, []Event) {
	t := tidings{Facts: f, was: was, known: known, now: was}
	t.syncFails()
	if !f.Cycle.Failed() {
		t.breakersTrip()
		t.umbrellas()
		t.sourcesDarken()
		t.scopesTurn()
	}
	return t.now, t.events
}

// tidings is one comparison at work.
type tidings struct {
	Facts
	was, now Told
	known    bool
	events   []Event
}

// tell adds an event. Its id is made of what happened and when it began: two syncs that
// see the same make one.
func (t *tidings) tell(e Event, page string, id ...string) {
	e.ID = strings.Join(append([]string{string(e.Kind)}, append(id, e.State)...), "/")
	e.At, e.Sync, e.URL = t.Now.UTC(), t.Cycle.Sync, pageURL(t.Web, page)
	t.events = append(t.events, e)
}

// syncFails tells of a sync that has failed several times in a row, once, and when it
// works again.
func (t *tidings) syncFails() {
	c := t.Cycle
	if !c.Failed() {
		if t.was.Failing >= failuresInARow {
			t.tell(Event{Kind: EventSync, State: StateRecovered, Before: StateFailing, Title: "Sync " + c.Sync + " works again"}, "cycles/"+c.ID, c.Sync, t.was.Since)
		}
		t.now.Failing, t.now.Since = 0, ""
		return
	}
	if t.was.Failing == 0 {
		t.now.Since = c.ID
	}
	if t.now.Failing = min(t.was.Failing+1, failuresInARow); t.now.Failing == t.was.Failing || t.now.Failing < failuresInARow {
		return
	}
	why := ""
	for _, f := range c.Faults {
		if f.Fatal {
			why = f.Text
		}
	}
	t.tell(Event{Kind: EventSync, State: StateFailing, Title: fmt.Sprintf("Sync %s fails: %d cycles in a row could not do their work", c.Sync, failuresInARow), Why: why},
		"cycles/"+c.ID, c.Sync, t.now.Since)
}

// breakersTrip tells of breakers that have tripped.
func (t *tidings) breakersTrip() {
	t.now.Breakers = map[string]time.Time{}
	for _, b := range t.Breakers {
		if !b.Tripped() {
			continue
		}
		t.now.Breakers[b.Name()] = b.At
		if t.was.Breakers[b.Name()].Equal(b.At) {
			continue
		}
		t.tell(Event{Kind: EventBreaker, State: StateTripped, Subject: b.Name(),
			Title: fmt.Sprintf("No %s is made in %s until somebody has looked", b.Verb, b.Project),
			Why:   fmt.Sprintf("%s; `syncd apply --release %s` lets go", b.Because, b.Name())},
			"failures?state=held", t.Site, b.Name(), instant(b.At))
	}
}

// umbrellas tells of what one run broke at once.
func (t *tidings) umbrellas() {
	t.now.Floods = map[string]bool{}
	for _, e := range t.Entries {
		name := fmt.Sprintf("%s.%d", e.Key, e.Generation)
		if e.Kind != ledger.Flood || e.State != ledger.Owned || e.Role != ledger.Own {
			continue
		}
		t.now.Floods[name] = true
		if t.was.Floods[name] || !t.known && e.SentAt.Before(t.Cycle.Started) {
			continue
		}
		t.tell(Event{Kind: EventFlood, State: StateFiled, Subject: e.IssueKey,
			Title: fmt.Sprintf("One run broke %d tests: %s stands for all of them", len(e.Cases), e.IssueKey),
			Why:   "A defect of its own is made for none of them while it is open"}, "defects", t.Site, name)
	}
}

// sourcesDarken tells of sources of which nothing whole has been read for long, and when
// they are back.
func (t *tidings) sourcesDarken() {
	t.now.Dark = map[string]time.Time{}
	for _, name := range slices.Sorted(maps.Keys(t.Readings)) {
		r := t.Readings[name]
		since, told := t.was.Dark[name]
		evidence := r.Evidence(t.DarkAfter, t.Now)
		switch {
		case evidence == verdict.Dark && !told:
			t.now.Dark[name] = r.Whole
			t.tell(Event{Kind: EventSource, State: StateDark, Subject: name, Title: "Source " + name + " has gone dark",
				Why: "It was last read whole " + lastRead(r.Whole) + "; nothing that rests on it counts as ready"}, "#sources", name, instant(r.Whole))
		case told && evidence != verdict.Complete:
			t.now.Dark[name] = since
		case told:
			t.tell(Event{Kind: EventSource, State: StateBack, Before: StateDark, Subject: name, Title: "Source " + name + " is back",
				Why: "It was read whole again; before that " + lastRead(since)}, "#sources", name, instant(since))
		}
	}
}

// lastRead says when a source was last read whole.
func lastRead(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return "on " + at.UTC().Format("2006-01-02 15:04 MST")
}

// scopesTurn tells of releases, sprints and filters that stand worse than before, that are
// ready again, and that are over. One that gets better and is not ready yet is no news.
func (t *tidings) scopesTurn() {
	t.now.Scopes = map[string]ToldScope{}
	for _, r := range t.Cycle.Readiness {
		name := string(r.Kind) + "/" + r.ID
		was, known := t.was.Scopes[name]
		t.now.Scopes[name] = ToldScope{State: r.State, Over: r.Over}
		switch {
		case !known || was.Over && r.Over:
		case r.Over:
			t.frozen(r, was)
		case worse(r.State, was.State) || r.State == readiness.Ready && was.State != readiness.Ready:
			t.turned(r, was)
		}
	}
}

// turned tells of a scope that stands otherwise than before.
func (t *tidings) turned(r readiness.Readiness, was ToldScope) {
	title := fmt.Sprintf("%s is %s (it was %s)", naming(r), plain(r.State), plain(was.State))
	if r.State == readiness.Ready {
		title = naming(r) + " is ready again"
	}
	t.tell(Event{Kind: EventReadiness, State: string(r.State), Before: string(was.State), Scope: about(r), Title: title, Why: r.Why},
		scopePage(r), r.Sync, string(r.Kind), r.ID, t.Cycle.ID)
}

// frozen tells how a scope stood when it was over.
func (t *tidings) frozen(r readiness.Readiness, was ToldScope) {
	ended := "was released"
	if r.Kind == readiness.Sprint {
		ended = "was closed"
	}
	t.tell(Event{Kind: EventFrozen, State: string(r.State), Before: string(was.State), Scope: about(r),
		Title: fmt.Sprintf("%s %s, and was %s then", naming(r), ended, plain(r.State)), Why: r.Why},
		scopePage(r, "frozen"), r.Sync, string(r.Kind), r.ID, t.Cycle.ID)
}

// worse reports whether a state is worse than another.
func worse(a, b readiness.State) bool {
	all := readiness.States()
	return slices.Index(all, a) > slices.Index(all, b)
}

// instant is a moment within an id.
func instant(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.UTC().Format("20060102T150405.000Z")
}
