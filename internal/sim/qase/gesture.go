package qase

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Deed is a deed as data, for shell scripts and demos. Do names it; the other members are those that it needs.
type Deed struct {
	Do          string            `json:"do"`
	Project     string            `json:"project,omitempty"` // default SHOP
	Run         int64             `json:"run,omitempty"`
	Case        int64             `json:"case,omitempty"`
	Cases       []int64           `json:"cases,omitempty"` // add_run, add_plan
	Suite       int64             `json:"suite,omitempty"` // add_case; add_suite: the parent
	Milestone   int64             `json:"milestone,omitempty"`
	Environment int64             `json:"environment,omitempty"`
	Plan        int64             `json:"plan,omitempty"` // add_run
	Defect      int64             `json:"defect,omitempty"`
	Hash        string            `json:"hash,omitempty"` // edit_result, delete_result
	Title       string            `json:"title,omitempty"`
	Slug        string            `json:"slug,omitempty"`   // add_environment, add_status; add_project: the code
	Status      string            `json:"status,omitempty"` // of a result, a case or a defect
	Comment     *string           `json:"comment,omitempty"`
	Stacktrace  *string           `json:"stacktrace,omitempty"`
	Params      map[string]string `json:"params,omitempty"` // execute
	SpentMS     int64             `json:"spent_ms,omitempty"`
	Results     []string          `json:"results,omitempty"`  // add_defect: hashes
	External    string            `json:"external,omitempty"` // add_defect
	Issues      []string          `json:"issues,omitempty"`   // add_case, set_issues: keys; link_run: one or none
	At          time.Time         `json:"at,omitzero"`
}

// Made is what a deed left behind.
type Made struct {
	ID   int64  `json:"id,omitempty"`
	Hash string `json:"hash,omitempty"`
}

// gestures are the deeds by name.
var gestures = map[string]func(*Server, Deed) (Made, error){
	"execute":         (*Server).execute,
	"edit_result":     (*Server).editResult,
	"delete_result":   func(s *Server, d Deed) (Made, error) { return Made{Hash: d.Hash}, s.DeleteResult(d.Project, d.Hash) },
	"add_project":     func(s *Server, d Deed) (Made, error) { return Made{}, s.AddProject(d.Slug, d.Title) },
	"add_status":      func(s *Server, d Deed) (Made, error) { return Made{}, s.AddStatus(d.Slug, d.Title) },
	"add_suite":       func(s *Server, d Deed) (Made, error) { return made(s.AddSuite(d.Project, d.Title, d.Suite)) },
	"add_milestone":   func(s *Server, d Deed) (Made, error) { return made(s.AddMilestone(d.Project, d.Title)) },
	"add_environment": func(s *Server, d Deed) (Made, error) { return made(s.AddEnvironment(d.Project, d.Title, d.Slug)) },
	"add_plan":        func(s *Server, d Deed) (Made, error) { return made(s.AddPlan(d.Project, d.Title, d.Cases...)) },
	"add_case":        (*Server).addCase,
	"set_issues": func(s *Server, d Deed) (Made, error) {
		return Made{ID: d.Case}, s.EditCase(d.Project, d.Case, func(k *Case) { k.Issues = keys(d.Issues) })
	},
	"set_case": func(s *Server, d Deed) (Made, error) {
		return Made{ID: d.Case}, s.EditCase(d.Project, d.Case, func(k *Case) {
			k.Title, k.Status = cmp.Or(d.Title, k.Title), cmp.Or(d.Status, k.Status)
		})
	},
	"delete_case":  func(s *Server, d Deed) (Made, error) { return Made{ID: d.Case}, s.DeleteCase(d.Project, d.Case) },
	"add_run":      (*Server).addRun,
	"complete_run": func(s *Server, d Deed) (Made, error) { return Made{ID: d.Run}, s.EndRun(d.Project, d.Run, false, d.At) },
	"abort_run":    func(s *Server, d Deed) (Made, error) { return Made{ID: d.Run}, s.EndRun(d.Project, d.Run, true, d.At) },
	"delete_run":   func(s *Server, d Deed) (Made, error) { return Made{ID: d.Run}, s.DeleteRun(d.Project, d.Run) },
	"link_run": func(s *Server, d Deed) (Made, error) {
		return Made{ID: d.Run}, s.LinkRun(d.Project, d.Run, append(d.Issues, "")[0])
	},
	"add_defect": (*Server).addDefect,
	"set_defect": func(s *Server, d Deed) (Made, error) {
		return Made{ID: d.Defect}, s.SetDefect(d.Project, d.Defect, d.Status)
	},
}

// Perform does a deed.
func (s *Server) Perform(d Deed) (Made, error) {
	do := gestures[d.Do]
	if do == nil {
		return Made{}, fmt.Errorf("qase simulator: no deed %q; there are %v", d.Do, slices.Sorted(maps.Keys(gestures)))
	}
	d.Project = cmp.Or(d.Project, "SHOP")
	return do(s, d)
}

// made is what was made, by id.
func made(id int64, err error) (Made, error) { return Made{ID: id}, err }

// keys are issues by their keys.
func keys(list []string) []Issue {
	var out []Issue
	for _, key := range list {
		out = append(out, Issue{app, key})
	}
	return out
}

// said is a text that may be missing.
func said(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func (s *Server) execute(d Deed) (Made, error) {
	hash, err := s.Execute(d.Project, Result{Run: d.Run, Case: d.Case, Status: d.Status, Comment: said(d.Comment),
		Stacktrace: said(d.Stacktrace), Params: d.Params, Spent: time.Duration(d.SpentMS) * time.Millisecond, Ended: d.At})
	return Made{Hash: hash}, err
}

func (s *Server) editResult(d Deed) (Made, error) {
	edit := ResultEdit{Comment: d.Comment, Stacktrace: d.Stacktrace}
	if d.Status != "" {
		edit.Status = &d.Status
	}
	return Made{Hash: d.Hash}, s.EditResult(d.Project, d.Hash, edit)
}

func (s *Server) addCase(d Deed) (Made, error) {
	return made(s.AddCase(d.Project, Case{Title: d.Title, Suite: d.Suite, Milestone: d.Milestone, Status: d.Status,
		Issues: keys(d.Issues), Created: d.At}))
}

func (s *Server) addRun(d Deed) (Made, error) {
	return made(s.AddRun(d.Project, Run{Title: d.Title, Cases: d.Cases, Milestone: d.Milestone, Environment: d.Environment,
		Plan: d.Plan, Started: d.At}))
}

func (s *Server) addDefect(d Deed) (Made, error) {
	return made(s.AddDefect(d.Project, Defect{Title: d.Title, Actual: said(d.Comment), Status: d.Status, Results: d.Results,
		External: d.External, Milestone: d.Milestone, Created: d.At}))
}
