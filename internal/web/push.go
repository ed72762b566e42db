package web

import (
	"context"
	"encoding/json"
	"errors"
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
		if status == http.StatusInternalServerError {
			box.Trigger() // part of it may be kept, and is known when it comes again
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

// bearer is the token that a request brings.
func bearer(r *http.Request) secret.Secret {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return secret.Secret{}
	}
	return secret.New(strings.TrimSpace(token))
}
