package xraycloud

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"syncd/internal/sim/jira/face"
)

// What the standard plan allows.
const (
	window  = 5 * time.Minute
	allowed = 300
)

// admit counts a request against the limit; false means that 429 has been answered.
func (s *Server) admit(c *face.Call) bool {
	if !s.opts.Limits {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := c.Actor.At
	for len(s.asked) > 0 && now.Sub(s.asked[0]) >= window {
		s.asked = s.asked[1:]
	}
	if len(s.asked) < allowed {
		s.asked = append(s.asked, now)
		return true
	}
	wait := window - now.Sub(s.asked[0])
	c.Writer.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	face.WriteJSON(c.Writer, http.StatusTooManyRequests, face.Document{"error": "Too many requests in this time frame."})
	return false
}

// authenticate hands out a token: a bare JSON string, not an object.
func (s *Server) authenticate(c *face.Call) {
	if !s.admit(c) {
		return
	}
	var body struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	raw, err := io.ReadAll(c.Request.Body)
	if err != nil || json.Unmarshal(raw, &body) != nil || body.ID == "" || body.Secret == "" {
		face.WriteJSON(c.Writer, http.StatusBadRequest, face.Document{"error": "Wrong request syntax: client_id and client_secret are required."})
		return
	}
	if body.ID != ClientID || body.Secret != ClientSecret {
		face.WriteJSON(c.Writer, http.StatusUnauthorized, face.Document{"error": "Invalid client credentials!"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued++
	token := fmt.Sprintf("sim.xray.%06d", s.issued)
	s.tokens[token] = c.Actor.At
	face.WriteJSON(c.Writer, http.StatusOK, token)
}

// known reports whether a request carries a token that is still good.
func (s *Server) known(c *face.Call) bool {
	token, bearer := strings.CutPrefix(c.Request.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	defer s.mu.Unlock()
	at, handed := s.tokens[token]
	if bearer && handed && c.Actor.At.Sub(at) < s.opts.TokenLife {
		return true
	}
	face.WriteJSON(c.Writer, http.StatusUnauthorized, face.Document{"error": "Authentication failed. Invalid client credentials!"})
	return false
}
