package testrail

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// method is an endpoint of the API.
type method struct {
	verb     string
	ids      []string        // what the path names after the method
	optional bool            // the last of ids may be left out
	params   map[string]kind // filters
	paged    string          // member of the envelope that holds a page; "" for what comes whole
	always   bool            // paged before 6.7 too
	body     map[string]kind // members of a body
	custom   bool            // a body may have custom fields
	handle   func(*call) (any, error)
}

// kind is how a parameter or a member of a body is written.
type kind int

// The kinds.
const (
	anID     kind = iota // a number above 0
	aNumber              // a number
	aFlag                // 0 or 1; in a body true or false
	manyIDs              // numbers: separated by commas; in a body a list
	aText                // a text; in a body also null
	anything             // not looked at
)

// call is one request of a known user's.
type call struct {
	server *Server
	world  *world
	method method
	name   string
	user   *User
	now    int64  // UNIX seconds
	base   string // address of the instance
	raw    []byte
	path   []int64 // what the path names, in the order of method.ids
	params map[string]string
	query  []string // the parameters as they came, without limit and offset
	body   map[string]any
	told   []string // what changed, for the audit
}

// read takes the request apart and checks it against the method.
func (c *call) read(rest, params string) error {
	if err := c.readPath(rest); err != nil {
		return err
	}
	if err := c.readParams(params); err != nil {
		return err
	}
	if c.method.verb == "POST" {
		return c.readBody()
	}
	return nil
}

// readPath reads the ids after the name. A plain ? has no meaning there, and is part of what should have been a number.
func (c *call) readPath(rest string) error {
	var segments []string
	if rest != "" {
		segments = strings.Split(rest, "/")
	}
	if len(segments) > len(c.method.ids) {
		return unknown(c.name + "/" + rest)
	}
	for n, name := range c.method.ids {
		if n >= len(segments) {
			if c.method.optional && n == len(c.method.ids)-1 {
				break
			}
			return required(name)
		}
		id, err := strconv.ParseInt(segments[n], 10, 64)
		if err != nil || id < 0 {
			return invalid(name, "ID")
		}
		c.path = append(c.path, id)
	}
	return nil
}

func (c *call) readParams(raw string) error {
	c.params = map[string]string{}
	if raw == "" {
		return nil
	}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		text, err := url.QueryUnescape(value)
		if err != nil {
			return invalid(name, "text")
		}
		paging := c.method.paged != "" && (name == "limit" || name == "offset")
		k, known := c.method.params[name]
		if !known && !paging {
			return bad("Field :%s is not a supported filter.", name)
		}
		if err := checkParam(name, text, k); err != nil && !paging {
			return err
		}
		c.params[name] = text
		if !paging {
			c.query = append(c.query, pair)
		}
	}
	return nil
}

func checkParam(name, text string, k kind) error {
	switch k {
	case anID, aNumber:
		if n, err := strconv.ParseInt(text, 10, 64); err != nil || n < 0 {
			return invalid(name, "natural number")
		}
	case aFlag:
		if text != "0" && text != "1" && text != "true" && text != "false" {
			return invalid(name, "boolean value (0 or 1)")
		}
	case manyIDs:
		if _, err := split(text); err != nil {
			return invalid(name, "list of IDs")
		}
	case aText, anything:
	}
	return nil
}

// split reads numbers that are separated by commas.
func split(text string) ([]int64, error) {
	var out []int64
	for part := range strings.SplitSeq(text, ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// has tells whether a filter was given.
func (c *call) has(name string) bool { _, ok := c.params[name]; return ok }

// number is the value of a filter that is a number; 0 where it was not given.
func (c *call) number(name string) int64 {
	n, _ := strconv.ParseInt(c.params[name], 10, 64) // checked when it was read
	return n
}

// flag tells whether a flag is set the way it was asked for; without the filter everything fits.
func (c *call) flag(name string, set bool) bool {
	v, given := c.params[name]
	return !given || (v == "1" || v == "true") == set
}

// among tells whether an id is one of those that a filter asks for; without the filter everything is.
func (c *call) among(name string, id int64) bool {
	if !c.has(name) {
		return true
	}
	list, _ := split(c.params[name]) // checked when it was read
	return slices.Contains(list, id)
}

// within tells whether a time lies between the bounds of prefix_after and prefix_before, both left out themselves.
func (c *call) within(prefix string, at int64) bool {
	return (!c.has(prefix+"_after") || at > c.number(prefix+"_after")) && (!c.has(prefix+"_before") || at < c.number(prefix+"_before"))
}

// readBody reads a JSON object; nothing at all is an empty one.
func (c *call) readBody() error {
	c.body = map[string]any{}
	if len(c.raw) == 0 {
		return nil
	}
	var body map[string]any
	if json.Unmarshal(c.raw, &body) != nil || body == nil {
		return garbled
	}
	c.body = body
	return c.checkMembers("", body, c.method.body)
}
