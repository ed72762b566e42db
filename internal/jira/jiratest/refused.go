package jiratest

import (
	"net/url"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// loginRefused: 401 is about the login whatever was asked.
func loginRefused(w *World) {
	g := w.as(Demo, "an-old-token")
	_, err := g.Create(w.Context(), drafts(1))
	w.kind(err, jira.Auth)
	_, err = g.Create(w.Context(), drafts(2))
	w.kind(err, jira.Auth)
	_, err = g.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
	w.kind(err, jira.Auth)
	w.kind(g.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}), jira.Auth)
	w.says(err, "jira.auth", "expired")
	if strings.Contains(err.Error(), "an-old-token") {
		w.Errorf("the token is in the error: %v", err)
	}
}

// tokenExpired: an expired token finds nothing and sees nothing, with status 200 or
// 404. None of that may be believed.
func tokenExpired(w *World) {
	w.fault(simjira.Fault{Effect: simjira.ExpireToken})
	for name, call := range map[string]func() error{
		"myself": func() error { _, err := w.Jira.Myself(w.Context()); return err },
		"meta":   func() error { _, err := w.Jira.Meta(w.Context(), "SHOP", "Bug"); return err },
		"search": func() error {
			_, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("syncd-acme"), 0)
			return err
		},
		"read":         func() error { _, err := w.Jira.Read(w.Context(), []string{"SHOP-1"}); return err },
		"comments":     func() error { _, err := w.Jira.Comments(w.Context(), "SHOP-1"); return err },
		"transitions":  func() error { _, err := w.Jira.Transitions(w.Context(), "SHOP-1"); return err },
		"remote links": func() error { _, err := w.Jira.RemoteLinks(w.Context(), "SHOP-1"); return err },
		"create":       func() error { _, err := w.Jira.Create(w.Context(), drafts(1)); return err },
		"edit":         func() error { return w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}) },
		"link": func() error {
			return w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-1", To: "SHOP-2"})
		},
	} {
		if err := call(); jira.KindOf(err) != jira.Auth {
			w.Errorf("%s: %v, want %s", name, err, jira.Auth)
		}
	}
	// What was written stays written, whoever it was written for: its id must not be lost.
	w.fault(simjira.Fault{Endpoint: "issue", Effect: simjira.Status, Status: 201, Body: `{"id":"10099","key":"SHOP-99"}`,
		Headers: map[string]string{"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}})
	made, err := w.Jira.Create(w.Context(), drafts(1))
	w.ok(err)
	w.equal("created", made, []jira.Created{{ID: "10099", Key: "SHOP-99"}})
}

// forbidden: 403 refuses the one thing, unless even the account itself is hidden.
func forbidden(w *World) {
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 403, Body: `{"errorMessages":["You may not."],"errors":{}}`})
	made, err := w.Jira.Create(w.Context(), drafts(1))
	w.ok(err)
	w.says(w.kind(made[0].Err, jira.Refused), "You may not.")
	w.kind(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}), jira.Refused)
	_, err = w.Jira.Myself(w.Context())
	w.kind(err, jira.Auth)
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 403, Headers: map[string]string{"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}})
	_, err = w.Jira.Create(w.Context(), drafts(1))
	w.kind(err, jira.Auth)
}

// pagesOfHTML: a page from whatever stands before Jira is no answer of Jira's, even
// with status 200 and to a call whose answer nobody reads.
func pagesOfHTML(w *World) {
	page := simjira.Fault{Effect: simjira.Status, Status: 200, Headers: map[string]string{"Content-Type": "text/html"},
		Body: "<!DOCTYPE html><html><head><title>\n Log in\x1b </title></head><body>" + strings.Repeat("<p>x</p>", 500) + "</body></html>"}
	w.fault(page)
	for name, want := range map[string]jira.Kind{"read": jira.Unavailable, "edit": jira.Unknown, "create": jira.Unknown} {
		err := w.calls()[name]()
		w.kind(err, want)
		w.says(err, "a page titled Log in")
	}
	w.kind(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "31"}), jira.Unknown)
	for status, want := range map[int]jira.Kind{400: jira.Refused, 404: jira.NotFound, 405: jira.Refused, 408: jira.Unavailable, 503: jira.Unavailable} {
		page.Status = status
		w.fault(page)
		_, err := w.Jira.Transitions(w.Context(), "SHOP-1")
		e := w.kind(err, want)
		w.equal("message", e.Message, "a page titled Log in")
	}
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 200, Body: `{"ready":true}`})
	for _, name := range []string{"read", "create"} {
		if err := w.calls()[name](); err == nil {
			w.Errorf("%s: JSON of something else passes for an answer", name)
		}
	}
	_, err := w.Jira.Read(w.Context(), []string{"SHOP-1"})
	w.kind(err, jira.Unavailable)
}

// sentElsewhere: credentials stay on the site, and a write is not repeated anywhere.
func sentElsewhere(w *World) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{"https://login.example/", "http://acme.example/", "https://acme.example/rest/api/3/priority", "https://acme.example/rest/api/3/serverInfo"} {
			w.fault(simjira.Fault{Effect: simjira.Status, Status: status, Headers: map[string]string{"Location": to}})
			w.Sim.ResetRequests()
			for name, want := range map[string]jira.Kind{"edit": jira.Unavailable, "create": jira.Unknown} {
				w.kind(w.calls()[name](), want)
			}
			w.equal("requests", w.Sim.RequestCount(), 2)
			_, err := w.Jira.Myself(w.Context())
			if err == nil {
				w.Errorf("a redirect to %s passes for an answer", to)
			}
		}
	}
	base, err := url.Parse(w.base)
	w.ok(err)
	for n, address := range w.wire.went {
		if !strings.HasPrefix(address, base.Scheme+"://"+base.Host+"/") {
			w.Errorf("a request went to %s", address)
		}
		// A read may be led about within the site, also out of the base's path.
		if strings.HasSuffix(address, "/serverInfo") || strings.HasSuffix(address, "/priority") {
			w.wire.went[n] = w.base + "/"
		}
	}
}

// conflictAndSize: somebody else at the same time, and an issue that is full.
func conflictAndSize(w *World) {
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 409, Body: `{"errorMessages":["busy"]}`})
	w.says(w.kind(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}), jira.Conflict), "busy")
	w.seeded(func(s *simjira.Seed) { s.Limits.Comments, s.Limits.RemoteLinks = 1, 1 })
	_, err := w.Jira.Comment(w.Context(), "SHOP-1", "", jira.CommentDraft{Mark: "k001"})
	w.ok(err)
	_, err = w.Jira.Comment(w.Context(), "SHOP-1", "", jira.CommentDraft{Mark: "k002"})
	w.equal("status", w.kind(err, jira.Refused).Status, 413)
	w.says(err, "limit of 1 comments")
	link := jira.RemoteLink{GlobalID: "a", URL: "https://ci.example/a", Title: "a"}
	w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", link))
	link.GlobalID = "b"
	w.says(w.kind(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", link), jira.Refused), "limit of 1 remote links")
	w.did("comment SHOP-1", "remotelink SHOP-1")
}
