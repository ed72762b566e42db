package xraydc

import (
	"slices"
	"strconv"
	"strings"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
)

// typed finds the issue that the path names.
func (c *call) typed(kind string) (*simjira.Issue, error) {
	if i := c.view.Typed(kind, c.Path("key")); i != nil {
		return i, nil
	}
	return nil, bad("There is no %s with the key %s.", kind, c.Path("key"))
}

func (s *Server) testsOfExecution(c *call) (any, error) {
	if err := c.only("detailed", "page", "limit"); err != nil {
		return nil, err
	}
	e, err := c.typed(xray.TypeExecution)
	if err != nil {
		return nil, err
	}
	all := []face.Document{}
	for n, r := range c.view.Runs(func(r *xray.Run) bool { return r.Execution == e.ID }) {
		all = append(all, s.listed(c, r, n+1))
	}
	return paged(s, c, all, false)
}

// listed is a run in the list of an execution. The detailed one speaks of times as people do.
func (s *Server) listed(c *call, r xray.Run, rank int) face.Document {
	out := face.Document{"id": r.ID, "key": c.view.Issue(r.Test).Key, "rank": rank, "status": r.Status}
	if !c.wants("detailed") {
		return out
	}
	out["assignee"], out["executedBy"] = name(c, r.Assignee), name(c, r.Executor)
	out["defects"], out["evidences"], out["comment"] = s.defectList(c, r.Defects), s.evidences(c, r.Evidence), r.Comment
	if !r.Started.IsZero() {
		out["startedOn"] = s.spoken(r.Started, c.Actor.At)
	}
	if !r.Finished.IsZero() {
		out["finishedOn"] = s.spoken(r.Finished, c.Actor.At)
	}
	return out
}

func (s *Server) runsOfTest(c *call) (any, error) {
	if err := c.only("testEnvironments", "page", "limit"); err != nil {
		return nil, err
	}
	t, err := c.typed(xray.TypeTest)
	if err != nil {
		return nil, err
	}
	wanted := c.List("testEnvironments")
	runs := c.view.Runs(func(r *xray.Run) bool { return r.Test == t.ID })
	all := []face.Document{}
	for _, r := range runs {
		if envs := c.view.Environments(r.Execution); len(wanted) > 0 && !slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(envs, w) }) {
			continue
		}
		all = append(all, s.whole(c, r))
	}
	return paged(s, c, all, false)
}

func (s *Server) executionsOfTest(c *call) (any, error) {
	return s.keysOf(c, xray.TypeTest, func(t *simjira.Issue) []*simjira.Issue {
		var out []*simjira.Issue
		for _, r := range c.view.Runs(func(r *xray.Run) bool { return r.Test == t.ID }) {
			out = append(out, c.view.Issue(r.Execution))
		}
		return out
	})
}

func (s *Server) plansOfTest(c *call) (any, error) {
	return s.keysOf(c, xray.TypeTest, func(t *simjira.Issue) []*simjira.Issue { return c.view.PlansOf(t.ID) })
}

func (s *Server) executionsOfPlan(c *call) (any, error) {
	return s.keysOf(c, xray.TypePlan, func(p *simjira.Issue) []*simjira.Issue {
		_, executions := c.view.Plan(p.ID)
		return executions
	})
}

// keysOf lists issues that belong to the one in the path.
func (s *Server) keysOf(c *call, kind string, of func(*simjira.Issue) []*simjira.Issue) (any, error) {
	if err := c.only("page", "limit"); err != nil {
		return nil, err
	}
	i, err := c.typed(kind)
	if err != nil {
		return nil, err
	}
	all := []face.Document{}
	for _, other := range of(i) {
		all = append(all, s.issue(c, other))
	}
	return paged(s, c, all, false)
}

// issue is an issue in a list of Xray's.
func (s *Server) issue(c *call, i *simjira.Issue) face.Document {
	n, _ := strconv.ParseInt(i.ID, 10, 64)
	out := face.Document{"id": n, "key": i.Key, "summary": i.Summary, "self": c.Base + "/rest/api/2/issue/" + i.ID}
	if i.Type == xray.TypeExecution {
		out["testEnvironments"] = c.view.Environments(i.ID)
	}
	return out
}

// testsOfPlan are the tests of a plan, each with how it stands by the plan's executions alone.
func (s *Server) testsOfPlan(c *call) (any, error) {
	if err := c.only("page", "limit"); err != nil {
		return nil, err
	}
	p, err := c.typed(xray.TypePlan)
	if err != nil {
		return nil, err
	}
	tests, _ := c.view.Plan(p.ID)
	all := []face.Document{}
	for _, t := range tests {
		n, _ := strconv.ParseInt(t.ID, 10, 64)
		all = append(all, face.Document{"id": n, "key": t.Key, "latestStatus": c.view.TestStatus(t.ID, xray.Scope{Plan: p.ID}).Name})
	}
	return paged(s, c, all, false)
}

func (s *Server) statuses(c *call) (any, error) {
	out := []face.Document{}
	for n, st := range s.Statuses() {
		out = append(out, face.Document{"id": n + 1, "rank": st.Rank, "name": st.Name, "description": st.Description, "final": st.Final,
			"color": st.Color, "isNative": slices.Contains([]string{"PASS", "TODO", "EXECUTING", "FAIL", "ABORTED"}, strings.ToUpper(st.Name)),
			"requirementStatusName": st.Coverage})
	}
	return out, c.only()
}

func (s *Server) license(c *call) (any, error) {
	return face.Document{"active": s.licensed(), "licenseType": "Demonstration"}, c.only()
}
