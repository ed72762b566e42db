package web

import (
	"syncd/internal/readiness"
)

// riskGroup is what remains of one kind of risk, ready to be read.
type riskGroup struct {
	readiness.Risk
	Items []riskItem // shown at once
	More  []riskItem // shown on demand
}

// riskItem is one item with the pages that it leads to.
type riskItem struct {
	readiness.Item
	Name string // what is shown as its key: of a case its title
	Page string // of ours
	Jira string
}

// itemsShown is how many items of a risk are shown at once.
const itemsShown = 10

// RiskGroups are the risks in the order of the list.
func (b scopeBody) RiskGroups() []riskGroup {
	var out []riskGroup
	for _, r := range b.Risks {
		g := riskGroup{Risk: r}
		for i, item := range r.Items {
			row := b.riskItem(r.Kind, item)
			if i < itemsShown || b.File {
				g.Items = append(g.Items, row)
			} else {
				g.More = append(g.More, row)
			}
		}
		out = append(out, g)
	}
	return out
}

// riskItem says where an item leads to.
func (b scopeBody) riskItem(kind readiness.RiskKind, i readiness.Item) riskItem {
	row := riskItem{Item: i, Name: i.Key}
	switch kind.About() {
	case readiness.AboutStory:
		row.Page, row.Jira = b.StoryPage(i.Key), b.InJira(i.Key)
	case readiness.AboutDefect:
		row.Jira = b.InJira(i.Key)
	case readiness.AboutCase:
		row.Name, row.Item.Title, row.Page = i.Title, "", b.CasePage(i.Key)
	case readiness.AboutSource:
		if b.Pages != "" {
			row.Page = b.Pages + "#sources"
		}
	}
	return row
}

// Left is how many items the lists leave out: they hold the first hundred.
func (g riskGroup) Left() int { return g.Count + g.Accepted - len(g.Items) - len(g.More) }

// Tone is the colour of the group: what blocks, what does not, and what people accept.
func (g riskGroup) Tone() string {
	switch {
	case g.Count == 0:
		return "mute"
	case g.Blocks:
		return "bad"
	}
	return "warn"
}

// Sum says how many remain and how many are accepted.
func (g riskGroup) Sum() string {
	switch {
	case g.Accepted == 0:
		return many(g.Count, "remains", "remain")
	case g.Count == 0:
		return many(g.Accepted, "is accepted", "are accepted")
	}
	return many(g.Count, "remains", "remain") + ", " + many(g.Accepted, "is accepted", "are accepted")
}

// riskHints explain each risk in a line.
var riskHints = map[readiness.RiskKind]string{
	readiness.FailingStory:   "at least one of its tests fails",
	readiness.Blocked:        "a test is blocked, and none fails",
	readiness.BlockerOpen:    "an open defect of a priority that blocks",
	readiness.SourceDark:     "nobody has read all of this source for long: what is not known may fail",
	readiness.OpenDefect:     "an open defect of another priority",
	readiness.UncoveredStory: "no test refers to it",
	readiness.NotRun:         "some or all of its tests have not run, or have a status that is not mapped",
	readiness.StaleResult:    "all its tests passed, some of them long ago",
	readiness.OtherVersion:   "its tests last ran on another version than this release",
	readiness.DoneButRed:     "it is done in Jira, and its tests are not green",
	readiness.UnverifiedFix:  "the defect is closed as fixed, and its test still fails",
	readiness.Flaky:          "its tests change between pass and fail",
	readiness.LooseFailure:   "a failing test that checks no story: nobody knows what it concerns",
}

// Hint explains the risk.
func (g riskGroup) Hint() string { return riskHints[g.Kind] }
