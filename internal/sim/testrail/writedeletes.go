package testrail

// deleteCase deletes for good; with soft=1 it only says what would be lost.
func deleteCase(c *call) (any, error) {
	one, err := c.testCase(c.path[0])
	if err != nil {
		return nil, err
	}
	return c.drop([]*Case{one})
}

// testsOf counts the tests of a case in open runs.
func (c *call) testsOf(caseID int64) int {
	n := 0
	for _, r := range c.world.runs {
		if r.Completed == 0 && r.byCase[caseID] != nil {
			n++
		}
	}
	return n
}

// deleteCases deletes several cases of a suite, all or none.
func deleteCases(c *call) (any, error) {
	s, err := c.suite(c.path[0])
	if err != nil {
		return nil, err
	}
	var list []*Case
	for _, id := range idsIn(c.body, "case_ids") {
		one := c.world.cases[id]
		if one == nil || one.Suite != s.ID {
			return nil, bad("Field :case_ids contains one or more invalid IDs (case C%d unknown or not part of the test suite).", id)
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return nil, required("case_ids")
	}
	return c.drop(list)
}

// deleteSection deletes a section, those below it and all their cases.
func deleteSection(c *call) (any, error) {
	s, err := c.section(c.path[0])
	if err != nil {
		return nil, err
	}
	below := map[int64]bool{s.ID: true}
	for _, sec := range sorted(c.world.sections, nil) { // a parent is older than what lies in it
		below[sec.ID] = below[sec.ID] || below[sec.Parent]
	}
	out, err := c.drop(sorted(c.world.cases, func(one *Case) bool { return below[one.Section] }))
	if err != nil || out != nil {
		return out, err
	}
	for id, gone := range below {
		if gone {
			delete(c.world.sections, id)
		}
	}
	c.tell("section %d deleted", s.ID)
	return nil, nil
}

// deleteSuite deletes a suite with its sections, cases and open runs.
func deleteSuite(c *call) (any, error) {
	s, err := c.suite(c.path[0])
	if err != nil {
		return nil, err
	}
	if c.world.projects[s.Project].SuiteMode == 1 {
		return nil, bad("Suites cannot be deleted from a project in single suite mode.")
	}
	out, err := c.drop(c.world.casesOf(s.ID))
	if err != nil || out != nil {
		return out, err
	}
	for _, r := range sorted(c.world.runs, func(r *Run) bool { return r.Suite == s.ID && r.Completed == 0 }) {
		c.world.deleteRun(r)
	}
	for _, sec := range sorted(c.world.sections, func(sec *Section) bool { return sec.Suite == s.ID }) {
		delete(c.world.sections, sec.ID)
	}
	delete(c.world.suites, s.ID)
	c.tell("suite S%d deleted", s.ID)
	return nil, nil
}

// drop deletes cases for good; with soft=1 it only says what would be lost.
func (c *call) drop(list []*Case) (any, error) {
	if c.params["soft"] == "1" {
		n := 0
		for _, one := range list {
			n += c.testsOf(one.ID)
		}
		return object{{"affected_tests", n}}, nil
	}
	for _, one := range list {
		c.world.deleteCase(one, false, c.now)
		c.tell("case C%d deleted", one.ID)
	}
	return nil, nil
}
