package dashboards

import (
	"fmt"

	"syncd/internal/metrics"
)

// scopesUID is the address of the board of releases and sprints.
const scopesUID = "syncd-release-sprint"

// kind is a release or a sprint: its series, and what they are called.
type kind struct {
	name, labels, match, end                       string // end is the series of its date
	stories, tests, failing, open, risks, accepted string
	readiness, score, component, judged, oldest    string
	verdict                                        string
	ended, members                                 string // texts
}

// kinds are both.
func kinds() (release, sprint kind) {
	release = kind{"release", "project, release", `project=~"$project",release="$release"`, metrics.ReleaseDue,
		metrics.ReleaseStories, metrics.ReleaseTests, metrics.ReleaseFailingTests, metrics.ReleaseOpenDefects, metrics.ReleaseRisks, metrics.ReleaseAcceptedRisks,
		metrics.ReleaseReadiness, metrics.ReleaseRiskScore, metrics.ReleaseRiskComponent, metrics.ReleaseJudged, metrics.ReleaseOldestDefect,
		metrics.ReleaseStoryVerdict, "Due", "planned for it"}
	sprint = kind{"sprint", "board, sprint", `board=~"$board",sprint="$sprint"`, metrics.SprintEnd,
		metrics.SprintStories, metrics.SprintTests, metrics.SprintFailingTests, metrics.SprintOpenDefects, metrics.SprintRisks, metrics.SprintAcceptedRisks,
		metrics.SprintReadiness, metrics.SprintRiskScore, metrics.SprintRiskComponent, metrics.SprintJudged, metrics.SprintOldestDefect,
		metrics.SprintStoryVerdict, "Ends", "in it"}
	return release, sprint
}

// scopes answers, before a release or a sprint review: is it ready, and what is left?
func scopes(o Options) Board {
	p := newPage(scopesUID, "Release and sprint", "Whether a release or a sprint is ready, and what is left.", "now-14d",
		several("project", "Project", `label_values(syncd_release_info{job=~"$job"}, project)`),
		single("release", "Release", `label_values(syncd_release_info{job=~"$job",project=~"$project"}, release)`),
		several("board", "Board", `label_values(syncd_sprint_info{job=~"$job"}, board)`),
		single("sprint", "Sprint", `label_values(syncd_sprint_info{job=~"$job",board=~"$board"}, sprint)`),
		o.pages(), o.site())
	p.dues()
	p.restarts(false)
	release, sprint := kinds()
	p.line(3, text("For stakeholders, before a release or a sprint review: **is it ready, and what is left?** Red blocks, orange has to be accepted or done. "+
		"Choose a release and a sprint above; stories lead to their page and to Jira."))
	for _, k := range []kind{release, sprint} {
		p.row(map[string]string{"release": "Release $release", "sprint": "Sprint $sprint"}[k.name])
		p.line(4, k.stats()...)
		p.line(8, k.storiesNow(), k.testsNow(), k.failingNow(), k.openNow())
		p.line(10, k.risksNow(), k.todo())
		p.line(9, k.storiesOverTime(), k.scoreOverTime())
		p.line(9, k.done())
	}
	return p.Board
}

// dues marks when releases are due.
func (p *page) dues() {
	p.mark("Releases due", "max by (project, release) ("+pick(metrics.ReleaseDue)+")", "{{project}} {{release}} is due", "", "purple", true)
}

// one is a series of the chosen scope.
func (k kind) one(name string, matchers ...string) string {
	return one(name, append([]string{k.match}, matchers...)...)
}

// stats are the numbers at the top of a scope.
func (k kind) stats() []Panel {
	return []Panel{
		wordStat("Readiness", fmt.Sprintf("Not ready: a risk of the list readiness.blockers remains. At risk: any other does. Ready: none does, and at least one story is %s.", k.members),
			now("", readyNumber(k.readiness, "", k.match)), states()).of(4),
		stat("Fully tested", "Share of its stories whose tests all passed lately.", "percentunit",
			now("", share(by("", k.one(k.stories, `verdict="fully_tested"`)), by("", k.one(k.stories)))), levels("red", 0.5, "orange", 0.9, "green")).top(1).none("no stories").of(4),
		stat("Risks that remain", "Stories, defects, tests and sources at risk that nobody has accepted.", "short", now("", by("", k.one(k.risks))), levels("green", 1, "orange")).of(3),
		stat("Open defects", "Open defects that concern it.", "short", now("", by("", k.one(k.open))), levels("green", 1, "orange")).of(3),
		stat("Oldest open defect", "How long the oldest open defect has been open.", "s", now("", since("min("+pick(k.oldest, k.match)+")")), levels("blue")).none("none is open").of(4),
		stat(k.ended, "The date in Jira. Where there is none nobody can say whether it is late.", "dateTimeFromNow", now("", "max("+pick(k.end, k.match)+") * 1000"), levels("blue")).none("no date").of(3),
		stat("Judged", "How long ago. All that is said here is as old as that; if it grows, look at the operations board.", "s",
			now("", since("max("+pick(k.judged, k.match)+")")), levels("green", 3600, "orange", 14400, "red")).of(3),
	}
}

func (k kind) storiesNow() Panel {
	return bars("Stories by verdict", "Its stories, each once.", "short", now("{{verdict}}", by("verdict", k.one(k.stories)))).worded(verdicts())
}

func (k kind) testsNow() Panel {
	return bars("Tests by outcome", "Tests that check a story of it. What is left to run is the distance to a verdict.", "short", now("{{outcome}}", by("outcome", k.one(k.tests)))).worded(outcomes())
}

func (k kind) failingNow() Panel {
	return bars("Failing tests by who has them", "What has a defect has somebody; what is new or held back has not.", "short", now("{{defect_state}}", by("defect_state", k.one(k.failing)))).worded(holders())
}

func (k kind) openNow() Panel {
	return bars("Open defects by priority", "Those of the priorities in blocker_priorities make it not ready.", "short", now("{{priority}}", by("priority", k.one(k.open)))).worded(priorities())
}

func (k kind) risksNow() Panel {
	return table("Risks", "What may go wrong, by kind. Accepted are those that people have waived in Jira: shown, and not counted against it.", []Target{
		rows(by("risk", k.one(k.risks))), rows(by("risk", k.one(k.accepted))),
	}, column{from: "risk", title: "Risk"}, column{from: "Value #A", title: "Remain", levels: levels("green", 1, "orange"), width: 90},
		column{from: "Value #B", title: "Accepted", width: 90}).sorted("Remain", true).of(8)
}

// stories is one line for each story with a verdict.
func (k kind) list(title, description, verdict string) Panel {
	info := "max by (job, story, type, status_category, title) (" + pick(metrics.StoryInfo) + ")"
	return table(title, description, []Target{
		rows("max by (job, story, verdict) (" + pick(k.verdict, k.match, verdict) + ") * on (job, story) group_left (type, status_category, title) " + info),
	}, column{from: "story", title: "Story", links: storyLinks("Story"), width: 120}, column{from: "verdict", title: "Verdict", words: verdicts(), width: 160},
		column{from: "type", title: "Type", width: 110}, column{from: "status_category", title: "In Jira", words: categories(), width: 120}, column{from: "title", title: "Title"}).sorted("Verdict", false)
}

// categories are what the status of a story means.
func categories() []word {
	return []word{{"todo", "To do", grey}, {"in_progress", "In progress", "blue"}, {"done", "Done", "green"}}
}

func (k kind) todo() Panel {
	return k.list("Stories that are not fully tested", "What is left. A story leads to its page, which says which test decides, and to Jira. Done and red at once is a contradiction: reopen it or mend the test.", `verdict!="fully_tested"`).none("none: all are fully tested").of(16)
}

func (k kind) done() Panel {
	return k.list("Stories that are fully tested", "Nothing is left to do for these.", `verdict="fully_tested"`).none("none yet")
}

func (k kind) storiesOverTime() Panel {
	return graph("Stories by verdict over time", "On the way to the date green should take over. A taller stack is more scope.", "short", graphed("{{verdict}}", by("verdict", k.one(k.stories)))).parted(verdicts())
}

func (k kind) scoreOverTime() Panel {
	return graph("Risk score over time", "Shares of its stories, weighted; 0 is no risk known, 1 the worst. For the trend alone: it decides nothing.", "percentunit",
		graphed("{{component}}", by("component", k.one(k.component)))).parted(parts()).top(1)
}
