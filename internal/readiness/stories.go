package readiness

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// storyRisks are the risks that a verdict means.
var storyRisks = map[verdict.Word]RiskKind{
	verdict.Failing: FailingStory, verdict.Blocked: Blocked, verdict.Uncovered: UncoveredStory, verdict.Stale: StaleResult,
	verdict.NotRun: NotRun, verdict.PartlyTested: NotRun, verdict.Unknown: NotRun,
}

// judgeStories sorts the stories by their verdict and finds the risks that follow.
func (a *assessment) judgeStories() {
	flaky := a.flakyTests()
	for _, i := range a.stories {
		st, tested := a.results.Stories[i.Key]
		if !tested {
			st = verdict.Story{Key: i.Key, Verdict: verdict.Uncovered, Reason: "no test refers to it"}
		}
		waiver := a.Rules.Waiver.Of(i, a.Waivers[i.ID], a.Now)
		a.Readiness.Stories[st.Verdict]++
		a.Total++
		if st.AsOf.After(a.Newest) {
			a.Newest = st.AsOf
		}
		a.Members = append(a.Members, Member{IssueID: i.ID, Key: i.Key, Title: title(i), Type: i.Type, Status: status(i), Done: i.Category == jira.Done, Category: i.Category, Restricted: restricted(i),
			Verdict: st.Verdict, Passed: st.Passed, Tests: st.Total, Open: a.openFor(i.Key), Failing: a.having(st), Reason: st.Reason, Waiver: waiver})
		item := func(why string) Item {
			return Item{Key: i.Key, Title: title(i), Why: why, Waiver: waiver, Restricted: restricted(i)}
		}
		if kind, risky := storyRisks[st.Verdict]; risky {
			a.risks[kind].add(item(st.Reason))
		}
		if i.Category == jira.Done && (st.Verdict == verdict.Failing || st.Verdict == verdict.Blocked) {
			a.risks[DoneButRed].add(item(fmt.Sprintf("it is %s in Jira; %s", cmp.Or(status(i), "done"), st.Reason)))
		}
		if other := a.elsewhere(st); other != "" {
			a.risks[OtherVersion].add(item(other))
		}
		if names := flaky[i.Key]; len(names) > 0 {
			a.risks[Flaky].add(item("changes between pass and fail: " + listed(names)))
		}
	}
}

// having says who has the failing tests of a story, each answer once.
func (a *assessment) having(st verdict.Story) []string {
	var out []string
	for _, id := range st.Cases {
		if s, fails := a.states[id]; fails {
			out = append(out, s.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// flakyTests names the flaky tests of each story.
func (a *assessment) flakyTests() map[string][]string {
	out := map[string][]string{}
	for _, t := range a.tests {
		if !t.Flaky || t.Muted {
			continue
		}
		for _, key := range t.Stories {
			out[key] = append(out[key], t.Title)
		}
	}
	for _, names := range out {
		slices.Sort(names)
	}
	return out
}

// elsewhere says on which other versions the tests of a story passed, "" where they did
// not, or where nothing says so. Only passes are asked: what fails is a risk already.
func (a *assessment) elsewhere(st verdict.Story) string {
	if a.Kind != Release || st.Verdict != verdict.FullyTested && st.Verdict != verdict.Stale && st.Verdict != verdict.PartlyTested {
		return ""
	}
	others := map[string]bool{}
	var names []string
	for _, id := range st.Cases {
		for _, run := range a.tests[id].Runs {
			if name := a.version(run); name != "" && !others[name] {
				others[name] = true
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "its tests last ran on " + listed(names)
}

// version is the other release of the scope's project that a run tested, "" for its own,
// or where nothing says which.
func (a *assessment) version(run model.RunID) string {
	v, ok := a.Releases.Of(a.Project, a.Runs[run])
	if !ok || v.ID == a.ID {
		return ""
	}
	return v.Name
}

// listed names a few of many.
func listed(names []string) string {
	if len(names) > namedMost {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:namedMost], ", "), len(names)-namedMost)
	}
	return strings.Join(names, ", ")
}
