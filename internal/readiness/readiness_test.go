package readiness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// now is the moment of all judgements here.
var now = time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)

// town is a small world in which one release, 1.4 of SHOP, is judged.
type town struct {
	in    readiness.Input
	tests map[string]verdict.Subject
}

// newTown has release 1.4 with two stories, each with a test that passed this morning.
func newTown() *town {
	t := &town{tests: map[string]verdict.Subject{}}
	t.in = readiness.Input{Sync: "shop", Required: map[string]bool{}, Runs: map[model.RunID]model.Run{}, Waivers: map[string][]jira.LabelChange{},
		Scopes:   []readiness.Scope{{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4", Due: now.AddDate(0, 0, 7)}},
		Releases: verdict.Releases{Versions: map[string][]jira.Version{"SHOP": {{ID: "13", Name: "1.3", Released: true}, {ID: "14", Name: "1.4"}, {ID: "15", Name: "1.5"}}}},
		Readings: map[string]verdict.Reading{"web": {Complete: true, Whole: now}},
		Rules: readiness.Rules{Blockers: readiness.DefaultBlockers(), Priorities: []string{"Blocker", "Highest"}, DarkAfter: 24 * time.Hour,
			WontFix: []string{"Won't Do"}, StoryTypes: []string{"Story"}, DefectTypes: []string{"Bug"}, SprintField: "c20",
			Waiver: readiness.WaiverRules{Label: "qa-waived"}},
		Now: now}
	t.story("SHOP-1", "guest can pay").story("SHOP-2", "cart keeps items")
	t.test("pay", "SHOP-1", model.Passed, time.Hour).test("cart", "SHOP-2", model.Passed, time.Hour)
	return t
}

// story plans a story for the release; it must be tested.
func (t *town) story(key, title string) *town {
	t.in.Issues = append(t.in.Issues, jira.Issue{ID: "id" + key, Key: key, Project: "SHOP", Type: "Story", Summary: title,
		Status: "In Progress", Category: jira.InProgress, FixVersions: []string{"1.4"}})
	t.in.Required["id"+key] = true
	return t
}

// issue changes an issue.
func (t *town) issue(key string, change func(*jira.Issue)) *town {
	for n := range t.in.Issues {
		if t.in.Issues[n].Key == key {
			change(&t.in.Issues[n])
		}
	}
	return t
}

// bug adds a defect of a test, or of none, that links to stories.
func (t *town) bug(key, test, priority string, category jira.Category, links ...string) *town {
	i := jira.Issue{ID: "id" + key, Key: key, Project: "SHOP", Type: "Bug", Summary: "it breaks", Status: "To Do", Category: category, Priority: priority}
	if category == jira.Done {
		i.Status, i.Resolution = "Done", "Done"
	}
	for _, l := range links {
		i.Links = append(i.Links, jira.Linked{Type: "Relates", Key: l})
	}
	t.in.Issues = append(t.in.Issues, i)
	if test != "" {
		t.in.Entries = append(t.in.Entries, ledger.Entry{Key: "k" + key, Generation: 1, State: ledger.Owned, IssueID: i.ID, IssueKey: key, Case: test})
		t.in.States = append(t.in.States, plan.CaseState{Case: model.CaseID(test), State: plan.StateDefect, Issue: key})
	}
	return t
}

// test gives a story a test, or gives a test another result; version is what its run says.
func (t *town) test(id, story string, o model.Outcome, ago time.Duration, version ...string) *town {
	run := model.RunID("run-" + id)
	r := model.Run{ID: run, Source: "web"}
	if len(version) > 0 {
		r.Context.Version = version[0]
	}
	t.in.Runs[run] = r
	s := verdict.Subject{Case: model.Case{ID: model.CaseID(id), Title: id, Source: "web"}}
	if story != "" {
		s.Stories = []string{story}
	}
	s.Lines = []model.Line{model.Fold(model.LineKey{Case: s.Case.ID}, []model.Point{{Run: run, Finished: now.Add(-ago), Outcome: o}})}
	t.tests[id] = s
	return t
}

// subject changes a test.
func (t *town) subject(id string, change func(*verdict.Subject)) *town {
	s := t.tests[id]
	change(&s)
	t.tests[id] = s
	return t
}

// judge judges the release.
func (t *town) judge() readiness.Readiness {
	var subjects []verdict.Subject
	for _, s := range t.tests {
		subjects = append(subjects, s)
	}
	rules := verdict.Rules{StaleAfter: 14 * 24 * time.Hour}
	t.in.Results = readiness.Results{Stories: verdict.Build(subjects, rules, now), Cases: verdict.Standings(subjects, rules, now)}
	return readiness.Assess(t.in)[0]
}

// told is a judgement as a reader sees it: the first line, then each risk with its items.
func told(r readiness.Readiness) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.Why)
	for _, risk := range r.Risks {
		fmt.Fprintf(&b, "- %s\n", risk.Kind)
		for _, i := range risk.Items {
			accepted := ""
			if i.Waiver != nil {
				accepted = " (accepted"
				if i.Waiver.Who != "" {
					accepted += " by " + i.Waiver.Who
				}
				accepted += ")"
			}
			fmt.Fprintf(&b, "  %s %s: %s%s\n", i.Key, i.Title, i.Why, accepted)
		}
	}
	return b.String()
}

func TestReadiness(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*town)
		want   string
	}{
		"all passed": {func(*town) {}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"a story fails": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour)
		}, `Not ready: SHOP-1 fails
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
`},
		"what only some may see appears by key only": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).bug("SHOP-7", "", "Highest", jira.InProgress, "SHOP-1").bug("SHOP-8", "pay", "High", jira.Done, "SHOP-2")
			for _, key := range []string{"SHOP-1", "SHOP-7", "SHOP-8"} {
				t.issue(key, func(i *jira.Issue) { i.Security = "10000" })
			}
			t.issue("SHOP-1", func(i *jira.Issue) { i.Status, i.Category = "Shipped to acme", jira.Done })
		}, `Not ready: SHOP-1 fails, SHOP-7 is open and blocks; 2 risks besides
- failing story
  SHOP-1 : pay fails (1 in a row)
- blocker open
  SHOP-7 : open, concerns SHOP-1
- done but red
  SHOP-1 : it is done in Jira; pay fails (1 in a row)
- unverified fix
  SHOP-8 : it is closed, and pay still fails
`},
		"a story fails, and people accept it": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).issue("SHOP-1", func(i *jira.Issue) { i.Labels = []string{"qa-waived"} })
			t.in.Waivers["idSHOP-1"] = []jira.LabelChange{{Label: "qa-waived", Added: true, Who: "Ada", At: now.Add(-time.Hour)}}
		}, `Ready: 1 of 2 stories are fully tested, and no risk remains; 1 risk accepted
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row) (accepted by Ada)
`},
		"a waiver that has ended": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).issue("SHOP-1", func(i *jira.Issue) { i.Labels = []string{"qa-waived-2026-07-09"} })
		}, `Not ready: SHOP-1 fails
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
`},
		"a waiver on its last day": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).issue("SHOP-1", func(i *jira.Issue) { i.Labels = []string{"qa-waived-2026-07-10"} })
		}, `Ready: 1 of 2 stories are fully tested, and no risk remains; 1 risk accepted
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row) (accepted)
`},
		"a failing test, its open defect, and an open blocker that people filed": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).bug("SHOP-9", "pay", "Medium", jira.ToDo).bug("SHOP-10", "", "Highest", jira.ToDo, "SHOP-2")
		}, `Not ready: SHOP-1 fails, SHOP-10 is open and blocks; 1 risk besides
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
- blocker open
  SHOP-10 it breaks: Highest, To Do, concerns SHOP-2
- open defect
  SHOP-9 it breaks: Medium, To Do, concerns SHOP-1
`},
		"a bug that is planned for the release and links to nothing": {func(t *town) {
			t.bug("SHOP-9", "", "Low", jira.ToDo).issue("SHOP-9", func(i *jira.Issue) { i.FixVersions = []string{"1.4"} })
		}, `At risk: SHOP-9 is open
- open defect
  SHOP-9 it breaks: Low, To Do
`},
		"a bug of another release": {func(t *town) {
			t.bug("SHOP-9", "", "Highest", jira.ToDo)
		}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"uncovered, blocked, not run and stale": {func(t *town) {
			t.story("SHOP-3", "search").story("SHOP-4", "mail").story("SHOP-5", "export").story("SHOP-6", "import")
			t.test("mail", "SHOP-4", model.Blocked, time.Hour).test("export", "SHOP-5", model.Pending, time.Hour).test("import", "SHOP-6", model.Passed, 15*24*time.Hour)
		}, `Not ready: SHOP-4 is blocked; 3 risks besides
- blocked
  SHOP-4 mail: mail is blocked
- uncovered story
  SHOP-3 search: no test refers to it
- not run
  SHOP-5 export: export has not run
- stale result
  SHOP-6 import: import last passed 2026-06-25
`},
		"many uncovered stories": {func(t *town) {
			for n := range 5 {
				t.story(fmt.Sprintf("SHOP-%d", 20+n), "later")
			}
		}, `At risk: 5 stories have no test (SHOP-20, SHOP-21, SHOP-22, …)
- uncovered story
  SHOP-20 later: no test refers to it
  SHOP-21 later: no test refers to it
  SHOP-22 later: no test refers to it
  SHOP-23 later: no test refers to it
  SHOP-24 later: no test refers to it
`},
		"a story that need not be tested": {func(t *town) {
			t.story("SHOP-3", "search")
			delete(t.in.Required, "idSHOP-3")
		}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"tested on the version before": {func(t *town) {
			t.test("pay", "SHOP-1", model.Passed, time.Hour, "v1.3").test("cart", "SHOP-2", model.Passed, time.Hour, "1.4")
		}, `At risk: SHOP-1 was tested on another version
- tested on another version
  SHOP-1 guest can pay: its tests last ran on 1.3
`},
		"a version that Jira does not know says nothing": {func(t *town) {
			t.test("pay", "SHOP-1", model.Passed, time.Hour, "nightly")
		}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"done and red": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).issue("SHOP-1", func(i *jira.Issue) { i.Status, i.Category = "Done", jira.Done })
		}, `Not ready: SHOP-1 fails; 1 risk besides
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
- done but red
  SHOP-1 guest can pay: it is Done in Jira; pay fails (1 in a row)
`},
		"a fix that nobody has seen work": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).bug("SHOP-9", "pay", "Medium", jira.Done)
		}, `Not ready: SHOP-1 fails; 1 risk besides
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
- unverified fix
  SHOP-9 it breaks: it is Done, and pay still fails
`},
		"what will not be fixed is no unverified fix": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).bug("SHOP-9", "pay", "Medium", jira.Done).issue("SHOP-9", func(i *jira.Issue) { i.Resolution = "Won't Do" })
		}, `Not ready: SHOP-1 fails
- failing story
  SHOP-1 guest can pay: pay fails (1 in a row)
`},
		"flaky": {func(t *town) {
			t.subject("pay", func(s *verdict.Subject) { s.Lines[0].Flaky = true })
		}, `At risk: SHOP-1 has flaky tests
- flaky
  SHOP-1 guest can pay: changes between pass and fail: pay
`},
		"a failing test without a story": {func(t *town) {
			t.test("login", "", model.Failed, time.Hour)
		}, `At risk: 1 failing test checks no story
- failing test without story
  login login: login fails (1 in a row)
`},
		"the source is dark": {func(t *town) {
			t.in.Readings["web"] = verdict.Reading{Whole: now.Add(-25 * time.Hour)}
		}, `Not ready: source web has gone dark
- source dark
  web : it was last read whole on 2026-07-09 11:00 UTC
`},
		"a source that was only just not read whole": {func(t *town) {
			t.in.Readings["web"] = verdict.Reading{Whole: now.Add(-time.Hour)}
		}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"a dark source that has nothing to do with it": {func(t *town) {
			t.in.Readings["mobile"] = verdict.Reading{}
		}, `Ready: all 2 stories are fully tested, and no risk remains
`},
		"nothing is planned": {func(t *town) {
			t.in.Issues, t.tests = nil, nil
		}, `At risk: nothing is planned for it yet, so nothing says whether it is ready
`},
		"a story with a security level is named by its key alone": {func(t *town) {
			t.test("pay", "SHOP-1", model.Failed, time.Hour).issue("SHOP-1", func(i *jira.Issue) { i.Security = "Secret" })
		}, `Not ready: SHOP-1 fails
- failing story
  SHOP-1 : pay fails (1 in a row)
`},
		"other risks may block": {func(t *town) {
			t.in.Rules.Blockers = append(t.in.Rules.Blockers, readiness.UncoveredStory)
			t.story("SHOP-3", "search")
		}, `Not ready: SHOP-3 has no test
- uncovered story
  SHOP-3 search: no test refers to it
`},
		"the results of the version alone": {func(t *town) {
			t.in.Own = map[string]readiness.Results{"14": {}}
		}, `At risk: 2 stories have no test (SHOP-1, SHOP-2)
- uncovered story
  SHOP-1 guest can pay: no test refers to it
  SHOP-2 cart keeps items: no test refers to it
`},
	} {
		t.Run(name, func(t *testing.T) {
			town := newTown()
			c.change(town)
			if got := told(town.judge()); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	town := newTown().story("SHOP-3", "search").test("search", "SHOP-3", model.Failed, time.Hour).test("search twice", "SHOP-3", model.Passed, time.Hour)
	town.bug("SHOP-9", "search", "High", jira.ToDo).bug("SHOP-8", "", "Blocker", jira.ToDo, "SHOP-3")
	town.subject("search twice", func(s *verdict.Subject) { s.Case.Muted = true })
	r := town.judge()
	sum := 0
	for _, n := range r.Stories {
		sum += n
	}
	if r.Total != 3 || sum != 3 || r.Stories[verdict.Failing] != 1 || r.Stories[verdict.FullyTested] != 2 {
		t.Errorf("%d stories: %v", r.Total, r.Stories)
	}
	if r.Tests[verdict.Passed] != 2 || r.Tests[verdict.Failed] != 1 || r.Tests[verdict.Muted] != 1 || r.Tests[verdict.Left] != 0 {
		t.Errorf("tests: %v", r.Tests)
	}
	if r.Failing[plan.StateDefect] != 1 || r.Failing[plan.StateHeld] != 0 {
		t.Errorf("failing: %v", r.Failing)
	}
	if open, blocking := r.Open(); open != 2 || blocking != 1 || r.Defects[0].Priority != "Blocker" {
		t.Errorf("open defects: %v", r.Defects)
	}
	i := slices.IndexFunc(r.Members, func(m readiness.Member) bool { return m.Key == "SHOP-3" })
	if m := r.Members[i]; m.Open != 2 || m.Verdict != verdict.Failing || !slices.Equal(m.Failing, []string{"defect SHOP-9"}) {
		t.Errorf("SHOP-3: %+v", m)
	}
	if want := 0.4/3 + 0.2/3; r.Score.Total < want-0.001 || r.Score.Total > want+0.001 {
		t.Errorf("score %v, want about %.4f", r.Score, want)
	}
}

func TestASprintHoldsWhatItsFieldSays(t *testing.T) {
	town := newTown().story("SHOP-3", "search")
	town.in.Scopes = []readiness.Scope{{Kind: readiness.Sprint, ID: "37", Name: "Sprint 12", Board: "Shop"}, {Kind: readiness.Filter, ID: "checkout", Name: "checkout"}}
	town.in.Filtered = map[string]map[string]bool{"checkout": {"idSHOP-2": true}}
	town.issue("SHOP-1", func(i *jira.Issue) { i.Fields = map[string]jira.Value{"c20": {"36", "37"}} })
	town.judge()
	all := readiness.Assess(town.in)
	if all[0].Total != 1 || all[0].Members[0].Key != "SHOP-1" || all[1].Total != 1 || all[1].Members[0].Key != "SHOP-2" {
		t.Errorf("sprint %+v, filter %+v", all[0].Members, all[1].Members)
	}
}

// A risk of thousands lists a hundred, and counts all.
func TestRisksAreBounded(t *testing.T) {
	town := newTown()
	for n := range 2000 {
		town.story(fmt.Sprintf("SHOP-%d", 100+n), "later")
	}
	risk := town.judge().Of(readiness.UncoveredStory)
	if risk.Count != 2000 || len(risk.Items) != readiness.ItemsMax || risk.Items[0].Key != "SHOP-100" {
		t.Errorf("%d of %d listed, first %s", len(risk.Items), risk.Count, risk.Items[0].Key)
	}
}

func TestTheSameFactsAlwaysReadAlike(t *testing.T) {
	town := newTown().test("login", "", model.Failed, time.Hour).test("logout", "", model.Failed, time.Hour).bug("SHOP-9", "login", "Low", jira.Done)
	first := told(town.judge())
	for range 20 {
		if again := told(town.judge()); again != first {
			t.Fatalf("once\n%s\nthen\n%s", first, again)
		}
	}
}

// TestOldestDefect: the oldest open defect counts, not one that is done.
func TestOldestDefect(t *testing.T) {
	made := func(days int) func(*jira.Issue) {
		return func(i *jira.Issue) { i.Created = now.AddDate(0, 0, -days) }
	}
	town := newTown()
	if r := town.judge(); !r.Oldest.IsZero() {
		t.Errorf("the oldest of no defect was made %s", r.Oldest)
	}
	town.bug("SHOP-20", "pay", "High", jira.ToDo).bug("SHOP-21", "", "Low", jira.ToDo, "SHOP-1").bug("SHOP-22", "", "Low", jira.Done, "SHOP-1")
	town.issue("SHOP-20", made(2)).issue("SHOP-21", made(9)).issue("SHOP-22", made(30))
	if r := town.judge(); !r.Oldest.Equal(now.AddDate(0, 0, -9)) {
		t.Errorf("the oldest open defect was made %s, want nine days ago", r.Oldest)
	}
}
