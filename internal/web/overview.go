package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// overviewBody is the first page: is everything all right, and if not, where.
type overviewBody struct {
	record.Overview
	Failing tally
	Stories tally
	Notices []notice
	Loose   string            // how many cases check no story, "" if all do
	Done    string            // what a button has just done
	Nearest []record.ScopeRow // releases and active sprints that are due first
	shelf
	// Days are drawings of the last weeks.
	StoryDays, FailingDays drawing
}

// nearestShown is how many releases and sprints the overview shows.
const nearestShown = 6

// notice is one thing that somebody should look at. Page is relative to the root.
type notice struct {
	Tone, Text, Page string
}

// gravity is the order of notices, with the word that says it without colour.
var gravity = []struct{ tone, word string }{{"bad", "broken"}, {"warn", "attention"}, {"note", "not yet"}}

// Word says how grave the notice is.
func (n notice) Word() string { return gravity[n.rank()].word }

// rank is the notice's place in the order.
func (n notice) rank() int {
	for i, g := range gravity {
		if g.tone == n.Tone {
			return i
		}
	}
	return len(gravity) - 1
}

// overviewPage shows how everything stands.
func (s *site) overviewPage(r *http.Request, o record.Overview) (view, error) {
	scopes, err := s.Board.Scopes(r.Context(), 0)
	if err != nil {
		return view{}, fmt.Errorf("read releases: %w", err)
	}
	days, err := s.days(r)
	if err != nil {
		return view{}, err
	}
	b := overviewBody{Overview: o, Failing: tallied(states(), o.Failing), Stories: tallied(bestFirst(), o.Verdicts),
		Nearest: scopes.Nearest(nearestShown), shelf: shelf{root(r)}, StoryDays: storyDrawing(days), FailingDays: failingDrawing(days)}
	if o.Moved != "" {
		b.Notices = append(b.Notices, notice{"bad", "nothing is written: " + o.Moved, ""})
	}
	for _, br := range o.Breakers {
		b.Notices = append(b.Notices, notice{"bad", fmt.Sprintf("no %s is made in %s until somebody has looked: %s; `syncd apply --release %s` lets go",
			br.Verb, br.Project, br.Because, br.Name()), "failures?state=held"})
	}
	for _, sync := range o.Syncs {
		b.Notices = append(b.Notices, aboutSync(sync)...)
	}
	for _, source := range o.Sources {
		b.Notices = append(b.Notices, aboutSource(source)...)
	}
	for _, n := range o.Notifiers {
		b.Notices = append(b.Notices, aboutNotifier(n)...)
	}
	if held := o.Failing[plan.StateHeld]; held > 0 {
		b.Notices = append(b.Notices, notice{"warn", many(held, "failing case is", "failing cases are") +
			" held: a defect is due and deliberately not made", "failures?state=held"})
	}
	b.Loose, b.Done = loose(o), done(r, o)
	slices.SortStableFunc(b.Notices, func(a, b notice) int { return cmp.Compare(a.rank(), b.rank()) })
	return view{name: "overview", Title: "Overview", Nav: "overview", AsOf: o.AsOf, Body: b}, nil
}

// loose says how many cases check no story, by the last cycle of each sync that judged.
func loose(o record.Overview) string {
	var parts []string
	for _, s := range o.Syncs {
		if s.Last == nil || s.Last.Linking.NoStory == 0 {
			continue
		}
		text := fmt.Sprintf("%d of %s", s.Last.Linking.NoStory, many(s.Last.Linking.Cases, "case", "cases"))
		if len(o.Syncs) > 1 {
			text = fmt.Sprintf("%s: %s", clip(60, s.Name), text)
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + " without a story."
}

// aboutSync says what is wrong with a sync, if anything is.
func aboutSync(s record.SyncStatus) []notice {
	if s.Last == nil {
		return []notice{{"note", fmt.Sprintf("%s has not run yet", s.Name), ""}}
	}
	at := "cycles/" + s.Last.ID
	switch s.Last.Word() {
	case "failed":
		return []notice{{"bad", fmt.Sprintf("the last cycle of %s failed: %s", s.Name, fatal(*s.Last)), at}}
	case "incomplete":
		return []notice{{"warn", fmt.Sprintf("some changes of the last cycle of %s were not made; they are planned again", s.Name), at}}
	}
	return nil
}

// fatal is the fault that ended a cycle.
func fatal(c record.Cycle) string {
	for _, f := range c.Faults {
		if f.Fatal {
			return f.Text
		}
	}
	return ""
}

// aboutSource says what is wrong with a source, if anything is.
func aboutSource(s record.SourceState) []notice {
	switch {
	case s.Collected.IsZero():
		return []notice{{"note", fmt.Sprintf("%s has not been read yet", s.Name), ""}}
	case s.BadFiles > 0:
		return []notice{{"warn", fmt.Sprintf("%s: %s could not be read", s.Name, bad(s)), sourceAt(s)}}
	case s.Behind:
		return []notice{{"note", fmt.Sprintf("%s is still being read%s; no defect is made for its cases, and nothing of it is resolved meanwhile", s.Name, soFar(s.Progress)), sourceAt(s)}}
	case !s.Complete:
		return []notice{{"warn", fmt.Sprintf("%s could not be read whole; nothing of it is resolved meanwhile", s.Name), sourceAt(s)}}
	}
	return nil
}

// soFar says in brackets how far a long pull is, "" where nobody knows.
func soFar(p model.Progress) string {
	if how := p.String(); how != "" {
		return " (" + how + ")"
	}
	return ""
}

// sourceAt is the page of a source.
func sourceAt(s record.SourceState) string { return "sources/" + url.PathEscape(s.Name) }

// aboutNotifier says that people are not told, if they are not.
func aboutNotifier(n record.NotifierState) []notice {
	var out []notice
	if n.Lost > 0 {
		out = append(out, notice{"bad", fmt.Sprintf("%s of the last seven days never reached %s and %s given up: %s; `syncd notify test %s` tries it",
			many(n.Lost, "message", "messages"), n.Name, map[bool]string{true: "was", false: "were"}[n.Lost == 1], n.Last, n.Name), ""})
	}
	if n.Error != "" {
		out = append(out, notice{"bad", fmt.Sprintf("%s cannot deliver: %s; %s since %s, and tried again for a day",
			n.Name, n.Error, many(n.Waiting, "message waits", "messages wait"), n.Since.UTC().Format("2006-01-02 15:04 MST")), ""})
	}
	return out
}

// judged is the moment up to which lists of all syncs are true: the oldest of the
// syncs' latest judgements. A cycle that failed judged nothing: what the one before it
// said is what lists show.
func judged(o record.Overview) (at time.Time, note string) {
	known := 0
	for _, s := range o.Syncs {
		last := s.LastOK
		if s.Last != nil && !s.Last.Failed() {
			last = s.Last.Finished
		}
		if !last.IsZero() {
			known++
		}
		if !last.IsZero() && (at.IsZero() || last.Before(at)) {
			at, note = last, "last judged by "+s.Name
		}
	}
	if known > 1 {
		note += fmt.Sprintf(", the oldest of %d syncs", known)
	}
	return at, note
}
