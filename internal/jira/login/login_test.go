package login_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/login"
	"syncd/internal/secret"
)

// rig is a Jira that takes one Authorization header, and a client that has a secret.
type rig struct {
	t      *testing.T
	mu     sync.Mutex
	takes  string            // the header that is accepted
	status int               // of a refusal; default 401
	header map[string]string // of a refusal
	seen   []string          // what requests carried, in order
	grants []url.Values      // what the token endpoint was asked
	grant  func(int) (int, string)
	secret string // as the file has it now
	client *login.Client
}

// new builds a rig for a method; the secret at first is "one".
func newRig(t *testing.T, method login.Method) *rig {
	t.Helper()
	r := &rig{t: t, secret: "one", status: http.StatusUnauthorized}
	at, err := url.Parse("https://jira.example.com/ex/jira/1")
	if err != nil {
		t.Fatal(err)
	}
	out := httpx.Options{Target: "jira", Base: at, Transport: r, Tries: 1}
	opt := login.Options{Method: method, User: "syncd@acme.example", Client: "acme", Scope: "WRITE", Now: time.Now,
		Secret: func() (secret.Secret, error) { return secret.New(r.secret), nil }}
	if method == login.OAuth {
		opt.Grant, _ = url.Parse("https://auth.example.com/token")
		opt.HTTP = httpx.New(httpx.Options{Target: "jira", Base: opt.Grant, Transport: r, Tries: 1})
	}
	l := login.New(opt, secret.New("one"))
	out.Authorize, out.Better = l.Authorize, l.Better
	r.client = login.NewClient(httpx.New(out), l)
	return r
}

// RoundTrip is the Jira, and the token endpoint.
func (r *rig) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	answer := func(status int, text string) *http.Response {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: req}
	}
	if req.URL.Host == "auth.example.com" {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, err
		}
		r.grants = append(r.grants, form)
		return answer(r.grant(len(r.grants))), nil
	}
	got := req.Header.Get("Authorization")
	r.seen = append(r.seen, got)
	if got == r.takes {
		return answer(http.StatusOK, "{}"), nil
	}
	res := answer(r.status, "{}")
	for k, v := range r.header {
		res.Header.Set(k, v)
	}
	return res, nil
}

// do sends a request of a class and tells its status, or its error.
func (r *rig) do(class httpx.Class, path string) string {
	method, body := http.MethodGet, io.Reader(nil)
	if class != httpx.Safe {
		method, body = http.MethodPost, strings.NewReader("{}")
	}
	ctx := httpx.WithOp(context.Background(), httpx.Op{Endpoint: "x", Class: class})
	req, err := http.NewRequestWithContext(ctx, method, "https://jira.example.com/ex/jira/1/"+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := r.client.Do(req)
	if err != nil {
		var own *jira.Error
		if errors.As(err, &own) {
			return string(own.Kind) + ": " + own.Error()
		}
		return err.Error()
	}
	defer res.Body.Close()
	return fmt.Sprint(res.StatusCode)
}

// want compares what was done with what should have been.
func (r *rig) want(what, got, want string) {
	r.t.Helper()
	if got != want {
		r.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// A file that holds the token is replaced while we run: the request that finds out is
// sent once more, a write as well, because a 401 says that nothing was done.
func TestReplacedToken(t *testing.T) {
	for _, class := range []httpx.Class{httpx.Safe, httpx.Idempotent, httpx.Create} {
		r := newRig(t, login.Bearer)
		r.takes, r.secret = "Bearer two", "two"
		r.want(string(class), r.do(class, "issue"), "200")
		r.want("carried", strings.Join(r.seen, ","), "Bearer one,Bearer two")
		r.want("after that", r.do(class, "issue"), "200")
		r.want("carried", strings.Join(r.seen, ","), "Bearer one,Bearer two,Bearer two")
	}
}

// An expired token may be answered with 200 and an empty list, as nobody's. A read is
// sent again with a better token; a write has been written.
func TestAnsweredAsNobody(t *testing.T) {
	for class, want := range map[httpx.Class]int{httpx.Safe: 2, httpx.Idempotent: 1, httpx.Create: 1} {
		r := newRig(t, login.Basic)
		r.status, r.header = http.StatusOK, map[string]string{"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
		r.takes, r.secret = "Basic c3luY2RAYWNtZS5leGFtcGxlOnR3bw==", "two"
		r.want(string(class), r.do(class, "search"), "200")
		if len(r.seen) != want {
			t.Errorf("%s was sent %d times, want %d", class, len(r.seen), want)
		}
	}
}

// After a refused login nothing is asked for a quarter of an hour; then one request asks.
func TestRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, login.Bearer)
		r.takes = "Bearer good"
		r.want("first", r.do(httpx.Safe, "issue"), "401")
		for range 20 {
			time.Sleep(44 * time.Second)
			got := r.do(httpx.Create, "issue")
			if !strings.HasPrefix(got, "auth: ") || !strings.Contains(got, "the login was refused at 00:00 UTC (401), so nothing is asked until 00:15 UTC or until the token is replaced") {
				t.Fatalf("at rest: %s", got)
			}
		}
		time.Sleep(20 * time.Second)
		r.want("after a quarter of an hour", r.do(httpx.Safe, "issue"), "401")
		if got := r.do(httpx.Safe, "issue"); !strings.Contains(got, "refused at 00:00 UTC (401), so nothing is asked until 00:30 UTC") {
			t.Errorf("at rest again: %s", got)
		}
		r.want("sent", fmt.Sprint(len(r.seen)), "2")
		r.mu.Lock()
		r.takes = "Bearer one" // the account is unlocked
		r.mu.Unlock()
		time.Sleep(15 * time.Minute)
		for range 3 {
			r.want("unlocked", r.do(httpx.Safe, "issue"), "200")
		}
	})
}

// Whoever replaces the token need not wait.
func TestRestEndsWithTheToken(t *testing.T) {
	r := newRig(t, login.Bearer)
	r.takes = "Bearer two"
	r.want("first", r.do(httpx.Safe, "issue"), "401")
	if got := r.do(httpx.Safe, "issue"); !strings.HasPrefix(got, "auth: ") {
		t.Errorf("at rest: %s", got)
	}
	r.secret = "two"
	r.want("replaced", r.do(httpx.Safe, "issue"), "200")
	r.want("after that", r.do(httpx.Create, "issue"), "200")
}

// What is refused for want of a permission is no refused login.
func TestNoRest(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header map[string]string
		path   string
		rests  bool
	}{
		"a permission":                {403, nil, "issue", false},
		"linking, on Data Center":     {401, map[string]string{"X-AUSERNAME": "demo"}, "issueLink", false},
		"not found":                   {404, nil, "issue/X-1", false},
		"the scopes of sprints":       {401, nil, "rest/agile/1.0/sprint/1", false},
		"myself is forbidden":         {403, nil, "rest/api/3/myself", true},
		"a CAPTCHA":                   {403, map[string]string{"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"}, "issue", true},
		"nobody, on Data Center":      {401, map[string]string{"X-AUSERNAME": "anonymous"}, "issue", true},
		"nobody's answer, with a 200": {200, map[string]string{"X-AUSERNAME": "anonymous"}, "search", true},
	} {
		r := newRig(t, login.Bearer)
		r.status, r.header = c.status, c.header
		r.do(httpx.Safe, c.path)
		if rests := strings.HasPrefix(r.do(httpx.Safe, "issue"), "auth: "); rests != c.rests {
			t.Errorf("%s: rests %t, want %t", name, rests, c.rests)
		}
	}
}

// lends answers with a token that lasts an hour: the n-th is "lent-n".
func lends(n int) (int, string) {
	return 200, fmt.Sprintf(`{"access_token":"lent-%d","token_type":"Bearer","expires_in":3600}`, n)
}

// A lent token is used until shortly before its end, and one that is revoked is replaced.
func TestOAuth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, login.OAuth)
		r.grant, r.takes = lends, "Bearer lent-1"
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { r.want("at once", r.do(httpx.Safe, "issue"), "200") })
		}
		all.Wait()
		r.want("asked", fmt.Sprint(r.grants), "[map[client_id:[acme] client_secret:[one] grant_type:[client_credentials] scope:[WRITE]]]")
		time.Sleep(57 * time.Minute)
		r.want("still good", r.do(httpx.Create, "issue"), "200")
		r.mu.Lock()
		r.takes = "Bearer lent-2"
		r.mu.Unlock()
		time.Sleep(90 * time.Second)
		r.want("replaced before its end", r.do(httpx.Create, "issue"), "200")
		r.mu.Lock()
		r.takes, r.secret = "Bearer lent-3", "two"
		r.mu.Unlock()
		r.want("revoked", r.do(httpx.Create, "issue"), "200")
		r.want("asked", fmt.Sprintf("%d %s", len(r.grants), r.grants[2].Get("client_secret")), "3 two")
	})
}

// A client that is refused is told apart from a token endpoint that is not well, and its
// secret is in no message.
func TestOAuthRefused(t *testing.T) {
	for _, c := range []struct {
		status     int
		text, want string
		rests      bool
	}{
		{401, `{"error":"invalid_client","error_description":"no client with one"}`, "auth: get a token for the OAuth client: jira answered 401 (auth): no client with <redacted>; check auth.client and auth.secret", true},
		{400, `{"error":"invalid_scope"}`, "invalid_scope; check auth.scope", true},
		{503, `<html>`, "unavailable: get a token for the OAuth client: jira answered 503 (unavailable)", false},
		{200, `{"token_type":"Bearer"}`, "the answer holds no bearer token; is auth.token_url right?", false},
		{200, `{"access_token":"x","token_type":"mac"}`, "the answer holds no bearer token", false},
	} {
		r := newRig(t, login.OAuth)
		r.grant = func(int) (int, string) { return c.status, c.text }
		if got := r.do(httpx.Safe, "issue"); !strings.Contains(got, c.want) {
			t.Errorf("%d %s: %s", c.status, c.text, got)
		}
		r.grant = lends
		r.takes = "Bearer lent-2"
		if rests := strings.Contains(r.do(httpx.Safe, "issue"), "so nothing is asked"); rests != c.rests || len(r.seen) > 1 {
			t.Errorf("%d %s: rests %t, %d requests", c.status, c.text, rests, len(r.seen))
		}
	}
}
