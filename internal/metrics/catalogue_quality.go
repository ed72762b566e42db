package metrics

import (
	"slices"

	"syncd/internal/readiness"
)

// The series about quality follow from the last plan of each sync. They are exported from
// one snapshot, by one instance.

// standing are those about all tests and stories, whatever they are planned for.
func standing() []Series {
	return []Series{
		{Name: Holds, Kind: Gauge, Labels: []string{"sync", "reason"}, Help: "Changes that the last plan deliberately did not make."},
		{Name: PendingChanges, Kind: Gauge, Labels: []string{"sync", "verb"}, Help: "Changes that the last plan wanted and that were not made."},
		{Name: Cases, Kind: Gauge, Labels: []string{"sync", "source"}, Help: "Cases that the last cycle judged; the sources of a sync appear with its first plan."},
		{Name: CasesNoStory, Kind: Gauge, Labels: []string{"sync", "source"}, Help: "Those of them that check no story."},
		{Name: FailingCases, Kind: Gauge, Labels: []string{"project", "state"}, Help: "Failing cases by who has them; the states sum to all failing cases."},
		{Name: Stories, Kind: Gauge, Labels: []string{"project", "verdict"}, Help: "Stories by verdict; the verdicts sum to all stories with a verdict."},
		{Name: LedgerEntries, Kind: Gauge, Labels: []string{"state"}, Help: "Rows of the ledger by how far they have come."},
		{Name: DuplicateDefects, Kind: Gauge, Labels: []string{"sync"}, Help: "Defects found by the last plan that we made although one with the same mark existed."},
		{Name: SeriesLeftOut, Kind: Gauge, Help: "Series of releases, sprints, filters and stories that metrics.max_series leaves out now."},
	}
}

// scoped are those about releases, sprints and filters that are judged. Each family has
// one twin per kind of scope: one with the labels of all would count a story twice that is
// planned for a release and a sprint.
func scoped() []Series {
	release, sprint, filter := scopeLabels(readiness.Release), scopeLabels(readiness.Sprint), scopeLabels(readiness.Filter)
	return slices.Concat([]Series{
		{Name: ReleaseInfo, Kind: Gauge, Labels: with(release, "state"), Help: "A release that is judged, unreleased or released; always 1."},
		{Name: ReleaseDue, Kind: Gauge, Labels: release, Help: "When the release is due; none where Jira has no date."},
		{Name: SprintInfo, Kind: Gauge, Labels: with(sprint, "state"), Help: "A sprint that is judged, active or closed; always 1."},
		{Name: SprintEnd, Kind: Gauge, Labels: sprint, Help: "When the sprint ends; none where Jira has no date."},
	}, judgements("release", release), judgements("sprint", sprint), []Series{
		{Name: FilterStories, Kind: Gauge, Labels: with(filter, "verdict"), Help: "Stories of the filter by verdict; the verdicts sum to all its stories."},
		{Name: FilterRisks, Kind: Gauge, Labels: with(filter, "risk"), Help: "Risks of the filter that remain, by kind."},
		{Name: FilterReadiness, Kind: Gauge, Labels: with(filter, "state"), Help: "How the filter stands: 1 for its state, 0 for the others."},
	})
}

// scopeLabels are the labels that name a scope of a kind.
func scopeLabels(k readiness.Kind) []string {
	switch k {
	case readiness.Release:
		return []string{"project", "release"}
	case readiness.Sprint:
		return []string{"board", "sprint"}
	}
	return []string{"filter"}
}

// judgements are the twins of one kind of scope.
func judgements(kind string, labels []string) []Series {
	family := func(name, help string, more ...string) Series {
		return Series{Name: "syncd_" + kind + "_" + name, Kind: Gauge, Labels: with(labels, more...), Help: help}
	}
	return []Series{
		family("stories", "Stories of the "+kind+" by verdict; the verdicts sum to all its stories.", "verdict"),
		family("tests", "Tests that check a story of the "+kind+", by outcome.", "outcome"),
		family("failing_tests", "Failing tests of the "+kind+" by who has them.", "defect_state"),
		family("open_defects", "Open defects of the "+kind+" by priority.", "priority"),
		family("oldest_open_defect_timestamp_seconds", "When the oldest open defect of the "+kind+" was made; none while none is open."),
		family("risks", "Risks of the "+kind+" that remain, by kind.", "risk"),
		family("accepted_risks", "Risks of the "+kind+" that people have waived, by kind.", "risk"),
		family("readiness", "How the "+kind+" stands: 1 for its state, 0 for the others.", "state"),
		family("risk_score", "What remains in one number for trends: 0 no risk known, 1 the worst."),
		family("risk_component", "The parts of the score, weighted: they sum to it.", "component"),
		family("judged_timestamp_seconds", "When the "+kind+" was last judged."),
	}
}

// storied are those that name stories, of judged releases and sprints alone, and only
// while metrics.stories is true.
func storied() []Series {
	return []Series{
		{Name: StoryInfo, Kind: Gauge, Labels: []string{"project", "story", "type", "status_category"}, Optional: []string{"title"},
			Help: "A story of a judged release or sprint; always 1. With a title where web.titles_in_metrics is true."},
		{Name: ReleaseStoryVerdict, Kind: Gauge, Labels: []string{"project", "release", "story", "verdict"}, Help: "The verdict of a story in a release; always 1."},
		{Name: SprintStoryVerdict, Kind: Gauge, Labels: []string{"project", "board", "sprint", "story", "verdict"}, Help: "The verdict of a story in a sprint; always 1."},
	}
}

// defective are those about defects. They follow from the ledger and the mirror of Jira:
// a restart does not begin them anew.
func defective() []Series {
	project := []string{"project"}
	return []Series{
		{Name: Defects, Kind: Gauge, Labels: []string{"project", "priority", "state"}, Help: "Issues that report failing tests, by what has become of them."},
		{Name: DefectsOpened, Kind: Counter, Labels: project, Help: "Defects that were filed or adopted, ever."},
		{Name: DefectsReopened, Kind: Counter, Labels: project, Help: "Times that syncd moved a defect out of Done."},
		{Name: DefectResolution, Kind: Histogram, Labels: project, Help: "From the creation of a defect of ours to Done, of all that are Done now. One that is reopened is taken out until it is Done again."},
	}
}

// with returns labels and some more, sharing nothing.
func with(labels []string, more ...string) []string { return slices.Concat(labels, more) }
