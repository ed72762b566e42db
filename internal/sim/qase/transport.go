package qase

import (
	"net/http"

	"syncd/internal/sim/inprocess"
)

// Transport answers requests in the process, see inprocess.Transport.
func (s *Server) Transport() http.RoundTripper { return inprocess.Transport(s) }

// Client is an http.Client over Transport.
func (s *Server) Client() *http.Client { return &http.Client{Transport: s.Transport()} }
