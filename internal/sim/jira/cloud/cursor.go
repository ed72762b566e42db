package cloud

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// cursor is what hides in a page token: where the next page starts, and after which issue, should rows have moved.
type cursor struct {
	Query uint64 `json:"q"`
	At    int    `json:"a"`
	After int64  `json:"i"`
}

func (r searchRequest) hash() uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, r.JQL)
	return h.Sum64()
}

func (r searchRequest) token(at int, after int64) string {
	raw, err := json.Marshal(cursor{r.hash(), at, after})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// start finds the next page. The token belongs to its query; another query is refused.
func (r searchRequest) start(found []*site.Issue) (int, error) {
	if r.NextPageToken == "" {
		return 0, nil
	}
	var cur cursor
	raw, err := base64.RawURLEncoding.DecodeString(r.NextPageToken)
	if err != nil || json.Unmarshal(raw, &cur) != nil || cur.Query != r.hash() || cur.At < 0 {
		return 0, face.Bad("The provided next page token is invalid.")
	}
	if n := slices.IndexFunc(found, func(i *site.Issue) bool { return i.ID == cur.After }); n >= 0 {
		return n + 1, nil
	}
	return cur.At, nil
}

func approximateCount(c *face.Call) (int, any, error) {
	var req struct {
		JQL string `json:"jql"`
	}
	if err := c.DecodeClosed(&req); err != nil {
		return 0, nil, err
	}
	if c.Actor.User == nil {
		return 200, face.Document{"count": 0}, nil
	}
	found, err := c.Site.Search(c.Actor, req.JQL, nil)
	if err != nil {
		return 0, nil, err
	}
	return 200, face.Document{"count": len(found)}, nil
}

func goneSearch(*face.Call) (int, any, error) {
	return 0, nil, &site.Refusal{Status: 410, Messages: []string{"The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"}}
}
