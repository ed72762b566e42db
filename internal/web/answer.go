package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"syncd/internal/record"
)

// refused is an error whose text is for whoever asked.
type refused struct {
	status int
	text   string
}

// Error returns the text.
func (e refused) Error() string { return e.text }

// meaning turns an error into a status and words for whoever asked. What went wrong
// inside may name paths and hosts: it goes to the log and not to the page.
func meaning(err error) (int, string) {
	var r refused
	switch {
	case errors.As(err, &r):
		return r.status, r.text
	case errors.Is(err, record.ErrNotFound):
		return http.StatusNotFound, "there is nothing at this address"
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "this took too long; try again in a moment"
	}
	return http.StatusInternalServerError, "this could not be read; the daemon's log says why"
}

// fail answers with an error in the form that the address promises: JSON below /api,
// plain text below /-, a page elsewhere.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text := meaning(err)
	if status >= 500 && r.Context().Err() == nil {
		s.Log.Error("answer a request", zap.String("path", r.URL.Path), zap.Error(err))
	}
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case strings.HasPrefix(r.URL.Path, "/api/"):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"error": text})
	case strings.HasPrefix(r.URL.Path, "/-/"), s.Login != nil && !visitorOf(r).known: // pages are for those who were let in
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		w.Write([]byte(text + "\n"))
	default:
		s.render(w, r, status, view{name: "error", Title: http.StatusText(status), Body: errorBody{status, text}}, record.Overview{})
	}
}

// dataFunc returns what an address of the API tells.
type dataFunc func(*http.Request) (any, error)

// data serves JSON with a strong ETag over its bytes: a script that asks again with
// If-None-Match pays nothing for what has not changed.
func (s *site) data(tell dataFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		value, err := tell(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		var b bytes.Buffer
		if err := json.NewEncoder(&b).Encode(value); err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "private, no-cache")
		tagged(w, r, b.Bytes())
	})
}

// static serves an embedded file.
func (s *site) static(name string) http.Handler {
	body := asset(name)
	kind := "text/css; charset=utf-8"
	if strings.HasSuffix(name, ".svg") {
		kind = "image/svg+xml"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=3600")
		tagged(w, r, body)
	})
}

// tagged writes a body, or 304 where the asker has it already.
func tagged(w http.ResponseWriter, r *http.Request, body []byte) {
	tag := `"` + digest(body) + `"`
	w.Header().Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(body)
}

// matches compares tags as If-None-Match does: weakly, any of a list.
func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// digest names some bytes.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
