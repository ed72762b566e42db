package jiratest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// attach: the file is there byte for byte, and found again by its name.
func attach(w *World) {
	none, err := w.Jira.Attachments(w.Context(), "SHOP-1")
	w.ok(err)
	w.equal("files", len(none), 0)
	log := jira.Attachment{Name: "trace-k001.txt", Data: []byte("line 1\r\n\x00\xff --boundary\r\n")}
	shot := jira.Attachment{Name: "shot.png", MediaType: "image/png", Data: bytes.Repeat([]byte{0x89}, jira.AttachMax)}
	var ids []string
	for _, f := range []jira.Attachment{log, shot, {Name: "empty"}} {
		id, err := w.Jira.Attach(w.Context(), "SHOP-1", f)
		w.ok(err)
		ids = append(ids, id)
	}
	w.did("attachment SHOP-1", "attachment SHOP-1", "attachment SHOP-1")
	files, err := w.Jira.Attachments(w.Context(), "SHOP-1")
	w.ok(err)
	me, err := w.Jira.Myself(w.Context())
	w.ok(err)
	var got []string
	for n, f := range files {
		w.equal("id and author", []string{f.ID, f.Author}, []string{ids[n], me.ID})
		w.equal("time is set", f.Created.IsZero(), false)
		got = append(got, fmt.Sprint(f.Name, " ", f.MediaType, " ", f.Size))
	}
	w.equal("files", got, []string{"trace-k001.txt text/plain; charset=utf-8 23", "shot.png image/png 1048576", "empty text/plain; charset=utf-8 0"})
	there := w.issue("SHOP-1").Files
	if !bytes.Equal(there[0].Content, log.Data) || !bytes.Equal(there[1].Content, shot.Data) {
		w.Error("the site has other bytes than were sent")
	}
}

// attachLost: an upload is never repeated by itself; by its name it is found, or not.
func attachLost(w *World) {
	landed := map[simjira.Effect]bool{simjira.LostAnswer: true, simjira.Hang: true, simjira.Truncate: true, simjira.Drop: false}
	n := 0
	for effect, there := range landed {
		f := jira.Attachment{Name: fmt.Sprintf("trace-%s.txt", effect), Data: []byte("x")}
		w.fault(simjira.Fault{Endpoint: "issue/{issueIdOrKey}/attachments", Effect: effect, Nth: 1, Count: 1})
		w.Sim.ResetRequests()
		_, err := w.Jira.Attach(w.Context(), "SHOP-1", f)
		w.kind(err, jira.Unknown)
		w.equal(string(effect)+": requests", w.requests("POST", "issue/{issueIdOrKey}/attachments"), 1)
		named := func(a jira.Attached) bool { return a.Name == f.Name }
		files, err := w.Jira.Attachments(w.Context(), "SHOP-1")
		w.ok(err)
		w.equal(string(effect)+": found by name", slices.ContainsFunc(files, named), there)
		if !there {
			_, err = w.Jira.Attach(w.Context(), "SHOP-1", f)
			w.ok(err)
		}
		n++
		w.equal("files", len(w.issue("SHOP-1").Files), n)
		w.did("attachment SHOP-1")
	}
	w.fault(simjira.Fault{Method: "POST", Effect: simjira.Status, Status: 429, Nth: 1, Headers: map[string]string{"Retry-After": "1"}})
	_, err := w.Jira.Attach(w.Context(), "SHOP-2", jira.Attachment{Name: "a.txt", Data: []byte("whole again")})
	w.ok(err)
	w.equal("content after a repetition", string(w.issue("SHOP-2").Files[0].Content), "whole again")
	w.did("attachment SHOP-2")
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 200, Body: `{"id":"1","key":"SHOP-1","fields":{}}`})
	_, err = w.Jira.Attachments(w.Context(), "SHOP-1")
	w.kind(err, jira.Unavailable)
}

// attachRefused: by us for its name or size, by Jira for everything else.
func attachRefused(w *World) {
	for _, name := range []string{"", "a/b.txt", `a\b`, "../x", "a b.txt", "ä.txt", "x\"y", ".hidden", strings.Repeat("x", 300)} {
		_, err := w.Jira.Attach(w.Context(), "SHOP-1", jira.Attachment{Name: name})
		w.says(w.kind(err, jira.Refused), "use "+jira.FileName(name))
	}
	_, err := w.Jira.Attach(w.Context(), "SHOP-1", jira.Attachment{Name: "a", Data: make([]byte, jira.AttachMax+1)})
	w.says(w.kind(err, jira.Refused), "1048577", "1048576")
	w.equal("requests", w.Sim.RequestCount(), 0)

	one := jira.Attachment{Name: "a.txt", Data: []byte("0123456789")}
	_, err = w.Jira.Attach(w.Context(), "SHOP-9999", one)
	w.kind(err, jira.NotFound)
	_, err = w.Jira.Attachments(w.Context(), "SHOP-9999")
	w.kind(err, jira.NotFound)
	w.seeded(func(s *simjira.Seed) { s.Limits.Upload, s.Limits.Attachments = 9, 1 })
	_, err = w.Jira.Attach(w.Context(), "SHOP-1", one)
	w.equal("status of a large file", w.kind(err, jira.Refused).Status, w.Edition.TooLarge)
	one.Data = one.Data[:9]
	_, err = w.Jira.Attach(w.Context(), "SHOP-1", one)
	w.ok(err)
	_, err = w.Jira.Attach(w.Context(), "SHOP-1", jira.Attachment{Name: "b.txt"})
	w.equal("status of one file too many", w.kind(err, jira.Refused).Status, 413)
	w.did("attachment SHOP-1")
	w.seen = 0
	w.seeded(func(s *simjira.Seed) { s.Projects[0].Permissions = map[string][]string{Demo: {"BROWSE_PROJECTS"}} })
	_, err = w.Jira.Attach(w.Context(), "SHOP-1", one)
	w.equal("status without permission", w.kind(err, jira.Refused).Status, 403)
	_, err = w.as(Demo, "an-old-token").Attach(w.Context(), "SHOP-1", one)
	w.kind(err, jira.Auth)
}
