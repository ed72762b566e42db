package rest

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// History is one entry of an issue's change history, as both editions send it.
type History struct {
	ID     string `json:"id"`
	Author struct {
		Name string `json:"displayName"`
	} `json:"author"`
	Created timestamp `json:"created"`
	Items   []struct {
		Field string `json:"field"`
		Kind  string `json:"fieldtype"` // "custom" of a field that somebody has called labels
		From  string `json:"fromString"`
		To    string `json:"toString"`
	} `json:"items"`
}

// LabelChanges are the changes of labels in a history, the oldest first: Cloud and Data
// Center do not agree on the order. Labels hold no white space, and a history lists all
// that there were before and after.
func LabelChanges(history []History) []jira.LabelChange {
	slices.SortStableFunc(history, func(a, b History) int {
		return cmp.Or(a.Created.Compare(b.Created.Time), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	var out []jira.LabelChange
	for _, h := range history {
		for _, item := range h.Items {
			if item.Field != "labels" || item.Kind == "custom" {
				continue
			}
			before, after := strings.Fields(item.From), strings.Fields(item.To)
			for _, l := range lacking(before, after) {
				out = append(out, jira.LabelChange{Label: l, Who: h.Author.Name, At: h.Created.Time})
			}
			for _, l := range lacking(after, before) {
				out = append(out, jira.LabelChange{Label: l, Added: true, Who: h.Author.Name, At: h.Created.Time})
			}
		}
	}
	return out
}

// lacking are the words of one list that another does not have.
func lacking(words, other []string) []string {
	var out []string
	for _, w := range words {
		if !slices.Contains(other, w) {
			out = append(out, w)
		}
	}
	return out
}
