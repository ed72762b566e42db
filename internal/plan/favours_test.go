package plan_test

import (
	"testing"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

func TestFavours(t *testing.T) {
	out := jira.Linked{Type: "duplicate", Key: "SHOP-7", Outward: true} // people and sites differ in case
	in := jira.Linked{Type: "Duplicate", Key: "SHOP-8"}
	other := jira.Linked{Type: "Relates", Key: "SHOP-9", Outward: true}
	for name, c := range map[string]struct {
		issue jira.Issue
		link  string
		want  string
	}{
		"outward":                 {jira.Issue{Category: jira.Done, Links: []jira.Linked{other, out}}, "Duplicate", "SHOP-7"},
		"outward, any resolution": {jira.Issue{Category: jira.Done, Resolution: "Done", Links: []jira.Linked{out}}, "Duplicate", "SHOP-7"},
		"inward, duplicate":       {jira.Issue{Category: jira.Done, Resolution: "Duplicate", Links: []jira.Linked{in}}, "Duplicate", "SHOP-8"},
		"inward, fixed":           {jira.Issue{Category: jira.Done, Resolution: "Done", Links: []jira.Linked{in}}, "Duplicate", ""},
		"both":                    {jira.Issue{Category: jira.Done, Resolution: "Duplicate", Links: []jira.Linked{in, out}}, "Duplicate", "SHOP-7"},
		"open":                    {jira.Issue{Category: jira.ToDo, Resolution: "Duplicate", Links: []jira.Linked{out}}, "Duplicate", ""},
		"no such link":            {jira.Issue{Category: jira.Done, Resolution: "Duplicate", Links: []jira.Linked{other}}, "Duplicate", ""},
		"switched off":            {jira.Issue{Category: jira.Done, Links: []jira.Linked{out}}, "", ""},
	} {
		if key, ok := plan.Favours(c.issue, c.link); key != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, key, ok)
		}
	}
}
