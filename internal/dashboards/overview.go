package dashboards

import "syncd/internal/metrics"

// overview answers: how do tests and stories stand, and is the picture fresh?
func overview(o Options) Board {
	p := newPage("syncd-quality-overview", "Quality overview", "How all tests and stories stand, whatever they are planned for.", "now-30d",
		several("project", "Project", `label_values(syncd_stories{job=~"$job"}, project)`), o.pages())
	p.dues()
	p.restarts(false)
	p.line(4, text("For everybody: **how do tests and stories stand, and is the picture fresh?** Red stories and failing tests that nobody has are the first to look at. "+
		"The lists behind the numbers: [failing tests](${board_url}/failures), [defects](${board_url}/defects)."))
	p.line(4, overviewStats()...)
	p.row("Stories")
	p.line(9, storiesNow(), storiesOverTime())
	p.row("Tests")
	p.line(9, casesOverTime(), looseCases())
	p.row("Releases, sprints and filters")
	p.line(8, releases())
	p.line(7, sprints(), filters())
	return p.Board
}

// inProject are the matchers of the chosen projects.
const inProject = `project=~"$project"`

// overviewStats are the numbers at the top.
func overviewStats() []Panel {
	stories := by("", one(metrics.Stories, inProject))
	return []Panel{
		stat("Stories fully tested", "Share of all stories with a verdict whose tests all passed lately. What is good is for you to say; what matters is that it does not fall.", "percentunit",
			now("", share(by("", one(metrics.Stories, inProject, `verdict="fully_tested"`)), stories)), levels("red", 0.5, "orange", 0.9, "green")).top(1).none("no stories"),
		stat("Stories that fail", "Stories with a test that fails. Good is 0; each has a line in the tables of the release board.", "short",
			now("", by("", one(metrics.Stories, inProject, `verdict="failing"`))), levels("green", 1, "red")),
		stat("Failing tests without a defect", "Failing tests that no issue has: new ones, those held back, and those that were red at first contact. Good is 0; the list of failing tests says why each is held.", "short",
			now("", by("", one(metrics.FailingCases, inProject, `state=~"new|held|already red"`))), levels("green", 1, "orange")),
		stat("Open defects", "Issues that report failing tests and are not Done.", "short",
			now("", by("", one(metrics.Defects, inProject, `state="open"`))), levels("blue")),
		stat("Last good cycle", "How long ago a cycle of any sync last succeeded. All numbers here are as old as that; if it grows, look at the operations board.", "s",
			now("", since("max("+pick(metrics.SyncLastSuccess)+")")), levels("green", 1800, "orange", 3600, "red")),
	}
}

func storiesNow() Panel {
	return bars("Stories by verdict", "All stories with a verdict, each once. The verdicts sum to all of them.", "short",
		now("{{verdict}}", by("verdict", one(metrics.Stories, inProject)))).worded(verdicts()).of(8)
}

func storiesOverTime() Panel {
	return graph("Stories by verdict over time", "Green should grow and red should not last. A fall of the whole stack means that stories or their tests went away.", "short",
		graphed("{{verdict}}", by("verdict", one(metrics.Stories, inProject)))).parted(verdicts()).of(16)
}

func casesOverTime() Panel {
	return graph("Failing tests by who has them", "Each failing test is in exactly one state. What is new or held back needs somebody; what has a defect has one.", "short",
		graphed("{{state}}", by("state", one(metrics.FailingCases, inProject)))).parted(holders()).of(16)
}

func looseCases() Panel {
	return stat("Tests that check no story", "Share of judged tests without a story, over all projects: what they find counts for no release. A few link rules cover a thousand tests.", "percentunit",
		now("", share(by("", one(metrics.CasesNoStory)), by("", one(metrics.Cases)))), levels("green", 0.1, "orange", 0.5, "red")).top(1).of(8)
}

// readyNumber is the state of readiness as a number: 0 ready, 1 at risk, 2 not ready.
func readyNumber(name, labels string, matchers ...string) string {
	at := func(state string) string {
		return by(labels, one(name, append(append([]string{}, matchers...), `state="`+state+`"`)...))
	}
	return at("at_risk") + " + 2 * " + at("not_ready")
}

// releases is one line for each release.
func releases() Panel {
	const at = "project, release"
	return table("Releases", "Every release that is judged. Not ready: something blocks. At risk: something is left to accept or to do. The release board says what.", []Target{
		rows(readyNumber(metrics.ReleaseReadiness, at, inProject)),
		rows(share(by(at, one(metrics.ReleaseStories, inProject, `verdict="fully_tested"`)), by(at, one(metrics.ReleaseStories, inProject)))),
		rows(by(at, one(metrics.ReleaseStories, inProject, `verdict="failing"`))),
		rows(by(at, one(metrics.ReleaseOpenDefects, inProject))),
		rows("max by (project, release) (" + pick(metrics.ReleaseRiskScore, inProject) + ")"),
		rows("max by (project, release) (" + pick(metrics.ReleaseDue, inProject) + ") * 1000"),
	},
		column{from: "project", title: "Project", width: 110}, column{from: "release", title: "Release", links: append(drill("project", "release"), pageOf("releases/"+cell("Project")+"/"+cell("Release")))},
		column{from: "Value #A", title: "State", words: states()}, column{from: "Value #B", title: "Fully tested", unit: "percentunit"},
		column{from: "Value #C", title: "Failing stories", levels: levels("green", 1, "red")}, column{from: "Value #D", title: "Open defects"},
		column{from: "Value #E", title: "Risk score", unit: "percentunit"}, column{from: "Value #F", title: "Due", unit: "dateTimeFromNow"}).sorted("Due", false)
}

// sprints is one line for each sprint.
func sprints() Panel {
	const at = "board, sprint"
	return table("Sprints", "Every sprint that is judged, of all boards.", []Target{
		rows(readyNumber(metrics.SprintReadiness, at)),
		rows(share(by(at, one(metrics.SprintStories, `verdict="fully_tested"`)), by(at, one(metrics.SprintStories)))),
		rows(by(at, one(metrics.SprintOpenDefects))),
		rows("max by (board, sprint) (" + pick(metrics.SprintEnd) + ") * 1000"),
	},
		column{from: "board", title: "Board"}, column{from: "sprint", title: "Sprint", links: drill("board", "sprint")},
		column{from: "Value #A", title: "State", words: states()}, column{from: "Value #B", title: "Fully tested", unit: "percentunit"},
		column{from: "Value #C", title: "Open defects"}, column{from: "Value #D", title: "Ends", unit: "dateTimeFromNow"}).sorted("Ends", false)
}

// pageOf leads to the page of a scope, which names its stories and risks.
func pageOf(path string) dataLink {
	return dataLink{"Stories and risks, by name", "${board_url}/" + path, true}
}

// filters is one line for each filter.
func filters() Panel {
	return table("Filters", "Searches that are judged like a release; `track.filters` in the configuration.", []Target{
		rows(readyNumber(metrics.FilterReadiness, "filter")),
		rows(by("filter", one(metrics.FilterStories))),
		rows(by("filter", one(metrics.FilterStories, `verdict="failing"`))),
		rows(by("filter", one(metrics.FilterRisks))),
	},
		column{from: "filter", title: "Filter", links: []dataLink{pageOf("filters/" + cell("Filter"))}}, column{from: "Value #A", title: "State", words: states()}, column{from: "Value #B", title: "Stories"},
		column{from: "Value #C", title: "Failing stories", levels: levels("green", 1, "red")}, column{from: "Value #D", title: "Risks"}).sorted("Filter", false).none("no filters are configured")
}

// drill leads from a scope to its board.
func drill(outer, inner string) []dataLink {
	field := func(name string) string {
		title := map[string]string{"project": "Project", "release": "Release", "board": "Board", "sprint": "Sprint"}[name]
		return "var-" + name + "=" + cell(title)
	}
	return []dataLink{{Title: "Show what is left to do", URL: "/d/" + scopesUID + "?" + field(outer) + "&" + field(inner) + "&${datasource:queryparam}&${job:queryparam}"}}
}
