package jiratest

import (
	"strings"

	"syncd/internal/jira"
)

// remoteLink: the second put changes the link, and says so of every member.
func remoteLink(w *World) {
	first := jira.RemoteLink{GlobalID: "syncd:acme:a&b=c ü", URL: "https://ci.example/1?a=1&b=2", Title: "guest can pay", Summary: "fails",
		Relationship: "is tested by", Resolved: true, Icon: "https://ci.example/icon.png"}
	w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", first))
	links, err := w.Jira.RemoteLinks(w.Context(), "SHOP-1")
	w.ok(err)
	w.equal("links", links, []jira.RemoteLink{first})

	second := jira.RemoteLink{GlobalID: first.GlobalID, URL: "https://ci.example/2", Title: "guest can pay again", Relationship: "is tested by"}
	w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", second))
	links, err = w.Jira.RemoteLinks(w.Context(), "SHOP-1")
	w.ok(err)
	w.equal("links", links, []jira.RemoteLink{second})
	sent := w.issue("SHOP-1").RemoteLinks
	if len(sent) != 1 || !strings.Contains(string(sent[0].Object), `"resolved":false`) {
		w.Errorf("the site has %d links, the first %s", len(sent), sent[0].Object)
	}
	third := second
	third.GlobalID = "syncd:acme:other"
	w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", third))
	w.equal("links", len(w.issue("SHOP-1").RemoteLinks), 2)
	w.did("remotelink SHOP-1", "remotelink SHOP-1", "remotelink SHOP-1")
}

// remoteLinkRemoved: a link is taken off by its globalId, and others stay. One that is not
// there is not found.
func remoteLinkRemoved(w *World) {
	for _, id := range []string{"syncd:one", "syncd:two&three"} {
		w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-2", jira.RemoteLink{GlobalID: id, Title: id, URL: "https://ci.example/1"}))
	}
	w.ok(w.Jira.RemoveRemoteLink(w.Context(), "SHOP-2", "syncd:two&three"))
	links, err := w.Jira.RemoteLinks(w.Context(), "SHOP-2")
	w.ok(err)
	w.equal("links", len(links), 1)
	w.equal("link", links[0].GlobalID, "syncd:one")
	w.kind(w.Jira.RemoveRemoteLink(w.Context(), "SHOP-2", "syncd:two&three"), jira.NotFound)
	w.kind(w.Jira.RemoveRemoteLink(w.Context(), "SHOP-9999", "syncd:one"), jira.NotFound)
	w.did("remotelink SHOP-2", "remotelink SHOP-2", "remotelink-delete SHOP-2")
}

// remoteLinkRefused: an address that a browser would run never leaves the house.
func remoteLinkRefused(w *World) {
	for _, address := range []string{"javascript:alert(1)", "data:text/html,x", "", "/relative", "https://", "file:///etc/passwd"} {
		err := w.Jira.PutRemoteLink(w.Context(), "SHOP-1", jira.RemoteLink{GlobalID: "a", Title: "a", URL: address})
		w.says(w.kind(err, jira.Refused), "url")
	}
	w.equal("requests", w.Sim.RequestCount(), 0)
	link := jira.RemoteLink{GlobalID: strings.Repeat("x", jira.GlobalIDMax), URL: "https://ci.example/", Title: "a"}
	w.ok(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", link))
	link.GlobalID += "x"
	w.says(w.kind(w.Jira.PutRemoteLink(w.Context(), "SHOP-1", link), jira.Refused), "globalId")
	link.GlobalID = "a"
	w.kind(w.Jira.PutRemoteLink(w.Context(), "SHOP-9999", link), jira.NotFound)
	w.did("remotelink SHOP-1")
}

// linkIssues: in the direction that was meant, and once however often it is said.
func linkIssues(w *World) {
	for range 3 {
		w.ok(w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-1", To: "SHOP-2"}))
	}
	w.did("link SHOP-1")
	from, to := w.issue("SHOP-1").Links, w.issue("SHOP-2").Links
	if len(from) != 1 || len(to) != 1 || from[0].Says != "blocks" || to[0].Says != "is blocked by" {
		w.Errorf("links are %+v and %+v", from, to)
	}
	if i := w.read("SHOP-1"); !i.LinksTo("blocks", "SHOP-2") || !i.Links[0].Outward {
		w.Errorf("links read back are %+v", i.Links)
	}
	w.ok(w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-2", To: "SHOP-1"}))
	w.did("link SHOP-2")
	w.equal("links", len(w.issue("SHOP-1").Links), 2)
}

// linkRefused: no such type, no such issue.
func linkRefused(w *World) {
	err := w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Annoys", From: "SHOP-1", To: "SHOP-2"})
	w.says(w.kind(err, jira.NotFound), "Annoys", "link SHOP-1 to SHOP-2")
	w.kind(w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-1", To: "SHOP-9999"}), jira.NotFound)
}
