package face

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

// Body reads the whole request body, chunked or not.
func (c *Call) Body() (json.RawMessage, error) {
	if ct := c.Request.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		return nil, &site.Refusal{Status: 415, Messages: []string{"Unsupported Media Type: the body must be application/json."}}
	}
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody))
	if err != nil {
		return nil, Bad("The request body could not be read.")
	}
	if !json.Valid(raw) {
		return nil, Bad(badJSON)
	}
	return raw, nil
}

// Decode reads a body whose unknown members are ignored, as Jira does for issues.
func (c *Call) Decode(into any) error {
	raw, err := c.Body()
	if err != nil {
		return err
	}
	if json.Unmarshal(raw, into) != nil {
		return Bad(badJSON)
	}
	return nil
}

// DecodeClosed reads a body of a closed schema: an unknown member is refused.
func (c *Call) DecodeClosed(into any) error {
	raw, err := c.Body()
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if dec.Decode(into) != nil {
		return Bad("Invalid request payload. Refer to the REST API documentation and try again.")
	}
	return nil
}

func (c *Call) Path(name string) string  { return c.Request.PathValue(name) }
func (c *Call) Query(name string) string { return c.Request.URL.Query().Get(name) }
func (c *Call) IssueKey() string         { return c.Path("issueIdOrKey") }

// List reads a parameter that may be repeated and comma-separated.
func (c *Call) List(name string) []string {
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

// Flag reads a switch; Python's clients write True.
func (c *Call) Flag(name string) bool { return strings.EqualFold(c.Query(name), "true") }

// Number reads a numeric parameter; a faulty one is refused.
func (c *Call) Number(name string, otherwise int) (int, error) {
	v := c.Query(name)
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return 0, Bad("The '%s' parameter must be a non-negative integer.", name)
	}
	return n, nil
}

// Id reads a numeric path element; what is no number names nothing.
func (c *Call) Id(name string) (int64, error) {
	n, err := strconv.ParseInt(c.Path(name), 10, 64)
	if err != nil {
		return 0, Missing("No resource with the id '%s' exists.", c.Path(name))
	}
	return n, nil
}

// API is the root of this version's resources.
func (c *Call) API(path string, args ...any) string {
	return c.Base + "/rest/api/" + c.APIVersion + "/" + fmt.Sprintf(path, args...)
}
