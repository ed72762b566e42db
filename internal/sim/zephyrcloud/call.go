package zephyrcloud

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/sim/zephyr"
)

// refusal is the body of every error but some 401: see unauthorized.
type refusal struct {
	ErrorCode int    `json:"errorCode"`
	Message   string `json:"message"`
}

func (r refusal) Error() string { return r.Message }

func refuse(status int, format string, args ...any) error {
	return refusal{status, fmt.Sprintf(format, args...)}
}

func bad(format string, args ...any) error {
	return refuse(http.StatusBadRequest, format, args...)
}

// call is one request being answered; what it reads of the state it reads during it.
type call struct {
	zephyr.View
	server  *Server
	writer  http.ResponseWriter
	request *http.Request
	base    string // address of the API, with /v2
	query   url.Values
	faults  []error // what is wrong with the parameters read so far
}

// api logs a request in and lets a handler answer it.
func (s *Server) api(handle func(*call) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat)) // clients set their watermark by it
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer || token != s.opts.Token {
			s.unauthorized(w, r, token, bearer)
			return
		}
		err := s.With(func(v zephyr.View) error {
			return handle(&call{View: v, server: s, writer: w, request: r, base: s.base(r) + "/v2", query: r.URL.Query()})
		})
		var said refusal
		switch {
		case errors.As(err, &said):
			zephyr.WriteJSON(w, said.ErrorCode, said)
		case err != nil:
			zephyr.WriteJSON(w, http.StatusInternalServerError, refusal{http.StatusInternalServerError, err.Error()})
		}
	}
}

// unauthorized refuses a login; for test cases, cycles, plans and executions the body has another shape than all other
// errors.
func (s *Server) unauthorized(w http.ResponseWriter, r *http.Request, token string, bearer bool) {
	text := "Invalid JWT token"
	if !bearer || token == "" {
		text = "Missing Authorization header"
	}
	if !strings.HasPrefix(r.URL.Path, "/v2/test") {
		zephyr.WriteJSON(w, http.StatusUnauthorized, refusal{http.StatusUnauthorized, text})
		return
	}
	zephyr.WriteJSON(w, http.StatusUnauthorized, map[string]string{"error": text})
}

// base is the address under which the client called, or the configured one.
func (s *Server) base(r *http.Request) string {
	if s.opts.BaseURL != "" {
		return strings.TrimRight(s.opts.BaseURL, "/")
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" || r.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// The forms of keys in paths and parameters, as the documents have them.
var (
	keyT     = regexp.MustCompile(`^.+-T[0-9]+$`)
	keyR     = regexp.MustCompile(`^[A-Z][A-Z_0-9]+-R[0-9]+$`)
	idOrT    = regexp.MustCompile(`^([0-9]+|.+-T[0-9]+)$`)
	idOrR    = regexp.MustCompile(`^([0-9]+|[A-Z][A-Z_0-9]+-R[0-9]+)$`)
	idOrP    = regexp.MustCompile(`^([0-9]+|.+-P[0-9]+)$`)
	idOrE    = regexp.MustCompile(`^([0-9]+|.+-E[0-9]+)$`)
	issueKey = regexp.MustCompile(`^.+-[0-9]+$`)
	project  = regexp.MustCompile(`^[A-Z][A-Z_0-9]+$`)
	idOrProj = regexp.MustCompile(`^([0-9]+|[A-Z][A-Z_0-9]+)$`)
)

// key is the key in the path, in the form that it must have.
func (c *call) key(form *regexp.Regexp) (string, error) {
	key := c.request.PathValue("key")
	if !form.MatchString(key) {
		return "", bad("%q does not match the pattern %s", key, strings.Trim(form.String(), "^$"))
	}
	return key, nil
}

// only refuses parameters that an endpoint does not have.
func (c *call) only(names ...string) {
	for name, values := range c.query {
		if !slices.Contains(names, name) {
			c.faults = append(c.faults, bad("unknown query parameter %q", name))
		} else if len(values) > 1 {
			c.faults = append(c.faults, bad("query parameter %q is given more than once", name))
		}
	}
}

// bare refuses parameters where an operation has none.
func bare(handle func(*call) error) func(*call) error {
	return func(c *call) error {
		c.only()
		if err := c.sound(); err != nil {
			return err
		}
		return handle(c)
	}
}

// number reads a parameter within bounds.
func (c *call) number(name string, otherwise, low, high int64) int64 {
	text := c.query.Get(name)
	if !c.query.Has(name) {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		c.faults = append(c.faults, bad("%s must be a number, not %q", name, text))
	case n < low || n > high:
		c.faults = append(c.faults, bad("%s must be from %d to %d", name, low, high))
	}
	return n
}

// flag reads true or false.
func (c *call) flag(name string) bool {
	text := c.query.Get(name)
	if c.query.Has(name) && text != "true" && text != "false" {
		c.faults = append(c.faults, bad("%s must be true or false, not %q", name, text))
	}
	return text == "true"
}

// moment is how the API writes times: UTC, whole seconds.
const moment = "2006-01-02T15:04:05Z"

// time reads a moment; the zero time when it is not given.
func (c *call) time(name string) time.Time {
	text := c.query.Get(name)
	if !c.query.Has(name) {
		return time.Time{}
	}
	at, err := instant(text)
	if err != nil {
		c.faults = append(c.faults, bad("%s %s", name, err))
	}
	return at
}

// instant reads a moment in exactly the documented format; time.Parse alone would take fractions.
func instant(text string) (time.Time, error) {
	at, err := time.Parse(moment, text)
	if err != nil || at.Format(moment) != text {
		return time.Time{}, fmt.Errorf("must have the format yyyy-MM-dd'T'HH:mm:ss'Z', not %q", text)
	}
	return at, nil
}

// form reads a parameter that must match.
func (c *call) form(name string, form *regexp.Regexp) string {
	text := c.query.Get(name)
	if c.query.Has(name) && !form.MatchString(text) {
		c.faults = append(c.faults, bad("%s must match the pattern %s", name, strings.Trim(form.String(), "^$")))
	}
	return text
}

// inProject reports whether a project is asked for that has things in it: all of them are in SHOP. One that is unknown
// or switched off is refused.
func (c *call) inProject() {
	key := c.form("projectKey", project)
	if p := c.Project(key); c.query.Has("projectKey") && (p == nil || !p.Enabled) {
		c.faults = append(c.faults, refuse(http.StatusNotFound, "Project %s does not exist, is disabled or you have no access to it", key))
	}
}

// sound is the first fault of the parameters.
func (c *call) sound() error {
	if len(c.faults) > 0 {
		return c.faults[0]
	}
	return nil
}

func (c *call) ok(body any) error {
	zephyr.WriteJSON(c.writer, http.StatusOK, body)
	return nil
}
