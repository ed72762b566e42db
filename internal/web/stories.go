package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"syncd/internal/record"
	"syncd/internal/verdict"
)

// storiesBody is one page of the list of stories, by key.
type storiesBody struct {
	record.StoryPage
	Filter record.StoryFilter
	Tally  tally
	Syncs  bool // more than one: say which
	Judged bool // a cycle has run
}

// storyFilter reads which stories a query asks for.
func storyFilter(r *http.Request) (f record.StoryFilter, err error) {
	f = record.StoryFilter{Verdict: verdict.Word(word(r, "verdict")), Project: word(r, "project"), Search: word(r, "q"), After: word(r, "after")}
	if err := f.Check(); err != nil {
		return f, refused{http.StatusBadRequest, err.Error()}
	}
	if f.After != "" {
		if _, _, _, err := record.ReadStoryPlace(f.After); err != nil {
			return f, refused{http.StatusBadRequest, err.Error()}
		}
	}
	f.Limit, err = rowLimit(r)
	return f, err
}

// stories reads the page of stories that a query asks for.
func (s *site) stories(r *http.Request) (storiesBody, error) {
	f, err := storyFilter(r)
	if err != nil {
		return storiesBody{}, err
	}
	page, err := s.Board.Stories(r.Context(), f)
	if err != nil {
		return storiesBody{}, fmt.Errorf("list stories: %w", err)
	}
	page.Stories, page.Projects = list(page.Stories), list(page.Projects)
	return storiesBody{StoryPage: page, Filter: f, Tally: tallied(bestFirst(), page.Verdicts)}, nil
}

// bestFirst lists the verdicts from fully tested to uncovered.
func bestFirst() []verdict.Word {
	words := verdict.Words()
	slices.Reverse(words)
	return words
}

// storiesPage lists stories.
func (s *site) storiesPage(r *http.Request, o record.Overview) (view, error) {
	b, err := s.stories(r)
	if err != nil {
		return view{}, err
	}
	at, note := judged(o)
	b.Syncs, b.Judged = len(o.Syncs) > 1, !at.IsZero()
	if at.IsZero() {
		at = o.AsOf
	}
	return view{name: "stories", Title: "Stories", Nav: "stories", AsOf: at, Note: note, Body: b}, nil
}

// storiesData is the same as JSON.
func (s *site) storiesData(r *http.Request) (any, error) {
	at, err := s.asOf(r)
	if err != nil {
		return nil, err
	}
	b, err := s.stories(r)
	return struct {
		AsOf time.Time `json:"as_of,omitzero"`
		record.StoryPage
	}{at, b.StoryPage}, err
}

// storyListCSV serves all stories that a query asks for, for spreadsheets.
func (s *site) storyListCSV(w http.ResponseWriter, r *http.Request) {
	f, err := storyFilter(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f.Limit = rowsPiece
	var write func([]record.StoryItem) error
	s.pieces(w, r, func(from string) (string, error) {
		f.After = from
		page, err := s.Board.Stories(r.Context(), f)
		if err != nil {
			return "", fmt.Errorf("list stories: %w", err)
		}
		if write == nil {
			csvAnswer(w, "stories.csv")
			if write, err = record.StoryCSV(w); err != nil {
				return "", err
			}
		}
		return page.Next, write(page.Stories)
	})
}

// query is the address of this list with a verdict, from its first page on unless after
// says where.
func (b storiesBody) query(path string, v verdict.Word, after string) string {
	return address(path, "verdict", string(v), "project", b.Filter.Project, "q", b.Filter.Search, "after", after)
}

// To is the list with another verdict.
func (b storiesBody) To(v string) string { return b.query("stories", verdict.Word(v), "") }

// More is the next page.
func (b storiesBody) More() string { return b.query("stories", b.Filter.Verdict, b.Next) }

// CSV is the table of all that the filter lets through.
func (b storiesBody) CSV() string { return b.query("api/v1/stories.csv", b.Filter.Verdict, "") }

// Filtered reports whether anything but the verdict is asked for.
func (b storiesBody) Filtered() bool { return b.Filter.Project+b.Filter.Search != "" }
