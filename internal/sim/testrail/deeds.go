package testrail

import (
	"errors"
	"fmt"
	"time"
)

// Deed is a deed as data, for shell scripts and demos: POST /_sim/deed. Do names it; the other members are those that
// it needs.
type Deed struct {
	Do        string         `json:"do"`
	User      string         `json:"user,omitempty"` // execute, revoke_keys, restrict: mail address
	At        time.Time      `json:"at,omitzero"`    // add_case, add_run, add_plan, execute: default now
	Project   int64          `json:"project,omitempty"`
	Suite     int64          `json:"suite,omitempty"`
	Section   int64          `json:"section,omitempty"`
	Case      int64          `json:"case,omitempty"`
	Run       int64          `json:"run,omitempty"`
	Plan      int64          `json:"plan,omitempty"`
	Test      int64          `json:"test,omitempty"`
	Result    int64          `json:"result,omitempty"`
	Milestone int64          `json:"milestone,omitempty"`
	Title     string         `json:"title,omitempty"`  // of a case
	Name      string         `json:"name,omitempty"`   // of a run or plan; set_custom: of the field
	Label     string         `json:"label,omitempty"`  // rename_status
	Refs      string         `json:"refs,omitempty"`   // of a case, run or plan
	Status    string         `json:"status,omitempty"` // name or label
	StatusID  int64          `json:"statusId,omitempty"`
	Comment   *string        `json:"comment,omitempty"`
	Defects   *string        `json:"defects,omitempty"`
	Elapsed   string         `json:"elapsed,omitempty"`
	Version   string         `json:"version,omitempty"`
	Cases     []int64        `json:"cases,omitempty"`
	Configs   []int64        `json:"configs,omitempty"`
	Projects  []int64        `json:"projects,omitempty"`
	Custom    map[string]any `json:"custom,omitempty"`
	Value     any            `json:"value,omitempty"`
	Soft      bool           `json:"soft,omitempty"` // delete_case
	On        *bool          `json:"on,omitempty"`   // maintenance
	Fault     *Fault         `json:"fault,omitempty"`
	Runs      int            `json:"runs,omitempty"`    // grow: how many runs, over so many
	Size      int            `json:"size,omitempty"`    // cases
	Results   int            `json:"results,omitempty"` // and so many results
}

// Perform does a deed, and returns the id of what it added (0 otherwise).
func (s *Server) Perform(d Deed) (int64, error) {
	switch d.Do {
	case "add_case":
		return s.AddCase(CaseDraft{Section: d.Section, Title: d.Title, Refs: d.Refs, Custom: d.Custom, At: d.At})
	case "add_run":
		return s.AddRun(RunDraft{d.Project, d.Suite, d.Name, d.Refs, d.Milestone, d.Cases, d.At})
	case "add_plan":
		id, _, err := s.AddPlan(RunDraft{d.Project, d.Suite, d.Name, d.Refs, d.Milestone, d.Cases, d.At}, d.Configs...)
		return id, err
	case "execute":
		return s.Execute(Execution{Run: d.Run, Case: d.Case, Test: d.Test, Status: d.Status, Comment: said(d.Comment), Defects: said(d.Defects),
			Elapsed: d.Elapsed, Version: d.Version, Custom: d.Custom, User: d.User, At: d.At})
	}
	return 0, s.perform(d)
}

func said(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// perform does the deeds that add nothing.
func (s *Server) perform(d Deed) error {
	switch d.Do {
	case "edit_result":
		return s.EditResult(d.Result, ResultEdit{d.Status, d.Comment, d.Defects})
	case "rename_case":
		return s.RenameCase(d.Case, d.Title)
	case "set_refs":
		return s.SetRefs(d.Case, d.Refs)
	case "set_custom":
		return s.SetCustom(d.Case, d.Name, d.Value)
	case "move_case":
		return s.MoveCase(d.Case, d.Section)
	case "delete_case":
		return s.DeleteCase(d.Case, d.Soft)
	case "close_run":
		return s.CloseRun(d.Run)
	case "close_plan":
		return s.ClosePlan(d.Plan)
	case "delete_run":
		return s.DeleteRun(d.Run)
	case "rename_run":
		return s.RenameRun(d.Run, d.Name)
	}
	return s.administer(d)
}

// administer does the deeds about the instance.
func (s *Server) administer(d Deed) error {
	switch d.Do {
	case "complete_milestone":
		return s.CompleteMilestone(d.Milestone)
	case "rename_status":
		return s.RenameStatus(d.StatusID, d.Label)
	case "revoke_keys":
		return s.RevokeKeys(d.User)
	case "restrict":
		return s.Restrict(d.User, d.Projects...)
	case "maintenance":
		if d.On == nil {
			return errors.New(`maintenance needs "on": true or false`)
		}
		return s.Maintenance(*d.On)
	case "heal":
		s.ClearFaults()
		return nil
	case "grow":
		return s.Grow(d.Size, d.Runs, d.Results)
	case "fail":
		if d.Fault == nil {
			return errors.New(`fail needs a "fault"`)
		}
		return s.Fail(*d.Fault)
	}
	return fmt.Errorf("unknown deed %q", d.Do)
}
