package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/secret"
)

// Sender pushes files to one source of a daemon.
type Sender struct {
	To      *url.URL // of the daemon's pages; may have a path
	Source  string
	Token   secret.Secret
	Params  Params
	Timeout time.Duration // of everything, with all tries
	Agent   string
	// Waiting is told why the push is sent again, and after how long; it may be nil.
	Waiting func(reason string, d time.Duration)
	// Transport replaces the network in tests; nil means a real one.
	Transport http.RoundTripper
}

// ErrRefused is what a daemon's answer is wrapped in of which nothing was taken.
var ErrRefused = errors.New("the daemon took nothing")

// Address is where the files go, with what is said of the run.
func (s Sender) Address() *url.URL {
	u := s.To.JoinPath("api", "v1", "results", s.Source)
	u.RawQuery = s.Params.Query().Encode()
	return u
}

// Send pushes the files in one request. It tries again, within the timeout, where no
// answer came, and after 408, 425, 429 and most of 5xx: the same bytes again are known.
// A redirect is never followed. Where the daemon took nothing the error wraps
// ErrRefused and says what it said; the answer then lists the files if it has looked
// at them.
func (s Sender) Send(ctx context.Context, files []File) (Answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.Timeout, fmt.Errorf("no answer within %s", s.Timeout))
	defer cancel()
	ctx = httpx.WithOp(ctx, httpx.Op{Endpoint: "results/{source}", Class: httpx.Idempotent})
	req, err := s.request(ctx, files)
	if err != nil {
		return Answer{}, err
	}
	client := httpx.New(httpx.Options{Target: "syncd", Base: s.To, Timeout: s.Timeout, Tries: 1000, Agent: s.Agent,
		Transport: s.Transport, Observer: waiting{s.Waiting}, Authorize: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
			return nil
		}})
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return Answer{}, fmt.Errorf("push to %s: %w", s.host(), err)
	}
	defer res.Body.Close()
	return s.answer(res)
}

// host is the daemon's address as messages name it: without user and query.
func (s Sender) host() string { return s.To.Scheme + "://" + s.To.Host }

// request is a push whose body can be read anew for each try.
func (s Sender) request(ctx context.Context, files []File) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Address().String(), nil)
	if err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	// Who has the wrong token should hear so before all is sent.
	req.Header.Set("Expect", "100-continue")
	boundary := multipart.NewWriter(io.Discard).Boundary()
	req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	req.ContentLength = -1
	req.GetBody = func() (io.ReadCloser, error) { return form(files, boundary), nil }
	req.Body = form(files, boundary)
	return req, nil
}

// answer reads what the daemon says.
func (s Sender) answer(res *http.Response) (Answer, error) {
	var a Answer
	known := strings.HasPrefix(res.Header.Get("Content-Type"), "application/json")
	if known {
		if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
			return Answer{}, fmt.Errorf("read the answer of %s (%s): %w", s.host(), res.Status, err)
		}
	}
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return Answer{}, fmt.Errorf("%w: it redirects to %s, and a token goes where it was meant to only: give that address with --to, if it is right",
			ErrRefused, elsewhere(res))
	case known && (res.StatusCode == http.StatusOK || res.StatusCode == http.StatusAccepted) && a.Status != "":
		return a, nil
	case known && a.Error != "":
		return a, fmt.Errorf("%w: %s (%d)", ErrRefused, a.Error, res.StatusCode)
	}
	return Answer{}, fmt.Errorf("%w: %s answered %s, which is not what syncd says: correct --to", ErrRefused, s.host(), res.Status)
}

// elsewhere is where an answer redirects to, without what may be a secret in it.
func elsewhere(res *http.Response) string {
	to, err := res.Location()
	if err != nil {
		return "nowhere"
	}
	return to.Scheme + "://" + to.Host + to.Path
}

// waiting passes the waits of httpx on.
type waiting struct {
	told func(string, time.Duration)
}

// Attempt implements httpx.Observer.
func (waiting) Attempt(httpx.Attempt) {}

// Waiting implements httpx.Observer.
func (w waiting) Waiting(_, reason string, d time.Duration) {
	if w.told != nil {
		w.told(reason, d)
	}
}
