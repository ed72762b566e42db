package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/push"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// Inbox takes the results that CI jobs push.
type Inbox interface {
	// Enter returns the box of a source for who knows its token, or who needs none
	// because he reaches the machine's own socket.
	Enter(source string, token secret.Secret, trusted bool) (Box, error)
}

// Why nobody enters. A source that does not exist is a *NoBox.
var (
	ErrNoPush  = errors.New("no source takes pushed results")
	ErrNoToken = errors.New("no token opens it")
)

// NoBox is the error for a source that takes no results, for who has a valid token.
type NoBox struct{ Sources []string } // those that the token opens

// Error says which sources there are.
func (e *NoBox) Error() string {
	return "this source takes no pushed results; this token opens: " + strings.Join(e.Sources, ", ")
}

// Box is one source that results are pushed to.
type Box interface {
	Limit() int64 // bytes of one request
	Receive(ctx context.Context, d source.Delivery) (source.Receipt, error)
	Known(ctx context.Context, id model.RunID) (bool, error)
	// Trigger asks for a cycle of every sync that uses the source, soon, and reports
	// whether there is one.
	Trigger() bool
	// Pushed is told how each push ended (see push.Results) and how many bytes it had.
	Pushed(result string, bytes int64)
}

const (
	// pushesMax is how many pushes are received at the same time.
	pushesMax = 32
	// pushIdle is the longest that a sender may be silent, pushLongest the longest that
	// one push may take, until its last byte.
	pushIdle    = 30 * time.Second
	pushLongest = 15 * time.Minute
)

// pushed takes results for a source.
func (s *site) pushed(w http.ResponseWriter, r *http.Request) {
	if s.Inbox == nil {
		s.denied(w, r, ErrNoPush)
		return
	}
	box, err := s.Inbox.Enter(r.PathValue("source"), bearer(r), s.MayAct)
	if err != nil {
		s.denied(w, r, err)
		return
	}
	select {
	case s.pushes <- struct{}{}:
		defer func() { <-s.pushes }()
	default:
		w.Header().Set("Retry-After", "5")
		s.unpushed(w, r, http.StatusServiceUnavailable, push.Answer{Error: "too many pushes at once: try again in a moment"})
		return
	}
	body := newBody(w, r, box.Limit())
	answer, status := s.receive(r, box, body)
	box.Pushed(ended(status, answer), body.read)
	if status >= 400 {
		s.Log.Warn("push refused", zap.String("source", r.PathValue("source")), zap.Int("status", status), zap.String("error", answer.Error))
		if status >= 500 {
			w.Header().Set("Retry-After", "30")
		}
		if !body.whole { // what is still on its way is not waited for
			w.Header().Set("Connection", "close")
		}
		s.unpushed(w, r, status, answer)
		return
	}
	s.Log.Info("results were pushed", zap.String("source", r.PathValue("source")), zap.String("run", string(answer.Run)),
		zap.String("status", string(answer.Status)), zap.Int("files", len(answer.Files)), zap.Int("cases", answer.Cases))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

// receive reads the request and has its files kept. Status 202 means that something is
// new, 200 that all of it was known.
func (s *site) receive(r *http.Request, box Box, body *body) (push.Answer, int) {
	params, err := push.Parse(r.URL.Query(), r.Header)
	if err != nil {
		return push.Answer{Error: err.Error()}, http.StatusBadRequest
	}
	next, err := parcels(r, body)
	if err != nil {
		return failed(err)
	}
	receipt, err := box.Receive(r.Context(), source.Delivery{Run: params.Run, Context: params.Context, Next: next, Known: box.Known})
	if err != nil {
		a, status := failed(err)
		if status == http.StatusInternalServerError && r.Context().Err() == nil {
			s.Log.Error("receive a push", zap.String("source", r.PathValue("source")), zap.Error(err))
		}
		return a, status
	}
	a := push.Tell(receipt)
	switch a.Status {
	case source.StatusNew:
		if box.Trigger() {
			a.Cycle = push.CycleTriggered
		}
		a.Page = s.home(r)
		return a, http.StatusAccepted
	case source.StatusKnown:
		a.Page = s.home(r)
		return a, http.StatusOK
	}
	a.Error = rejected(a)
	return a, http.StatusUnprocessableEntity
}

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

// bearer is the token that a request brings.
func bearer(r *http.Request) secret.Secret {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return secret.Secret{}
	}
	return secret.New(strings.TrimSpace(token))
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
	return "http://" + r.Host + "/"
}
