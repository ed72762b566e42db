package plan_test

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/source"
)

// toldBy are the settings of what is written into test tools.
var toldBy = map[string]func(*town, string) error{
	"write back": func(t *town, v string) error {
		t.rules.WriteBack = map[string]source.WriteBack{"web": source.WriteBack(v)}
		return nil
	},
}

// report lets the tool know a failing result of a line by a name of its own: the test, the
// line, and which of its results it is.
func (t *town) report(title string, key model.LineKey, n int, finished model.Point, names []string) {
	ref := fmt.Sprintf("%s%s%s#%d", strings.ReplaceAll(title, " ", "-"), key.Row, key.Environment, n)
	t.world.Reports[key] = []model.Report{{Source: "web", Case: key.Case, Run: finished.Run, Ref: ref, Defects: names, Finished: finished.Finished}}
}

// tells writes into the tool.
func (t *town) tells(c plan.Change) {
	w := c.Work.Backlink
	issue := c.Target.IssueID
	if issue == "" {
		issue = t.rows[c.Target.Defect].IssueID
	}
	if issue == "" || w.Sentence(t.issues[issue].Key) == "" {
		panic("nobody to tell of: " + c.ID)
	}
	row := w.Row(issue, ledger.Settled, t.now)
	t.facts.Backlinks = append(slices.DeleteFunc(slices.Clone(t.facts.Backlinks), func(o ledger.Backlink) bool {
		return o.Ref == row.Ref && o.IssueID == row.IssueID && o.Kind == row.Kind
	}), row)
}
