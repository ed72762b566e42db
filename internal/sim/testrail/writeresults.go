package testrail

import (
	"fmt"
	"maps"
	"strings"
)

func addResult(c *call) (any, error) {
	t, r, err := c.test(c.path[0])
	if err == nil {
		err = open(r)
	}
	if err != nil {
		return nil, err
	}
	return c.put(t, c.body)
}

func addResultForCase(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	t := r.byCase[c.path[1]]
	if t == nil || r.Completed != 0 {
		return nil, noTest
	}
	return c.put(t, c.body)
}

// put adds one result.
func (c *call) put(t *Test, body map[string]any) (any, error) {
	res := Result{CreatedBy: c.user.ID, Created: c.now}
	if err := c.fillResult(&res, body); err != nil {
		return nil, err
	}
	kept := c.world.addResult(t, res)
	c.tell("result %d added to test T%d: %s", kept.ID, t.ID, c.words(kept))
	return showResult(c, kept), nil
}

// words sum a result up.
func (c *call) words(res *Result) string {
	var out []string
	if st := c.world.statusID(res.Status); st != nil {
		out = append(out, st.Name)
	}
	if res.Defects != "" {
		out = append(out, "defects "+res.Defects)
	}
	if res.Comment != "" {
		out = append(out, fmt.Sprintf("comment %q", res.Comment))
	}
	return strings.Join(out, ", ")
}

// fillResult puts the members of a body into a result. All of them may be left out, but not together.
func (c *call) fillResult(res *Result, body map[string]any) error {
	for name, to := range map[string]*string{"comment": &res.Comment, "version": &res.Version, "elapsed": &res.Elapsed, "defects": &res.Defects} {
		if _, given := body[name]; given {
			*to = textIn(body, name)
		}
	}
	if v, given := body["status_id"]; given && v != nil {
		res.Status = idIn(body, "status_id")
		if st := c.world.statusID(res.Status); st == nil || st.ID == Untested {
			return invalid("status_id", "status")
		}
	}
	if v, given := body["assignedto_id"]; given && v != nil {
		res.Assigned = idIn(body, "assignedto_id")
		if res.Assigned != 0 && c.userID(res.Assigned) == nil {
			return invalid("assignedto_id", "user")
		}
	}
	if custom := customOf(body); custom != nil {
		merged := map[string]any{}
		maps.Copy(merged, res.Custom)
		maps.Copy(merged, custom)
		res.Custom = merged
	}
	if res.Status == 0 && res.Assigned == 0 && res.Comment+res.Defects+res.Version+res.Elapsed == "" && len(res.Custom) == 0 {
		return bad("Field :status_id, :comment or :assignedto_id is required.")
	}
	return checkElapsed(res.Elapsed)
}

func (c *call) userID(id int64) *User {
	for _, u := range c.world.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func addResults(c *call) (any, error) {
	return c.addMany("test_id", func(r *Run, id int64) *Test {
		if t := c.world.tests[id]; t != nil && t.Run == r.ID {
			return t
		}
		return nil
	})
}

func addResultsForCases(c *call) (any, error) {
	return c.addMany("case_id", func(r *Run, id int64) *Test { return r.byCase[id] })
}

// addMany adds a list of results, all of them or none. Each names its test by a member of its own.
func (c *call) addMany(by string, find func(*Run, int64) *Test) (any, error) {
	r, err := c.run(c.path[0])
	if err == nil {
		err = open(r)
	}
	if err != nil {
		return nil, err
	}
	if _, given := c.body["results"]; !given {
		return nil, required("results")
	}
	rows, err := c.objects(c.body, "results", with(resultRow, map[string]kind{by: anID}))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, bad("Field :results cannot be empty but no valid tests or cases found")
	}
	var tests []*Test
	for _, row := range rows {
		if row[by] == nil {
			return nil, required("results." + by)
		}
		t := find(r, idIn(row, by))
		if t == nil {
			return nil, bad("Field :results contains one or more invalid results (%s %s%d unknown or not part of the test run)",
				strings.TrimSuffix(by, "_id"), strings.ToUpper(by[:1]), idIn(row, by))
		}
		if err := c.fillResult(&Result{}, row); err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	out := []object{}
	for n, t := range tests {
		shown, err := c.put(t, rows[n])
		if err != nil {
			return nil, err
		}
		out = append(out, shown.(object))
	}
	return out, nil
}

// editResult changes a row in place. The time and the author stay.
func editResult(c *call) (any, error) {
	res := c.world.results[c.path[0]]
	if res == nil {
		return nil, invalid("result_id", "test result")
	}
	r := c.world.runs[res.Run]
	if err := c.enter(r.Project); err != nil {
		return nil, err
	}
	if status := c.server.opts.NoEdit; status != 0 {
		return nil, &Refusal{status, "Editing test results is disabled by the site settings."}
	}
	if err := open(r); err != nil {
		return nil, err
	}
	before, changed := *res, *res
	if err := c.fillResult(&changed, c.body); err != nil {
		return nil, err
	}
	*res = changed
	c.world.settle(r, c.world.tests[res.Test])
	if c.words(&before) != c.words(res) {
		c.tell("result %d edited: %s; it was: %s", res.ID, c.words(res), c.words(&before))
	}
	return showResult(c, res), nil
}
