package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"syncd/internal/record"
)

// askMax is how large the body of an act may be, in bytes.
const askMax = 64 << 10

// reload loads the configuration again.
func (s *site) reload(w http.ResponseWriter, r *http.Request) {
	if err := s.Acts.Reload(r.Context()); err != nil {
		s.refuse(w, r, "reload", err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("reloaded\n"))
}

// trigger asks for a cycle as soon as possible.
func (s *site) trigger(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if err := s.Acts.Trigger(r.Context(), name); err != nil {
		s.refuse(w, r, "trigger "+name, err)
		return
	}
	s.did(w, http.StatusAccepted, map[string]any{"sync": name, "triggered": true})
}

// pause sets the brake. The body is a record.Pause; who and why are demanded, because
// the banner that everybody sees shows them. Who is logged in need not say who he is.
func (s *site) pause(w http.ResponseWriter, r *http.Request) {
	var p record.Pause
	if err := read(w, r, &p); err != nil {
		s.fail(w, r, err)
		return
	}
	p, err := s.brake(r, p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.Acts.Pause(r.Context(), p); err != nil {
		s.refuse(w, r, "pause "+p.Sync, err)
		return
	}
	s.did(w, http.StatusOK, map[string]any{"pause": p})
}

// brake is a pause as a visitor may ask for it.
func (s *site) brake(r *http.Request, p record.Pause) (record.Pause, error) {
	now := s.Now().UTC()
	switch user := visitorOf(r).user; {
	case strings.TrimSpace(p.Who) == "":
		p.Who = user
	case user != "" && user != p.Who: // a script speaks for somebody: both are shown
		p.Who += ", logged in as " + user
	}
	switch {
	case strings.TrimSpace(p.Reason) == "" || strings.TrimSpace(p.Who) == "":
		return p, refused{http.StatusBadRequest, "a pause needs a reason and who wants it: whoever finds syncd paused must know whom to ask (--reason)"}
	case !p.Until.IsZero() && !p.Until.After(now):
		return p, refused{http.StatusBadRequest, "until lies in the past"}
	}
	if p.At.IsZero() {
		p.At = now
	}
	return p, nil
}

// resume takes the brake off. The body names the sync; "" means the brake on all.
func (s *site) resume(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Sync string `json:"sync"`
	}
	if err := read(w, r, &ask); err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.Acts.Resume(r.Context(), ask.Sync); err != nil {
		s.refuse(w, r, "resume "+ask.Sync, err)
		return
	}
	s.did(w, http.StatusOK, map[string]any{"sync": ask.Sync, "resumed": true})
}

// read decodes a small JSON body strictly: a misspelt key must not pause everything.
// An empty body is an empty object.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, askMax))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return refused{http.StatusBadRequest, "read body: " + err.Error()}
	}
	if dec.More() {
		return refused{http.StatusBadRequest, "read body: something follows the object"}
	}
	return nil
}

// refuse answers an act that could not be done. Whoever may act may know why.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, act string, err error) {
	s.Log.Warn("act refused", zap.String("act", act), zap.Error(err))
	if own := (refused{}); errors.As(err, &own) {
		s.fail(w, r, own)
		return
	}
	status := http.StatusInternalServerError
	if errors.Is(err, record.ErrNotFound) {
		status = http.StatusNotFound
	}
	s.fail(w, r, refused{status, err.Error()})
}

// did answers an act that was done.
func (s *site) did(w http.ResponseWriter, status int, what map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(what)
}
