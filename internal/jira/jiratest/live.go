package jiratest

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// Live is the part of the tour that needs nothing but a Jira: no faults, no audit, no
// other people. It runs against the simulated site and, where the environment names
// one, against a real Jira of the same edition:
//
//	SYNCD_TEST_JIRA_EDITION  cloud or datacenter
//	SYNCD_TEST_JIRA_URL      its address, with a path if it has one
//	SYNCD_TEST_JIRA_USER     e-mail address or user name; without one the token is a bearer
//	SYNCD_TEST_JIRA_TOKEN    API token, password or personal access token
//	SYNCD_TEST_JIRA_PROJECT  key of a project in which it may make issues
//	SYNCD_TEST_JIRA_TYPE     type of those issues; default Bug
//
// It leaves two issues behind and says which: deleting is not among the things that a
// gateway can do. open builds a gateway; without a user it logs in by bearer.
func Live(t *testing.T, e Edition, open func(*testing.T, Site) Gateway) {
	t.Run("simulated", func(t *testing.T) {
		base := &url.URL{Scheme: "https", Host: "acme.example"}
		sim, err := simjira.New(e.options(simjira.Options{}, base))
		if err != nil {
			t.Fatal(err)
		}
		site := Site{Base: base, Transport: sim.Transport(), User: e.login(Demo), Token: "demo-token"}
		live{T: t, Gateway: open(t, site), project: "SHOP", kind: "Bug"}.all()
	})
	word := map[simjira.Edition]string{simjira.Cloud: "cloud", simjira.DataCenter: "datacenter"}[e.Sim]
	address := os.Getenv("SYNCD_TEST_JIRA_URL")
	if address == "" || os.Getenv("SYNCD_TEST_JIRA_EDITION") != word {
		t.Logf("no real Jira: set SYNCD_TEST_JIRA_URL and SYNCD_TEST_JIRA_EDITION=%s, and what else the comment of jiratest.Live names", word)
		return
	}
	t.Run("real", func(t *testing.T) {
		base, err := url.Parse(strings.TrimRight(address, "/"))
		if err != nil {
			t.Fatal("SYNCD_TEST_JIRA_URL is not an address")
		}
		t.Logf("against the real Jira at %s", base.Host)
		site := Site{Base: base, Transport: http.DefaultTransport, User: os.Getenv("SYNCD_TEST_JIRA_USER"), Token: os.Getenv("SYNCD_TEST_JIRA_TOKEN")}
		live{T: t, Gateway: open(t, site), project: os.Getenv("SYNCD_TEST_JIRA_PROJECT"), kind: cmp.Or(os.Getenv("SYNCD_TEST_JIRA_TYPE"), "Bug")}.all()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
}

// live is one run of the live tour.
type live struct {
	*testing.T
	Gateway
	project, kind string
}

// must insists that there was no error.
func (l live) must(what string, err error) {
	l.Helper()
	if err != nil {
		l.Fatalf("%s: %v", what, err)
	}
}

// all walks from the account to two linked issues with all that hangs on them.
func (l live) all() {
	me, err := l.Myself(l.Context())
	l.must("myself", err)
	_, err = time.LoadLocation(me.TimeZone)
	l.must("time zone", err)
	m, err := l.Meta(l.Context(), l.project, l.kind)
	l.must("meta", err)
	if _, ok := m.Fields["summary"]; !ok {
		l.Errorf("the create screen has %v", m.Fields.IDs())
	}
	mark := "syncd-contract-" + strings.ToLower(rand.Text()[:8])
	text := jira.Doc{Blocks: []jira.Block{jira.H("Message"), jira.P(jira.T(hostile), jira.B("bold"), jira.T(" "), jira.M("mono")),
		jira.List([]jira.Span{jira.T(hostile)}), jira.Pre("one\n" + hostile)}}
	made, err := l.Create(l.Context(), []jira.Draft{l.draft(mark, text), l.draft(mark, text)})
	l.must("create", err)
	for _, c := range made {
		l.must("create", c.Err)
		l.Logf("made %s", c.Key)
	}
	l.read(me, mark, text, made)
	l.change(made)
	l.connect(me, made)
}

// draft is one issue of the run.
func (l live) draft(mark string, text jira.Doc) jira.Draft {
	return jira.Draft{Project: l.project, Type: l.kind, Summary: "gateway contract " + mark, Description: text,
		Labels: []string{mark}, Property: map[string]string{"owner": mark}}
}

// read insists that what was written is there, by id and key at once, by search in time.
func (l live) read(me jira.Account, mark string, text jira.Doc, made []jira.Created) {
	back, err := l.Read(l.Context(), []string{made[0].ID, made[1].Key, made[0].Key, l.project + "-99999999"})
	l.must("read", err)
	if len(back) != 2 {
		l.Fatalf("%d issues are read, want 2", len(back))
	}
	for _, i := range back {
		if i.Description != text.Plain() || i.Property["owner"] != mark || !i.Has(mark) || i.Creator != me.ID || i.Category != jira.ToDo {
			l.Errorf("it is read as %+v\nwant the description\n%s", i, text.Plain())
		}
	}
	for limit := time.Now().Add(2 * time.Minute); ; time.Sleep(5 * time.Second) {
		found, err := l.Search(l.Context(), jira.Query{}.InProjects(l.project).Labelled(mark), 0)
		l.must("search", err)
		if len(found) == 2 {
			return
		}
		if time.Now().After(limit) {
			l.Fatalf("a search finds %d of 2 issues after two minutes", len(found))
		}
	}
}

// change edits the first issue, and lists the ways on from it.
func (l live) change(made []jira.Created) {
	p := jira.Patch{Summary: ptr("gateway contract, edited"), AddLabels: []string{"syncd-contract-added"}, RemoveLabels: []string{"never-there"}}
	for range 2 {
		l.must("edit", l.Edit(l.Context(), made[0].ID, p))
	}
	back, err := l.Read(l.Context(), []string{made[0].ID})
	l.must("read", err)
	if len(back) != 1 || back[0].Summary != *p.Summary || len(back[0].Labels) != 2 {
		l.Errorf("after the edit it is %+v", back)
	}
	history, err := l.LabelHistory(l.Context(), made[0].ID)
	l.must("history of labels", err)
	if len(history) != 1 || !history[0].Added || history[0].Label != p.AddLabels[0] || history[0].At.IsZero() {
		l.Errorf("the history of its labels is %+v", history)
	}
	_, err = l.Versions(l.Context(), l.project)
	l.must("versions", err)
	ways, err := l.Transitions(l.Context(), made[0].ID)
	l.must("transitions", err)
	if len(ways) == 0 {
		l.Error("there is no way on from where a new issue is")
	}
}

// connect comments, links and attaches, each twice where the second must change nothing.
func (l live) connect(me jira.Account, made []jira.Created) {
	body := jira.Doc{Blocks: []jira.Block{jira.P(jira.T(hostile))}}
	id := ""
	for range 2 {
		var err error
		id, err = l.Comment(l.Context(), made[0].ID, id, jira.CommentDraft{Mark: "contract", Body: body})
		l.must("comment", err)
		l.must("remote link", l.PutRemoteLink(l.Context(), made[0].ID, jira.RemoteLink{GlobalID: "syncd:contract", URL: "https://ci.example/1", Title: "contract"}))
	}
	comments, err := l.Comments(l.Context(), made[0].ID)
	l.must("comments", err)
	if len(comments) != 1 || comments[0].Mark != "contract" || comments[0].Author != me.ID || jira.Canonical(comments[0].Text) != body.Plain()+"[syncd:contract]" {
		l.Errorf("comments are %+v", comments)
	}
	links, err := l.RemoteLinks(l.Context(), made[0].ID)
	l.must("remote links", err)
	if len(links) != 1 || links[0].GlobalID != "syncd:contract" {
		l.Errorf("remote links are %+v", links)
	}
	file, err := l.Attach(l.Context(), made[0].ID, jira.Attachment{Name: "trace.txt", Data: []byte("one\n")})
	l.must("attach", err)
	files, err := l.Attachments(l.Context(), made[0].ID)
	l.must("attachments", err)
	if !slices.ContainsFunc(files, func(f jira.Attached) bool { return f.ID == file && f.Name == "trace.txt" && f.Size == 4 }) {
		l.Errorf("files are %+v", files)
	}
	l.link(made)
}

// link links the two issues, twice.
func (l live) link(made []jira.Created) {
	m, err := l.Meta(l.Context(), l.project, l.kind)
	l.must("meta", err)
	if len(m.LinkTypes) == 0 {
		l.Log("issue linking is switched off there")
		return
	}
	kind := m.LinkTypes[0].Name
	for range 2 {
		l.must("link", l.LinkIssues(l.Context(), jira.IssueLink{Type: kind, From: made[0].Key, To: made[1].Key}))
	}
	back, err := l.Read(l.Context(), []string{made[0].ID})
	l.must("read", err)
	if want := (jira.Linked{Type: kind, Key: made[1].Key, Outward: true}); len(back) != 1 || !slices.Equal(back[0].Links, []jira.Linked{want}) {
		l.Errorf("linked it is %+v, want %+v", back, want)
	}
}
