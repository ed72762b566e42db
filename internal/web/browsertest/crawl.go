package browsertest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Bounds of a crawl: pages of one route are built alike, those that are asked in one way
// even more so, and a few prove the rest.
const (
	pagesMax = 60
	routeMax = 6
	alikeMax = 3
)

// crawl is a walk through all pages of a served house.
type crawl struct {
	*tab
	route func(*url.URL) string // which route serves an address, "" for none
	queue []page
	seen  map[string]bool
	taken map[string]int // pages, by route and by kind
}

// page is one that is to be looked at.
type page struct {
	address string
	status  int
	looks   []look
	save    string // name of its screenshots; "" where it is looked at briefly
}

// Crawl follows every link from the first page of a served house on and looks at each
// page as people might: in both themes, and the first of each kind also on a phone,
// without scripts and on paper; and so the page for what is not there. Faults are the
// test's. The names of the screenshots that it keeps begin with prefix. It returns the
// routes of the pages that it came to.
func (b *Browser) Crawl(origin, prefix string) []string {
	b.t.Helper()
	missing := origin + "/no-such-page"
	c := &crawl{tab: b.open(origin), route: matcher(Routes(b.t)), seen: map[string]bool{missing: true}, taken: map[string]int{},
		queue: []page{{missing, http.StatusNotFound, closely, prefix + "missing"}}}
	c.take(origin+"/", prefix)
	for i := 0; i < len(c.queue); i++ {
		for _, link := range c.visit(c.queue[i]) {
			c.take(link, prefix)
		}
	}
	return slices.Collect(maps.Keys(c.taken))
}

// take queues a page that a link leads to, unless it is known, one of many alike, or of
// another house. What is no page is only asked for.
func (c *crawl) take(link, prefix string) {
	c.b.t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		c.b.t.Errorf("a link leads to %q: %v", link, err)
		return
	}
	u.Fragment = ""
	if !strings.HasPrefix(u.String(), c.origin+"/") || c.seen[u.String()] {
		return
	}
	c.seen[u.String()] = true
	route := c.route(u)
	if route == "" {
		c.fetch(u)
		return
	}
	kind := kind(route, u)
	if c.taken[route] == routeMax || c.taken[kind] == alikeMax || len(c.queue) == pagesMax {
		return
	}
	p := page{u.String(), http.StatusOK, briefly, ""}
	if c.taken[route] == 0 {
		p.looks, p.save = closely, prefix+kind
	}
	c.taken[route]++
	c.taken[kind]++
	c.queue = append(c.queue, p)
}

// fetch asks for what is no page and should be there.
func (c *crawl) fetch(u *url.URL) {
	c.b.t.Helper()
	if p := u.Path; !strings.HasPrefix(p, "/api/") && !strings.HasPrefix(p, "/static/") && !strings.HasPrefix(p, "/-/") && p != "/metrics" {
		c.b.t.Errorf("%s is linked, and no route of pages serves it", u.RequestURI())
		return
	}
	r, err := http.Get(u.String())
	if err != nil {
		c.b.t.Errorf("%s is linked: %v", u.RequestURI(), err)
		return
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		c.b.t.Errorf("%s is linked, and answers %s", u.RequestURI(), r.Status)
	}
}

// visit looks at a page in its several ways and returns where it leads.
func (c *crawl) visit(p page) (links []string) {
	c.b.t.Helper()
	for _, l := range p.looks {
		faults, to := c.inspect(p, l)
		for _, f := range faults {
			c.b.t.Errorf("%s, %s: %s", strings.TrimPrefix(p.address, c.origin), l.name, f)
		}
		links = append(links, to...)
	}
	return links
}

// kind names what pages of one route that are asked in one way have in common, fit for
// a file: cases, cases-id, cases-q-story.
func kind(route string, u *url.URL) string {
	words := strings.FieldsFunc(route, func(r rune) bool { return strings.ContainsRune("/{}$.", r) })
	if len(words) == 0 {
		words = []string{"overview"}
	}
	return strings.Join(append(words, slices.Sorted(maps.Keys(u.Query()))...), "-")
}
