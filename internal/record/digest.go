package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// digestRisks is how many items a digest names; its page has all of them.
const digestRisks = 5

// DigestRules says what one notifier's digests tell of, and when they were due.
type DigestRules struct {
	Notifier string
	Kinds    []readiness.Kind
	Web      string
	Due      time.Time // by the schedule
	Now      time.Time
}

// Digested is what the last digests of a notifier have told.
type Digested struct {
	At     time.Time                `json:"at"` // when they were due
	Scopes map[string]DigestedScope `json:"scopes,omitempty"`
}

// DigestedScope is what a digest told of a release or sprint, as far as a later one
// compares with it.
type DigestedScope struct {
	State    readiness.State            `json:"state"`
	Why      string                     `json:"why"`
	Stories  map[verdict.Word]int       `json:"stories"`
	Total    int                        `json:"total"`
	Open     int                        `json:"open"`
	Blocking int                        `json:"blocking"`
	Risks    map[readiness.RiskKind]int `json:"risks"` // that remain
}

// Digests tells how every release and sprint stands, a message for each. One that is over
// is left out: how it stood has been told, and is kept.
func Digests(was Digested, scopes []readiness.Readiness, rules DigestRules) (Digested, []Event) {
	now := Digested{At: rules.Due, Scopes: map[string]DigestedScope{}}
	var events []Event
	for _, r := range scopes {
		if r.Over || !slices.Contains(rules.Kinds, r.Kind) {
			continue
		}
		name := strings.Join([]string{r.Sync, string(r.Kind), r.ID}, "/")
		before, known := was.Scopes[name]
		now.Scopes[name] = digested(r)
		e := Event{ID: strings.Join([]string{string(EventDigest), rules.Notifier, name, instant(rules.Due)}, "/"), Kind: EventDigest, At: rules.Now.UTC(), Sync: r.Sync,
			Scope: about(r), State: string(r.State), Why: r.Why, URL: pageURL(rules.Web, scopePage(r)), Title: naming(r) + " is " + plain(r.State)}
		if known {
			e.Before = string(before.State)
		}
		events = append(events, filledIn(e, r, before, known, was.At))
	}
	return now, events
}

// filledIn is a digest with its lines; one with no news is a single line.
func filledIn(e Event, r readiness.Readiness, before DigestedScope, known bool, since time.Time) Event {
	var changes []string
	if known {
		if changes = changed(before, digested(r)); len(changes) == 0 {
			e.Title += ": nothing changed since " + since.UTC().Format("2006-01-02 15:04 MST")
			e.Why = ""
			return e
		}
	}
	e.Lines = append(e.Lines, "Stories: "+counted(r.Stories, r.Total))
	if open, blocking := r.Open(); blocking > 0 {
		e.Lines = append(e.Lines, fmt.Sprintf("Open defects: %d, %d of them blocking", open, blocking))
	} else if open > 0 {
		e.Lines = append(e.Lines, fmt.Sprintf("Open defects: %d", open))
	}
	if !r.Due.IsZero() {
		e.Lines = append(e.Lines, "Due on "+r.Due.UTC().Format(time.DateOnly))
	}
	e.Lines = append(e.Lines, risky(r)...)
	if known {
		e.Lines = append(e.Lines, "Since "+since.UTC().Format("2006-01-02 15:04 MST")+": "+strings.Join(changes, ", "))
	}
	return e
}

// digested is what a later digest compares with.
func digested(r readiness.Readiness) DigestedScope {
	d := DigestedScope{State: r.State, Why: r.Why, Stories: map[verdict.Word]int{}, Total: r.Total, Risks: map[readiness.RiskKind]int{}}
	d.Open, d.Blocking = r.Open()
	for w, n := range r.Stories {
		if n > 0 {
			d.Stories[w] = n
		}
	}
	for _, risk := range r.Risks {
		if risk.Count > 0 {
			d.Risks[risk.Kind] = risk.Count
		}
	}
	return d
}

// counted says how many stories have which verdict, the best first.
func counted(by map[verdict.Word]int, total int) string {
	if total == 0 {
		return "none is planned"
	}
	var parts []string
	words := verdict.Words()
	slices.Reverse(words)
	for _, w := range words {
		if by[w] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[w], inWords(w)))
		}
	}
	return fmt.Sprintf("%d: %s", total, strings.Join(parts, ", "))
}

// inWords is a verdict within a sentence.
func inWords(w verdict.Word) string { return strings.ReplaceAll(string(w), "_", " ") }

// risky lists the gravest risks that remain, and how many more there are. Of an issue whose
// title is not to be shown nothing is told but its key.
func risky(r readiness.Readiness) []string {
	var out []string
	left := 0
	for _, risk := range r.Risks {
		for n := range risk.Count {
			if len(out) == digestRisks || n >= len(risk.Items) {
				left++
				continue
			}
			out = append(out, "• "+string(risk.Kind)+": "+pointed(risk.Kind, risk.Items[n]))
		}
	}
	if left > 0 {
		out = append(out, fmt.Sprintf("• and %d more", left))
	}
	return out
}

// pointed is one item at risk.
func pointed(kind readiness.RiskKind, i readiness.Item) string {
	switch {
	case kind == readiness.LooseFailure: // its key is the id of a case
		return i.Why
	case kind == readiness.SourceDark:
		return i.Key + ": " + i.Why
	case i.Title == "":
		return i.Key
	}
	return i.Key + " " + i.Title + ": " + i.Why
}

// changed says in what a scope differs from what was told before.
func changed(was, now DigestedScope) []string {
	var out []string
	if was.State != now.State {
		out = append(out, "it was "+plain(was.State))
	}
	words := verdict.Words()
	slices.Reverse(words)
	for _, w := range words {
		if d := now.Stories[w] - was.Stories[w]; d != 0 {
			out = append(out, fmt.Sprintf("%s %+d", inWords(w), d))
		}
	}
	if d := now.Open - was.Open; d != 0 {
		out = append(out, fmt.Sprintf("open defects %+d", d))
	}
	if d := now.Blocking - was.Blocking; d != 0 {
		out = append(out, fmt.Sprintf("blocking defects %+d", d))
	}
	if len(out) == 0 && (was.Why != now.Why || !maps.Equal(was.Risks, now.Risks)) {
		out = append(out, "other risks than before")
	}
	return out
}
