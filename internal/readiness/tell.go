package readiness

import (
	"fmt"
	"slices"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/verdict"
)

// Telling is all that is needed to say what stories show of their verdicts.
type Telling struct {
	Issues   []jira.Issue    // that can be seen
	Required map[string]bool // ids of issues that must be tested
	// Shown are the ids of issues that have shown a verdict: where no test refers to one any
	// more, that is its verdict from then on.
	Shown map[string]bool
	// Whole says that every source was read whole: only then no test is no test.
	Whole    bool
	Results  Results
	Own      map[string]Results // see Input
	Releases verdict.Releases
}

// Tell says how each story stands for those who read its issue, in the order of the issues.
// It has one verdict per scope: where releases are judged by results of their own, that of
// its earliest unreleased fix version counts, else the latest.
func Tell(in Telling) []desired.Told {
	var out []desired.Told
	for _, i := range in.Issues {
		if t, ok := in.tell(i); ok {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b desired.Told) int { return compareKey(a.Story.Key, b.Story.Key) })
	return out
}

// tell says it of one issue, if it has a verdict.
func (in Telling) tell(i jira.Issue) (desired.Told, bool) {
	st, tested := in.Results.Stories[i.Key]
	if !tested {
		none := verdict.Story{Key: i.Key, Verdict: verdict.Uncovered, Reason: "no test refers to it"}
		return desired.Told{Story: none}, in.Whole && (in.Required[i.ID] || in.Shown[i.ID])
	}
	v, planned := in.Releases.Earliest(i.Project, i.FixVersions)
	own, judged := in.Own[v.ID]
	if !planned || !judged {
		return desired.Told{Story: st}, true
	}
	one, ran := own.Stories[i.Key]
	if !ran {
		one = verdict.Story{Key: i.Key, Verdict: verdict.NotRun, Total: st.Total, Reason: fmt.Sprintf("none of its tests has run on %s", v.Name)}
	}
	return desired.Told{Story: one, Release: v.Name}, true
}
