package cloud

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// historyPage is how many entries of a history a page holds at most.
const historyPage = "100"

// LabelHistory lists the changes of an issue's labels.
func (g *Gateway) LabelHistory(ctx context.Context, issueID string) ([]jira.LabelChange, error) {
	doing := "read the history of issue " + issueID
	var all []rest.History
	for {
		var page struct {
			Values []rest.History `json:"values"`
			Last   bool           `json:"isLast"`
		}
		err := g.Do(ctx, rest.Call{Doing: doing, Endpoint: "issue/{id}/changelog", Class: httpx.Safe, Method: http.MethodGet,
			Path:  "issue/" + rest.Esc(issueID) + "/changelog",
			Query: url.Values{"startAt": {strconv.Itoa(len(all))}, "maxResults": {historyPage}}, Out: &page})
		if err == nil && page.Values == nil {
			err = rest.Strange(doing, "history")
		}
		if err == nil && len(all) > 0 && len(page.Values) > 0 && page.Values[0].ID == all[0].ID {
			err = &jira.Error{Kind: jira.Unavailable, Op: doing, Message: "jira sent the same page twice"}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page.Values...)
		if page.Last || len(page.Values) == 0 {
			return rest.LabelChanges(all), nil
		}
	}
}
