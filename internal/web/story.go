package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// storyBody is one story: what its tests say.
type storyBody struct {
	record.StoryView
	Key   string
	Cases []storyCase
	shelf
}

// storyCase is one case of a story.
type storyCase struct {
	record.CaseSummary
	Lines []lineWord
}

// lineWord is one line in one word.
type lineWord struct {
	Where, Word string
	Streak      int         // of failures
	Run         model.RunID // that said so
}

// storyPage shows one story.
func (s *site) storyPage(r *http.Request, o record.Overview) (view, error) {
	st, err := s.Board.Story(r.Context(), r.PathValue("key"))
	if err != nil {
		return view{}, fmt.Errorf("read story: %w", err)
	}
	b := storyBody{StoryView: st, Key: cmp.Or(st.Issue.Key, st.Verdict.Key), shelf: shelf{root(r)}}
	for _, c := range st.Cases {
		row := storyCase{CaseSummary: c}
		for _, l := range c.Lines {
			row.Lines = append(row.Lines, lineWord{Where: lineRow{Line: l}.Where(), Word: string(outcome(l)), Streak: l.Failures, Run: cmp.Or(l.Deciding, l.Last).Run})
		}
		b.Cases = append(b.Cases, row)
	}
	slices.SortStableFunc(b.Cases, failingFirst)
	at, note := st.Verdict.AsOf, "latest result"
	if at.IsZero() { // nothing has ever run for it
		at, note = judged(o)
	}
	return view{name: "story", Title: b.Key + " " + clip(120, st.Issue.Summary), Nav: "stories", AsOf: at, Note: note, Body: b}, nil
}

// failingFirst orders the cases of a story: those that fail, then by title.
func failingFirst(a, b storyCase) int {
	if (a.State == "") != (b.State == "") {
		return cmp.Compare(b.State, a.State)
	}
	return cmp.Compare(a.Case.Title, b.Case.Title)
}

// outcome is what a line says now: its deciding result, else its latest.
func outcome(l model.Line) model.Outcome {
	return cmp.Or(l.Deciding.Outcome, l.Last.Outcome, model.Unknown)
}

// doubts says of each source that is not known completely why its word may not be the
// last.
func doubts(st verdict.Story) []string {
	var out []string
	for _, source := range st.Doubts() {
		out = append(out, record.Doubt(source, st.BySource[source]))
	}
	return out
}
