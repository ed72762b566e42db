package readiness

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// Rules are the knobs of readiness.
type Rules struct {
	Blockers   []RiskKind // risks that make a scope not ready
	Priorities []string   // of defects that block, as Jira names them
	Waiver     WaiverRules
	DarkAfter  time.Duration // see verdict.Rules
	WontFix    []string      // resolutions that are no fix
	// StoryTypes and DefectTypes say what an issue in a scope is.
	StoryTypes, DefectTypes []string
	SprintField             string // id of the field that lists sprints, "" where there is none
}

// Input is all that readiness is judged from.
type Input struct {
	Sync     string
	Scopes   []Scope
	Issues   []jira.Issue    // the mirror, as far as issues can be seen
	Required map[string]bool // ids of issues that must be tested
	Filtered map[string]map[string]bool
	// Results are what the tests say, Own what those of one version alone say, by its id:
	// empty where the latest results of any version count.
	Results  Results
	Own      map[string]Results
	Runs     map[model.RunID]model.Run
	Releases verdict.Releases
	States   []plan.CaseState
	Entries  []ledger.Entry
	Waivers  map[string][]jira.LabelChange // by issue id
	Readings map[string]verdict.Reading    // of the sync's sources
	Rules    Rules
	Now      time.Time
}

// Results is what tests say.
type Results struct {
	Stories map[string]verdict.Story // by key
	Cases   map[model.CaseID]verdict.Standing
}

// Assess says how each scope stands, in their order.
func Assess(in Input) []Readiness {
	out := make([]Readiness, len(in.Scopes))
	for i, s := range in.Scopes {
		out[i] = in.assess(s)
	}
	return out
}

// assessment is one scope at work.
type assessment struct {
	Input
	Readiness
	results Results
	stories []jira.Issue // members
	keys    map[string]bool
	tests   map[model.CaseID]verdict.Standing // that check a member
	states  map[model.CaseID]plan.CaseState
	defects []defect
	risks   map[RiskKind]*Risk
}

// assess says how one scope stands.
func (in Input) assess(s Scope) Readiness {
	a := &assessment{Input: in, results: in.Results, keys: map[string]bool{}, tests: map[model.CaseID]verdict.Standing{},
		states: map[model.CaseID]plan.CaseState{}, risks: map[RiskKind]*Risk{}}
	a.Readiness = Readiness{Scope: s, Sync: in.Sync, AsOf: in.Now, Rests: "latest results of any version",
		Stories: map[verdict.Word]int{}, Tests: map[verdict.Progress]int{}, Failing: map[plan.StateWord]int{}}
	if own, ok := in.Own[s.ID]; ok && s.Kind == Release {
		a.results, a.Rests = own, "results of "+s.Name
	}
	for _, k := range RiskKinds() {
		a.risks[k] = &Risk{Kind: k, Blocks: slices.Contains(in.Rules.Blockers, k), Items: []Item{}}
	}
	for _, c := range in.States {
		a.states[c.Case] = c
	}
	a.gather()
	a.findDefects()
	a.judgeStories()
	a.judgeTests()
	a.judgeDefects()
	a.judgeSources()
	return a.concluded()
}

// gather finds the stories of the scope and their tests.
func (a *assessment) gather() {
	for _, i := range a.Issues {
		_, named := a.results.Stories[i.Key]
		if a.holds(i) && (a.Required[i.ID] || named && among(a.Rules.StoryTypes, i.Type)) {
			a.stories = append(a.stories, i)
			a.keys[i.Key] = true
		}
	}
	slices.SortFunc(a.stories, func(x, y jira.Issue) int { return compareKey(x.Key, y.Key) })
	for id, c := range a.results.Cases {
		if !c.Retired && slices.ContainsFunc(c.Stories, func(key string) bool { return a.keys[key] }) {
			a.tests[id] = c
		}
	}
}

// holds reports whether an issue is planned for the scope.
func (a *assessment) holds(i jira.Issue) bool {
	if a.Kind == Filter {
		return a.Filtered[a.ID][i.ID]
	}
	return a.Scope.Holds(i, a.Rules.SprintField)
}

// restricted reports whether not everybody may see an issue in Jira: it is told of by its
// key alone.
func restricted(i jira.Issue) bool { return i.Security != "" }

// title is what an issue may be called, "" where that is not for everybody.
func title(i jira.Issue) string {
	if restricted(i) {
		return ""
	}
	return i.Summary
}

// status is where an issue stands in Jira, "" where that is not for everybody.
func status(i jira.Issue) string {
	if restricted(i) {
		return ""
	}
	return i.Status
}

// among reports whether a word is in a list; Jira's words are typed by people.
func among(list []string, word string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.EqualFold(w, word) })
}

// compareKey orders issue keys as people count: SHOP-9 before SHOP-10.
func compareKey(a, b string) int {
	split := func(key string) (string, int) {
		i := strings.LastIndexByte(key, '-')
		n, err := strconv.Atoi(key[i+1:])
		if i < 0 || err != nil {
			return key, 0
		}
		return key[:i], n
	}
	pa, na := split(a)
	pb, nb := split(b)
	return cmp.Or(strings.Compare(pa, pb), cmp.Compare(na, nb))
}
