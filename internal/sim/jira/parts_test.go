package jira_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

const hello = `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"hello","marks":[{"type":"strong"}]}]}]}`

func TestComments(t *testing.T) {
	r := newRig(t, simjira.Options{})
	p := r.post("issue/SHOP-1/comment", `{"body":`+hello+`,"properties":[{"key":"syncd","value":1}]}`).want(201)
	id := p.text("id")
	r.post("/rest/api/2/issue/SHOP-1/comment", `{"body":"h2. Two\n\nsecond"}`).want(201)
	r.post("issue/SHOP-1/comment", `{"body":"text"}`).want(400)
	r.post("issue/SHOP-1/comment", `{}`).want(400)
	page := r.get("issue/SHOP-1/comment?orderBy=-created&maxResults=1&expand=renderedBody,properties").want(200)
	if page.text("total") != "2" || page.text("comments", "0", "body", "content", "0", "type") != "heading" || page.text("comments", "0", "renderedBody") != "<h2>Two</h2><p>second</p>" {
		t.Errorf("page: %s", page.body)
	}
	if got := r.get("/rest/api/2/issue/SHOP-1/comment/" + id).want(200).text("body"); got != "*hello*" {
		t.Errorf("v3 comment read by v2: %q", got)
	}
	if got := r.get("issue/SHOP-1/comment/"+id+"?expand=properties").text("properties", "0", "key"); got != "syncd" {
		t.Errorf("property: %s", got)
	}
	r.put("issue/SHOP-1/comment/"+id, `{"body":`+strings.Replace(hello, "hello", "bye", 1)+`}`).want(200).says("bye")
	r.do("DELETE", "issue/SHOP-1/comment/"+id, "").want(204)
	r.do("DELETE", "issue/SHOP-1/comment/"+id, "").want(404)
	r.get("issue/SHOP-1/comment?orderBy=author").want(400)
}

func TestTextCrossesVersions(t *testing.T) {
	r := newRig(t, simjira.Options{})
	wiki := "h2. Steps\n\n* one\n* two\n\n{code:java}\nat Cart.add\n{code}"
	raw := strings.ReplaceAll(wiki, "\n", `\n`)
	r.put("/rest/api/2/issue/SHOP-1", `{"fields":{"description":"`+raw+`"}}`).want(204)
	if got := r.get("issue/SHOP-1").text("fields", "description", "content", "1", "type"); got != "bulletList" {
		t.Errorf("v2 text read by v3: %s", got)
	}
	if got := r.get("/rest/api/2/issue/SHOP-1").text("fields", "description"); got != wiki {
		t.Errorf("v2 text read by v2: %q", got)
	}
	r.put("/rest/api/2/issue/SHOP-1", `{"fields":{"description":`+hello+`}}`).want(400)
	if got := r.get("issue/SHOP-1?expand=renderedFields").text("renderedFields", "description"); !strings.HasPrefix(got, "<h2>Steps</h2><ul>") {
		t.Errorf("rendered: %s", got)
	}
}

func TestIssueLinks(t *testing.T) {
	r := newRig(t, simjira.Options{})
	link := `{"type":{"name":"Blocks"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"},"comment":null}`
	if p := r.post("issueLink", link).want(201); p.body != "" {
		t.Errorf("body = %q", p.body)
	}
	r.post("issueLink", strings.Replace(link, "null", `{"body":`+hello+`}`, 1)).want(201)
	a, _ := r.sim.Issue("SHOP-1")
	b, _ := r.sim.Issue("SHOP-2")
	if len(a.Links) != 1 || a.Links[0].Says != "blocks" || a.Links[0].Key != "SHOP-2" || len(b.Links) != 1 || b.Links[0].Says != "is blocked by" {
		t.Errorf("links: %v %v", a.Links, b.Links)
	}
	if len(a.Comments) != 1 {
		t.Error("a repeated link request adds its comment again")
	}
	id := a.Links[0].ID
	if got := r.get("issueLink/" + id).want(200); got.text("inwardIssue", "key") != "SHOP-1" || got.text("outwardIssue", "key") != "SHOP-2" {
		t.Errorf("link: %s", got.body)
	}
	r.post("issueLink", strings.Replace(link, "Blocks", "Nope", 1)).want(404)
	r.post("issueLink", strings.Replace(link, "SHOP-2", "SHOP-99", 1)).want(404)
	r.post("issueLink", strings.Replace(link, "SHOP-2", "SHOP-1", 1)).want(400)
	r.do("DELETE", "issueLink/"+id, "").want(204)
	r.do("DELETE", "issueLink/"+id, "").want(404)
	if b, _ = r.sim.Issue("SHOP-2"); len(b.Links) != 0 {
		t.Errorf("link remains: %v", b.Links)
	}
}

func TestRemoteLinks(t *testing.T) {
	r := newRig(t, simjira.Options{})
	full := `{"globalId":"syncd:1","relationship":"is tested by","application":{"name":"x"},"object":{"url":"https://ci.example.com/1","title":"T1","summary":"34 of 36","status":{"resolved":true}}}`
	first := r.post("issue/SHOP-1/remotelink", full).want(201)
	if got := first.text("id"); got != "10000" || !strings.Contains(first.body, `"id":10000`) {
		t.Errorf("the id is a number: %s", first.body)
	}
	r.post("issue/SHOP-1/remotelink", `{"globalId":"syncd:1","object":{"url":"https://ci.example.com/2","title":"T2"}}`).want(200).says(`"id":10000`)
	one := r.get("issue/SHOP-1/remotelink?globalId=syncd:1").want(200)
	if one.text("object", "title") != "T2" || one.text("relationship") != "<none>" || one.text("object", "summary") != "<none>" {
		t.Errorf("omitted members become null: %s", one.body)
	}
	r.post("issue/SHOP-1/remotelink", `{"object":{"url":"https://ci.example.com/3","title":"T3"}}`).want(201)
	if list, _ := r.get("issue/SHOP-1/remotelink").want(200).at().([]any); len(list) != 2 {
		t.Errorf("%d links", len(list))
	}
	r.get("issue/SHOP-1/remotelink?globalId=nope").want(404)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"x","object":{"title":"T"}}`).want(400)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"`+strings.Repeat("x", 256)+`","object":{"title":"T","url":"https://x.example"}}`).want(400)
	r.do("DELETE", "issue/SHOP-1/remotelink?globalId=syncd:1", "").want(415)
	req := r.request("DELETE", "issue/SHOP-1/remotelink?globalId=syncd%3A1", "")
	req.Header.Set("Content-Type", "application/json")
	r.send(req).want(204)
	r.send(req.Clone(t.Context())).want(404)
	if i, _ := r.sim.Issue("SHOP-1"); len(i.RemoteLinks) != 1 {
		t.Errorf("links: %v", i.RemoteLinks)
	}
}

func TestProperties(t *testing.T) {
	r := newRig(t, simjira.Options{})
	if p := r.put("issue/SHOP-1/properties/syncd", `{"a":1}`).want(201); p.body != "" {
		t.Errorf("body = %q", p.body)
	}
	r.put("issue/SHOP-1/properties/syncd", `{"a":2}`).want(200)
	r.get("issue/SHOP-1/properties/syncd").want(200).says(`{"key":"syncd","value":{"a":2}}`)
	r.get("issue/SHOP-1/properties").want(200).says(`"key":"syncd"`)
	r.put("issue/SHOP-1/properties/a%2Fb", `1`).want(201)
	r.get("issue/SHOP-1/properties/a%2Fb").want(200)
	r.put("issue/SHOP-1/properties/syncd", `{`).want(400)
	r.put("issue/SHOP-1/properties/syncd", `"`+strings.Repeat("x", 32768)+`"`).want(400)
	r.do("DELETE", "issue/SHOP-1/properties/syncd", "").want(204)
	r.get("issue/SHOP-1/properties/syncd").want(404)
}

func TestQuirks(t *testing.T) {
	for _, on := range []bool{false, true} {
		now := tick()
		r := newRig(t, simjira.Options{Now: now, Quirks: simjira.Quirks{RemoteLinkMovesUpdate: on, PropertyMovesUpdate: on, CloneCopiesProperties: on}})
		before, _ := r.sim.Issue("SHOP-1")
		r.put("issue/SHOP-1/properties/syncd", `1`).want(201)
		middle, _ := r.sim.Issue("SHOP-1")
		r.post("issue/SHOP-1/remotelink", `{"object":{"url":"https://ci.example.com","title":"T"}}`).want(201)
		after, _ := r.sim.Issue("SHOP-1")
		if middle.Updated.After(before.Updated) != on || after.Updated.After(middle.Updated) != on {
			t.Errorf("on=%v: updated %v, %v, %v", on, before.Updated, middle.Updated, after.Updated)
		}
		key, err := r.sim.As("ada@example.com").Clone("SHOP-1")
		if err != nil {
			t.Fatal(err)
		}
		if i, _ := r.sim.Issue(key); (len(i.Properties) == 1) != on || i.Summary != "CLONE - As a customer I can put articles into my cart" || i.Labels[0] != "cart" || i.Links[0].Says != "clones" {
			t.Errorf("on=%v: clone %+v", on, i)
		}
	}
}

// upload attaches log.txt to an issue, with a value of the header that uploads need.
func (r *rig) upload(key, token string) reply {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "log.txt")
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := part.Write([]byte("stack")); err != nil {
		r.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	req := r.request("POST", "issue/"+key+"/attachments", body.String())
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("X-Atlassian-Token", token)
	return r.send(req)
}

func TestAttachments(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.upload("SHOP-1", "").want(http.StatusForbidden)
	p := r.upload("SHOP-1", "no-check").want(200)
	if p.text("0", "filename") != "log.txt" || p.text("0", "size") != "5" {
		t.Errorf("attachment: %s", p.body)
	}
	r.get("attachment/meta").want(200).says(`"enabled":true`)
	r.get("issue/SHOP-1?fields=attachment").says("log.txt")
}

func TestBulkFetch(t *testing.T) {
	r := newRig(t, simjira.Options{})
	moved, err := r.sim.As("ada@example.com").Move("SHOP-12", "PAY")
	if err != nil {
		t.Fatal(err)
	}
	p := r.post("issue/bulkfetch", `{"issueIdsOrKeys":["shop-2","SHOP-12","10000","SHOP-99","SHOP-1"],"fields":["summary"],"properties":["syncd"]}`).want(200)
	if p.text("issues", "0", "key") != "SHOP-1" || p.text("issues", "1", "key") != "SHOP-2" || p.text("issues", "2", "key") != moved || p.text("issues", "3") != "<none>" {
		t.Errorf("issues: %s", p.body)
	}
	if p.text("issueErrors", "0", "id") != "SHOP-99" {
		t.Errorf("errors: %s", p.body)
	}
	many := strings.Repeat(`"SHOP-1",`, 100) + `"SHOP-1"`
	r.post("issue/bulkfetch", `{"issueIdsOrKeys":[`+many+`]}`).want(400)
	r.post("issue/bulkfetch", `{"issueIdsOrKeys":["SHOP-1"],"startAt":1}`).want(400)
}
