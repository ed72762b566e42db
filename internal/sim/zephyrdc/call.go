package zephyrdc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/zephyr"
)

// refusal is the body of an error.
type refusal struct {
	status   int
	Messages []string `json:"errorMessages"`
}

func (r refusal) Error() string { return strings.Join(r.Messages, " ") }

func bad(format string, args ...any) error {
	return refusal{http.StatusBadRequest, []string{fmt.Sprintf(format, args...)}}
}

// errAbsent is 404, which has no body.
var errAbsent = errors.New("not found")

// call is one request being answered; what it reads of the state it reads during it.
type call struct {
	zephyr.View
	server  *Server
	writer  http.ResponseWriter
	request *http.Request
	query   url.Values
	user    string
}

// api logs a request in as the Jira does, and lets a handler answer it.
func (s *Server) api(handle func(*call) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat)) // clients set their watermark by it
		user, ok := s.opts.Jira.Admit(w, r)
		if !ok {
			return
		}
		err := s.With(func(v zephyr.View) error {
			return handle(&call{View: v, server: s, writer: w, request: r, query: r.URL.Query(), user: user})
		})
		var said refusal
		switch {
		case errors.As(err, &said):
			zephyr.WriteJSON(w, said.status, said)
		case errors.Is(err, errAbsent):
			w.WriteHeader(http.StatusNotFound)
		case err != nil:
			zephyr.WriteJSON(w, http.StatusInternalServerError, refusal{Messages: []string{err.Error()}})
		}
	}
}

func (c *call) ok(body any) error {
	zephyr.WriteJSON(c.writer, http.StatusOK, body)
	return nil
}

// only refuses parameters that an endpoint does not have.
func (c *call) only(names ...string) error {
	for name, values := range c.query {
		if !slices.Contains(names, name) || len(values) > 1 {
			return bad("The query parameter %s is not known here or is given more than once.", name)
		}
	}
	return nil
}

// window cuts a page out of a list: startAt from 0, maxResults 200 unless given.
func window[T any](c *call, all []T) ([]T, error) {
	start, size := 0, 200
	for name, into := range map[string]*int{"startAt": &start, "maxResults": &size} {
		if !c.query.Has(name) {
			continue
		}
		n, err := strconv.Atoi(c.query.Get(name))
		if err != nil || n < 0 {
			return nil, bad("The value %s is not valid for the parameter %s.", c.query.Get(name), name)
		}
		*into = n
	}
	if c.server.opts.Page > 0 {
		size = min(size, c.server.opts.Page)
	}
	from := min(start, len(all))
	return all[from:min(from+size, len(all))], nil
}

// chosen leaves of each thing the members that the parameter fields names; what does not exist is ignored.
func (c *call) chosen(things []any) ([]any, error) {
	if !c.query.Has("fields") || c.query.Get("fields") == "" {
		return things, nil
	}
	fields := strings.Split(c.query.Get("fields"), ",")
	out := []any{}
	for _, t := range things {
		raw, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil {
			return nil, err
		}
		for name := range members {
			if !slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) == name }) {
				delete(members, name)
			}
		}
		out = append(out, members)
	}
	return out, nil
}

// list answers with things, cut down to the fields that are asked for.
func (c *call) list(things []any) error {
	out, err := c.chosen(things)
	if err != nil {
		return err
	}
	return c.ok(out)
}

// one answers with one thing, likewise.
func (c *call) one(thing any) error {
	out, err := c.chosen([]any{thing})
	if err != nil {
		return err
	}
	return c.ok(out[0])
}

// body reads a JSON body into what may be in it; unknown members are refused.
func (c *call) body(into any) error {
	dec := json.NewDecoder(io.LimitReader(c.request.Body, 1<<20))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		return bad("The request body is not valid: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
