package jira_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
)

const bugBody = `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"}}`

func TestLostAnswer(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.script(simjira.Fault{Method: "POST", Endpoint: "issue", Nth: 3, Effect: simjira.LostAnswer})
	for n := 1; n <= 4; n++ {
		p := r.post("issue", bugBody)
		if lost := p.err != nil; lost != (n == 3) {
			t.Errorf("request %d: %v", n, p.err)
		}
	}
	if n := len(r.sim.Audit()); n != 4 {
		t.Errorf("%d creates, want 4: the lost one landed", n)
	}
	if f := r.sim.Faults()[0]; f.Fired != 1 || f.Matched != 4 {
		t.Errorf("fault: %+v", f)
	}
}

func TestLostAnswerOverTheWire(t *testing.T) {
	r := newRig(t, simjira.Options{})
	srv := httptest.NewServer(r.sim)
	defer srv.Close()
	r.script(simjira.Fault{Path: "/issue$", Nth: 1, Effect: simjira.LostAnswer}, simjira.Fault{Path: "/issue/SHOP-1$", Nth: 1, Effect: simjira.Truncate})
	send := func(method, path, body string) (*http.Response, error) {
		req := r.request(method, path, body)
		req.URL.Host, req.Host = strings.TrimPrefix(srv.URL, "http://"), ""
		return srv.Client().Do(req)
	}
	if resp, err := send("POST", "issue", bugBody); err == nil {
		resp.Body.Close()
		t.Error("the answer arrived")
	}
	resp, err := send("GET", "issue/SHOP-1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	buf := make([]byte, 1<<20)
	for err == nil {
		_, err = resp.Body.Read(buf)
	}
	if err.Error() != "unexpected EOF" {
		t.Errorf("truncated body ends with %v", err)
	}
	if len(r.sim.Audit()) != 1 {
		t.Error("the lost create did not land")
	}
}

func TestDropIsNotApplied(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.script(simjira.Fault{Method: "POST", Count: 1, Effect: simjira.Drop})
	if p := r.post("issue", bugBody); p.err == nil {
		t.Error("the request was answered")
	}
	if len(r.sim.Audit()) != 0 {
		t.Error("the dropped request was applied")
	}
	r.post("issue", bugBody).want(201)
}

func TestStatusFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{})
		r.script(simjira.Fault{Path: "search", During: simjira.Duration(90 * time.Second), Effect: simjira.Status, Status: 429,
			Headers: map[string]string{"Retry-After": "90", "RateLimit-Reason": "jira-quota-tenant-based"}},
			simjira.Fault{Path: "myself", Count: 1, Effect: simjira.Status, Status: 400, Body: "<html>no</html>", Headers: map[string]string{"Content-Type": "text/html"}})
		if p := r.post("search/jql", `{"jql":"project = SHOP"}`).want(429); p.header.Get("Retry-After") != "90" {
			t.Errorf("headers: %v", p.header)
		}
		if p := r.get("myself").want(400); p.header.Get("Content-Type") != "text/html" {
			t.Errorf("headers: %v", p.header)
		}
		r.get("myself").want(200)
		time.Sleep(90 * time.Second)
		r.post("search/jql", `{"jql":"project = SHOP"}`).want(200)
	})
}

func TestLateRequestLandsAfterItsClientLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{})
		r.script(simjira.Fault{Method: "POST", Endpoint: "issue", Nth: 1, Effect: simjira.Late, After: simjira.Duration(time.Minute)})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		sent := time.Now()
		if p := r.send(r.request("POST", "issue", bugBody).WithContext(ctx)); !errors.Is(p.err, context.DeadlineExceeded) {
			t.Fatalf("err = %v", p.err)
		}
		r.get("issue/SHOP-13").want(404)
		time.Sleep(2 * time.Minute)
		r.get("issue/SHOP-13").want(200)
		audit := r.sim.Audit()
		if len(audit) != 1 || !audit[0].Time.Equal(sent.Add(time.Minute)) {
			t.Errorf("audit: %+v", audit)
		}
	})
}

func TestLateRequestAnswersAPatientClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{})
		r.script(simjira.Fault{Method: "POST", Nth: 1, Effect: simjira.Late, After: simjira.Duration(time.Minute)})
		start := time.Now()
		if got := r.post("issue", bugBody).want(201).text("key"); got != "SHOP-13" || time.Since(start) != time.Minute {
			t.Errorf("%s after %v", got, time.Since(start))
		}
	})
}

func TestHangAndSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{Latency: 40 * time.Millisecond})
		start := time.Now()
		r.get("myself").want(200)
		if d := time.Since(start); d != 40*time.Millisecond {
			t.Errorf("latency %v", d)
		}
		r.script(simjira.Fault{Method: "POST", Nth: 1, Effect: simjira.Hang}, simjira.Fault{Path: "myself", Effect: simjira.Slow, After: simjira.Duration(3 * time.Second)})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if p := r.send(r.request("POST", "issue", bugBody).WithContext(ctx)); !errors.Is(p.err, context.DeadlineExceeded) {
			t.Errorf("err = %v", p.err)
		}
		if len(r.sim.Audit()) != 1 {
			t.Error("a hanging request is applied")
		}
		start = time.Now()
		r.get("myself").want(200)
		if d := time.Since(start); d != 3040*time.Millisecond {
			t.Errorf("slow answer after %v", d)
		}
	})
}

func TestRequireField(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.script(simjira.Fault{Effect: simjira.RequireField, Field: "customfield_10052"})
	r.post("issue", bugBody).want(400).says(`"customfield_10052":"Steps to Reproduce is required."`)
	r.get("issue/createmeta/SHOP/issuetypes/10004?maxResults=200").want(200).says(`"key":"customfield_10052","name":"Steps to Reproduce","operations":["set"],"required":true`)
	if f := r.sim.Faults()[0]; f.Fired != 1 {
		t.Errorf("fired %d times", f.Fired)
	}
	r.sim.ClearFaults()
	r.post("issue", bugBody).want(201)
}

func TestBurstLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{Limits: true})
		near := false
		for range 100 {
			near = r.get("myself").want(200).header.Get("X-RateLimit-NearLimit") == "true"
		}
		if !near {
			t.Error("no warning near the limit")
		}
		p := r.get("myself").want(429)
		if p.header.Get("RateLimit-Reason") != "jira-burst-based" || p.header.Get("Retry-After") != "1" || p.header.Get("X-RateLimit-Remaining") != "0" {
			t.Errorf("headers: %v", p.header)
		}
		r.get("field").want(200) // another endpoint has its own bucket
		time.Sleep(time.Second)
		r.get("myself").want(200)
	})
}

func TestPerIssueLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{Limits: true})
		for range 20 {
			r.put("issue/SHOP-1/properties/a", `1`)
		}
		p := r.put("issue/10000", `{"fields":{"summary":"x"}}`).want(429)
		if p.header.Get("RateLimit-Reason") != "jira-per-issue-on-write" || p.header.Get("Retry-After") != "2" {
			t.Errorf("headers: %v", p.header)
		}
		r.put("issue/SHOP-2/properties/a", `1`).want(201)
		time.Sleep(2 * time.Second)
		r.put("issue/SHOP-1/properties/a", `1`).want(200)
	})
}

func TestBadScripts(t *testing.T) {
	r := newRig(t, simjira.Options{})
	for _, f := range []simjira.Fault{{}, {Effect: "nope"}, {Effect: simjira.Status}, {Effect: simjira.Late}, {Effect: simjira.RequireField}, {Effect: simjira.Drop, Path: "("}} {
		if err := r.sim.Script(f); err == nil {
			t.Errorf("%+v is accepted", f)
		}
	}
}
