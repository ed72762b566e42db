package face

import (
	"fmt"

	"syncd/internal/sim/jira/site"
)

// find is an entry of one of the site's lists by id.
func find[T any](list []*T, id func(*T) string, want string) *T {
	for _, e := range list {
		if id(e) == want {
			return e
		}
	}
	return nil
}

func namedID(n *site.Named) string { return n.ID }

// PageOf cuts a list; the page says where it starts and whether it is the last.
func PageOf[T any](list []T, startAt, maxResults int) ([]T, bool) {
	if startAt > len(list) {
		startAt = len(list)
	}
	end := min(startAt+maxResults, len(list))
	return list[startAt:end], end >= len(list)
}

// Window reads startAt and maxResults.
func (c *Call) Window(otherwise, most int) (startAt, maxResults int, err error) {
	if startAt, err = c.Number("startAt", 0); err != nil {
		return 0, 0, err
	}
	if maxResults, err = c.Number("maxResults", otherwise); err != nil {
		return 0, 0, err
	}
	return startAt, min(maxResults, most), nil
}

// ValuesPage is Jira's common page with `values`.
func (c *Call) ValuesPage(list []any, otherwise, most int) (Document, error) {
	startAt, maxResults, err := c.Window(otherwise, most)
	if err != nil {
		return nil, err
	}
	values, last := PageOf(list, startAt, maxResults)
	if values == nil {
		values = []any{}
	}
	out := Document{"self": c.Base + c.Request.URL.RequestURI(), "startAt": startAt, "maxResults": maxResults, "total": len(list),
		"isLast": last, "values": values}
	if !last {
		q := c.Request.URL.Query()
		q.Set("startAt", fmt.Sprint(startAt+len(values)))
		q.Set("maxResults", fmt.Sprint(maxResults))
		out["nextPage"] = c.Base + c.Request.URL.Path + "?" + q.Encode()
	}
	return out, nil
}
