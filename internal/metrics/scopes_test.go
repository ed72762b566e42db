package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/metrics"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// release14 is the release that most tests judge.
var release14 = readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4"}

// assessed is a cycle that judged nothing but scopes.
func assessed(sync string, all ...readiness.Readiness) record.Cycle {
	if all == nil {
		all = []readiness.Readiness{}
	}
	return record.Cycle{Sync: sync, Started: start, Finished: start, Plan: plan.Plan{Made: start}, Readiness: all}
}

// TestScopesStartAtZero: each series of a closed list is there for a scope in which
// nothing has happened, and a moment that nobody knows has none.
func TestScopesStartAtZero(t *testing.T) {
	reg, set := fresh()
	set.Cycle(assessed("shop", readiness.Readiness{Scope: release14, State: readiness.Ready},
		readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Sprint, ID: "2", Name: "Sprint 2", Board: "b", Over: true}, State: readiness.AtRisk},
		readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Filter, ID: "hot", Name: "hot"}, State: readiness.Ready}))
	risks := len(readiness.RiskKinds())
	want := map[string]int{"stories": len(verdict.Words()), "tests": len(verdict.Progresses()), "failing_tests": len(plan.StateWords()), "open_defects": 6,
		"risks": risks, "accepted_risks": risks, "readiness": 3, "risk_score": 1, "risk_component": 5, "info": 1,
		"judged_timestamp_seconds": 0, "due_timestamp_seconds": 0, "end_timestamp_seconds": 0, "oldest_open_defect_timestamp_seconds": 0}
	for _, kind := range []string{"release", "sprint", "filter"} {
		for name, n := range want {
			if kind == "filter" && name != "stories" && name != "risks" && name != "readiness" {
				n = 0
			}
			family := "syncd_" + kind + "_" + name
			if got := values(t, reg, family); len(got) != n {
				t.Errorf("%s has %d series, want %d: %v", family, len(got), n, got)
			}
			if sum := total(t, reg, family); sum != 0 && name != "readiness" && name != "info" {
				t.Errorf("%s sums to %v where nothing has happened", family, sum)
			}
		}
	}
	if got := values(t, reg, metrics.SprintInfo); got[`{board="b",sprint="Sprint 2",state="closed"}`] != 1 {
		t.Errorf("info = %v", got)
	}
}

// TestAScopeThatTwoSyncsJudge: it is exported once, by the worst word, then by the one
// that sees most of it.
func TestAScopeThatTwoSyncsJudge(t *testing.T) {
	say := func(state readiness.State, stories int) readiness.Readiness {
		return readiness.Readiness{Scope: release14, State: state, Total: stories, Stories: map[verdict.Word]int{verdict.FullyTested: stories}}
	}
	for _, c := range []struct {
		name      string
		shop, pay readiness.Readiness
		want      float64 // stories of the one that is believed
	}{
		{"the worse", say(readiness.Ready, 9), say(readiness.NotReady, 2), 2},
		{"the worse, the other way", say(readiness.NotReady, 2), say(readiness.AtRisk, 9), 2},
		{"as bad: the larger", say(readiness.AtRisk, 3), say(readiness.AtRisk, 4), 4},
	} {
		reg, set := fresh()
		set.Cycle(assessed("shop", c.shop))
		set.Cycle(assessed("pay", c.pay))
		if sum := total(t, reg, metrics.ReleaseStories); sum != c.want {
			t.Errorf("%s: %v stories, want %v", c.name, sum, c.want)
		}
		if sum := total(t, reg, metrics.ReleaseReadiness); sum != 1 {
			t.Errorf("%s: %v states", c.name, sum)
		}
	}
}

// TestScopesOfOneName: boards and sprints may be called alike; one series stays.
func TestScopesOfOneName(t *testing.T) {
	reg, set := fresh()
	sprint := func(id string) readiness.Readiness {
		return judged(readiness.Scope{Kind: readiness.Sprint, ID: id, Name: "Sprint 1", Board: "Team"}, "SHOP-1")
	}
	odd := judged(readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "1", Name: "1\xff"}, "SHOP-2")
	odd2 := judged(readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "2", Name: "1\xfe"}, "SHOP-2")
	set.Cycle(assessed("shop", sprint("1"), sprint("2"), odd, odd2))
	if got := values(t, reg, metrics.SprintInfo); len(got) != 1 {
		t.Errorf("info = %v", got)
	}
	if got := values(t, reg, metrics.ReleaseInfo); len(got) != 1 {
		t.Errorf("info = %v", got)
	}
}

// TestScopesGo: series of what is no longer judged vanish; a cycle that did not come to
// judging says nothing.
func TestScopesGo(t *testing.T) {
	reg, set := fresh()
	set.Cycle(worked("shop"))
	stopped := worked("shop")
	stopped.Readiness, stopped.Defects = nil, record.Defects{}
	set.Cycle(stopped)
	if len(values(t, reg, metrics.ReleaseStories)) == 0 || total(t, reg, metrics.DefectsOpened) != 5 {
		t.Error("a cycle that ended early took the scopes or the defects away")
	}
	set.Cycle(assessed("shop"))
	for _, s := range metrics.Catalogue() {
		if strings.Contains(s.Name, "release") || strings.Contains(s.Name, "sprint") || strings.Contains(s.Name, "story") {
			if got := values(t, reg, s.Name); len(got) > 0 && s.Name != metrics.CasesNoStory {
				t.Errorf("%s outlived its scope: %v", s.Name, got)
			}
		}
	}
}

// TestPrioritiesAreBounded: those of a usual Jira, those in use that are well known or that
// block, and other for the rest.
func TestPrioritiesAreBounded(t *testing.T) {
	reg, set := fresh()
	r := judged(release14, "SHOP-1")
	r.Defects = []readiness.PriorityCount{{Priority: "Sev 1", Open: 1, Blocking: true}, {Priority: "Critical", Open: 2}, {Priority: "", Open: 4}, {Priority: "other", Open: 8, Blocking: true}}
	for i := range 100 {
		r.Defects = append(r.Defects, readiness.PriorityCount{Priority: fmt.Sprintf("P%d", i), Open: 1})
	}
	set.Cycle(assessed("shop", r))
	got := values(t, reg, metrics.ReleaseOpenDefects)
	for word, n := range map[string]float64{"Sev 1": 1, "Critical": 2, "none": 4, "other": 108, "High": 0} {
		if v, ok := got[fmt.Sprintf(`{priority=%q,project="SHOP",release="1.4"}`, word)]; !ok || v != n {
			t.Errorf("%s: %v, want %v", word, v, n)
		}
	}
	if len(got) != 9 {
		t.Errorf("%d priorities: %v", len(got), got)
	}
}

// TestStoriesAreNamed: each story once, its verdict once in each scope; titles only where
// that is asked for, and none of an issue that few may see.
func TestStoriesAreNamed(t *testing.T) {
	reg, set := fresh()
	c := worked("shop")
	c.Readiness[0].Members[1].Title, c.Readiness[0].Members[1].Category = "", jira.Done
	set.Cycle(c)
	info := values(t, reg, metrics.StoryInfo)
	if len(info) != 2 || info[`{project="SHOP",status_category="in_progress",story="SHOP-1",type="Story"}`] != 1 || info[`{project="SHOP",status_category="done",story="SHOP-2",type="Story"}`] != 1 {
		t.Errorf("info = %v", info)
	}
	if got := values(t, reg, metrics.ReleaseStoryVerdict); len(got) != 2 || got[`{project="SHOP",release="1.4",story="SHOP-1",verdict="failing"}`] != 1 {
		t.Errorf("verdicts of the release = %v", got)
	}
	if got := values(t, reg, metrics.SprintStoryVerdict); len(got) != 1 || got[`{board="SHOP board",project="SHOP",sprint="Sprint 2",story="SHOP-1",verdict="failing"}`] != 1 {
		t.Errorf("verdicts of the sprint = %v", got)
	}
	bounds := metrics.DefaultBounds()
	bounds.Titles = true
	set.Bound(bounds)
	info = values(t, reg, metrics.StoryInfo)
	if info[`{project="SHOP",status_category="in_progress",story="SHOP-1",title="story SHOP-1",type="Story"}`] != 1 || info[`{project="SHOP",status_category="done",story="SHOP-2",title="",type="Story"}`] != 1 {
		t.Errorf("with titles: %v", info)
	}
	bounds.Stories = false
	set.Bound(bounds)
	if n := len(values(t, reg, metrics.StoryInfo)) + len(values(t, reg, metrics.ReleaseStoryVerdict)); n > 0 || total(t, reg, metrics.SeriesLeftOut) != 0 {
		t.Errorf("%d series name stories although that is switched off", n)
	}
}

// qualitySeries counts the lines of all families about quality in one scrape.
func qualitySeries(t *testing.T, text string) int {
	t.Helper()
	families := map[string]bool{}
	for _, s := range metrics.Catalogue() {
		families[s.Name] = true
	}
	for _, s := range metrics.Operations() {
		delete(families, s.Name)
	}
	n := 0
	for line := range strings.Lines(text) {
		name := line[:strings.IndexAny(line, "{ #")]
		for _, suffix := range []string{"", "_bucket", "_sum", "_count"} {
			if base, ok := strings.CutSuffix(name, suffix); ok && families[base] {
				n++
				break
			}
		}
	}
	return n
}

// TestTheCapHolds: however much is judged, there are no more series than allowed, whole
// scopes go before stories, what is due first stays, and one number says what is missing.
func TestTheCapHolds(t *testing.T) {
	const projects, releases, stories = 50, 10, 2000
	reg, set := fresh()
	var all []readiness.Readiness
	keys := make([]string, stories)
	for p := range projects {
		project := fmt.Sprintf("P%02d", p)
		for i := range keys {
			keys[i] = fmt.Sprintf("%s-%d", project, i)
		}
		for r := range releases {
			all = append(all, judged(readiness.Scope{Kind: readiness.Release, Project: project, ID: fmt.Sprint(p, r), Name: fmt.Sprintf("%d.0", r), Due: start.AddDate(0, r, p)}, keys...))
		}
	}
	set.Cycle(assessed("shop", all...))
	text := exposition(t, reg)
	n := qualitySeries(t, text)
	if limit := metrics.DefaultBounds().Series; n > limit || n < limit-100 {
		t.Errorf("%d series about quality, want at most %d and close to it", n, limit)
	}
	shown := len(values(t, reg, metrics.ReleaseInfo))
	perScope := len(verdict.Words()) + len(verdict.Progresses()) + len(plan.StateWords()) + 6 + 2*len(readiness.RiskKinds()) + 3 + 1 + 5 + 1 + 3
	left := total(t, reg, metrics.SeriesLeftOut)
	if want := float64((projects*releases-shown)*perScope + shown*stories + min(shown, projects)*stories); left != want {
		t.Errorf("%v series are said to be left out, want %v: %d scopes of %d series are shown", left, want, shown, perScope)
	}
	if !strings.Contains(text, metrics.ReleaseInfo+`{project="P00",release="0.0",state="unreleased"} 1`) || strings.Contains(text, `project="P49",release="9.0"`) {
		t.Error("what is due last is shown, or what is due first is not")
	}
	set.Cycle(assessed("shop", all[:3]...))
	if n, named := qualitySeries(t, exposition(t, reg)), len(values(t, reg, metrics.StoryInfo)); n > metrics.DefaultBounds().Series || named != stories {
		t.Errorf("%d series, %d stories are named, want all %d", n, named, stories)
	}
	bounds := metrics.DefaultBounds()
	bounds.Series = 6000
	set.Bound(bounds)
	named, verdicts := len(values(t, reg, metrics.StoryInfo)), len(values(t, reg, metrics.ReleaseStoryVerdict))
	if n := qualitySeries(t, exposition(t, reg)); n > 6000 || named+verdicts+int(total(t, reg, metrics.SeriesLeftOut)) != 4*stories {
		t.Errorf("%d series; %d and %d that name stories, and %v left out, of %d", n, named, verdicts, total(t, reg, metrics.SeriesLeftOut), 4*stories)
	}
}

// TestRestore: what was judged before a restart is shown, and nothing is counted.
func TestRestore(t *testing.T) {
	reg, set := fresh()
	set.Restore(worked("shop"))
	if total(t, reg, metrics.SyncCycles) != 0 || total(t, reg, metrics.Changes) != 0 {
		t.Error("what another process did is counted")
	}
	again, other := fresh()
	other.Cycle(worked("shop"))
	for _, name := range []string{metrics.Stories, metrics.FailingCases, metrics.ReleaseStories, metrics.SprintStoryVerdict, metrics.Defects, metrics.DefectResolution + "_bucket", metrics.SyncLastAttempt} {
		if got, want := values(t, reg, name), values(t, again, name); fmt.Sprint(got) != fmt.Sprint(want) || len(got) == 0 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	set.Restore(worked("gone"))
}

// TestOneInstanceShows: who does not hold the quality lease shows nothing of quality, and
// everything at once when it does.
func TestOneInstanceShows(t *testing.T) {
	reg, set := fresh()
	set.Hold(false)
	set.Cycle(worked("shop"))
	if n := qualitySeries(t, exposition(t, reg)); n > 0 || total(t, reg, metrics.QualityHeld) != 0 || total(t, reg, metrics.SyncCycles) != 1 {
		t.Errorf("%d series about quality from one that does not hold it", n)
	}
	set.Hold(true)
	if total(t, reg, metrics.Stories) != 2 || total(t, reg, metrics.QualityHeld) != 1 {
		t.Error("nothing is shown by the one that holds it")
	}
}

// TestDefectFlow: syncs of one Jira tell of one ledger, those of two add up, and how long
// defects took lies in buckets.
func TestDefectFlow(t *testing.T) {
	reg, set := fresh()
	a, b := worked("shop"), worked("pay")
	b.Finished = a.Finished.Add(time.Minute)
	b.Defects.Projects = map[string]record.DefectFlow{"SHOP": {Opened: 6, Reopened: 1, Now: map[record.DefectCell]int{{Priority: "High", State: record.DefectOpen}: 3}, Resolved: a.Defects.Projects["SHOP"].Resolved}}
	set.Cycle(b)
	set.Cycle(a) // older
	if got := total(t, reg, metrics.DefectsOpened); got != 6 {
		t.Errorf("%v defects were opened, want the latest word: 6", got)
	}
	b.Defects.Site = "legacy"
	set.Cycle(b)
	if got, open := total(t, reg, metrics.DefectsOpened), values(t, reg, metrics.Defects)[`{priority="High",project="SHOP",state="open"}`]; got != 11 || open != 5 {
		t.Errorf("two Jiras: %v opened, %v open, want 11 and 5", got, open)
	}
	buckets := values(t, reg, metrics.DefectResolution+"_bucket")
	for le, n := range map[string]float64{"3600": 2, "86400": 2, "259200": 4, "7.776e+06": 4, "+Inf": 4} {
		if got := buckets[fmt.Sprintf(`{project="SHOP",le=%q}`, le)]; got != n {
			t.Errorf("le %s: %v, want %v: %v", le, got, n, buckets)
		}
	}
}
