package zephyrdc

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"

	"syncd/internal/source"
)

// place is a result as a Ref names it.
type place struct {
	result string
	spot
	run string
}

// String is the place as a Ref, and as plans show it.
func (p place) String() string {
	text := fmt.Sprintf("%s of %s in %s", p.result, p.testCase, p.run)
	if p.environment != "" {
		text += " on " + p.environment
	}
	return text
}

var (
	// caseKey is how keys of test cases look.
	caseKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-[A-Z]+[0-9]+$`)
	// refForm is how a Ref looks.
	refForm = regexp.MustCompile(`^([1-9][0-9]*) of ([A-Z][A-Z0-9_]+-[A-Z]+[0-9]+) in ([A-Z][A-Z0-9_]+-[A-Z]+[0-9]+)(?: on (.+))?$`)
)

// locate reads a Ref.
func locate(ref string) (place, error) {
	m := refForm.FindStringSubmatch(ref)
	if m == nil {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Zephyr Scale"}
	}
	return place{m[1], spot{m[2], m[4]}, m[3]}, nil
}

// present is the run of a result as it is now.
type present struct {
	run     wireRun
	results []wireResult // of the result's test, the oldest first
	at      int          // where among them the result is; -1 where it is no more
}

// look reads the run of a result; false where that is gone.
func (p *Project) look(ctx context.Context, at place) (present, bool, error) {
	var list []wireResult
	run, err := p.api.run(ctx, at.run)
	if err == nil {
		list, _, err = p.api.results(ctx, at.run, false)
	}
	if source.KindOf(err) == source.NotFound {
		return present{}, false, p.alive(ctx)
	}
	if err != nil {
		return present{}, false, err
	}
	spots := spotsOf(run.Items.Items)
	out := present{run: run}
	for _, w := range list {
		if spots.spot(w) == at.spot {
			out.results = append(out.results, w)
		}
	}
	out.at = slices.IndexFunc(out.results, func(w wireResult) bool { return string(w.ID) == at.result })
	return out, out.at >= 0, nil
}

// last reports whether nothing followed the result.
func (p present) last() bool { return p.at == len(p.results)-1 }

// reachable reports whether Zephyr would find the test of the result: it takes the first one
// of the case and environment, or of the case where no environment is named.
func (p present) reachable(at place) bool {
	n := 0
	for _, i := range p.run.Items.Items {
		if string(i.Case) == at.testCase && (at.environment == "" || string(i.Environment) == at.environment) {
			n++
		}
	}
	return n == 1
}

// path is where the results of a test are written, and the query that says which.
func (at place) path() (string, url.Values) {
	q := url.Values{}
	if at.environment != "" {
		q.Set("environment", at.environment)
	}
	return zephyrAPI + "testrun/" + url.PathEscape(at.run) + "/testcase/" + url.PathEscape(at.testCase) + "/testresult", q
}
