package hook

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Issue is one that an event names. One part may be missing; both have the form that
// Jira's have, and that is all that is known of them.
type Issue struct{ ID, Key string }

// Event is what is taken of a webhook.
type Event struct {
	Name    string  // such as jira:issue_updated; "" if it has another form
	Account string  // id of who did it, on Data Center the user's name; "" if it is not told
	Issues  []Issue // none, one, or the two ends of a link
}

// Forms of what is taken. The longest project key that an administrator may allow has 255
// letters; ids are 64-bit.
var (
	names = regexp.MustCompile(`^[a-z][a-z_:]{0,62}[a-z]$`)
	keys  = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,254}-[1-9][0-9]{0,17}$`)
	ids   = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)
)

// accountMax is the longest id of an account, or name of a user, in bytes.
const accountMax = 255

// wire is the part of an event that is looked at. Issue events, comments, worklogs and
// attachments name their issue; links have the ids of their two ends, and nobody who made
// them.
type wire struct {
	Event   string    `json:"webhookEvent"`
	User    wireUser  `json:"user"`
	Issue   wireIssue `json:"issue"`
	Comment struct {
		Author       wireUser `json:"author"`
		UpdateAuthor wireUser `json:"updateAuthor"`
	} `json:"comment"`
	Link struct {
		Source      wireID `json:"sourceIssueId"`
		Destination wireID `json:"destinationIssueId"`
	} `json:"issueLink"`
}

type wireUser struct {
	AccountID string `json:"accountId"`
	Name      string `json:"name"`
}

// id names a user as the gateways do.
func (u wireUser) id() string { return cmp.Or(u.AccountID, u.Name) }

type wireIssue struct {
	ID  wireID `json:"id"`
	Key string `json:"key"`
}

// wireID is an id, a text in issues and a number in links.
type wireID string

// UnmarshalJSON takes both; anything else has not the form of an id.
func (i *wireID) UnmarshalJSON(data []byte) error {
	*i = wireID(strings.Trim(string(data), `"`))
	return nil
}

// Parse reads an event. An error means that it is no JSON object; one of an unknown shape
// just names no issue. What comes may be hostile: nothing of it is in the error.
func Parse(body []byte) (Event, error) {
	var w wire
	err := json.Unmarshal(body, &w)
	var shape *json.UnmarshalTypeError
	switch {
	case errors.As(err, &shape) && shape.Field == "":
		return Event{}, errors.New("the event is no JSON object")
	case errors.As(err, &shape): // the rest of it has been read
	case err != nil:
		return Event{}, fmt.Errorf("the event is no JSON: it ends or breaks at byte %d", offset(err, body))
	}
	e := Event{Name: formed(names, w.Event), Account: cmp.Or(w.User.id(), w.Comment.UpdateAuthor.id(), w.Comment.Author.id())}
	if len(e.Account) > accountMax {
		e.Account = ""
	}
	for _, i := range []wireIssue{w.Issue, {ID: w.Link.Source}, {ID: w.Link.Destination}} {
		issue := Issue{ID: formed(ids, string(i.ID)), Key: formed(keys, i.Key)}
		if issue != (Issue{}) && !slices.Contains(e.Issues, issue) {
			e.Issues = append(e.Issues, issue)
		}
	}
	return e, nil
}

// formed returns a text of the form, "" for all others.
func formed(form *regexp.Regexp, text string) string {
	if !form.MatchString(text) {
		return ""
	}
	return text
}

// offset is where reading a body failed.
func offset(err error, body []byte) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Offset
	}
	return int64(len(body))
}
