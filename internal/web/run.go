package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
)

// runBody is one test run: what it ran on, what it came to, and who has its failures.
type runBody struct {
	record.RunView
	Outcomes tally
	States   tally // failing cases by who has them now
	Results  []record.RunResult
	Next     string
	Filter   record.ResultFilter
	Kept     bool // some results are still there
	urls
}

// resultFilter reads which results of a run a query asks for.
func resultFilter(r *http.Request) (f record.ResultFilter, err error) {
	f = record.ResultFilter{Outcome: model.Outcome(word(r, "outcome")), After: word(r, "after")}
	if f.Outcome != "" && !slices.Contains(model.Outcomes(), f.Outcome) {
		var words []string
		for _, o := range model.Outcomes() {
			words = append(words, string(o))
		}
		return f, refused{http.StatusBadRequest, fmt.Sprintf("there is no outcome %q; outcomes are: %s", f.Outcome, strings.Join(words, ", "))}
	}
	if f.After != "" {
		if _, err := record.ReadResultPlace(f.After); err != nil {
			return f, refused{http.StatusBadRequest, err.Error()}
		}
	}
	f.Limit, err = rowLimit(r)
	return f, err
}

// run reads the run of an address and the page of its results that the query asks for.
func (s *site) run(r *http.Request) (record.RunView, record.ResultPage, record.ResultFilter, error) {
	id := model.RunID(r.PathValue("id"))
	f, err := resultFilter(r)
	if err != nil {
		return record.RunView{}, record.ResultPage{}, f, err
	}
	v, err := s.Board.Run(r.Context(), id)
	if err != nil {
		return v, record.ResultPage{}, f, fmt.Errorf("read run: %w", err)
	}
	page, err := s.Board.Results(r.Context(), id, f)
	if err != nil {
		return v, page, f, fmt.Errorf("read the results of a run: %w", err)
	}
	page.Results = bareResults(page.Results)
	return v, page, f, nil
}

// runPage shows one test run.
func (s *site) runPage(r *http.Request, o record.Overview) (view, error) {
	v, page, f, err := s.run(r)
	if err != nil {
		return view{}, err
	}
	b := runBody{RunView: v, Outcomes: outcomes(v.RunRow), States: tallied(append(states(), record.Over), v.States),
		Results: page.Results, Next: page.Next, Filter: f, Kept: len(page.Results) > 0 || f.After != "" || f.Outcome != ""}
	if len(v.Failures) > 0 {
		if b.urls, err = s.urls(r.Context(), o); err != nil {
			return view{}, err
		}
	}
	return view{name: "run", Title: "Test run " + clip(120, v.Name), Nav: "runs", AsOf: v.Finished, Note: "end of this run", Body: b}, nil
}

// runData is the same as JSON.
func (s *site) runData(r *http.Request) (any, error) {
	v, page, _, err := s.run(r)
	if err != nil {
		return nil, err
	}
	return struct {
		AsOf time.Time `json:"as_of"`
		record.RunView
		record.ResultPage
	}{v.Finished, v, page}, nil
}

// resultsCSV serves all results of a run, or those of one outcome, for spreadsheets.
func (s *site) resultsCSV(w http.ResponseWriter, r *http.Request) {
	f, err := resultFilter(r)
	id := model.RunID(r.PathValue("id"))
	if err == nil {
		_, err = s.Board.Run(r.Context(), id)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f.Limit = rowsPiece
	var write func([]record.RunResult) error
	s.pieces(w, r, func(from string) (string, error) {
		f.After = from
		page, err := s.Board.Results(r.Context(), id, f)
		if err != nil {
			return "", fmt.Errorf("read the results of a run: %w", err)
		}
		if write == nil {
			csvAnswer(w, "results.csv")
			if write, err = record.ResultCSV(w, s.External); err != nil {
				return "", err
			}
		}
		return page.Next, write(page.Results)
	})
}

// bareResults is results without traces and output: lists need none, and the page of the
// case has them.
func bareResults(all []record.RunResult) []record.RunResult {
	all = list(all)
	for i := range all {
		all[i].Parts = nil
		if f := all[i].Failure; f != nil {
			all[i].Failure = &model.Failure{Error: f.Error, Type: clip(200, f.Type), Message: clip(600, f.Message)}
		}
	}
	return all
}

// To is the page of the run with the results of one outcome.
func (b runBody) To(outcome string) string {
	return address(string(b.ID), "outcome", outcome) + "#results"
}

// More is the next page of results.
func (b runBody) More() string {
	return address(string(b.ID), "outcome", string(b.Filter.Outcome), "after", b.Next) + "#results"
}

// CSV is the table of the results that are listed, relative to the first page.
func (b runBody) CSV() string {
	return address("api/v1/runs/"+string(b.ID)+"/results.csv", "outcome", string(b.Filter.Outcome))
}

// Hidden counts the failing cases beyond those that are listed.
func (b runBody) Hidden() int { return b.States.Total - len(b.Failures) }

// List is the list of runs with one filter.
func (b runBody) List(filter, value string) string { return address("../runs", filter, value) }
