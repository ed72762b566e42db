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

// Where an answer says what was created.
const (
	inBody = 1 << iota
	inHeader
)

// made answers that something was created, and says where the operation says so.
func (c *call) made(kind string, id int64, where int) error {
	self := c.ref(kind, id)
	if where&inHeader != 0 {
		c.writer.Header().Set("Location", self.Self)
	}
	if where&inBody == 0 {
		c.writer.WriteHeader(http.StatusCreated)
		return nil
	}
	zephyr.WriteJSON(c.writer, http.StatusCreated, self)
	return nil
}

// The words for the kinds of things in refusals.
var kindNames = map[string]string{zephyr.TestCase: "Test case", zephyr.TestCycle: "Test cycle", zephyr.TestPlan: "Test plan", zephyr.TestExecution: "Test execution"}

// twice is how a second link to the same issue is refused, by the kind of what names it. An execution may name one twice:
// the documents promise nothing else.
var twice = map[string]int{zephyr.TestCase: http.StatusBadRequest, zephyr.TestCycle: http.StatusBadRequest, zephyr.TestPlan: http.StatusUnprocessableEntity}

// told is where it says which link was made, by the kind of what names the issue.
var told = map[string]int{zephyr.TestCase: inBody, zephyr.TestCycle: inHeader, zephyr.TestPlan: inBody, zephyr.TestExecution: inHeader}

// linksOf are the links to issues of what may not have the same one twice.
func (c *call) linksOf(kind, key string) []zephyr.Link {
	switch kind {
	case zephyr.TestCase:
		if t := c.Case(key); t != nil {
			return t.Links
		}
	case zephyr.TestCycle:
		if t := c.Cycle(key); t != nil {
			return t.Links
		}
	case zephyr.TestPlan:
		if t := c.Plan(key); t != nil {
			return t.Links
		}
	}
	return nil
}

// link has something name an issue, by its id in Jira.
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
		if len(zephyr.Linked(c.linksOf(kind, key), *in.IssueID)) > 0 {
			return refuse(twice[kind], "The issue %d already has a link to the %s %s", *in.IssueID, strings.ToLower(kindNames[kind]), key)
		}
		l, err := c.Link(zephyr.API, kind, key, *in.IssueID)
		if err != nil {
			return absent(kindNames[kind], key)
		}
		return c.made("links", l.ID, told[kind])
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
	key, err := c.key(issueKey)
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
