package xraycloud

import (
	"encoding/json"
	"io"
	"net/http"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

// question is the body of a request.
type question struct {
	Query         string         `json:"query"`
	Variables     map[string]any `json:"variables"`
	OperationName string         `json:"operationName"`
}

// answer is the body of an answer; the order of the members is the product's.
type answer struct {
	Errors []*graphql.Error `json:"errors,omitempty"`
	Data   any              `json:"data,omitempty"`
}

// graphql answers one request.
func (s *Server) graphql(c *face.Call) {
	if !s.admit(c) || !s.known(c) {
		return
	}
	var q question
	raw, err := io.ReadAll(c.Request.Body)
	if err != nil || json.Unmarshal(raw, &q) != nil || q.Query == "" {
		s.refuse(c, &graphql.Error{Message: "Must provide query string."})
		return
	}
	op, vars, faults := s.understand(q)
	if len(faults) > 0 {
		s.refuse(c, faults...)
		return
	}
	c.Actor.User = c.Site.User(keeper)
	ask := &asker{server: s, call: c, view: s.View(c.Actor)}
	from := graphql.Object(queries{ask})
	if op.Kind == "mutation" {
		from = mutations{ask}
	}
	data, wrong := s.schema.Run(op, from, vars)
	face.WriteJSON(c.Writer, http.StatusOK, answer{wrong, data})
}

// understand reads a request and holds it against the schema and the limits.
func (s *Server) understand(q question) (*graphql.Operation, map[string]any, []*graphql.Error) {
	doc, fault := graphql.Parse(q.Query)
	if fault != nil {
		return nil, nil, []*graphql.Error{fault}
	}
	op, fault := doc.Operation(q.OperationName)
	if fault != nil {
		return nil, nil, []*graphql.Error{fault}
	}
	for _, one := range doc.Operations {
		if faults := s.schema.Check(one); len(faults) > 0 {
			return nil, nil, faults
		}
	}
	vars, faults := s.schema.Variables(op, q.Variables)
	if len(faults) == 0 {
		faults = s.cost(op, vars)
	}
	return op, vars, faults
}

// refuse answers 400: nothing has been done.
func (s *Server) refuse(c *face.Call, faults ...*graphql.Error) {
	face.WriteJSON(c.Writer, http.StatusBadRequest, answer{Errors: faults})
}

// asker is one request while it is answered.
type asker struct {
	server *Server
	call   *face.Call
	view   *xray.View
}
