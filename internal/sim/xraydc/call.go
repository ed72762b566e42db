package xraydc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
)

// refusal is an answer in plain text.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func bad(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// noLicense is the text of the documentation, word for word.
const noLicense = "The Xray license is not valid"

// call is one request that got through Jira's login.
type call struct {
	*face.Call
	version string
	view    *xray.View
}

// answer lets an endpoint do its work and writes what became of it. A body of nil is an answer without one.
func (s *Server) answer(e endpoint, version string, c *face.Call) {
	body, err := any(nil), error(nil)
	if s.licensed() || strings.HasSuffix(e.path, "xraylicense") {
		body, err = e.handle(s, &call{c, version, s.View(c.Actor)})
	} else {
		err = &refusal{http.StatusUnauthorized, noLicense}
	}
	if err != nil {
		var r *refusal
		if !errors.As(err, &r) {
			r = &refusal{http.StatusBadRequest, err.Error()}
		}
		c.Writer.Header().Set("Content-Type", "text/plain;charset=UTF-8")
		c.Writer.WriteHeader(r.status)
		_, _ = io.WriteString(c.Writer, r.text) // a client that went away is no fault of ours
		return
	}
	if body == nil {
		c.Writer.WriteHeader(http.StatusOK)
		return
	}
	face.WriteJSON(c.Writer, http.StatusOK, body)
}

// body reads a request body strictly: what this simulator does not know it refuses.
func (c *call) body(into any) error {
	raw, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return bad("The request body could not be read.")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return bad("The request body is not valid: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// only refuses parameters that an endpoint does not have; the product ignores them, and a client would never learn.
func (c *call) only(names ...string) error {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(names, name) {
			return bad("This simulator knows no parameter %q here.", name)
		}
	}
	return nil
}

// number reads a parameter that is a whole number from least; -1 is none.
func (c *call) number(name string, least int) (int, error) {
	v := c.Query(name)
	if v == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least {
		return 0, bad("The parameter '%s' should be greater or equal to %d.", name, least)
	}
	return n, nil
}

// paged cuts a page out of a list. Where no limit is asked for, always tells whether there are pages all the same.
func paged[T any](s *Server, c *call, all []T, always bool) ([]T, error) {
	page, err := c.number("page", 1)
	if err != nil {
		return nil, err
	}
	limit, err := c.number("limit", 0)
	switch {
	case err != nil:
		return nil, err
	case limit > s.opts.MaxLimit && !s.opts.LowersLimit:
		return nil, bad("The parameter 'limit' should be lower or equal to the maximum set in the Global Configuration (%d).", s.opts.MaxLimit)
	case limit < 0 && page < 0 && !always:
		return append([]T{}, all...), nil
	case limit < 0 || limit > s.opts.MaxLimit:
		limit = s.opts.MaxLimit
	}
	from := min((max(page, 1)-1)*limit, len(all))
	return append([]T{}, all[from:min(from+limit, len(all))]...), nil
}
