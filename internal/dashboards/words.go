package dashboards

import (
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// word is how a word of a closed list looks: the same on every board.
type word struct{ value, text, color string }

const grey = "#8e8e8e"

// verdicts are the verdicts of stories, the worst first.
func verdicts() []word {
	return []word{
		{string(verdict.Failing), "Failing", "red"}, {string(verdict.Blocked), "Blocked", "orange"}, {string(verdict.Unknown), "Unmapped status", "purple"},
		{string(verdict.Uncovered), "No tests", grey}, {string(verdict.NotRun), "Not started", "blue"}, {string(verdict.PartlyTested), "Partly tested", "light-blue"},
		{string(verdict.Stale), "Passed long ago", "yellow"}, {string(verdict.FullyTested), "Fully tested", "green"},
	}
}

// outcomes are how far tests have come.
func outcomes() []word {
	return []word{
		{string(verdict.Failed), "Failed", "red"}, {string(verdict.Stopped), "Blocked", "orange"}, {string(verdict.Unmapped), "Unmapped status", "purple"},
		{string(verdict.Left), "Left to run", "blue"}, {string(verdict.Muted), "Muted", grey}, {string(verdict.Passed), "Passed", "green"},
	}
}

// holders are who has a failing case.
func holders() []word {
	return []word{
		{string(plan.StateNew), "New: a defect is due", "red"}, {string(plan.StateHeld), "Held back", "orange"}, {string(plan.StateRed), "Already red", "dark-red"},
		{string(plan.StateWaiting), "Waiting for another run", "yellow"}, {string(plan.StateDefect), "Has a defect", "blue"},
		{string(plan.StateKnown), "Known issue", "light-blue"}, {string(plan.StateMuted), "Muted", grey},
	}
}

// priorities are those of a usual Jira; others have the colours that Grafana gives.
func priorities() []word {
	return []word{
		{"Highest", "Highest", "dark-red"}, {"High", "High", "red"}, {"Medium", "Medium", "orange"}, {"Low", "Low", "yellow"},
		{"Lowest", "Lowest", "light-blue"}, {"none", "No priority", grey},
	}
}

// fates are what becomes of defects.
func fates() []word {
	return []word{
		{string(record.DefectOpen), "Open", "red"}, {string(record.DefectDone), "Done", "green"},
		{string(record.DefectLetGo), "Let go by people", "blue"}, {string(record.DefectGone), "Deleted or hidden", grey},
	}
}

// parts are those of the risk score.
func parts() []word {
	texts := map[string]word{"failing": {"", "Failing", "red"}, "untested": {"", "Not tested", "blue"}, "open_defects": {"", "Open defects", "orange"},
		"stale": {"", "Passed long ago", "yellow"}, "flaky": {"", "Flaky", "purple"}}
	var out []word
	for _, part := range readiness.ScoreParts() {
		w := texts[part]
		w.value = part
		out = append(out, w)
	}
	return out
}

// states are the states of readiness as the number that readyNumber makes of them.
func states() []word {
	return []word{{"0", readiness.Ready.Words(), "green"}, {"1", readiness.AtRisk.Words(), "orange"}, {"2", readiness.NotReady.Words(), "red"}}
}

// truths are yes and no where yes is well.
func truths(yes, no string) []word { return []word{{"1", yes, "green"}, {"0", no, "red"}} }

// mapped shows values as words.
func mapped(list []word) []mapping {
	m := mapping{Type: "value", Options: map[string]result{}}
	for i, w := range list {
		m.Options[w.value] = result{Text: w.text, Color: w.color, Index: i}
	}
	return []mapping{m}
}

// named gives the series that bear a word its text and colour.
func named(list []word) []override {
	var out []override
	for _, w := range list {
		out = append(out, override{matcher{"byName", w.value}, []property{
			{"displayName", w.text}, {"color", map[string]any{"mode": "fixed", "fixedColor": w.color}}}})
	}
	return out
}
