package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"syncd/internal/web"
)

// elements calls f for every element of a page.
func elements(t *testing.T, page string, f func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// attr returns an attribute.
func attr(n *html.Node, key string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

// pages follows every link from the first page on and returns all pages it came to.
func pages(t *testing.T, h http.Handler) []string {
	t.Helper()
	seen := map[string]bool{"/": true}
	queue, cases := []string{"/"}, 0
	for i := 0; i < len(queue); i++ {
		base, err := url.Parse(queue[i])
		if err != nil {
			t.Fatal(err)
		}
		elements(t, get(t, h, queue[i]), func(n *html.Node) {
			for _, key := range []string{"href", "src", "action"} {
				link, ok := attr(n, key)
				if !ok {
					continue
				}
				u, err := url.Parse(link)
				if err != nil {
					t.Fatalf("%s links to %q: %v", queue[i], link, err)
				}
				if u.IsAbs() {
					continue
				}
				to := base.ResolveReference(u)
				to.Fragment = ""
				switch {
				case seen[to.String()]:
				case strings.HasPrefix(to.Path, "/static/"), strings.HasPrefix(to.Path, "/api/"):
					seen[to.String()] = true
					get(t, h, to.String())
				case strings.HasPrefix(to.Path, "/runs/") && !slices.Contains([]string{"/runs/run0", "/runs/run1", "/runs/run3", "/runs/run4"}, to.Path):
					// So are all runs; those of them that are there are counted elsewhere.
				case strings.HasPrefix(to.Path, "/cases/") && cases == 12:
					// All cases are built alike: a dozen, the odd ones among them, prove the rest.
				default:
					if strings.HasPrefix(to.Path, "/cases/") {
						cases++
					}
					seen[to.String()] = true
					queue = append(queue, to.String())
				}
			}
		})
	}
	return queue
}

func TestEveryLinkResolves(t *testing.T) {
	found := pages(t, web.New(options(rich())))
	for _, want := range []string{"/failures", "/defects", "/cycles", "/cycles/c-0004", "/stories/SHOP-1", "/stories/SHOP-3", "/failures?state=held", "/cycles?sync=pay", "/cases", "/cases?story=all", "/cases?page=2",
		"/runs", "/runs/run0", "/runs?branch=main", "/runs?source=manual", "/sources", "/sources/manual", "/stories", "/stories?verdict=failing", "/config", "/config?show=set", "/defects?state=open",
		"/releases", "/releases/SHOP/1.4", "/releases/SHOP/1.4?sync=pay", "/sprints/7", "/sprints/7/frozen?sync=shop", "/filters/must%20ship", "/releases/SHOP/1%2F2%20a%25b/frozen?sync=shop", "/releases?skip=50"} {
		if !slices.Contains(found, want) {
			t.Errorf("no link leads to %s", want)
		}
	}
	pages(t, web.New(options(empty())))
}

func TestFragmentsExist(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range pages(t, h) {
		ids := map[string]bool{}
		page := get(t, h, target)
		elements(t, page, func(n *html.Node) {
			if id, ok := attr(n, "id"); ok {
				if ids[id] {
					t.Errorf("%s has two elements with id %q", target, id)
				}
				ids[id] = true
			}
		})
		elements(t, page, func(n *html.Node) {
			for _, key := range []string{"aria-labelledby", "for"} {
				if id, ok := attr(n, key); ok && !ids[id] {
					t.Errorf("%s refers to %q, which is not there", target, id)
				}
			}
			if link, _ := attr(n, "href"); strings.HasPrefix(link, "#") && !ids[link[1:]] {
				t.Errorf("%s links to %s, which is not there", target, link)
			}
		})
	}
}

// Markup that no page of ours contains: where it appears, hostile text became markup,
// or the page does something that the policy forbids.
func TestHostileTextStaysText(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range append(pages(t, h), "/failures?q="+url.QueryEscape(script), "/cycles?sync="+url.QueryEscape(script)) {
		page := get(t, h, target)
		if strings.ContainsAny(page, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b") {
			t.Errorf("%s holds characters that change how text is read", target)
		}
		elements(t, page, func(n *html.Node) {
			if slices.Contains([]string{"script", "iframe", "object", "embed", "style", "base"}, n.Data) {
				t.Errorf("%s has an element %s", target, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("%s has an attribute %s=%q", target, a.Key, a.Val)
				}
				if (a.Key == "href" || a.Key == "src") && strings.Contains(strings.ToLower(a.Val), "javascript:") {
					t.Errorf("%s links to %q", target, a.Val)
				}
			}
			if src, _ := attr(n, "src"); n.Data == "img" && !strings.HasSuffix(src, "static/icon.svg") {
				t.Errorf("%s shows an image from %q", target, src)
			}
		})
		if strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s holds an address that should have been left out", target)
		}
	}
}

// What people who do not see, or do not use a mouse, rely on.
func TestPagesAreAccessible(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range pages(t, h) {
		accessible(t, target, get(t, h, target))
	}
}

// accessible looks at one page.
func accessible(t *testing.T, target, page string) {
	t.Helper()
	count := map[string]int{}
	elements(t, page, func(n *html.Node) {
		count[n.Data]++
		switch n.Data {
		case "th":
			if scope, _ := attr(n, "scope"); scope != "col" && scope != "row" {
				t.Errorf("%s has a header cell without a scope", target)
			}
		case "td":
			cell, labelled := attr(n, "data-label")
			if inLegend := strings.Contains(page, `class="legend"`); !inLegend && (!labelled || cell == "") {
				t.Errorf("%s has a cell without a label for phones", target)
			}
		case "table":
			if first := n.FirstChild; first.NextSibling == nil || first.NextSibling.Data != "caption" && first.Data != "caption" {
				t.Errorf("%s has a table without a caption", target)
			}
		case "img":
			if _, ok := attr(n, "alt"); !ok {
				t.Errorf("%s has an image without a text", target)
			}
		case "svg":
			label, _ := attr(n, "aria-label")
			if hidden, _ := attr(n, "aria-hidden"); hidden != "true" && label == "" {
				t.Errorf("%s has a drawing without a text", target)
			}
		case "html":
			if lang, _ := attr(n, "lang"); lang != "en" {
				t.Errorf("%s does not say its language", target)
			}
		}
	})
	if count["h1"] != 1 || count["main"] != 1 || count["header"] != 1 || count["footer"] != 1 || !strings.Contains(page, `class="skip" href="#main"`) {
		t.Errorf("%s lacks a landmark, a heading or the skip link: %v", target, count)
	}
}
