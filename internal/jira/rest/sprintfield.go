package rest

import (
	"cmp"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// sprintPlaces are where the id of a sprint stands when Data Center writes the sprint as
// text, such as com.atlassian.greenhopper.service.sprint.Sprint@1f[id=37,…]: first or
// last in older releases; in newer ones, which sort the members, between goal and name.
// Both are free text that may look like members. Of several places that fit, the last is
// taken: a goal may be long, a name has no room for more than 30 characters.
var sprintPlaces = []*regexp.Regexp{
	regexp.MustCompile(`^[^\[]*\[id=(\d+)[,\]]`),
	regexp.MustCompile(`,id=(\d+)\]$`),
	regexp.MustCompile(`(?s)^[^\[]*\[.*,id=(\d+),(?:incompleteIssuesDestinationId=[^,]*,)?name=`),
}

// sprintID reads the id of a sprint within the field of an issue: Cloud sends an object,
// Data Center mostly text.
func sprintID(raw json.RawMessage) (string, error) {
	var object struct {
		ID json.Number `json:"id"`
	}
	if json.Unmarshal(raw, &object) == nil {
		if id := object.ID.String(); id != "" && strings.Trim(id, "0123456789") == "" {
			return id, nil
		}
		return "", errors.New("it has no id")
	}
	told, err := text(raw)
	if err != nil {
		return "", err
	}
	for _, place := range sprintPlaces {
		if m := place.FindStringSubmatch(told); m != nil {
			return m[1], nil
		}
	}
	return "", errors.New("it does not tell the id of a sprint")
}

// byNumber sorts ids as the numbers that they are, each once.
func byNumber(ids jira.Value) jira.Value {
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(ids)
}
