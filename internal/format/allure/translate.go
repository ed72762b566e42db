package allure

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// frameworks are those whose results were looked at.
var frameworks = []string{"pytest", "vitest"}

// translate turns one result into a report of one entry. It is pure.
func translate(t *test, opt format.Options) format.Report {
	t.hush()
	r := format.Report{Started: t.start}
	if slices.Contains(frameworks, t.framework) {
		r.Dialect = t.framework
	}
	e := format.Entry{Result: t.judge()}
	e.Case, e.Result.Row = t.caseOf(opt.Limits.Or())
	switch {
	case !t.stop.IsZero():
		e.Result.Finished = t.stop
	case !t.start.IsZero():
		e.Result.Finished = t.start
	default:
		e.Result.Finished, r.Approximate = opt.Modified.UTC(), true
	}
	if r.Finished = e.Result.Finished; r.Finished.Before(r.Started) {
		r.Started = r.Finished
	}
	r.Entries = []format.Entry{e}
	return r
}

// longest is the longest time that a test is believed to take.
const longest = 366 * 24 * time.Hour

// judge says how the execution ended. Retries are files of their own, except those of
// Vitest: its adaptor writes one file, in which only a failed step tells that a test
// that passed had failed before.
func (t *test) judge() model.Result {
	r := model.Result{Outcome: model.Unknown, Attempts: 1}
	if d := t.stop.Sub(t.start); !t.start.IsZero() && d >= 0 && d <= longest {
		r.Duration = &d
	}
	switch status := strings.ToLower(t.status); status {
	case "passed":
		r.Outcome = model.Passed
		if t.framework == "vitest" && t.failedSteps > 0 && t.lastStep == "passed" { // else it was expected to fail
			r.Attempts, r.Flaky, r.Failure = 1+t.failedSteps, true, t.failure(t.step)
			r.Signature = r.Failure.Sign()
		}
	case "skipped":
		r.Outcome = model.Skipped
		r.Reason, _, _ = strings.Cut(strings.TrimSpace(t.message), "\n")
	case "failed", "broken": // broken: the test crashed rather than refuted something
		r.Outcome = model.Failed
		r.Failure = t.failure(model.Failure{Error: status == "broken", Message: t.message, Detail: t.trace})
		r.Signature = r.Failure.Sign()
	default:
		r.Reason = "status: " + cmp.Or(t.status, "none")
	}
	return r
}

// failure completes what a result or a step says of its failure.
func (t *test) failure(f model.Failure) *model.Failure {
	f.Message, f.Detail = strings.TrimSpace(f.Message), strings.TrimSpace(f.Detail)
	f.Type = cmp.Or(format.ExceptionIn(f.Message), format.ExceptionIn(f.Detail))
	return &f
}

// caseOf describes the test, and says which row of it this is.
func (t *test) caseOf(lim format.Limits) (model.Case, string) {
	c := t.kase
	c.Automated, c.Explicit = !t.manual, cmp.Or(c.Explicit, t.id)
	shown, row := model.Split(cmp.Or(t.name, t.fullName))
	if t.fixed { // the name may hold what is excluded, or secret
		row = format.RowOf(t.params, lim.Name)
	}
	for i, part := range t.path {
		if code[strings.ToLower(path.Ext(part))] {
			c.File = strings.Join(t.path[:i+1], "/")
			break
		}
	}
	for _, s := range t.suites {
		if s != "" {
			c.Suite = append(c.Suite, s)
		}
	}
	c.Class, c.Name = t.place(shown, c.Suite)
	c.Name, _ = model.Split(c.Name)
	c.Title = t.title(strings.TrimSpace(shown), c.Class)
	return c, format.CutName(row, lim.Name)
}

// code lists the extensions by which a part of a path is a file and no suite.
var code = map[string]bool{".py": true, ".js": true, ".ts": true, ".jsx": true, ".tsx": true, ".mjs": true, ".cjs": true, ".mts": true, ".java": true,
	".kt": true, ".cs": true, ".go": true, ".rb": true, ".php": true, ".feature": true, ".robot": true}

// place finds class and name in fullName, which is `module#name` or `package.Class.name`.
func (t *test) place(shown string, suite []string) (class, name string) {
	if class, name, ok := strings.Cut(t.fullName, "#"); ok && name != "" {
		return class, name
	}
	if name, ok := strings.CutPrefix(t.fullName, t.class+"."); ok && t.class != "" {
		return t.class, name
	}
	if t.fullName != "" {
		return "", t.fullName
	}
	return cmp.Or(t.class, strings.Join(suite, " > ")), shown
}

// title is what people call the test: its name, behind the innermost suite or the class
// where the name alone could be anywhere.
func (t *test) title(name, class string) string {
	if n := len(t.path); n > 0 && !code[strings.ToLower(path.Ext(t.path[n-1]))] {
		if inner := t.path[n-1]; !strings.Contains(name, inner) {
			return inner + " › " + name
		}
		return name
	}
	if class == "" || strings.ContainsAny(name, " /") || strings.ContainsAny(class, " /") || code[strings.ToLower(path.Ext(class))] {
		return name
	}
	return class[strings.LastIndexByte(class, '.')+1:] + "." + name
}

// shortest is the length from which on a secret is looked for in texts: a shorter one
// stands in every second word.
const shortest = 4

// hush takes the values of hidden and masked parameters out of what people will read.
func (t *test) hush() {
	for _, secret := range t.secrets {
		// Python's adaptor writes values in quotes, messages hold them without.
		secret = strings.Trim(secret, `"'`)
		if len(secret) < shortest {
			continue
		}
		for _, text := range []*string{&t.name, &t.fullName, &t.message, &t.trace, &t.step.Message, &t.step.Detail} {
			*text = strings.ReplaceAll(*text, secret, "***")
		}
	}
}
