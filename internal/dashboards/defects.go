package dashboards

import "syncd/internal/metrics"

// defects answers: what is broken, who has it, and does mending keep up?
func defects(o Options) Board {
	p := newPage("syncd-defects-failures", "Defects and failures", "Failing tests, the defects they led to, and how fast those are mended.", "now-30d",
		several("project", "Project", `label_values(syncd_failing_cases{job=~"$job"}, project)`), o.pages(), o.site())
	p.dues()
	p.restarts(false)
	p.line(3, text("For testers and developers: **what is broken, who has it, and does mending keep up?** The list behind it: [failing tests](${board_url}/failures), [defects](${board_url}/defects)."))
	p.line(4, defectStats()...)
	p.row("Failing tests")
	p.line(9, casesOverTime().of(24))
	p.line(9, failingStories(), failingByRelease())
	p.row("Defects")
	p.line(9, openOverTime(), flow())
	p.line(8, openByPriority(), fate(), resolutionTimes())
	p.row("What syncd does not do, and why")
	p.line(8, heldBack())
	return p.Board
}

// defectStats are the numbers at the top.
func defectStats() []Panel {
	return []Panel{
		stat("Failing tests", "All failing tests, whoever has them.", "short", now("", by("", one(metrics.FailingCases, inProject))), levels("green", 1, "orange")),
		stat("Without a defect", "Failing tests that no issue has: new ones, those held back, and those that were red at first contact. Good is 0.", "short",
			now("", by("", one(metrics.FailingCases, inProject, `state=~"new|held|already red"`))), levels("green", 1, "red")),
		stat("Open defects", "Issues that report failing tests and are not Done.", "short", now("", by("", one(metrics.Defects, inProject, `state="open"`))), levels("blue")),
		stat("Filed in this time", "Defects that were filed or adopted in the shown time.", "short",
			now("", by("", "max without (instance, pod) ("+within(pick(metrics.DefectsOpened, inProject))+")")), levels("blue")),
		stat("Moved out of Done in this time", "Times that syncd reopened a defect in the shown time: a fix that did not hold.", "short",
			now("", by("", "max without (instance, pod) ("+within(pick(metrics.DefectsReopened, inProject))+")")), levels("green", 1, "orange")),
		stat("Time to Done, median", "Of all defects of ours that are Done now, from creation to Done. An estimate from buckets.", "s",
			now("", quantile("0.5", "", one(metrics.DefectResolution+"_bucket", inProject))+" > 0"), levels("blue")).none("none is Done"),
	}
}

// failingStories names the stories that fail in any release or sprint that is judged.
func failingStories() Panel {
	const red = `verdict=~"failing|blocked"`
	stories := "max by (job, project, story, verdict) (" + pick(metrics.ReleaseStoryVerdict, inProject, red) + " or " + pick(metrics.SprintStoryVerdict, inProject, red) + ")"
	info := "max by (job, story, type, status_category, title) (" + pick(metrics.StoryInfo) + ")"
	return table("Stories that fail", "Of judged releases and sprints, each once for each verdict. A story leads to its page, with the tests that fail and their defects, and to Jira.", []Target{
		rows(stories + " * on (job, story) group_left (type, status_category, title) " + info),
	}, column{from: "story", title: "Story", links: storyLinks("Story"), width: 120}, column{from: "verdict", title: "Verdict", words: verdicts(), width: 120},
		column{from: "type", title: "Type", width: 110}, column{from: "status_category", title: "In Jira", words: categories(), width: 120},
		column{from: "title", title: "Title"}).sorted("Story", false).none("none fails").of(14)
}

func failingByRelease() Panel {
	const at = "project, release"
	return table("Failing tests by release", "Where they hurt. Without a defect: nobody has them yet.", []Target{
		rows(by(at, one(metrics.ReleaseFailingTests, inProject))),
		rows(by(at, one(metrics.ReleaseFailingTests, inProject, `defect_state=~"new|held|already red"`))),
		rows(by(at, one(metrics.ReleaseOpenDefects, inProject))),
	}, column{from: "project", title: "Project", width: 110}, column{from: "release", title: "Release", links: drill("project", "release")},
		column{from: "Value #A", title: "Failing tests", levels: levels("green", 1, "orange")}, column{from: "Value #B", title: "Without a defect", levels: levels("green", 1, "red")},
		column{from: "Value #C", title: "Open defects"}).sorted("Failing tests", true).of(10)
}

func openOverTime() Panel {
	return graph("Open defects by priority over time", "Should not grow while a release comes nearer.", "short",
		graphed("{{priority}}", by("priority", one(metrics.Defects, inProject, `state="open"`)))).parted(priorities())
}

func flow() Panel {
	return graph("Defects filed and moved out of Done", "How many in each step. A peak is an outage or a bad build, if the flood rule did not catch it.", "short",
		graphed("filed", by("", "max without (instance, pod) (increase("+pick(metrics.DefectsOpened, inProject)+"[$__rate_interval]))")),
		graphed("moved out of Done", by("", "max without (instance, pod) (increase("+pick(metrics.DefectsReopened, inProject)+"[$__rate_interval]))"))).least("15m")
}

func openByPriority() Panel {
	return bars("Open defects by priority", "Those of the priorities in blocker_priorities keep a release from being ready.", "short",
		now("{{priority}}", by("priority", one(metrics.Defects, inProject, `state="open"`)))).worded(priorities())
}

func fate() Panel {
	return bars("Defects by what has become of them", "Every issue that answers a failing test. Let go: somebody took syncd's label off. Deleted or hidden: nothing new is filed for it until the test has passed.", "short",
		now("{{state}}", by("state", one(metrics.Defects, inProject)))).worded(fates())
}

func resolutionTimes() Panel {
	p := bars("Time to Done", "How many of the defects of ours that are Done now took at most this long, and longer than the bar before.", "short",
		Target{Expr: by("le", one(metrics.DefectResolution+"_bucket", inProject)), Legend: "{{le}}", Format: "heatmap", Instant: true})
	for _, b := range [][2]string{{"3600", "1 hour"}, {"14400", "4 hours"}, {"86400", "1 day"}, {"259200", "3 days"}, {"604800", "1 week"},
		{"1.2096e+06", "2 weeks"}, {"2.592e+06", "30 days"}, {"7.776e+06", "90 days"}, {"+Inf", "longer"}} {
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{matcher{"byName", b[0]}, []property{{"displayName", b[1]}}})
	}
	return p
}

func heldBack() Panel {
	return table("Held changes by reason", "Changes that the last plan deliberately did not make. The pages of cycles name each with what would release it; docs/metrics.md lists the reasons.", []Target{
		rows(by("reason", one(metrics.Holds)) + " > 0"),
	}, column{from: "reason", title: "Reason"}, column{from: "Value", title: "Changes"}).sorted("Changes", true).none("nothing is held")
}
