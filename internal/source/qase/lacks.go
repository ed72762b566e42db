package qase

import (
	"errors"
	"net/http"
	"slices"

	"syncd/internal/model"
	"syncd/internal/source"
)

// What a role or a subscription may lack without which cases and results can still be read.
const (
	suites         = "suites"
	configurations = "configurations"
	systemFields   = "system fields"
)

// lacking says what it means for people that something is not shown.
var lacking = map[string]string{
	suites:         "Qase does not show its suites to this token: cases lie in no folder, and link rules by component match none",
	configurations: "Qase does not show its configurations to this token: a run that has some and no environment goes by their numbers",
	systemFields:   "Qase does not show its system fields to this token: cases have no priority, deprecated ones count as others do, and statuses of your own go by their slugs",
}

// lackingCure is what to do about it.
const lackingCure = "let the role of its user view them"

// withheld reports whether a refusal is about what was asked for, and no accident: the plan
// or the role lacks it.
func withheld(err error) bool {
	var e *source.Error
	return errors.As(err, &e) && slices.Contains([]int{http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound}, e.Status)
}

// misses reports whether Qase does not show something.
func (c *collection) misses(what string) bool { return slices.Contains(c.next.Lacks, what) }

// without takes in how the reading of something ended that can be done without, and returns
// the error by which it cannot: what was shown once and is refused now is no small thing, for
// folders and environments that vanish would take links and defects with them.
func (c *collection) without(what string, err error) error {
	switch {
	case err == nil:
		c.next.Lacks = slices.DeleteFunc(c.next.Lacks, func(s string) bool { return s == what })
		return nil
	case !withheld(err) || !c.misses(what) && c.next.Swept != 0:
		return err
	case !c.misses(what):
		c.next.Lacks = append(c.next.Lacks, what)
	}
	return nil
}

// remarks say what is not shown, in each batch: sources show those of the last one.
func (c *collection) remarks() []model.Fault {
	var out []model.Fault
	for _, what := range c.next.Lacks {
		out = append(out, model.Fault{Origin: what, Text: lacking[what] + "; " + lackingCure, Standing: slices.Contains(c.lacked, what)})
	}
	return out
}

// retell has all runs told anew, those that are closed with the next collection.
func (c *collection) retell() {
	for id, s := range c.next.Runs {
		s.Mark = ""
		c.next.Runs[id] = s
	}
	c.next.Swept = 0
}
