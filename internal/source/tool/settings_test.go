package tool_test

import (
	"strings"
	"testing"

	"syncd/internal/source/tool"
)

// TestJiraAddress: an address that was copied with a page behind it is refused, one with a
// context path is not, whatever that is called.
func TestJiraAddress(t *testing.T) {
	for text, says := range map[string]string{
		"https://acme.atlassian.net":                                          "",
		"https://jira.example.com/jira/":                                      "",
		"https://example.com/projects":                                        "",
		"https://example.com/browse/":                                         "",
		"https://jira.example.com/jira/rest":                                  "must end before /rest/",
		"https://jira.example.com/rest/raven/1.0":                             "must end before /rest/",
		"https://jira.example.com/jira/browse/SHOP-1":                         "must end before /browse/",
		"https://jira.example.com/secure/Dashboard.jspa":                      "must end before /secure/",
		"https://jira.example.com/projects/SHOP":                              "must end before /projects/",
		"https://acme.atlassian.net/jira/software/projects/SHOP/boards/1":     "must end before /jira/software/",
		"https://acme.atlassian.net/jira/software/projects/SHOP/boards/1?x=1": "must end before ? and #",
		"acme.atlassian.net":                                                  "is no address",
	} {
		_, err := tool.JiraAddress(text)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
}
