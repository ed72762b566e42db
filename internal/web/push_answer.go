package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"syncd/internal/push"
	"syncd/internal/source"
)

// rejected says of a push of which nothing was taken what is wrong, a line for each
// file.
func rejected(a push.Answer) string {
	var lines []string
	for _, f := range a.Files {
		why := f.Error
		if why == "" {
			why = "no known format; syncd inspect FILE shows what syncd reads"
		}
		lines = append(lines, f.Name+": "+why)
	}
	if len(lines) == 0 {
		return "the request holds no file: send one as its body, or several as multipart/form-data"
	}
	const most = 50
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("and %d more", len(lines)-most))
	}
	return strings.Join(lines, "\n")
}

// failed turns an error of a push into what its sender is told.
func failed(err error) (push.Answer, int) {
	var refusal *source.Refusal
	var own refused
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &refusal) && refusal.Full:
		return push.Answer{Error: refusal.Text}, http.StatusServiceUnavailable
	case errors.As(err, &refusal):
		return push.Answer{Error: refusal.Text}, http.StatusBadRequest
	case errors.As(err, &own):
		return push.Answer{Error: own.text}, own.status
	case errors.As(err, &large):
		return push.Answer{Error: fmt.Sprintf("the push is larger than %d MiB: send fewer files at once, or raise push.max_mib of the source", large.Limit>>20)}, http.StatusRequestEntityTooLarge
	}
	return push.Answer{Error: "the push could not be kept; it may be sent again; the daemon's log says why"}, http.StatusInternalServerError
}

// ended is the word of push.Results for an answer.
func ended(status int, a push.Answer) string {
	switch {
	case status == http.StatusAccepted && a.Rejected > 0:
		return push.ResultPartly
	case status == http.StatusAccepted:
		return push.ResultNew
	case status == http.StatusOK:
		return push.ResultKnown
	case status >= 500:
		return push.ResultFailed
	}
	return push.ResultRefused
}

// denied answers who may not push. Names of sources are for those only who have a
// token.
func (s *site) denied(w http.ResponseWriter, r *http.Request, err error) {
	var none *NoBox
	w.Header().Set("Connection", "close") // the body is not read
	switch {
	case errors.As(err, &none):
		s.unpushed(w, r, http.StatusNotFound, push.Answer{Error: none.Error()})
	case errors.Is(err, ErrNoPush):
		s.unpushed(w, r, http.StatusNotFound, push.Answer{Error: "no source of this daemon takes pushed results: set push.token of a source of kind files"})
	default:
		s.Log.Warn("push denied", zap.String("from", r.RemoteAddr))
		w.Header().Set("WWW-Authenticate", `Bearer realm="syncd"`)
		s.unpushed(w, r, http.StatusUnauthorized, push.Answer{Error: "the token is missing or wrong: send the source's push.token as the header \"Authorization: Bearer TOKEN\""})
	}
}

// unpushed answers a push of which nothing was taken: in plain text for the log of a CI
// job, as JSON for who asks for it.
func (s *site) unpushed(w http.ResponseWriter, r *http.Request, status int, a push.Answer) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		h.Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(a)
		return
	}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	w.Write([]byte(a.Error + "\n"))
}

// home is the address of the overview, which shows sources and what fails; "" where
// nobody knows it.
func (s *site) home(r *http.Request) string {
	switch {
	case s.External != "":
		return strings.TrimRight(s.External, "/") + "/"
	case s.MayAct || r.Host == "":
		return "" // a socket is no address for people
	}
	if r.TLS != nil {
		return "https://" + r.Host + "/"
	}
	return "http://" + r.Host + "/"
}
