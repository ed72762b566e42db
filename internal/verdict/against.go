package verdict

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/model"
)

// Against says why the results of a line do not count, "" if they do. Others are the
// lines of the same case that count as far as branch and environment go.
func (c Counting) Against(l model.LineKey, others []model.Line) string {
	switch {
	case !matches(c.Branches, l.Branch):
		return fmt.Sprintf("branch %q is not among runs.branches (%s)", l.Branch, strings.Join(c.Branches, " "))
	case !matches(c.Environments, l.Environment):
		return fmt.Sprintf("environment %q is not among runs.environments (%s)", l.Environment, strings.Join(c.Environments, " "))
	case l.Environment == "" && !slices.ContainsFunc(others, func(o model.Line) bool { return o.LineKey == l && o.Bare }) &&
		slices.ContainsFunc(others, func(o model.Line) bool { return o.Environment != "" && c.Counts(o.LineKey) }):
		return "it names no environment, and other lines of the test do"
	}
	return ""
}
