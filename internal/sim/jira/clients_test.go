package jira_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

// faces are both products, with the root of the API that a face's clients use.
func faces(t *testing.T, check func(t *testing.T, r *rig, api string)) {
	t.Helper()
	t.Run("cloud v3", func(t *testing.T) { check(t, newRig(t, simjira.Options{Now: tick()}), "/rest/api/3/") })
	t.Run("cloud v2", func(t *testing.T) { check(t, newRig(t, simjira.Options{Now: tick()}), "/rest/api/2/") })
	t.Run("cloud latest", func(t *testing.T) { check(t, newRig(t, simjira.Options{Now: tick()}), "/rest/api/latest/") })
	t.Run("data center", func(t *testing.T) { check(t, newDC(t, simjira.Options{Now: tick()}), "/rest/api/2/") })
}

// What clients send, and Jira takes without a word: each line was needed by a client that people use.
func TestClientsMaySend(t *testing.T) {
	bug := `"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"`
	for _, c := range []struct {
		name, method, path, body string
		status                   int
	}{
		{"no parent (jira-cli)", "POST", "issue", `{"fields":{` + bug + `,"parent":{}}}`, 201},
		{"no update (jira-cli)", "POST", "issue", `{"update":{},"fields":{` + bug + `}}`, 201},
		{"labels by set (jira-cli)", "PUT", "issue/SHOP-1", `{"update":{"labels":[{"set":["a"]}],"summary":[{"set":"y"}]},"fields":{}}`, 204},
		{"everything by update (jira-cli)", "PUT", "issue/SHOP-1", `{"update":{"priority":[{"set":{"name":"High"}}],"components":[{"add":{"name":"Cart"}},{"remove":{"name":"Cart"}}],"fixVersions":[{"add":{"name":"1.5"}}],"labels":[{"add":"b"},{"remove":"a"}]},"fields":{"parent":{}}}`, 204},
		{"no parent in an edit (jira-cli)", "PUT", "issue/SHOP-1", `{"update":{},"fields":{"parent":{}}}`, 204},
		{"no comment in a transition (jira-cli)", "POST", "issue/SHOP-1/transitions", `{"transition":{"id":"31"},"update":{"comment":[]}}`, 204},
		{"no fields (jira-cli)", "PUT", "issue/SHOP-1", `{"update":{"labels":[{"add":"a"}]},"fields":{}}`, 204},
		{"no fields, no update", "PUT", "issue/SHOP-1", `{"fields":{},"update":{}}`, 204},
		{"a transition's name (jira-cli)", "POST", "issue/SHOP-1/transitions", `{"transition":{"id":"31","name":"Done"},"fields":{},"update":{}}`, 204},
		{"a transition's id as a number (python3-jira)", "POST", "issue/SHOP-1/transitions", `{"transition":{"id":31},"fields":{}}`, 204},
		{"no comment in a link (python3-jira)", "POST", "issueLink", `{"type":{"name":"Relates"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"},"comment":null}`, 201},
		{"a type that is misspelt is refused", "POST", "issueLink", `{"type":{"name":"Relate"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"}}`, 404},
		{"a status by an edit is refused", "PUT", "issue/SHOP-1", `{"fields":{"status":{"name":"Done"}}}`, 400},
		{"an unknown field is refused", "PUT", "issue/SHOP-1", `{"fields":{"nothing":1}}`, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			faces(t, func(_ *testing.T, r *rig, api string) { r.do(c.method, api+c.path, c.body).want(c.status) })
		})
	}
}

// go-jira sends bodies in chunks, of unknown length.
func TestChunkedBodies(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		server := httptest.NewServer(r.sim)
		defer server.Close()
		body := io.MultiReader(strings.NewReader(`{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},`), strings.NewReader(`"summary":"in chunks"}}`))
		req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+api+"issue", body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.SetBasicAuth(r.user, r.pass)
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if i, found := r.sim.Issue("SHOP-13"); resp.StatusCode != 201 || !found || i.Summary != "in chunks" || req.ContentLength != 0 {
			t.Errorf("status %d, issue %+v", resp.StatusCode, i)
		}
	})
}

// Links lead to where the client came from, or it would walk past a proxy.
func TestSelfFollowsHost(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		req := r.request("GET", api+"issue/SHOP-1", "")
		req.Host = "tunnel.example:8443"
		req.Header.Set("X-Forwarded-Proto", "https")
		p := r.send(req).want(200).says(`"self":"https://tunnel.example:8443/rest/api/`)
		if strings.Contains(p.body, "jira.example") {
			t.Errorf("a link leads elsewhere: %s", p.body)
		}
	})
}

// Ids are texts, but those of remote links, which are numbers; the first request makes one, the second changes it, and
// what the second leaves out is gone.
func TestRemoteLinkOfClients(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		path := api + "issue/SHOP-1/remotelink"
		made := r.post(path, `{"globalId":"g","relationship":"is tested by","application":{"name":"ci"},"object":{"url":"https://x.example","title":"T","summary":"S","status":{"resolved":true}}}`).want(201)
		changed := r.post(path, `{"globalId":"g","object":{"url":"https://x.example","title":"U"}}`).want(200)
		if !regexp.MustCompile(`"id":\d+`).MatchString(made.body) || made.text("id") != changed.text("id") {
			t.Errorf("%s, then %s", made.body, changed.body)
		}
		one := r.get(path + "/" + made.text("id")).want(200)
		for _, gone := range [][]string{{"relationship"}, {"application", "name"}, {"object", "summary"}, {"object", "status", "resolved"}} {
			if got := one.text(gone...); got != "<none>" {
				t.Errorf("%v is still %s", gone, got)
			}
		}
		if i := r.get(api + "issue/SHOP-1").want(200); !strings.HasPrefix(i.body, "{") || i.at("id") != "10000" || i.at("key") != "SHOP-1" {
			t.Errorf("ids: %v, %v", i.at("id"), i.at("key"))
		}
	})
}

// Of a link, the inward issue shows the outward end and the reverse, under one id; asked for twice, there is one.
func TestLinkDirections(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		for range 2 {
			r.post(api+"issueLink", `{"type":{"name":"Blocks"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"}}`).want(201)
		}
		a, b := r.get(api+"issue/SHOP-1?fields=issuelinks").want(200), r.get(api+"issue/SHOP-2?fields=issuelinks").want(200)
		link := func(p reply, end string) string { return p.text("fields", "issuelinks", "0", end, "key") }
		if link(a, "outwardIssue") != "SHOP-2" || link(a, "inwardIssue") != "<none>" || link(b, "inwardIssue") != "SHOP-1" || link(b, "outwardIssue") != "<none>" {
			t.Errorf("%s\n%s", a.body, b.body)
		}
		if a.text("fields", "issuelinks", "0", "id") != b.text("fields", "issuelinks", "0", "id") || a.text("fields", "issuelinks", "1") != "<none>" {
			t.Errorf("%s\n%s", a.body, b.body)
		}
	})
}

// A property is made with 201 and changed with 200, without a word.
func TestPropertyStatus(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		for _, status := range []int{201, 200} {
			if p := r.put(api+"issue/SHOP-1/properties/x", `{"a":1}`).want(status); p.body != "" {
				t.Errorf("%d says %s", status, p.body)
			}
		}
	})
}

// Deleting a remote link by its global id wants a Content-Type on Cloud, and none on Data Center.
func TestDeleteRemoteLinkWithoutBody(t *testing.T) {
	faces(t, func(_ *testing.T, r *rig, api string) {
		r.post(api+"issue/SHOP-1/remotelink", `{"globalId":"g","object":{"url":"https://x.example","title":"T"}}`).want(201)
		if r.user == "demo" {
			r.do("DELETE", api+"issue/SHOP-1/remotelink?globalId=g", "").want(204)
			return
		}
		r.do("DELETE", api+"issue/SHOP-1/remotelink?globalId=g", "").want(415)
		req := r.request("DELETE", api+"issue/SHOP-1/remotelink?globalId=g", "")
		req.Header.Set("Content-Type", "application/json")
		r.send(req).want(204)
	})
}

// What one product has and the other has not, as far as clients trip over it.
func TestClientsOfOneProduct(t *testing.T) {
	cloud, server := newRig(t, simjira.Options{}), newDC(t, simjira.Options{})
	cloud.get("issue/SHOP-1/transitions").want(200).says(`"isAvailable":true`) // or jira-cli refuses to move
	cloud.get("issue/createmeta?projectKeys=SHOP&issuetypeNames=Bug&expand=projects.issuetypes.fields").want(200).says(`"summary":{`)
	server.get(dc("issue/createmeta?projectKeys=SHOP")).want(404) // gone since Jira 9
	server.get("/rest/api/3/project/SHOP/versions").want(404)
	server.do("DELETE", dc("version/10001"), "").want(405)
	key := server.post(dc("issue"), `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x","fixVersions":[{"id":"10001"}],"versions":[{"id":"10001"}]}}`).want(201).text("key")
	server.post(dc("version/10001/removeAndSwap"), `{"moveFixIssuesTo":10002}`).want(204)
	if i, _ := server.sim.Issue(key); strings.Join(i.FixVersions, " ") != "1.5" || len(i.AffectedVersions) != 0 {
		t.Errorf("versions: %v, %v", i.FixVersions, i.AffectedVersions)
	}
	for _, path := range []string{"applinks/latest/listApplicationlinks"} { // python3-jira asks, and can live without
		cloud.get("/rest/" + path).want(404)
		server.get("/rest/" + path).want(404)
	}
}

// A search on Cloud that names no fields brings ids alone; bare words are looked for, an open quote is refused.
func TestBareSearch(t *testing.T) {
	r := newRig(t, simjira.Options{})
	p := r.post("search/jql", `{"jql":"key = SHOP-1"}`).want(200)
	if p.text("issues", "0") != `{"id":"10000"}` {
		t.Errorf("an issue: %s", p.body)
	}
	r.get("search/jql?jql=cart").want(200).says(`"issues":[{"id":`)
	r.get("search/jql?jql=summary+~+%22cart").want(400)
	r.get("search/jql?jql=nothing+=+1").want(400)
	r.post("search/approximate-count", `{"jql":"project = SHOP"}`).want(200).says(`"count":12`)
	if !regexp.MustCompile(`"created":"[^"]*[+-]\d{4}"`).MatchString(r.get("issue/SHOP-1").body) {
		t.Error("times have no offset without a colon")
	}
}

// Comments come in pages and in either order, rendered on demand.
func TestCommentPages(t *testing.T) {
	faces(t, func(t *testing.T, r *rig, api string) {
		ada := r.sim.As("ada@example.com")
		for _, words := range []string{"h2. one", "two", "three"} {
			if err := ada.Comment("SHOP-1", words); err != nil {
				t.Fatal(err)
			}
		}
		p := r.get(api + "issue/SHOP-1/comment?startAt=1&maxResults=1").want(200)
		if p.text("total") != "3" || p.text("startAt") != "1" || p.text("maxResults") != "1" || p.text("comments", "1") != "<none>" {
			t.Error(p.body)
		}
		p = r.get(api + "issue/SHOP-1/comment?orderBy=-created&expand=renderedBody").want(200)
		if p.text("comments", "0", "renderedBody") != "<p>three</p>" || p.text("comments", "2", "renderedBody") != "<h2>one</h2>" {
			t.Error(p.body)
		}
	})
}
