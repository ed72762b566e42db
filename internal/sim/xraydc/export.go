package xraydc

import (
	"strconv"
	"strings"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
)

// export are the runs of an execution, of a plan's executions, of the executions that a saved filter finds, or of a test.
// With testKey beside another they are narrowed down to that test.
func (s *Server) export(c *call) (any, error) {
	if err := c.only("testExecKey", "testPlanKey", "savedFilterId", "testKey", "includeTestFields", "page", "limit"); err != nil {
		return nil, err
	}
	wanted, err := s.chosen(c)
	if err != nil {
		return nil, err
	}
	test, err := c.wantedTest()
	if err != nil {
		return nil, err
	}
	page, err := paged(s, c, c.view.Runs(func(r *xray.Run) bool { return wanted(r) && (test == "" || r.Test == test) }), true)
	if err != nil {
		return nil, err
	}
	out := []face.Document{}
	for _, r := range page {
		out = append(out, s.exported(c, r))
	}
	return out, nil
}

// chosen tells which runs the request asks for. There must be one way to choose, and testKey may narrow it down.
func (s *Server) chosen(c *call) (func(*xray.Run) bool, error) {
	var ways []func(*xray.Run) bool
	if key := c.Query("testExecKey"); key != "" {
		i := c.view.Typed(xray.TypeExecution, key)
		if i == nil {
			return nil, bad("There is no Test Execution with the key %s.", key)
		}
		ways = append(ways, func(r *xray.Run) bool { return r.Execution == i.ID })
	}
	if key := c.Query("testPlanKey"); key != "" {
		i := c.view.Typed(xray.TypePlan, key)
		if i == nil {
			return nil, bad("There is no Test Plan with the key %s.", key)
		}
		tests, executions := c.view.Plan(i.ID)
		t, e := ids(tests), ids(executions)
		ways = append(ways, func(r *xray.Run) bool { return t[r.Test] && e[r.Execution] })
	}
	if id := c.Query("savedFilterId"); id != "" {
		found, err := c.filtered(id)
		if err != nil {
			return nil, err
		}
		ways = append(ways, func(r *xray.Run) bool { return found[r.Execution] })
	}
	if len(ways) == 0 && c.Query("testKey") != "" {
		return func(*xray.Run) bool { return true }, nil
	}
	if len(ways) != 1 {
		return nil, bad("One of testExecKey, testPlanKey, savedFilterId and testKey must be given.")
	}
	return ways[0], nil
}

// filtered are the executions that a saved filter finds, by id.
func (c *call) filtered(id string) (map[string]bool, error) {
	jql, known := c.view.Filter(xray.Number(id))
	if !known {
		return nil, bad("There is no saved filter with the id %s.", id)
	}
	found, err := c.view.Search(xray.TypeExecution, jql)
	if err != nil {
		return nil, bad("%s", err)
	}
	return ids(found), nil
}

func (c *call) wantedTest() (string, error) {
	key := c.Query("testKey")
	if key == "" {
		return "", nil
	}
	if i := c.view.Typed(xray.TypeTest, key); i != nil {
		return i.ID, nil
	}
	return "", bad("There is no Test with the key %s.", key)
}

func ids(issues []*simjira.Issue) map[string]bool {
	out := map[string]bool{}
	for _, i := range issues {
		out[i.ID] = true
	}
	return out
}

// exported is a run as the export shows it.
func (s *Server) exported(c *call, r xray.Run) face.Document {
	test := c.view.Issue(r.Test)
	out := face.Document{"id": r.ID, "testKey": test.Key, "status": r.Status, "type": s.Kind(r.Test), "assignee": name(c, r.Assignee),
		"executedBy": name(c, r.Executor), "defects": s.defectList(c, r.Defects), "evidences": s.evidences(c, r.Evidence),
		"testEnvironments": c.view.Environments(r.Execution)}
	if !s.opts.NamesNoExecution {
		out["testExecKey"] = c.view.Issue(r.Execution).Key
	}
	s.times(out, "start", "finish", r)
	if r.Comment != "" {
		out["comment"] = r.Comment
	}
	if len(r.Steps) > 0 {
		out["steps"] = s.steps(c, r)
	}
	if names := c.List("includeTestFields"); len(names) > 0 {
		out["testIssueFields"] = c.testFields(test.Key, names)
	}
	return out
}

// testFields are fields of the test as Jira itself shows them.
func (c *call) testFields(key string, names []string) any {
	i, err := c.Site.Issue(c.Actor, key)
	if err != nil {
		return nil
	}
	shown := *c.Call
	shown.Product, shown.APIVersion = face.DataCenter, "2"
	return shown.Issue(i, face.SelectFields(names, nil), nil, nil)["fields"]
}

// times are the start and the end of a run; what has none is left out.
func (s *Server) times(out face.Document, start, finish string, r xray.Run) {
	if !r.Started.IsZero() {
		out[start] = s.when(r.Started)
	}
	if !r.Finished.IsZero() {
		out[finish] = s.when(r.Finished)
	}
}

// name is how Data Center names a user: by his user name, nil for nobody.
func name(c *call, accountID string) any {
	if u := c.Site.User(accountID); u != nil && accountID != "" {
		return u.Username
	}
	return nil
}

// defectList shows issues that a run names. One that the caller may not see is not shown.
func (s *Server) defectList(c *call, defects []string) []face.Document {
	out := []face.Document{}
	for _, id := range defects {
		if i := c.view.Issue(id); i != nil {
			n, _ := strconv.ParseInt(i.ID, 10, 64)
			out = append(out, face.Document{"id": n, "key": i.Key, "summary": i.Summary, "status": i.Status})
		}
	}
	return out
}

func (s *Server) evidences(c *call, files []xray.Evidence) []face.Document {
	out := []face.Document{}
	for _, f := range files {
		size := strings.ReplaceAll(strconv.FormatFloat(float64(f.Size)/1024, 'f', 1, 64), ".", ",") + " kB"
		id := strconv.FormatInt(f.ID, 10)
		out = append(out, face.Document{"id": f.ID, "fileName": f.Name, "fileSize": size, "created": s.when(f.Created), "author": name(c, f.Author),
			"fileURL": c.Base + "/plugins/servlet/raven/attachment/" + id + "/" + f.Name})
	}
	return out
}
