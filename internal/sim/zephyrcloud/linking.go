package zephyrcloud

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"syncd/internal/sim/zephyr"
)

// body reads a JSON body into what may be in it; unknown members are refused.
func (c *call) body(into any) error {
	dec := json.NewDecoder(io.LimitReader(c.request.Body, 1<<20))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.More() {
		err = fmt.Errorf("more than one value")
	}
	if err != nil {
		return bad("The request body is not valid: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// made answers that something was created.
func (c *call) made(kind string, id int64, tell bool) error {
	self := c.ref(kind, id)
	c.writer.Header().Set("Location", self.Self)
	if !tell {
		c.writer.WriteHeader(http.StatusCreated)
		return nil
	}
	zephyr.WriteJSON(c.writer, http.StatusCreated, self)
	return nil
}

// The words for the kinds of things in refusals.
var kindNames = map[string]string{zephyr.TestCase: "Test case", zephyr.TestCycle: "Test cycle", zephyr.TestPlan: "Test plan", zephyr.TestExecution: "Test execution"}

// link has something name an issue, by its id in Jira. An execution may name one twice: the documents promise nothing
// else; a test case is refused a second coverage of the same issue.
func link(kind string, form *regexp.Regexp) func(*call) error {
	return func(c *call) error {
		key, err := c.key(form)
		if err != nil {
			return err
		}
		var in struct {
			IssueID *int64 `json:"issueId"`
		}
		if err := c.body(&in); err != nil {
			return err
		}
		if in.IssueID == nil || *in.IssueID < 1 {
			return bad("issueId must not be null and must be at least 1")
		}
		if _, ok := c.server.IssueID(strconv.FormatInt(*in.IssueID, 10)); !ok {
			return refuse(http.StatusNotFound, "Jira issue %d does not exist or you have no access to it", *in.IssueID)
		}
		if t := c.Case(key); kind == zephyr.TestCase && t != nil && len(zephyr.Linked(t.Links, *in.IssueID)) > 0 {
			return bad("The issue %d already has a coverage link to the test case %s", *in.IssueID, key)
		}
		l, err := c.Link(zephyr.API, kind, key, *in.IssueID)
		if err != nil {
			return absent(kindNames[kind], key)
		}
		return c.made("links", l.ID, kind != zephyr.TestExecution)
	}
}

func deleteLink(c *call) error {
	id, err := strconv.ParseInt(c.request.PathValue("id"), 10, 64)
	if err != nil || id < 1 || id > math.MaxInt64-1 {
		return bad("linkId must be a number of at least 1")
	}
	if !c.Unlink(zephyr.API, id) {
		return absent("Link", strconv.FormatInt(id, 10))
	}
	c.writer.WriteHeader(http.StatusOK)
	return nil
}

// issue is the id of the issue in the path.
func (c *call) issue() (int64, error) {
	c.only()
	key, err := c.key(issueKey)
	if err == nil {
		err = c.sound()
	}
	if err != nil {
		return 0, err
	}
	id, ok := c.server.IssueID(key)
	if !ok {
		return 0, refuse(http.StatusNotFound, "Jira issue %s does not exist or you have no access to it", key)
	}
	return id, nil
}

// keyAndVersion is how an issue names the test cases that cover it.
type keyAndVersion struct {
	Key     string `json:"key"`
	Version int    `json:"version"`
	Self    string `json:"self"`
}

func issueCases(c *call) error {
	id, err := c.issue()
	if err != nil {
		return err
	}
	out := []keyAndVersion{}
	for _, t := range c.Cases() {
		if !t.Archived && len(zephyr.Linked(t.Links, id)) > 0 {
			out = append(out, keyAndVersion{t.Key, t.Version, fmt.Sprintf("%s/testcases/%s/versions/%d", c.base, t.Key, t.Version)})
		}
	}
	return c.ok(out)
}

// issueLinks answers with what of a kind names an issue.
func issueLinks(kind string) func(*call) error {
	return func(c *call) error {
		id, err := c.issue()
		if err != nil {
			return err
		}
		out := []ref{}
		add := func(path string, own int64, links []zephyr.Link) {
			if len(zephyr.Linked(links, id)) > 0 {
				out = append(out, c.ref(path, own))
			}
		}
		switch kind {
		case zephyr.TestCycle:
			for _, t := range c.Cycles() {
				add("testcycles", t.ID, t.Links)
			}
		case zephyr.TestPlan:
			for _, t := range c.Plans() {
				add("testplans", t.ID, t.Links)
			}
		case zephyr.TestExecution:
			for _, t := range c.Executions() {
				add("testexecutions", t.ID, t.Links)
			}
		}
		return c.ok(out)
	}
}
