package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// errStale: the issue has changed since it was observed. Nothing is lost: the next
// cycle plans from what is there now.
var errStale = errors.New("changed since it was read")

// refresh reads the issues that are going to be written to, all in as few requests as
// possible, right before the first of them is: the mirror is as old as the search
// index, and people may have moved, closed or silenced an issue since.
func (a *Applier) refresh(ctx context.Context, changes []plan.Change) error {
	var ids []string
	for _, c := range changes {
		if c.Target.IssueID != "" && !slices.Contains(ids, c.Target.IssueID) {
			ids = append(ids, c.Target.IssueID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	issues, err := a.Jira.Reader.Read(ctx, ids, a.Fields...)
	if err != nil {
		return fmt.Errorf("read issues before writing to them: %w", err)
	}
	for _, i := range issues {
		a.fresh[i.ID] = i
	}
	return nil
}

// current returns the issue as just read, if it may still be written to.
func (a *Applier) current(c plan.Change) (jira.Issue, error) {
	issue, ok := a.fresh[c.Target.IssueID]
	switch {
	case !ok:
		return issue, a.stale(c, "it cannot be seen any more")
	case !issue.Archived.IsZero():
		return issue, a.stale(c, "it has been archived")
	case ledger.Ignored(issue.Labels):
		return issue, a.stale(c, "it now carries "+ledger.IgnoreLabel)
	}
	return issue, nil
}

// mine is current for a defect of ours: it must still carry the mark of its row, and be
// Done or not as the plan took it to be.
func (a *Applier) mine(c plan.Change, done bool) (jira.Issue, error) {
	issue, err := a.current(c)
	if err != nil {
		return issue, err
	}
	m, marked := ledger.ReadMark(a.Owner, issue.Labels)
	switch {
	case !marked || ledger.Name(m.Key, m.Generation) != c.Target.Defect:
		return issue, a.stale(c, "it no longer carries our mark")
	case (issue.Category == jira.Done) != done:
		return issue, a.stale(c, "it is now "+issue.Status)
	}
	return issue, nil
}

// stale says that the issue is no longer what the plan took it for, and has the
// mirror learn what it is: a search need not show that within the index lag, and of
// an issue in a project that nobody follows it never does.
func (a *Applier) stale(c plan.Change, what string) error {
	a.touched[c.Target.IssueID] = true
	return fmt.Errorf("%s: %s: %w", c.Target.Issue, what, errStale)
}
