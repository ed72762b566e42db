package apply

import (
	"context"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// stage is what decides which transitions an issue has: its project and type choose the
// workflow, its status the place in it. Conditions may hide some of them from one issue.
type stage struct{ project, issueType, status string }

// stageOf is the stage of an issue.
func stageOf(i jira.Issue) stage { return stage{i.Project, i.Type, i.Status} }

// way finds the transition of an issue that leads to a category, and all that it was
// chosen from. Issues at one stage are asked for it once: closing sixty is no reason to
// ask sixty times. own tells that this very issue was asked.
func (a *Applier) way(ctx context.Context, i jira.Issue, to jira.Category) (way jira.Transition, all []jira.Transition, own bool, err error) {
	if known, ok := a.ways[stageOf(i)]; ok {
		if way, ok := plan.Way(known, to); ok {
			return way, known, false, nil
		}
	}
	all, err = a.Jira.Inspector.Transitions(ctx, i.ID)
	if err != nil {
		return way, nil, true, err
	}
	a.ways[stageOf(i)] = all
	way, _ = plan.Way(all, to)
	return way, all, true, nil
}

// forget has the next issue of a stage ask again: what others could do, one could not.
func (a *Applier) forget(i jira.Issue) { delete(a.ways, stageOf(i)) }
