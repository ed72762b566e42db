package web_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"syncd/internal/record"
	"syncd/internal/web"
)

// reported is a report of a scope of the fake board.
func reported(t *testing.T, v record.ScopeView, pages string) string {
	t.Helper()
	var b bytes.Buffer
	if err := web.WriteReport(&b, record.Report{ScopeView: v, Stories: v.Members, Made: now, Version: "1.0.0", Pages: pages}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A report is read from a mail, without a network and without us.
func TestReportNeedsNothingElse(t *testing.T) {
	for _, v := range rich().views {
		for _, pages := range []string{"", "https://quality.example.com/syncd"} {
			page := reported(t, v, pages)
			if !strings.Contains(page, "--good-ink") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "@import") || strings.Contains(page, "url(") {
				t.Errorf("%s: the styles are not inside, or ask for something", v.Scope.Name)
			}
			if strings.ContainsAny(page, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b") {
				t.Errorf("%s: holds characters that change how text is read", v.Scope.Name)
			}
			elements(t, page, func(n *html.Node) {
				switch n.Data {
				case "script", "link", "img", "iframe", "form", "input", "object", "base":
					t.Errorf("%s: has an element %s", v.Scope.Name, n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" {
						t.Errorf("%s: has an attribute %s=%q", v.Scope.Name, a.Key, a.Val)
					}
				}
				if link, ok := attr(n, "href"); ok {
					u, err := url.Parse(link)
					if err != nil || u.Scheme != "https" || pages == "" && u.Host != "acme.atlassian.net" {
						t.Errorf("%s: links to %q", v.Scope.Name, link)
					}
				}
			})
			if n := strings.Count(page, "<tr>"); n < len(v.Members) {
				t.Errorf("%s: has %d rows for %d stories", v.Scope.Name, n, len(v.Members))
			}
		}
	}
}

// What only some may see in Jira is named by its key.
func TestRestrictedByKeyOnly(t *testing.T) {
	b := rich()
	for _, page := range []string{reported(t, b.views[1], ""), get(t, web.New(options(b)), "/releases/SHOP/1.4?sync=pay")} {
		if !strings.Contains(page, "restricted in Jira") {
			t.Error("a restricted story does not say that it is one")
		}
	}
}
