package qase

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxBody bounds what is read of one request; more is answered with 413.
const maxBody = 32 << 20

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// object is a JSON object of an answer.
type object = map[string]any

// refusal is an answer that says no.
type refusal struct {
	status  int
	message string
	fields  []fieldError
}

// fieldError tells what is wrong with one parameter or one member of a body.
type fieldError struct {
	Field string `json:"field"`
	Error string `json:"error"`
}

// refuse is a refusal without fields.
func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, message: fmt.Sprintf(format, args...)}
}

// body is a refusal as Qase writes it.
func (f *refusal) body() object {
	out := object{"status": false, "errorMessage": f.message}
	if len(f.fields) > 0 {
		out["errorFields"] = f.fields
	}
	return out
}

// tokens are the logins of a workspace, and whether they may write.
var tokens = map[string]bool{"demo-token": true, "guest-token": false}

// call is one request to the API being answered.
type call struct {
	server  *Server
	project *project // of the path; nil where the path names none
	request *http.Request
	query   *params
	raw     []byte
	at      time.Time
	id      string // of the request
	route   route
}

// handler answers a call with what stands under "result", or refuses.
type handler func(*call) (any, *refusal)

// none is the result of a call that answers with its status alone.
type none struct{}

// handle mounts an endpoint.
func (s *Server) handle(rt route) {
	s.mux.HandleFunc(rt.method+" "+rt.path, func(w http.ResponseWriter, r *http.Request) { s.answer(rt, w, r) })
}

// answer is the life of a request.
func (s *Server) answer(rt route, w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	status, header, body, cut := s.respond(rt, r, raw)
	for k, v := range header {
		w.Header()[k] = v
	}
	send(w, status, body, cut)
}

// respond decides what is answered, and what becomes of the connection.
func (s *Server) respond(rt route, r *http.Request, raw []byte) (status int, header http.Header, body any, end cut) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{server: s, request: r, query: read(r), raw: raw, at: s.now(), route: rt}
	c.id = s.traffic.count(rt)
	header = http.Header{"Date": {c.at.Format(http.TimeFormat)}} // the workspace's clock
	fault := s.strikes(rt)
	if fault != nil && fault.Effect == Drop {
		return 0, nil, nil, before
	}
	var result any
	no := c.admit(header)
	if no == nil && fault != nil && fault.Effect == Status {
		no = refuse(fault.Status, "scripted")
		if fault.RetryAfter != "" {
			header.Set("Retry-After", fault.RetryAfter)
		}
	}
	if no == nil {
		result, no = rt.handle(c)
	}
	status, body = c.wrap(result, no)
	if fault != nil && fault.Effect == LostAnswer {
		return 0, nil, nil, before
	}
	if fault != nil && fault.Effect == Truncate {
		end = middle
	}
	return status, header, body, end
}

// admit is what stands before every endpoint: login, limits, rights, the project.
func (c *call) admit(header http.Header) *refusal {
	token := c.request.Header.Get("Token")
	writes, known := tokens[token]
	switch {
	case !known:
		return refuse(http.StatusUnauthorized, "Unauthenticated.")
	case len(c.raw) > maxBody:
		return refuse(http.StatusRequestEntityTooLarge, "Payload Too Large.")
	}
	if c.server.opts.Limits {
		if no := c.server.limits.take(token, c.at, header); no != nil {
			return no
		}
	}
	if c.route.method != http.MethodGet && !writes {
		return refuse(http.StatusForbidden, "Forbidden.")
	}
	if code := c.request.PathValue("code"); code != "" {
		if c.project = c.server.find(code); c.project == nil {
			return refuse(http.StatusNotFound, "Project not found")
		}
	}
	return nil
}

// wrap is the envelope of an answer.
func (c *call) wrap(result any, no *refusal) (int, any) {
	if no != nil {
		return no.status, no.body()
	}
	out := object{"status": true}
	if _, empty := result.(none); !empty {
		out["result"] = result
		if c.server.opts.Drift {
			out["result"] = drift(result)
		}
	}
	if c.route.accepted {
		return http.StatusAccepted, out
	}
	return http.StatusOK, out
}

// cut tells where a connection breaks off.
type cut int

const (
	never  cut = iota
	before     // without an answer
	middle     // in the middle of the body
)

// send writes an answer, or as much of it as is to arrive.
func send(w http.ResponseWriter, status int, body any, end cut) {
	if end == before {
		panic(http.ErrAbortHandler)
	}
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic(fmt.Sprintf("qase simulator: answer: %v", err)) // the shapes are ours
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(raw.Len()))
	w.WriteHeader(status)
	out := raw.Bytes()
	if end == middle {
		out = out[:len(out)/2]
	}
	// A client that went away is no fault of ours.
	_, _ = w.Write(out)
	if end == middle {
		panic(http.ErrAbortHandler)
	}
}
