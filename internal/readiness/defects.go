package readiness

import (
	"cmp"
	"fmt"
	"slices"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// defect is an issue that reports a failure and concerns the scope.
type defect struct {
	issue   jira.Issue
	cases   []model.CaseID // that it reports, as far as we know
	stories []string       // of the scope, that it concerns
}

// findDefects finds what is reported of the scope: defects of its tests, those linked to
// its stories, and those that are planned for it themselves.
func (a *assessment) findDefects() {
	rows := map[string][]ledger.Entry{}
	for _, e := range a.Entries {
		if e.State == ledger.Owned {
			rows[e.IssueID] = append(rows[e.IssueID], e)
		}
	}
	for _, i := range a.Issues {
		d := defect{issue: i}
		for _, e := range rows[i.ID] {
			d.cases = append(d.cases, casesOf(e)...)
			d.stories = append(d.stories, a.concerned(e)...)
		}
		reports := len(rows[i.ID]) > 0 || among(a.Rules.DefectTypes, i.Type)
		if reports {
			for _, l := range i.Links {
				if a.keys[l.Key] {
					d.stories = append(d.stories, l.Key)
				}
			}
		}
		if reports && (len(d.stories) > 0 || a.holds(i)) && !a.keys[i.Key] {
			slices.Sort(d.stories)
			d.stories = slices.Compact(d.stories)
			a.defects = append(a.defects, d)
		}
	}
}

// casesOf lists the cases that a row reports.
func casesOf(e ledger.Entry) []model.CaseID {
	out := []model.CaseID{model.CaseID(e.Case)}
	for _, member := range e.Cases {
		out = append(out, model.CaseID(model.CaseOf(member)))
	}
	return out
}

// concerned lists the stories of the scope that the cases of a row check.
func (a *assessment) concerned(e ledger.Entry) []string {
	var out []string
	for _, id := range casesOf(e) {
		for _, key := range a.tests[id].Stories {
			if a.keys[key] {
				out = append(out, key)
			}
		}
	}
	return out
}

// openFor counts the open defects that concern a story.
func (a *assessment) openFor(key string) int {
	n := 0
	for _, d := range a.defects {
		if d.issue.Category != jira.Done && slices.Contains(d.stories, key) {
			n++
		}
	}
	return n
}

// judgeDefects counts the open defects by priority, and finds fixes that nobody has seen
// work.
func (a *assessment) judgeDefects() {
	counts := map[string]*PriorityCount{}
	for _, d := range a.defects {
		item := Item{Key: d.issue.Key, Title: title(d.issue), Waiver: a.Rules.Waiver.Of(d.issue, a.Waivers[d.issue.ID], a.Now),
			Restricted: restricted(d.issue)}
		if d.issue.Category == jira.Done {
			if test := a.stillFails(d); test != "" {
				item.Why = fmt.Sprintf("it is %s, and %s still fails", cmp.Or(status(d.issue), "closed"), test)
				a.risks[UnverifiedFix].add(item)
			}
			continue
		}
		blocks := among(a.Rules.Priorities, d.issue.Priority)
		if counts[d.issue.Priority] == nil {
			counts[d.issue.Priority] = &PriorityCount{Priority: d.issue.Priority, Blocking: blocks}
		}
		counts[d.issue.Priority].Open++
		if made := d.issue.Created; !made.IsZero() && (a.Oldest.IsZero() || made.Before(a.Oldest)) {
			a.Oldest = made
		}
		item.Why = "open"
		if !restricted(d.issue) {
			item.Why = cmp.Or(d.issue.Priority, "no priority") + ", " + d.issue.Status
		}
		if len(d.stories) > 0 {
			item.Why += ", concerns " + listed(d.stories)
		}
		kind := OpenDefect
		if blocks {
			kind = BlockerOpen
		}
		a.risks[kind].add(item)
	}
	a.Defects = []PriorityCount{}
	for _, c := range counts {
		a.Defects = append(a.Defects, *c)
	}
	slices.SortFunc(a.Defects, func(x, y PriorityCount) int {
		return cmp.Or(rank(a.Rules.Priorities, x.Priority)-rank(a.Rules.Priorities, y.Priority), cmp.Compare(x.Priority, y.Priority))
	})
}

// rank is how grave a priority is: those that block in their order, then Jira's own
// words, then those that are not known.
func rank(blocking []string, priority string) int {
	order := append(slices.Clone(blocking), "Blocker", "Highest", "Critical", "High", "Major", "Medium", "Minor", "Low", "Lowest", "Trivial")
	if i := slices.Index(order, priority); i >= 0 {
		return i
	}
	return len(order)
}

// stillFails names a test that fails although its defect counts as fixed, "" if none
// does. A resolution that is no fix promises nothing.
func (a *assessment) stillFails(d defect) string {
	if among(a.Rules.WontFix, d.issue.Resolution) {
		return ""
	}
	for _, id := range d.cases {
		if t, ok := a.results.Cases[id]; ok && t.Outcome() == verdict.Failed && !t.Retired {
			return t.Title
		}
	}
	return ""
}
