package apply

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"syncd/internal/failpoint"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
)

// Probe looks for issues that carry our marks above a floor, past the search index:
// it reads keys in blocks of jira.ReadMax until a whole block is absent, because a
// project's numbers have gaps where issues were deleted or moved.
func Probe(ctx context.Context, r jira.Reader, project string, floor int64, fields ...jira.Field) ([]jira.Issue, error) {
	var found []jira.Issue
	for {
		keys := make([]string, jira.ReadMax)
		for i := range keys {
			keys[i] = project + "-" + strconv.FormatInt(floor+int64(i)+1, 10)
		}
		issues, err := r.Read(ctx, keys, fields...)
		if err != nil {
			return nil, fmt.Errorf("look for issues above %s-%d: %w", project, floor, err)
		}
		if len(issues) == 0 {
			return found, nil
		}
		found = append(found, issues...)
		floor += jira.ReadMax
	}
}

// Resolve settles the rows in flight that have been left alone long enough: those
// whose issue is there are adopted, the others go back to planned and may be sent
// again. It returns the rows that changed, saved, and the issues found.
func Resolve(ctx context.Context, r jira.Reader, l Ledger, owner string, entries []ledger.Entry, settle time.Duration, now time.Time) ([]ledger.Entry, []jira.Issue, error) {
	floors := map[string]int64{}
	var open []ledger.Entry
	for _, e := range entries {
		if !e.Resolvable(settle, now) {
			continue
		}
		open = append(open, e)
		if floor, ok := floors[e.Project]; !ok || e.Floor < floor {
			floors[e.Project] = e.Floor
		}
	}
	var seen []jira.Issue
	for project, floor := range floors {
		issues, err := Probe(ctx, r, project, floor)
		if err != nil {
			return nil, nil, err
		}
		seen = append(seen, issues...)
	}
	changed, err := answer(open, owner, seen, now)
	if err != nil || len(changed) == 0 {
		return nil, seen, err
	}
	failpoint.Hit("C12")
	if err := l.Save(ctx, changed); err != nil {
		return nil, nil, fmt.Errorf("settle %d defects that had not been answered: %w", len(changed), err)
	}
	return changed, seen, nil
}

// answer gives each row the issue that carries its mark, or sends it back to planned.
func answer(open []ledger.Entry, owner string, issues []jira.Issue, now time.Time) ([]ledger.Entry, error) {
	byMark := map[ledger.Mark]jira.Issue{}
	for _, i := range issues {
		if m, ok := ledger.ReadMark(owner, i.Labels); ok {
			if first, dup := byMark[m]; !dup || len(i.ID) < len(first.ID) || len(i.ID) == len(first.ID) && i.ID < first.ID {
				byMark[m] = i
			}
		}
	}
	changed := slices.Clone(open)
	for n, e := range changed {
		var err error
		if i, ok := byMark[ledger.Mark{Key: e.Key, Generation: e.Generation}]; ok {
			changed[n], err = e.Settle(i.ID, i.Key, now)
		} else {
			changed[n], err = e.Step(ledger.Planned, now)
		}
		if err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// lookAgain waits until the rows of an unanswered request can be looked for, and
// looks. What is certainly absent is sent once more, under the same rows.
func (a *Applier) lookAgain(ctx context.Context, changes []plan.Change, rows []ledger.Entry, lost error) ([]jira.Created, error) {
	select {
	case <-ctx.Done():
		return nil, lost
	case <-time.After(a.Settle):
	}
	found, _, err := Resolve(ctx, a.Jira.Reader, a.Ledger, a.Owner, rows, a.Settle, a.Now().UTC())
	if err != nil {
		return nil, &jira.Error{Kind: jira.Unknown, Op: "look for a create that was not answered", Err: err}
	}
	created := make([]jira.Created, len(rows))
	var again []int
	for i := range rows {
		j := slices.IndexFunc(found, func(e ledger.Entry) bool { return e.Name() == rows[i].Name() })
		switch {
		case j < 0:
			// Not looked for: a clock that was set back has not let the settle time pass.
			created[i].Err = lost
		case found[j].State == ledger.Owned:
			created[i] = jira.Created{ID: found[j].IssueID, Key: found[j].IssueKey}
		default:
			rows[i] = found[j]
			again = append(again, i)
		}
	}
	return a.sendAgain(ctx, changes, rows, created, again)
}

// sendAgain sends what was certainly absent.
func (a *Applier) sendAgain(ctx context.Context, changes []plan.Change, rows []ledger.Entry, created []jira.Created, again []int) ([]jira.Created, error) {
	if len(again) == 0 {
		return created, nil
	}
	if err := a.brake(ctx); err != nil { // the wait was long enough for somebody to pull it
		for _, i := range again {
			created[i].Err = err
		}
		return created, nil
	}
	some, someRows := make([]plan.Change, len(again)), make([]ledger.Entry, len(again))
	for n, i := range again {
		some[n], someRows[n] = changes[i], rows[i]
	}
	second, err := a.send(ctx, some, someRows)
	for n, i := range again {
		rows[i] = someRows[n]
		switch {
		case err != nil:
			created[i].Err = err
		default:
			created[i] = second[n]
		}
	}
	return created, nil
}

// Numbers returns the highest issue number seen in each project.
func Numbers(issues []jira.Issue) map[string]int64 {
	top := map[string]int64{}
	for _, i := range issues {
		project := model.Project(i.Key)
		if project == "" {
			continue // no key: not even a dash to cut at
		}
		if n, err := strconv.ParseInt(i.Key[len(project)+1:], 10, 64); err == nil {
			top[project] = max(top[project], n)
		}
	}
	return top
}
