package xraycloud

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// complaint is one of the errors of an answer.
type complaint struct {
	Message    tool.Text   `json:"message"`
	Path       []tool.Text `json:"path"` // of what could not be answered: page, results, 3, folder
	Extensions tool.Object[struct {
		Code tool.Text `json:"code"`
	}] `json:"extensions"`
}

// complaints are the errors of an answer, whatever its status. Errors that are written
// otherwise than they should be are errors, too.
func complaints(body []byte) []complaint {
	var answer struct {
		Errors json.RawMessage `json:"errors"`
	}
	var list tool.List[complaint]
	if json.Unmarshal(body, &answer) != nil || len(answer.Errors) == 0 || string(answer.Errors) == `""` {
		return nil
	}
	if json.Unmarshal(answer.Errors, &list) != nil {
		return []complaint{{Message: tool.Text(answer.Errors)}}
	}
	return list.Items
}

// words takes Xray's own words out of a refusal.
func words(body []byte) string {
	var out []string
	for _, c := range complaints(body) {
		text := string(c.Message)
		if text == "" {
			text = string(c.Extensions.V.Code)
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		var e struct{ Error, Message tool.Text }
		if json.Unmarshal(body, &e) == nil {
			out = append(out, strings.TrimSpace(string(e.Error)+" "+string(e.Message)))
		}
	}
	return secret.Redact(strings.Join(out, "; "))
}

// meanings are parts of Xray's words and the codes of GraphQL servers, and what they mean.
// No document lists them; what fits none is taken for a refusal. The first that fits counts.
var meanings = []struct {
	kind  source.Kind
	parts []string
}{
	{source.RateLimited, []string{"too many requests", "rate limit", "throttl"}},
	{source.Refused, []string{"maximum number of", "refine the jql", "complexity", "too complex", "validation_failed", "graphql_parse_failed", "bad_user_input"}},
	{source.Auth, []string{"unauthenticated", "unauthorized", "not authorized", "authentication", "forbidden", "permission", "jwt", "token expired", "invalid token"}},
	{source.NotFound, []string{"not found", "not_found", "does not exist", "doesn't exist", "no longer exists", "return null for non-nullable"}},
	{source.Unavailable, []string{"internal_server_error", "internal server error", "internal error", "unexpected error", "timeout", "timed out", "unavailable", "try again"}},
}

// mean is what words mean, "" where nobody knows.
func mean(text string) source.Kind {
	text = strings.ToLower(text)
	for _, m := range meanings {
		for _, part := range m.parts {
			if strings.Contains(text, part) {
				return m.kind
			}
		}
	}
	return ""
}

// kind is what a complaint means, "" where nobody knows.
func (c complaint) kind() source.Kind {
	return cmp.Or(mean(string(c.Message)), mean(string(c.Extensions.V.Code)))
}

// apart reports whether all that is wrong with an answer is that the account may not see some
// of its objects, or that they are no more: GraphQL answers the rest in full then. A question
// says of which parts of its objects that may be.
func apart(list []complaint, spare func(path []tool.Text) bool) bool {
	return spare != nil && !slices.ContainsFunc(list, func(c complaint) bool {
		kind := c.kind()
		return kind != source.Auth && kind != source.NotFound || !spare(c.Path)
	})
}

// meaning is what a status means that says no. A request for too much, or that does not fit
// the schema, is 400, and a login of which half is missing, too.
func meaning(status int, words string) source.Kind {
	if status != http.StatusBadRequest {
		return ""
	}
	if kind := mean(words); kind == source.RateLimited || kind == source.Auth {
		return kind
	}
	return source.Refused
}

// failed looks for errors in an answer with status 200: it is believed in no part then, but
// for what stands apart. A write during which the server broke down may have landed.
func failed(doing string, write bool, spare func(path []tool.Text) bool) func([]byte) error {
	return func(body []byte) error {
		list := complaints(body)
		if len(list) == 0 || apart(list, spare) {
			return nil
		}
		out := &source.Error{Kind: source.Refused, Doing: doing, Message: shorten(words(body))}
		for _, c := range list {
			if kind := c.kind(); kind != "" {
				out.Kind = kind
				break
			}
		}
		switch out.Kind {
		case source.Auth:
			out.Cure = "see what the user of the API key may do in Jira and in Xray"
		case source.RateLimited:
			out.Cure = "lower `rate:` of this source if it happens often: the limit is shared with all who use Xray"
		case source.Unavailable:
			if write {
				out.Kind = source.Unknown
			}
		}
		return out
	}
}

// shorten makes a text one line that is not too long.
func shorten(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > 300 {
		line = append(line[:299], '…')
	}
	return string(line)
}

// hide takes a secret out of an error: Xray may quote what it was sent.
func hide(err error, s secret.Secret) error {
	var e *source.Error
	if errors.As(err, &e) && !s.Empty() {
		e.Message = strings.ReplaceAll(e.Message, s.Reveal(), secret.Mask)
	}
	return err
}

// strange is the error of an answer without what was asked for.
func strange(doing, what string) error {
	return &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer holds no " + what, Cure: "see whether url is the address of Xray"}
}
