package xraycloud

import (
	"errors"
	"fmt"

	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

// mutations is the root of all writes. They are done in their order, and one that fails does not stop the next.
type mutations struct{ *asker }

// Resolve does a write.
func (m mutations) Resolve(field string, args graphql.Args) (any, error) {
	switch field {
	case "addDefectsToTestRun":
		done, warnings, err := m.defects(args, func(c *xray.Change, ids []string) { c.AddDefects = ids })
		return object(p("addedDefects", texts(done.Added)), p("warnings", texts(warnings))), err
	case "removeDefectsFromTestRun":
		_, _, err := m.defects(args, func(c *xray.Change, ids []string) { c.RemoveDefects = ids })
		return told("Defects removed from the Test Run.", err)
	case "updateTestRunStatus":
		return told("Status updated.", m.change(args, xray.Change{Status: text(args, "status")}))
	case "updateTestRunComment":
		return told("Comment updated.", m.change(args, xray.Change{Comment: text(args, "comment")}))
	case "updateTestRun":
		return m.update(args)
	}
	return nil, fmt.Errorf("this simulator does not do %s", field)
}

// told is the answer of a write that has nothing to tell.
func told(words string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return words, nil
}

// text is an argument that may be missing.
func text(args graphql.Args, name string) *string {
	if s, is := args[name].(string); is {
		return &s
	}
	return nil
}

// found is the run that a write is about.
func (m mutations) found(args graphql.Args) (xray.Run, error) {
	runs := m.view.Runs(func(r *xray.Run) bool { return r.ObjectID == args.Text("id") })
	if len(runs) == 0 {
		return xray.Run{}, fmt.Errorf("test run with id %q not found", args.Text("id"))
	}
	project := m.call.Site.Project(m.call.Actor.User, m.view.Issue(runs[0].Execution).Project)
	if !m.call.Site.May(m.call.Actor.User, project, "EDIT_ISSUES") {
		return xray.Run{}, errors.New("user does not have permission to edit the test execution")
	}
	return runs[0], nil
}

func (m mutations) change(args graphql.Args, c xray.Change) error {
	r, err := m.found(args)
	if err != nil {
		return err
	}
	_, err = m.server.Change(m.call.Actor, r.ID, c)
	return err
}

// defects changes which issues a run names. An issue is given by key or id; of one that is unknown a warning tells, and
// the others are done.
func (m mutations) defects(args graphql.Args, into func(*xray.Change, []string)) (xray.Outcome, []string, error) {
	r, err := m.found(args)
	if err != nil {
		return xray.Outcome{}, nil, err
	}
	var ids, warnings []string
	for _, key := range args.Texts("issues") {
		if i := m.view.Issue(key); i != nil {
			ids = append(ids, i.ID)
		} else {
			warnings = append(warnings, fmt.Sprintf("Issue with key or id %s not found.", key))
		}
	}
	var c xray.Change
	into(&c, ids)
	done, err := m.server.Change(m.call.Actor, r.ID, c)
	return done, warnings, err
}

func (m mutations) update(args graphql.Args) (any, error) {
	c := xray.Change{Comment: text(args, "comment"), Assignee: text(args, "assigneeId"), Executor: text(args, "executedById")}
	for _, account := range []*string{c.Assignee, c.Executor} {
		if account != nil && *account != "" && m.call.Site.User(*account) == nil {
			return nil, fmt.Errorf("user with account id %q not found", *account)
		}
	}
	started, err := moment(args, "startedOn")
	if err != nil {
		return nil, err
	}
	finished, err := moment(args, "finishedOn")
	if err != nil {
		return nil, err
	}
	if !started.IsZero() {
		c.Started = &started
	}
	if !finished.IsZero() {
		c.Finished = &finished
	}
	if err := m.change(args, c); err != nil {
		return nil, err
	}
	warnings := []string{}
	if list, is := args["customFields"].([]any); is && len(list) > 0 {
		warnings = append(warnings, "This project has no custom fields of test runs.")
	}
	return object(p("warnings", texts(warnings))), nil
}
