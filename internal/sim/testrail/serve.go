package testrail

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxBody bounds what is read of one request.
const maxBody = 64 << 20

// apiPath is where the API begins, inside the query string.
const apiPath = "/api/v2/"

// ServeHTTP answers the API, the control plane and a few readable pages.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat)) // clients set their watermark by it
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control(w, r)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.RawQuery, apiPath); ok && r.URL.Path == "/index.php" {
		s.api(w, r, rest)
		return
	}
	s.page(w, r)
}

// api is the life of one request: count, script, maintenance, limit, answer.
func (s *Server) api(w http.ResponseWriter, r *http.Request, query string) {
	path, params, _ := strings.Cut(query, "&")
	name, _, _ := strings.Cut(path, "/")
	s.traffic.count(name)
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		s.refuse(w, bad("reading body: %v", err))
		return
	}
	f := s.faults.strike(name)
	if f != nil && !f.Lost {
		f.answer(w)
		return
	}
	answer, err := s.call(r, path, params, raw)
	if f != nil {
		panic(http.ErrAbortHandler) // the work is done, and nobody hears of it
	}
	if err != nil {
		s.refuse(w, err)
		return
	}
	s.deliver(w, answer)
}

// call checks what every request must bring, and calls the method.
func (s *Server) call(r *http.Request, path, params string, raw []byte) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.maintenance {
		return nil, away
	}
	if s.opts.Limits {
		if err := s.limits.take(s.now(), s.opts.PerMinute); err != nil {
			return nil, err
		}
	}
	user := s.login(r)
	if user == nil {
		return nil, noLogin
	}
	if err := contentType(r); err != nil {
		return nil, err
	}
	name, rest, _ := strings.Cut(path, "/")
	m, there := methods[name]
	// A write that a redirect has turned into a GET finds no method either.
	if !there || m.verb != r.Method || name == "edit_result" && s.opts.NoEdit == http.StatusNotFound {
		return nil, unknown(name)
	}
	c := &call{server: s, world: s.world, method: m, name: name, user: user, now: s.now().Unix(), base: s.base(r), raw: raw}
	if err := c.read(rest, params); err != nil {
		return nil, err
	}
	out, err := m.handle(c)
	if err != nil {
		return nil, err
	}
	s.note(c, path)
	return out, nil
}

// login finds who asks: mail address, and API key or password.
func (s *Server) login(r *http.Request) *User {
	email, key, ok := r.BasicAuth()
	u := s.world.user(email)
	if !ok || u == nil {
		return nil
	}
	for _, k := range u.Keys {
		if k == key {
			return u
		}
	}
	return nil
}

// contentType insists on JSON, of reads too.
func contentType(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return bad("Content-Type header missing or invalid (use Content-Type: application/json)")
	}
	return nil
}

// base is the address under which the client called.
func (s *Server) base(r *http.Request) string {
	if s.opts.BaseURL != "" {
		return strings.TrimRight(s.opts.BaseURL, "/")
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// refuse answers with TestRail's one member.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	switch e := err.(type) {
	case *Refusal:
		status = e.Status
	case *throttled:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", fmt.Sprint(e.seconds))
	}
	writeJSON(w, status, object{{"error", err.Error()}})
}

// deliver answers with what a method returned; nil is an empty body, as deletions have.
func (s *Server) deliver(w http.ResponseWriter, answer any) {
	if answer == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	if s.opts.Drift {
		answer = drift(answer)
	}
	var buf bytes.Buffer
	if s.opts.Banner {
		buf.WriteString("USER AUTHENTICATION SUCCESSFUL!\n")
	}
	encode(&buf, answer)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	// A client that went away is no fault of ours.
	_, _ = w.Write(buf.Bytes())
}
