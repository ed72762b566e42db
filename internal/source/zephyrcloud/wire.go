package zephyrcloud

import (
	"regexp"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// wireRef is how one object refers to another: by id and address, never by name or key.
type wireRef struct {
	ID   tool.ID   `json:"id"`
	Self tool.Text `json:"self"`
}

// wireProject is a project; where Zephyr is switched off there is nothing to read.
type wireProject struct {
	Key     string    `json:"key"`
	Enabled tool.Flag `json:"enabled"`
}

// wireOption is a status, an environment, a priority or a folder.
type wireOption struct {
	ID       tool.ID   `json:"id"`
	Name     string    `json:"name"`
	Parent   tool.ID   `json:"parentId"` // of folders
	Default  tool.Flag `json:"default"`
	Archived tool.Flag `json:"archived"`
}

// wireLinks are the links of a thing to issues.
type wireLinks struct {
	Issues tool.List[wireLink] `json:"issues"`
}

// wireLink is a link to an issue, by its id in Jira.
type wireLink struct {
	IssueID tool.ID   `json:"issueId"`
	Target  tool.Text `json:"target"` // https://SITE/rest/api/2/issue/10100
	Type    string    `json:"type"`   // COVERAGE, BLOCKS, RELATED
}

// covers reports whether a link says that a test is for an issue.
func (l wireLink) covers() bool { return strings.EqualFold(l.Type, "COVERAGE") }

// wireCase is a test case.
type wireCase struct {
	ID       tool.ID     `json:"id"`
	Key      string      `json:"key"`
	Name     tool.Text   `json:"name"`
	Labels   []tool.Text `json:"labels"`
	Status   wireRef     `json:"status"`
	Priority wireRef     `json:"priority"`
	Folder   wireRef     `json:"folder"`
	Owner    wireRef     `json:"owner"`
	Links    wireLinks   `json:"links"`
}

// number is the number in the case's key, 0 if it has none.
func (w wireCase) number() int64 {
	_, number, _ := strings.Cut(w.Key, "-T")
	return tool.ID(number).Int()
}

// wireCycle is a test cycle.
type wireCycle struct {
	ID      tool.ID   `json:"id"`
	Key     string    `json:"key"`
	Name    tool.Text `json:"name"`
	Version wireRef   `json:"jiraProjectVersion"`
	Status  wireRef   `json:"status"`
	Start   tool.Text `json:"plannedStartDate"`
	Owner   wireRef   `json:"owner"`
	Links   wireLinks `json:"links"`
}

// wireExecution is a test execution.
type wireExecution struct {
	ID          tool.ID   `json:"id"`
	Key         string    `json:"key"`
	TestCase    wireRef   `json:"testCase"`
	Environment wireRef   `json:"environment"`
	Version     wireRef   `json:"jiraProjectVersion"`
	Status      wireRef   `json:"testExecutionStatus"`
	Ended       tool.Text `json:"actualEndDate"`
	Took        tool.ID   `json:"executionTime"` // milliseconds
	Comment     tool.Text `json:"comment"`       // HTML
	Cycle       wireRef   `json:"testCycle"`     // null: ad hoc
	Links       wireLinks `json:"links"`
}

// caseInPath finds a test case's key in its address: …/testcases/SHOP-T10/versions/1.
var caseInPath = regexp.MustCompile(`/testcases/([^/?#]+-T[0-9]+)(?:/|$)`)

// caseKey is the key of the execution's test case, "" if it does not say.
func (e wireExecution) caseKey() string {
	if m := caseInPath.FindStringSubmatch(string(e.TestCase.Self)); m != nil {
		return m[1]
	}
	return ""
}

// end is when the execution ended, the zero time if it has not.
func (e wireExecution) end() time.Time { return tool.Time(string(e.Ended), time.UTC) }

// took is how long it took, nil where it does not say.
func (e wireExecution) took() *time.Duration {
	if ms := e.Took.Int(); ms > 0 {
		d := time.Duration(ms) * time.Millisecond
		return &d
	}
	return nil
}

// defects are the issues that the execution links, but for those that it is to cover.
func (e wireExecution) defects() []string {
	var out []string
	for _, l := range e.Links.Issues.Items {
		if ref := model.IDRef(string(l.IssueID)); ref != "" && !l.covers() {
			out = union(out, ref)
		}
	}
	return out
}

// stories are the issues that a case covers.
func (w wireCase) stories() []model.KeyRef {
	var out []model.KeyRef
	for _, l := range w.Links.Issues.Items {
		if ref := model.IDRef(string(l.IssueID)); ref != "" && l.covers() {
			out = union(out, model.KeyRef{Key: ref, From: model.FromRefs})
		}
	}
	return out
}

// union appends what a list lacks.
func union[T comparable](list []T, v T) []T {
	for _, w := range list {
		if w == v {
			return list
		}
	}
	return append(list, v)
}

// inJira finds the site in an address of Jira's API, with its context path.
var inJira = regexp.MustCompile(`^(https?://[^?#]+?)/rest/api/[0-9a-z]+/`)

// siteOf is the address of the Jira that an address of its API belongs to, "" if it is none.
func siteOf(addresses ...tool.Text) string {
	for _, a := range addresses {
		if m := inJira.FindStringSubmatch(string(a)); m != nil {
			return m[1]
		}
	}
	return ""
}

// addresses are those of Jira that a thing with links holds.
func (l wireLinks) addresses(more ...wireRef) []tool.Text {
	var out []tool.Text
	for _, i := range l.Issues.Items {
		out = append(out, i.Target)
	}
	for _, r := range more {
		out = append(out, r.Self)
	}
	return out
}
