package desired

import (
	"time"

	"syncd/internal/model"
	"syncd/internal/rule"
)

// Facts are the names that a `when:` expression may use. They speak of one failing
// line: a case in one environment on one branch.
type Facts struct {
	Failures         int       `expr:"failures" doc:"failing results in a row, since the last pass"`
	Passes           int       `expr:"passes" doc:"passing results in a row; 0 on a line that fails"`
	Attempts         int       `expr:"attempts" doc:"how often the test was executed in the run that decides"`
	Runs             int       `expr:"runs" doc:"results on the line, of any outcome"`
	FailingSince     time.Time `expr:"failing_since" doc:"when the first failure of the streak happened"`
	LastPassed       time.Time `expr:"last_passed" doc:"when it last passed; the year 1 if it never did"`
	Now              time.Time `expr:"now" doc:"when the cycle judges"`
	Kind             string    `expr:"kind" doc:"what the failure looks like: assertion, error, timeout or unknown"`
	SignatureChanged bool      `expr:"signature_changed" doc:"it fails in another way than the time before"`
	Flaky            bool      `expr:"flaky" doc:"attempts of the deciding run disagree, or the line changed sides 3 times in its last 20 final results and has at least 5"`
	Automated        bool      `expr:"automated" doc:"no person executes it"`
	Muted            bool      `expr:"muted" doc:"the tool says that it is known and not to be reported"`
	Environment      string    `expr:"environment" doc:"of the line"`
	Branch           string    `expr:"branch" doc:"of the line"`
	Source           string    `expr:"source" doc:"name of the source"`
	Title            string    `expr:"title" doc:"as case.title"`
	Class            string    `expr:"class" doc:"as case.class"`
	Component        string    `expr:"component" doc:"as case.component"`
	Owner            string    `expr:"owner" doc:"as case.owner"`
	Priority         string    `expr:"priority" doc:"as case.priority"`
	Tags             []string  `expr:"tags" doc:"as case.tags"`
	Case             CaseFacts `expr:"case"`
	Run              RunFacts  `expr:"run"`
}

// CaseFacts are what is known of the case.
type CaseFacts struct {
	ID        string   `expr:"id" doc:"the id under which pages show it"`
	Title     string   `expr:"title" doc:"what people call it"`
	Class     string   `expr:"class" doc:"class, module or package"`
	Name      string   `expr:"name" doc:"test name without its row"`
	File      string   `expr:"file" doc:"source file, where the tool names it"`
	Suite     []string `expr:"suite" doc:"suite path from the outside in"`
	Source    string   `expr:"source" doc:"name of the source that reports it"`
	Component string   `expr:"component" doc:"part of the product"`
	Owner     string   `expr:"owner" doc:"who looks after it"`
	Priority  string   `expr:"priority" doc:"in the words of the tool"`
	Tags      []string `expr:"tags" doc:"tags and labels"`
	IDs       []string `expr:"ids" doc:"ids in other tools, such as testrail:C123"`
	URL       string   `expr:"url" doc:"its page in its tool"`
}

// RunFacts are what is known of a run: for `when:` the one that decides, for
// `exclude:` the one in question.
type RunFacts struct {
	Name        string `expr:"name" doc:"what people call it: a build, else the file or folder"`
	Branch      string `expr:"branch" doc:"as the files, the path or the tool say"`
	Build       string `expr:"build" doc:"likewise"`
	Version     string `expr:"version" doc:"likewise"`
	Environment string `expr:"environment" doc:"likewise"`
	Commit      string `expr:"commit" doc:"likewise"`
	URL         string `expr:"url" doc:"the page of the run in the CI"`
	Source      string `expr:"source" doc:"name of the source"`
}

// factsOf returns the facts of a line at a time.
func factsOf(c model.Case, l model.Line, w model.World, now time.Time) Facts {
	deciding := w.Failures[l.LineKey]
	return Facts{Failures: l.Failures, Passes: l.Passes, Attempts: max(1, deciding.Attempts), Runs: l.Results,
		FailingSince: l.FailingSince.Finished, LastPassed: l.LastPassed.Finished, Now: now,
		Kind: string(deciding.Failure.Kind()), SignatureChanged: l.Changed, Flaky: l.Flaky,
		Automated: c.Automated, Muted: c.Muted, Environment: l.Environment, Branch: l.Branch, Source: c.Source,
		Title: c.Title, Class: c.Class, Component: c.Component, Owner: c.Owner, Priority: c.Priority, Tags: c.Tags,
		Case: CaseFacts{ID: string(c.ID), Title: c.Title, Class: c.Class, Name: c.Name, File: c.File, Suite: c.Suite, Source: c.Source,
			Component: c.Component, Owner: c.Owner, Priority: c.Priority, Tags: c.Tags, IDs: c.IDs, URL: c.URL},
		Run: RunFactsOf(w.Runs[l.Deciding.Run])}
}

// RunFactsOf returns the facts of a run.
func RunFactsOf(r model.Run) RunFacts {
	return RunFacts{Name: r.Name, Branch: r.Context.Branch, Build: r.Context.Build, Version: r.Context.Version,
		Environment: r.Context.Environment, Commit: r.Context.Commit, URL: r.Context.URL, Source: r.Source}
}

// WhenNames lists the names that `when:` may use, ExcludeNames those of `exclude:`.
func WhenNames() []rule.Name { return rule.Names[Facts]() }

// ExcludeNames lists the names that `runs.exclude:` may use.
func ExcludeNames() []rule.Name { return rule.Names[RunFacts]() }
