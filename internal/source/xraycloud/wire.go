package xraycloud

import (
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// named is whatever of which only the name is read.
type named struct {
	Name tool.Text `json:"name"`
}

// names lists the names.
func names(list []named) []string {
	var out []string
	for _, n := range list {
		if n.Name != "" {
			out = append(out, string(n.Name))
		}
	}
	return out
}

// kind is a type of tests: its name is the administrator's, its kind one of Steps, Gherkin
// and Unstructured.
type kind struct {
	Name tool.Text `json:"name"`
	Kind tool.Text `json:"kind"`
}

// among reports whether a type is in a list, by name or kind.
func (k kind) among(list []string) bool {
	return slices.ContainsFunc(list, func(s string) bool {
		return s != "" && (strings.EqualFold(s, string(k.Name)) || strings.EqualFold(s, string(k.Kind)))
	})
}

// story is an issue that a test covers.
type story struct {
	ID   tool.ID `json:"issueId"`
	Jira tool.Object[struct {
		Key tool.Text `json:"key"`
	}] `json:"jira"`
}

func (s story) id() string { return string(s.ID) }

// ref is the story as model.Case names it; "" where neither key nor id is told.
func (s story) ref() string {
	if keys := model.Keys(string(s.Jira.V.Key)); len(keys) == 1 {
		return keys[0]
	}
	return model.IDRef(string(s.ID))
}

// wireTest is a test.
type wireTest struct {
	ID      tool.ID           `json:"issueId"`
	Project tool.ID           `json:"projectId"`
	Type    tool.Object[kind] `json:"testType"`
	Folder  tool.Object[struct {
		Path tool.Text `json:"path"`
	}] `json:"folder"`
	Jira tool.Object[struct {
		Key        tool.Text          `json:"key"`
		Summary    tool.Text          `json:"summary"`
		Priority   tool.Object[named] `json:"priority"`
		Labels     []tool.Text        `json:"labels"`
		Components []named            `json:"components"`
	}] `json:"jira"`
	// Definition says what is run, of tests that machines run: class and name, where Xray
	// imported the results of a runner.
	Definition tool.Text   `json:"unstructured"`
	Stories    page[story] `json:"coverableIssues"`
	// What Xray refused of it: its folder, or anything else.
	unfiled, unread bool
}

// spoil implements spoilt.
func (t *wireTest) spoil(part string) {
	if part == "folder" {
		t.unfiled = true
	} else {
		t.unread = true
	}
}

func (t wireTest) id() string { return string(t.ID) }

// wireExecution is a test execution.
type wireExecution struct {
	ID           tool.ID     `json:"issueId"`
	Modified     tool.Text   `json:"lastModified"`
	Environments []tool.Text `json:"testEnvironments"`
	Jira         tool.Object[struct {
		Key         tool.Text `json:"key"`
		Summary     tool.Text `json:"summary"`
		FixVersions []named   `json:"fixVersions"`
		Created     tool.Text `json:"created"`
		Status      tool.Object[struct {
			Category tool.Object[struct {
				Key tool.Text `json:"key"`
			}] `json:"statusCategory"`
		}] `json:"status"`
	}] `json:"jira"`
	Runs tool.Object[struct {
		Total tool.ID `json:"total"`
	}] `json:"testRuns"`
	unread bool // Xray refused what Jira says of it
}

func (e wireExecution) id() string { return string(e.ID) }

// spoil implements spoilt.
func (e *wireExecution) spoil(string) { e.unread = true }

// wireRun is what became of a test in an execution.
type wireRun struct {
	ID        tool.ID               `json:"id"`
	Status    tool.Object[named]    `json:"status"`
	Comment   tool.Text             `json:"comment"`
	Started   tool.Text             `json:"startedOn"`
	Finished  tool.Text             `json:"finishedOn"`
	Modified  tool.Text             `json:"lastModified"`
	Defects   []tool.ID             `json:"defects"`
	Test      tool.Object[wireTest] `json:"test"`
	Execution tool.Object[struct {
		ID tool.ID `json:"issueId"`
	}] `json:"testExecution"`
}

func (r wireRun) id() string { return string(r.ID) }

// spoil implements spoilt: a test of which not all is shown is hidden.
func (r *wireRun) spoil(string) { r.Test.V = wireTest{} }

// status is the name of the run's status.
func (r wireRun) status() string { return string(r.Status.V.Name) }

// refs are the issues that a run names, as model.Result has them.
func (r wireRun) refs() []string {
	var out []string
	for _, id := range r.Defects {
		ref := model.IDRef(string(id))
		if keys := model.Keys(strings.ToUpper(string(id))); ref == "" && len(keys) == 1 {
			ref = keys[0]
		}
		if ref != "" && !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return out
}

// at is the time by which a result is told apart from others of its run: when it was
// finished, or begun; the zero time if neither is known.
func (r wireRun) at() time.Time {
	if at := instant(r.Finished); !at.IsZero() {
		return at
	}
	return instant(r.Started)
}

// stamp writes that time.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// instant reads a time of Xray, the zero time for none.
func instant(text tool.Text) time.Time { return tool.Time(string(text), time.UTC) }

// unix is a time in seconds since 1970; 0 for none.
func unix(text tool.Text) int64 {
	if at := instant(text); !at.IsZero() {
		return at.Unix()
	}
	return 0
}
