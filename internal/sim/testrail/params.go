package testrail

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

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
