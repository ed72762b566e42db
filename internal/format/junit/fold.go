package junit

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/model"
)

// group is all testcases of one name in one suite: one test, executed once or more.
type group struct {
	cases  []*testcase
	kase   model.Case
	result model.Result
}

// groups folds the testcases, in the order in which each name is first seen. The
// name counts whole, so that rows of a table are tests of their own.
func groups(doc *document, d dialect) []*group {
	var out []*group
	byKey := map[[4]string]*group{}
	for _, t := range doc.cases {
		key := [4]string{strings.Join(t.suite.path, sep), t.attr["classname"], t.attr["name"], ""}
		if d.projects {
			key[3] = t.suite.attr["hostname"]
		}
		g := byKey[key]
		if g == nil {
			g = &group{}
			byKey[key] = g
			out = append(out, g)
		}
		g.cases = append(g.cases, t)
	}
	return out
}

// fold judges a group's executions and makes one result of them.
func (g *group) fold(d dialect) {
	results := make([]model.Result, len(g.cases))
	for i, t := range g.cases {
		results[i] = judge(t, d)
		results[i].Finished = t.ended
		_, results[i].Row = model.Split(t.attr["name"])
	}
	if d.attempts {
		g.result = lastOf(results)
	} else {
		g.result = worstOf(results)
	}
}

// lastOf folds attempts: the last that passed or failed decides, for a skip after
// a failure proves nothing. Attempts that disagree make it flaky; a failure before a
// final pass is kept, so that people see what happened.
func lastOf(results []model.Result) model.Result {
	last, attempts := results[len(results)-1], 0
	var first *model.Result // the first failure
	for i, r := range results {
		attempts += r.Attempts
		if r.Outcome.Final() {
			last = r
		}
		if first == nil && r.Outcome == model.Failed {
			first = &results[i]
		}
	}
	last.Attempts = attempts
	if last.Outcome == model.Failed && slices.ContainsFunc(results, func(r model.Result) bool { return r.Outcome == model.Passed }) {
		last.Flaky = true
	}
	if last.Outcome == model.Passed && first != nil {
		last.Flaky, last.Failure, last.Signature = true, first.Failure, first.Signature
	}
	return last
}

// worstOf folds parts of one execution, or namesakes: the first of the worst.
func worstOf(results []model.Result) model.Result {
	worst := results[0]
	for _, r := range results[1:] {
		if badness(r.Outcome) > badness(worst.Outcome) || r.Outcome == worst.Outcome && r.Flaky && !worst.Flaky {
			worst = r
		}
	}
	return worst
}

// subtests settles parents and children of Go's t.Run. A child that fails fails
// its parents too: reported all, one cause would open a defect for each of them.
// So a failed parent with a failed child is left out of this run; one that failed
// on its own, or passed, stays, or a defect for it would never see the pass. What
// a parent names as its story counts for its children in every run, whatever the
// outcome, so that a story never loses the failure with the parent.
func subtests(all []*group) []*group {
	named := make(map[string]*group, len(all))
	for _, g := range all {
		named[g.cases[0].goName("")] = g
	}
	blamed := map[*group]bool{}
	for _, g := range all {
		t := g.cases[0]
		name := t.attr["name"]
		name = name[:min(len(name), maxSubtest)]
		for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
			parent := named[t.goName(name[:i])]
			if parent == nil {
				continue
			}
			g.kase.Keys = append(g.kase.Keys, parent.kase.Keys...)
			g.kase.Tags = append(g.kase.Tags, parent.kase.Tags...)
			if g.result.Outcome == model.Failed && parent.result.Outcome == model.Failed {
				blamed[parent] = true
			}
		}
	}
	return slices.DeleteFunc(all, func(g *group) bool { return blamed[g] })
}

// maxSubtest bounds where parents are looked for: a name of slashes alone would
// have thousands.
const maxSubtest = 500

// goName is the key of the test of that name beside t; "" for t itself.
func (t *testcase) goName(name string) string {
	return strings.Join(t.suite.path, sep) + sep + t.attr["classname"] + sep + cmp.Or(name, t.attr["name"])
}

// sep cannot occur in cleaned text.
const sep = "\x1f"
