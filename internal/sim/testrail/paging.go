package testrail

import (
	"strconv"
	"strings"
)

// maxPage is the most that a client may ask for, and what it gets when it does not say.
const maxPage = 250

// bounds reads limit and offset.
func (c *call) bounds() (limit, offset int, err error) {
	limit = maxPage
	for _, name := range []string{"limit", "offset"} {
		if !c.has(name) {
			continue
		}
		n, err := strconv.Atoi(c.params[name])
		switch {
		case err != nil || n < 0:
			return 0, 0, invalid(name, "natural number")
		case name == "offset":
			offset = n
		case n < 1:
			return 0, 0, bad("Field :limit is too small (minimum 1).")
		case n > maxPage:
			return 0, 0, bad("Field :limit is too large (maximum %d).", maxPage)
		default:
			limit = n
		}
	}
	if c.server.opts.Page > 0 {
		limit = min(limit, c.server.opts.Page)
	}
	return limit, offset, nil
}

// list answers with a page of what was found, in the form of the server's age. Only what is on the page is shown.
func list[T any](c *call, found []T, show func(*call, T) object) (any, error) {
	limit, offset, err := c.bounds()
	if err != nil {
		return nil, err
	}
	legacy := c.server.opts.Legacy
	if legacy && !c.method.always {
		limit, offset = len(found), 0
	}
	end := min(offset+limit, len(found))
	page := []object{}
	for _, v := range found[min(offset, end):end] {
		page = append(page, show(c, v))
	}
	if legacy {
		return page, nil
	}
	var next, prev any
	if end < len(found) {
		next = c.link(limit, offset+limit)
	}
	if offset > 0 {
		prev = c.link(limit, max(0, offset-limit))
	}
	return object{{"offset", offset}, {"limit", limit}, {"size", len(page)}, {"_links", links{next, prev}}, {c.method.paged, page}}, nil
}

// links are the neighbours of a page.
type links struct {
	Next any `json:"next"`
	Prev any `json:"prev"`
}

// link is where another page of the same list is.
func (c *call) link(limit, offset int) string {
	out := apiPath + c.name
	for _, id := range c.path {
		out += "/" + strconv.FormatInt(id, 10)
	}
	query := c.query
	if c.server.opts.Drift { // as some are seen: not to be followed
		query, limit = nil, 0
	}
	if len(query) > 0 {
		out += "&" + strings.Join(query, "&")
	}
	return out + "&limit=" + strconv.Itoa(limit) + "&offset=" + strconv.Itoa(offset)
}

// whole answers with a list that has no pages.
func whole[T any](c *call, found []T, show func(*call, T) object) (any, error) {
	out := make([]object, 0, len(found))
	for _, v := range found {
		out = append(out, show(c, v))
	}
	return out, nil
}
