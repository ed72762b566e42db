package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// scopesBody is everything that is judged.
type scopesBody struct {
	record.ScopeList
	Skip int
	shelf
}

// listed reads the list that a query asks for.
func (s *site) listed(r *http.Request) (record.ScopeList, error) {
	skip := 0
	if text := r.URL.Query().Get("skip"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 1_000_000 {
			return record.ScopeList{}, refused{http.StatusBadRequest, "skip must be a number from 0 to 1000000"}
		}
		skip = n
	}
	l, err := s.Board.Scopes(r.Context(), skip)
	if err != nil {
		return l, fmt.Errorf("read releases: %w", err)
	}
	l.Releases, l.Sprints, l.Filters, l.Frozen = list(l.Releases), list(l.Sprints), list(l.Filters), list(l.Frozen)
	return l, nil
}

// scopesPage lists releases, sprints and filters, and what was frozen.
func (s *site) scopesPage(r *http.Request) (view, error) {
	l, err := s.listed(r)
	if err != nil {
		return view{}, err
	}
	b := scopesBody{ScopeList: l, shelf: shelf{root(r)}}
	b.Skip, _ = strconv.Atoi(r.URL.Query().Get("skip"))
	v := view{name: "scopes", Title: "Releases and sprints", Nav: "releases", Body: b}
	for _, row := range slices.Concat(l.Releases, l.Sprints, l.Filters) {
		if v.AsOf.IsZero() || row.AsOf.Before(v.AsOf) {
			v.AsOf, v.Note = row.AsOf, "the oldest judgement on this page"
		}
	}
	return v, nil
}

// Empty reports whether nothing is judged or frozen.
func (b scopesBody) Empty() bool {
	return len(b.Releases)+len(b.Sprints)+len(b.Filters)+len(b.Frozen)+b.Skip == 0
}

// shelf is where pages of scopes, stories and cases are: the way from a page to the first
// one, the address of all pages in a file that leaves the house, "" where nobody knows it.
type shelf struct{ Pages string }

// at is the address of a page, "" where pages are not known.
func (s shelf) at(parts ...string) string {
	if s.Pages == "" {
		return ""
	}
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return s.Pages + strings.Join(parts, "/")
}

// ScopePage is the page of a scope.
func (s shelf) ScopePage(of readiness.Scope) string {
	switch of.Kind {
	case readiness.Release:
		return s.at("releases", of.Project, of.Name)
	case readiness.Sprint:
		return s.at("sprints", of.ID)
	}
	return s.at("filters", of.Name)
}

// FrozenPage is the page of how a scope stood when it was over.
func (s shelf) FrozenPage(of readiness.Scope) string {
	if live := s.ScopePage(of); live != "" {
		return live + "/frozen"
	}
	return ""
}

// CasePage is the page of a case.
func (s shelf) CasePage(id string) string { return s.at("cases", id) }

// scopeBody is one release, sprint or filter.
type scopeBody struct {
	record.ScopeView
	shelf
	File      bool // it is a file that leaves the house: no filters, all stories
	Filter    record.MemberFilter
	Page      record.MemberPage
	ByVerdict tally
	ByOutcome tally
	ByState   tally
	Charts    []chart
}

// scopePage shows one scope.
func (s *site) scopePage(ask askFunc) func(*http.Request) (view, error) {
	return func(r *http.Request) (view, error) {
		v, f, page, err := s.members(r, ask)
		if err != nil {
			return view{}, err
		}
		note := "judged by sync " + v.Sync
		if !v.FrozenAt.IsZero() {
			note += ", and frozen then"
		}
		b := newScopeBody(v, shelf{root(r)})
		b.Filter, b.Page = f, page
		return view{name: "scope", Title: b.Heading() + ": " + strings.ToLower(v.State.Words()), Nav: "releases", AsOf: v.AsOf, Note: note, Body: b}, nil
	}
}

// newScopeBody is a scope without its stories.
func newScopeBody(v record.ScopeView, at shelf) scopeBody {
	best := verdict.Words()
	slices.Reverse(best)
	return scopeBody{ScopeView: v, shelf: at, ByVerdict: tallied(best, v.Stories), ByOutcome: tallied(verdict.Progresses(), v.Tests),
		ByState: tallied(states(), v.Failing), Charts: charts(v)}
}

// Heading is the scope as its page is called.
func (b scopeBody) Heading() string { return scopeName(b.Scope) }

// scopeName is a scope as people name it.
func scopeName(s readiness.Scope) string {
	if s.Kind == readiness.Release {
		return s.Project + " " + s.Name
	}
	return s.Name
}

// Live is the address of the live view, Then that of the frozen record; Live keeps whose
// judgement is shown.
func (b scopeBody) Live() string { return b.ScopePage(b.Scope) }

// Then is the address of the frozen record.
func (b scopeBody) Then() string {
	if at := b.FrozenPage(b.Scope); at != "" {
		return at + "?" + url.Values{"sync": {b.Sync}}.Encode()
	}
	return ""
}

// StoryPage is the page of a story of this scope's Jira.
func (b scopeBody) StoryPage(key string) string {
	if b.Jira != "" {
		key = b.Jira + ":" + key
	}
	return b.at("stories", key)
}

// InJira is the address of an issue, "" where it is not known.
func (b scopeBody) InJira(key string) string { return safe(b.Issue(key)) }

// CSV is the address of the stories that are shown, for spreadsheets, Threads that of what
// leads from requirements to defects, Data that of all this as JSON.
func (b scopeBody) CSV() string     { return b.api("/stories.csv") + b.query(string(b.Filter.Verdict), 0) }
func (b scopeBody) Threads() string { return b.api("/trace.csv") + b.query("", 0) }
func (b scopeBody) Data() string    { return b.api("") + b.query("", 0) }

// api is an address of the API for this scope.
func (b scopeBody) api(rest string) string {
	path := strings.TrimPrefix(b.Live(), b.Pages)
	if !b.FrozenAt.IsZero() && rest != "/trace.csv" {
		rest = "/frozen" + rest
	}
	return b.Pages + "api/v1/" + path + rest
}

// To is this page with the stories of another verdict, Turn another page of the same.
func (b scopeBody) To(word string) string { return b.query(word, 0) + "#stories" }

// All is this page with all stories again.
func (b scopeBody) All() string {
	b.Filter.Search = ""
	return b.To("")
}

// Turn is the same list from a place on.
func (b scopeBody) Turn(after int) string {
	return b.query(string(b.Filter.Verdict), after) + "#stories"
}

// By is this page as another sync judges it.
func (b scopeBody) By(sync string) string { return "?" + url.Values{"sync": {sync}}.Encode() }

// query is the filters as an address holds them. It names the sync, so that links lead to
// the judgement that is shown even when another becomes the worst.
func (b scopeBody) query(word string, after int) string {
	q := url.Values{"sync": {b.Sync}}
	for name, v := range map[string]string{"verdict": word, "q": b.Filter.Search} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if after > 0 {
		q.Set("after", strconv.Itoa(after))
	}
	if b.Filter.Limit != membersShown && b.Filter.Limit != 0 {
		q.Set("limit", strconv.Itoa(b.Filter.Limit))
	}
	return "?" + q.Encode()
}

// Expected is how many stories the filter by verdict lets through.
func (b scopeBody) Expected() int {
	if b.Filter.Verdict == "" {
		return b.Total
	}
	return b.Stories[b.Filter.Verdict]
}

// who is an answer to who has a failing test, with the issue that it names.
type who struct{ Text, URL string }

// Who reads the answers of a story: `defect SHOP-13` leads to that issue.
func (b scopeBody) Who(answers []string) []who {
	var out []who
	for _, a := range answers {
		w := who{Text: a}
		for _, word := range []plan.StateWord{plan.StateDefect, plan.StateKnown} {
			if key, ok := strings.CutPrefix(a, string(word)+" "); ok {
				w.URL = b.InJira(key)
			}
		}
		out = append(out, w)
	}
	return out
}

// OpenDefects counts the open defects.
func (b scopeBody) OpenDefects() int {
	n, _ := b.Open()
	return n
}

// day is a date as pages show it, "" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// Verdicts are the stories of a scope by verdict, for its row in a list.
func (b scopesBody) Verdicts(r record.ScopeRow) tally { return verdicts(r) }

// verdicts are the stories of a scope by verdict, the best first.
func verdicts(r record.ScopeRow) tally {
	best := verdict.Words()
	slices.Reverse(best)
	return tallied(best, r.Stories)
}

// because is why a scope stands as it does, without the state where that stands beside it.
func because(state readiness.State, why string) string {
	rest := strings.TrimPrefix(why, state.Words()+": ")
	if rest == why {
		return why
	}
	first, size := utf8.DecodeRuneInString(rest)
	return string(unicode.ToUpper(first)) + rest[size:]
}

// byWhom says who accepts a risk, beside a word that says that somebody does.
func byWhom(w *readiness.Waiver) string { return strings.TrimPrefix(record.Accepted(w), "accepted ") }
