package login

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/secret"
)

const (
	// grantMax is the largest answer that is read, in bytes.
	grantMax = 1 << 20
	// lease is how long a token is believed to last whose end is not told.
	lease = 15 * time.Minute
)

// granted is an answer of a token endpoint (RFC 6749, sections 5.1 and 5.2).
type granted struct {
	Token       string `json:"access_token"`
	Kind        string `json:"token_type"`
	Expires     int64  `json:"expires_in"` // seconds
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// borrow gets a token for the client's credentials. Its errors are Jira's: that the
// client is refused is Auth, anything else Unavailable.
func (l *Login) borrow(ctx context.Context) error {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {l.opt.Client}, "client_secret": {l.secret.Reveal()}}
	if l.opt.Scope != "" {
		form.Set("scope", l.opt.Scope)
	}
	ctx = httpx.WithOp(ctx, httpx.Op{Endpoint: "oauth/token", Class: httpx.Safe})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.opt.Grant.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("build request for a token: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	asked := l.opt.Now()
	res, err := l.opt.HTTP.Do(req)
	if err != nil {
		return &jira.Error{Kind: jira.Unavailable, Op: doing, Err: err}
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, grantMax))
	if err != nil {
		return &jira.Error{Kind: jira.Unavailable, Op: doing, Err: err}
	}
	var g granted
	_ = json.Unmarshal(raw, &g) // what is no JSON holds no token, either
	if res.StatusCode != http.StatusOK || g.Token == "" || g.Kind != "" && !strings.EqualFold(g.Kind, "bearer") {
		return l.ungranted(res, g)
	}
	span := time.Duration(g.Expires) * time.Second
	if g.Expires <= 0 {
		span = lease
	}
	l.lent, l.until = secret.New(g.Token), asked.Add(max(span-early, span/2))
	return nil
}

// doing is what borrow does, for errors.
const doing = "get a token for the OAuth client"

// ungranted is the error of an answer without a token. It quotes nothing but the words
// that the standard knows, and our secret in none of them.
func (l *Login) ungranted(res *http.Response, g granted) error {
	text := strings.Join(strings.Fields(jira.Clean(cmp.Or(g.Description, g.Error))), " ")
	text = strings.ReplaceAll(text, l.secret.Reveal(), secret.Mask)
	e := &jira.Error{Kind: jira.Unavailable, Op: doing, Status: res.StatusCode, Message: jira.Cut(text, 300)}
	switch {
	case g.Error == "invalid_scope":
		e.Kind = jira.Auth
		e.Message += "; check auth.scope"
	case g.Error == "invalid_client", g.Error == "unauthorized_client", g.Error == "access_denied",
		res.StatusCode == http.StatusUnauthorized, res.StatusCode == http.StatusForbidden:
		e.Kind = jira.Auth
		e.Message = strings.TrimPrefix(e.Message+"; check auth.client and auth.secret", "; ")
	case res.StatusCode == http.StatusOK:
		e.Message = "the answer holds no bearer token; is auth.token_url right?"
	}
	return e
}
