package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"syncd/internal/web"
)

// proxied serves the pages below /quality through a proxy, which strips the prefix or
// not, and tells the host that people asked for or not. It returns the address of the
// pages.
func proxied(t *testing.T, a *acts, strip, keepHost bool) *url.URL {
	t.Helper()
	o := guardedOptions(a)
	front := httptest.NewUnstartedServer(nil)
	o.External = "http://" + front.Listener.Addr().String() + "/quality"
	back := httptest.NewServer(web.New(o))
	t.Cleanup(back.Close)
	target, err := url.Parse(back.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		if keepHost {
			r.Out.Host = r.In.Host
		}
	}}
	var inner http.Handler = proxy
	if strip {
		inner = http.StripPrefix("/quality", proxy)
	}
	mux := http.NewServeMux() // what is not below the path belongs to others
	mux.Handle("/quality/", inner)
	front.Config.Handler = mux
	front.Start()
	t.Cleanup(front.Close)
	base, err := url.Parse(o.External + "/")
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// fetch makes a request as alice and follows no redirect.
func fetch(t *testing.T, method string, u *url.URL, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, u.String(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", as("alice")[1])
	if method == http.MethodPost { // as a browser does over plain HTTP, without Sec-Fetch-Site
		req.Header.Set("Content-Type", formType)
		req.Header.Set("Origin", u.Scheme+"://"+u.Host)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// Behind a proxy with a path every link, form and redirect stays below the path,
// whether or not the proxy takes the path away and tells its own host.
func TestEverythingWorksBehindAProxy(t *testing.T) {
	for _, strip := range []bool{false, true} {
		for _, keepHost := range []bool{false, true} {
			t.Run(fmt.Sprintf("strip=%v,host=%v", strip, keepHost), func(t *testing.T) {
				a := &acts{}
				base := proxied(t, a, strip, keepHost)
				seen := map[string]bool{base.String(): true}
				for queue := []*url.URL{base}; len(queue) > 0; queue = queue[1:] {
					res, page := fetch(t, http.MethodGet, queue[0], "")
					if res.StatusCode != http.StatusOK {
						t.Fatalf("GET %s = %d", queue[0], res.StatusCode)
					}
					for _, to := range below(t, base, queue[0], page) {
						if fresh := !seen[to.String()]; fresh && len(seen) < 60 {
							seen[to.String()] = true
							queue = append(queue, to)
						}
					}
				}
				for _, want := range []string{"failures", "stories/SHOP-1", "cycles/c-0004", "static/icon.svg"} {
					if !seen[base.String()+want] {
						t.Errorf("no link led to %s", want)
					}
				}
				press(t, base, a)
			})
		}
	}
}

// below returns where the links of a page lead; all must stay below the base, and so
// must the forms, which are not followed.
func below(t *testing.T, base, at *url.URL, page string) []*url.URL {
	t.Helper()
	var out []*url.URL
	elements(t, page, func(n *html.Node) {
		for _, key := range []string{"href", "src", "action"} {
			link, ok := attr(n, key)
			u, err := url.Parse(link)
			if !ok || err != nil || u.IsAbs() {
				continue
			}
			to := at.ResolveReference(u)
			to.Fragment = ""
			if !strings.HasPrefix(to.String(), base.String()) {
				t.Errorf("%s leads out to %s", at, to)
			} else if method, _ := attr(n, "method"); method != "post" {
				out = append(out, to)
			}
		}
	})
	return out
}

// press presses a button of the first page as a browser does.
func press(t *testing.T, base *url.URL, a *acts) {
	t.Helper()
	_, page := fetch(t, http.MethodGet, base, "")
	if len(buttons(t, page)) == 0 {
		t.Fatal("there are no buttons")
	}
	action := base.JoinPath(strings.Fields(buttons(t, page)[0])[0])
	res, text := fetch(t, http.MethodPost, action, "do=trigger&sync=shop")
	if res.StatusCode != http.StatusSeeOther || !slices.Equal(a.done, []string{"trigger shop"}) {
		t.Fatalf("POST %s = %d, did %v: %s", action, res.StatusCode, a.done, text)
	}
	to, err := res.Location()
	if err != nil || !strings.HasPrefix(to.String(), base.String()+"?did=") {
		t.Fatalf("a button leads to %v, %v", to, err)
	}
	if res, text = fetch(t, http.MethodGet, to, ""); res.StatusCode != http.StatusOK || !strings.Contains(text, "A cycle of shop is asked for") {
		t.Errorf("GET %s = %d, and does not say what was done", to, res.StatusCode)
	}
}
