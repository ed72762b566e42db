package jira_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

// listener keeps what webhooks tell.
type listener struct {
	t      *testing.T
	status int
	told   []map[string]any
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write(body)
	if got := r.Header.Get("X-Hub-Signature"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		l.t.Errorf("signature %q", got)
	}
	var e map[string]any
	if err := json.Unmarshal(body, &e); err != nil {
		l.t.Error(err)
	}
	e["delivery"] = r.Header.Get("X-Atlassian-Webhook-Identifier")
	l.told = append(l.told, e)
	w := httptest.NewRecorder()
	w.WriteHeader(l.status)
	return w.Result(), nil
}

// lines are the events so far, one line each: what, who, which issue.
func (l *listener) lines() string {
	var out []string
	for _, e := range l.told {
		user, _ := e["user"].(map[string]any)
		if c, ok := e["comment"].(map[string]any); ok && user == nil {
			user, _ = c["author"].(map[string]any)
		}
		issue, _ := e["issue"].(map[string]any)
		link, _ := e["issueLink"].(map[string]any)
		line := fmt.Sprint(e["webhookEvent"], " ", user["displayName"], " ", issue["key"])
		if link != nil {
			line = fmt.Sprintf("%s %.0f %.0f", e["webhookEvent"], link["sourceIssueId"], link["destinationIssueId"])
		}
		out = append(out, line)
	}
	l.told = nil
	return strings.Join(out, "\n")
}

// TestWebhooks: deeds of people and of clients are told in the shape of Jira's events, in
// order and once.
func TestWebhooks(t *testing.T) {
	for _, c := range []struct {
		edition       simjira.Edition
		user, comment string
	}{{simjira.Cloud, "demo@example.com", ""}, {simjira.DataCenter, "demo", "jira:issue_updated Ada Tester SHOP-13\n"}} {
		t.Run(c.edition.String(), func(t *testing.T) {
			r := newRig(t, simjira.Options{Edition: c.edition}).as(c.user, "demo-token")
			l := &listener{t: t, status: http.StatusAccepted}
			if err := r.sim.As("ada@example.com").Comment("SHOP-1", "before"); err != nil {
				t.Fatal(err)
			}
			if err := r.sim.SetWebhooks(simjira.Webhooks{URL: "http://syncd.example.com/hook", Secret: "s3cret", Transport: l}); err != nil {
				t.Fatal(err)
			}
			ada := r.sim.As("ada@example.com")
			r.post("/_sim/person", `{"user":"ada@example.com","do":"create","project":"SHOP","type":"Bug","summary":"by hand"}`).want(200)
			if got := l.lines(); !strings.HasPrefix(got, "jira:issue_created Ada ") || !strings.HasSuffix(got, " SHOP-13") {
				t.Fatalf("created: %s", got)
			}
			api := map[simjira.Edition]string{simjira.Cloud: "3", simjira.DataCenter: "2"}[c.edition]
			r.do("PUT", "/rest/api/"+api+"/issue/SHOP-13", `{"fields":{"summary":"by a client"}}`).want(204)
			if e := l.told; len(e) != 1 || !strings.Contains(fmt.Sprint(e[0]["changelog"]), "by a client") || e[0]["issue"].(map[string]any)["fields"].(map[string]any)["summary"] != "by a client" {
				t.Errorf("updated: %v", e)
			}
			l.lines()
			for _, err := range []error{ada.Comment("SHOP-13", "kestrel"), ada.Transition("SHOP-13", "Done", "Done"), ada.Link("Relates", "SHOP-13", "SHOP-1"),
				ada.Unlink("SHOP-13", "SHOP-1"), ada.DeleteComments("SHOP-13", "kestrel"), ada.Delete("SHOP-13")} {
				if err != nil {
					t.Fatal(err)
				}
			}
			if len(l.told) != 0 {
				t.Error("what is done without a request is told before anybody asks for it")
			}
			r.sim.Deliver(t.Context())
			name := fmt.Sprint(l.told[strings.Count(c.comment, "\n")]["comment"].(map[string]any)["author"].(map[string]any)["displayName"])
			ids := map[string]bool{}
			for _, e := range l.told {
				ids[e["delivery"].(string)] = true
			}
			if len(ids) != len(l.told) {
				t.Errorf("deliveries %v", ids)
			}
			want := strings.ReplaceAll(c.comment, "Ada Tester", name) + "comment_created " + name + " SHOP-13\n" +
				"jira:issue_updated " + name + " SHOP-13\nissuelink_created 10012 10000\nissuelink_deleted 10012 10000\ncomment_deleted " + name + " SHOP-13\njira:issue_deleted " + name + " SHOP-13"
			if got := l.lines(); got != want {
				t.Errorf("told\n%s\nwant\n%s", got, want)
			}
			if r.sim.Deliver(t.Context()) != 0 || len(l.told) != 0 {
				t.Error("something is told twice")
			}
		})
	}
}

func TestWebhookSettings(t *testing.T) {
	r := newRig(t, simjira.Options{}).as("", "")
	r.post("/_sim/webhooks", `{"url":"ftp://x"}`).want(400).says("no http address")
	r.post("/_sim/webhooks", `{"secret":"x"}`).want(400).says("url is missing")
	r.post("/_sim/webhooks", `{"url":"http://x","events":["issue_moved"]}`).want(400).says("unknown event")
	r.post("/_sim/webhooks", `{"url":"http://x","evnts":[]}`).want(400).says("unknown field")
	l := &listener{t: t, status: http.StatusServiceUnavailable}
	if err := r.sim.SetWebhooks(simjira.Webhooks{URL: "http://x", Secret: "s3cret", Events: []string{"jira:issue_created"}, Transport: l}); err != nil {
		t.Fatal(err)
	}
	r.post("/_sim/person", `{"user":"ada@example.com","do":"comment","issue":"SHOP-1","text":"x"}`).want(200)
	r.post("/_sim/person", `{"user":"ada@example.com","do":"create","project":"SHOP","summary":"x"}`).want(200)
	if body := r.get("/_sim/webhooks").want(200).body; !strings.Contains(body, `"key":"SHOP-13","status":503`) || strings.Count(body, `"id"`) != 1 || strings.Contains(body, "s3cret") {
		t.Errorf("settings: %s", body)
	}
	r.do("DELETE", "/_sim/webhooks", "").want(200).says(`"url":""`)
	r.post("/_sim/person", `{"user":"ada@example.com","do":"create","project":"SHOP","summary":"x"}`).want(200)
	if len(l.told) != 1 || len(r.sim.Deliveries()) != 0 {
		t.Errorf("told %v", l.told)
	}
}
