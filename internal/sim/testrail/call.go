package testrail

import (
	"encoding/json"
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
	anID     kind = iota // a number; 0 is none
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
