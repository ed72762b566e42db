package preflight

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// ways judges whether the workflow lets defects be reopened and resolved. Jira tells the
// ways out of an issue's status only, so this is as good as the issues that there are.
func (y Sync) ways(s Site, out *findings) {
	if may, known := s.Projects[y.Project].Granted["TRANSITION_ISSUES"]; known && !may {
		return // there are none for the account, whatever the workflow says
	}
	if y.Reopen {
		y.way(out, y.Where+".defects.reopen.by", "Done", jira.ToDo, y.Done)
	}
	if y.Resolve {
		y.way(out, y.Where+".defects.resolve.by", "open", jira.Done, y.Open)
	}
}

// way judges one direction by the statuses that were seen.
func (y Sync) way(out *findings, at, from string, to jira.Category, seen []Sample) {
	goal := "out of Done"
	if to == jira.Done {
		goal = "to Done"
	}
	if len(seen) == 0 {
		out.add(Note, at, "check again when there is one", "whether a transition leads %s is not known: there is no %s issue of type %s in %s", goal, from, y.Type, y.Project)
		return
	}
	var stuck, offered []string
	for _, x := range seen {
		if _, ok := plan.Way(x.Ways, to); !ok {
			stuck = append(stuck, x.Status)
			offered = append(offered, x.offers())
		}
	}
	if len(stuck) == 0 {
		return
	}
	level := y.level(plan.Full)
	if len(stuck) < len(seen) {
		level = Warning
	}
	slices.Sort(stuck)
	out.add(level, at, "add such a transition to the workflow, without fields that must be filled, or let syncd comment only (by: comment)",
		"no transition leads %s from %s without more fields: %s", goal, strings.Join(stuck, ", "), strings.Join(offered, "; "))
}

// offers tells the ways out of a status, and what bars them.
func (x Sample) offers() string {
	if len(x.Ways) == 0 {
		return x.Key + " offers none"
	}
	var out []string
	for _, t := range x.Ways {
		text := fmt.Sprintf("%s (to %s", t.Name, t.To)
		if len(t.Required) > 0 {
			text += ", asks for " + strings.Join(t.Required, " and ")
		}
		out = append(out, text+")")
	}
	return x.Key + " offers " + strings.Join(out, ", ")
}
