package cloud

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

const badJSON = "There was an error parsing JSON. Check that your request body is valid."

// maxBody bounds what the simulator reads of one request.
const maxBody = 32 << 20

// body reads the whole request body, chunked or not.
func (c *Call) body() (json.RawMessage, error) {
	if ct := c.Request.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		return nil, &site.Refusal{Status: 415, Messages: []string{"Unsupported Media Type: the body must be application/json."}}
	}
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody))
	if err != nil {
		return nil, bad("The request body could not be read.")
	}
	if !json.Valid(raw) {
		return nil, bad(badJSON)
	}
	return raw, nil
}

// decode reads a body whose unknown members are ignored, as Jira does for issues.
func (c *Call) decode(into any) error {
	raw, err := c.body()
	if err != nil {
		return err
	}
	if json.Unmarshal(raw, into) != nil {
		return bad(badJSON)
	}
	return nil
}

// decodeClosed reads a body of a closed schema: an unknown member is refused.
func (c *Call) decodeClosed(into any) error {
	raw, err := c.body()
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if dec.Decode(into) != nil {
		return bad("Invalid request payload. Refer to the REST API documentation and try again.")
	}
	return nil
}

func (c *Call) path(name string) string  { return c.Request.PathValue(name) }
func (c *Call) query(name string) string { return c.Request.URL.Query().Get(name) }
func (c *Call) issueKey() string         { return c.path("issueIdOrKey") }

// list reads a parameter that may be repeated and comma-separated.
func (c *Call) list(name string) []string {
	var out []string
	for _, v := range c.Request.URL.Query()[name] {
		for _, one := range strings.Split(v, ",") {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}

func (c *Call) flag(name string) bool { return c.query(name) == "true" }

// number reads a numeric parameter; a faulty one is refused.
func (c *Call) number(name string, otherwise int) (int, error) {
	v := c.query(name)
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return 0, bad("The '%s' parameter must be a non-negative integer.", name)
	}
	return n, nil
}

// id reads a numeric path element; what is no number names nothing.
func (c *Call) id(name string) (int64, error) {
	n, err := strconv.ParseInt(c.path(name), 10, 64)
	if err != nil {
		return 0, missing("No resource with the id '%s' exists.", c.path(name))
	}
	return n, nil
}

// api is the root of this version's resources.
func (c *Call) api(path string, args ...any) string {
	version := c.apiVersion
	if version == "" {
		version = "3"
	}
	return c.Base + "/rest/api/" + version + "/" + fmt.Sprintf(path, args...)
}
