package xraycloud

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// session is a token that Xray lends for the API key. It lasts a day or so; nobody says how
// long, so it is used until it is refused.
type session struct {
	client *tool.Client
	id     string
	secret secret.Secret

	mu   sync.Mutex
	lent secret.Secret
}

// token returns the token at hand, and asks for one where there is none.
func (s *session) token(ctx context.Context) (secret.Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.lent.Empty() {
		return s.lent, nil
	}
	const doing = "log in to Xray"
	body := map[string]string{"client_id": s.id, "client_secret": s.secret.Reveal()}
	var token string
	err := s.client.Do(ctx, tool.Call{Doing: doing, Endpoint: "authenticate", Method: http.MethodPost, Path: "api/v2/authenticate", Body: body, Out: &token})
	if err != nil {
		return secret.Secret{}, hide(err, s.secret)
	}
	if strings.TrimSpace(token) == "" {
		return secret.Secret{}, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer holds no token", Cure: "see whether url is the address of Xray"}
	}
	s.lent = secret.New(strings.TrimSpace(token))
	return s.lent, nil
}

// drop forgets a token that was refused, unless another request has a new one already.
func (s *session) drop(refused secret.Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lent.Equal(refused) {
		s.lent = secret.Secret{}
	}
}

// tokenKey is the context key of the token of a request: reader and writer share a client,
// and each has a session of its own.
type tokenKey struct{}

// bearer is what stands in the Authorization header of a request.
func bearer(ctx context.Context) string {
	token, _ := ctx.Value(tokenKey{}).(secret.Secret)
	return "Bearer " + token.Reveal()
}
