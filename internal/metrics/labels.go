package metrics

import (
	"strings"

	"syncd/internal/hook"
	"syncd/internal/plan"
	"syncd/internal/push"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// Label says what a label may hold.
type Label struct {
	Name, Meaning string
	// Values is the closed list of its values where there is one. What is in none of it is
	// other. Where a label means something else in some series, Of names their beginning.
	Values []string
	Of     string
}

// Labels lists every label of the house, in the order in which docs print them.
func Labels() []Label {
	return append(qualityLabels(), []Label{
		{Name: "sync", Meaning: "name of a sync in the configuration"},
		{Name: "source", Meaning: "name of a source in the configuration"},
		{Name: "site", Meaning: "name of a Jira in the configuration, `jira` where there is one only"},
		{Name: "target", Meaning: "who is asked: a Jira, or a source that asks a server"},
		{Name: "endpoint", Meaning: "template of the address, never an address; at most 60 for each target"},
		{Name: "code", Meaning: "status of the answer, `none` where none came"},
		{Name: "verb", Meaning: "what a change does", Values: words(plan.Verbs())},
		{Name: "reason", Of: "syncd_changes", Meaning: "why a change was made", Values: words(plan.Reasons())},
		{Name: "reason", Of: "syncd_holds", Meaning: "why a change was not made", Values: words(plan.HoldReasons())},
		{Name: "reason", Of: "syncd_http", Meaning: "why a request was sent again", Values: retryReasons},
		{Name: "result", Of: "syncd_changes", Meaning: "how a change ended", Values: words(plan.Results())},
		{Name: "result", Of: "syncd_sync", Meaning: "how a cycle ended", Values: cycleWords},
		{Name: "result", Of: "syncd_pushes", Meaning: "how a push ended", Values: push.Results()},
		{Name: "result", Of: "syncd_jira", Meaning: "how a webhook ended", Values: hook.Results()},
		{Name: "result", Of: "syncd_notifications", Meaning: "how a try to tell people ended", Values: record.NotifyResults()},
		{Name: "notifier", Meaning: "name of a notifier in the configuration"},
		{Name: "version", Meaning: "of this binary"},
		{Name: "goversion", Meaning: "what it was built with"},
	}...)
}

// qualityLabels are those of the series about quality.
func qualityLabels() []Label {
	var ledgers []string
	for _, s := range ledgerStates {
		ledgers = append(ledgers, string(s))
	}
	return []Label{
		{Name: "project", Meaning: "key of a Jira project; `other` from the 101st on"},
		{Name: "release", Meaning: "name of a version"},
		{Name: "board", Meaning: "name of a board"},
		{Name: "sprint", Meaning: "name of a sprint"},
		{Name: "filter", Meaning: "name of a search in `track.filters`"},
		{Name: "story", Meaning: "key of an issue that tests check"},
		{Name: "type", Meaning: "issue type of a story, in Jira's words"},
		{Name: "title", Meaning: "summary of a story, only where `web.titles_in_metrics` is true; empty for an issue with a security level"},
		{Name: "status_category", Meaning: "what the status of a story means in Jira", Values: []string{"todo", "in_progress", "done"}},
		{Name: "verdict", Meaning: "what the tests say of a story ([quality-model.md](quality-model.md))", Values: words(verdict.Words())},
		{Name: "outcome", Meaning: "how far a test of a release or sprint has come", Values: words(verdict.Progresses())},
		{Name: "defect_state", Meaning: "who has a failing test", Values: words(plan.StateWords())},
		{Name: "priority", Meaning: "of a defect, in Jira's words: " + strings.Join(usual, ", ") + ", further ones of classic Jiras and those of `blocker_priorities` once they are in use"},
		{Name: "risk", Meaning: "what may go wrong", Values: words(readiness.RiskKinds())},
		{Name: "component", Meaning: "part of the risk score", Values: readiness.ScoreParts()},
		{Name: "state", Of: "syncd_failing", Meaning: "who has a failing case", Values: words(plan.StateWords())},
		{Name: "state", Of: "syncd_ledger", Meaning: "how far a row of the ledger has come", Values: ledgers},
		{Name: "state", Of: "syncd_defects", Meaning: "what has become of a defect", Values: words(record.DefectStates())},
		{Name: "state", Of: "syncd_release_readiness, syncd_sprint_readiness, syncd_filter_readiness", Meaning: "how a scope stands", Values: words(readiness.States())},
		{Name: "state", Of: "syncd_release_info", Meaning: "of the version in Jira", Values: []string{"unreleased", "released"}},
		{Name: "state", Of: "syncd_sprint_info", Meaning: "of the sprint in Jira", Values: []string{"active", "closed"}},
	}
}

// Covers reports whether the label is described for a series.
func (l Label) Covers(series string) bool {
	if l.Of == "" {
		return true
	}
	for part := range strings.SplitSeq(l.Of, ", ") {
		if strings.HasPrefix(series, part) {
			return true
		}
	}
	return false
}
