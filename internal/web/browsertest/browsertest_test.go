package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// faulty is a page with every fault that inspection knows. Beside the texts that are too
// pale stand some that are just dark enough.
const faulty = `<!doctype html><html><head><title> </title><link rel=icon href=data:,><style>
.cover::before { content: "badge"; color: #888 }
.clear { background: rgb(0 0 0 / 0) }
#blind:focus { outline: none }
#dim:focus { outline: 2px solid #eee }
::placeholder { color: #bbb }
</style></head><body>
<nav><a href="/away">Away</a> <a id=blind href="/blind">Blind</a> <a id=dim href="/dim">Dim</a></nav>
<h1>One</h1><h1>Two</h1><h3>Deep</h3>
<p style="color: #777">pale</p> <p style="color: #767676">enough</p>
<p style="color: #959595; font-size: 24px">large and pale</p> <p style="color: #949494; font-size: 24px">large enough</p>
<p style="color: rgb(0 0 0 / 50%)">glassy</p> <p style="opacity: 0.5">faded</p>
<div style="background: #333"><p class=clear style="color: #555">murky</p> <p class=clear style="color: #fff">bright enough</p></div>
<p style="background-image: linear-gradient(red, blue)">pictured</p> <p class=cover>covered</p>
<details><summary>More</summary><p style="color: #ccc">folded</p></details>
<img src="/missing.png"> <input name=bare placeholder=hinted> <a href="/empty"></a>
<table><tr><td>cell</td></tr></table>
<a tabindex=2 href="/late">Late</a>
<div style="width: 2000px">wide</div>
<script>console.error("told", 7); console.warn("warned"); undefinedName()</script>
<img alt="" src="http://127.0.0.1:1/elsewhere.png">
</body></html>`

// seen looks at a page closely and returns all its faults.
func seen(t *testing.T, page string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, page)
	}))
	t.Cleanup(s.Close)
	b := Start(t)
	b.shots = t.TempDir()
	c := &crawl{tab: b.open(s.URL)}
	var all []string
	for _, l := range closely {
		faults, _ := c.inspect(pageAt(s.URL), l)
		for _, f := range faults {
			all = append(all, l.name+": "+f)
		}
	}
	return strings.Join(all, "\n")
}

// pageAt is the first page of a house.
func pageAt(origin string) page {
	return page{address: origin + "/", status: http.StatusOK, looks: closely, save: "page"}
}

// What is inspected can fail: each fault of a faulty page is told, and nothing that is
// right beside it.
func TestFaultsAreSeen(t *testing.T) {
	got := seen(t, faulty)
	for _, want := range []string{"does not say its language", "has no title", "2 first headings", "has a script", "<h3> “Deep” leaves out a level",
		"image /missing.png has no text", "has no caption", "has no header row", "row without a header", "field bare has no label", "a link has no name",
		"for pale in", "for large and pale in", "for glassy in", "for faded in", "for murky in", "“pictured” lies on a picture", `"badge" in <p class="cover">`,
		"for folded in", "for hinted in", "<a> “Blind” does not show that it has the focus", "<a> “Dim” does not show that it has the focus",
		"Tab comes to <a> “Late” where <a> “Away” is next", "is no link past the navigation", "phone: the page is 20", "the page is 2008 px wide, 1280 fit: <div> “wide”",
		"console: error", "console: warning", "console: Uncaught", "missing.png answers 404", "asks for http://127.0.0.1:1/elsewhere.png", "a request failed",
		"print: <nav> “Away Blind Dim” is printed"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	for _, line := range strings.Split(got, "\n") {
		if strings.Contains(line, "enough") {
			t.Errorf("what is right is told: %s", line)
		}
		if strings.HasPrefix(line, "without scripts: console: error [") {
			t.Errorf("a script ran where none may: %s", line)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// A page without a fault.
const sound = `<!doctype html><html lang=en><head><title>Sound</title><meta name=viewport content="width=device-width"><link rel=icon href=data:,><style>
@media (prefers-color-scheme: dark) and (min-width: 1px) { @media screen { body { background: #111; color: #eee } a { color: #9cf } } }
@media print { nav, .skip { display: none } }
</style></head><body>
<a class=skip href="#main">Skip</a><nav><a href="/a">A</a></nav>
<main id=main tabindex=-1><h1>Sound</h1><p><a href="/b">B</a></p><label for=f>Find</label> <input id=f>
<table><caption>All</caption><thead><tr><th scope=col>Name</th><th scope=col>Value</th></tr></thead><tbody><tr><th scope=row>a</th><td>1</td></tr></tbody></table>
</main></body></html>`

func TestSoundPageHasNoFaults(t *testing.T) {
	if got := seen(t, sound); got != "" {
		t.Errorf("a sound page has faults:\n%s", got)
	}
}

func TestRoutesOfPages(t *testing.T) {
	routes := Routes(t)
	for _, want := range []string{"/{$}", "/failures", "/cases/{id}", "/stories/{key}"} {
		if !slices.Contains(routes, want) {
			t.Errorf("%s is no route among %v", want, routes)
		}
	}
}
