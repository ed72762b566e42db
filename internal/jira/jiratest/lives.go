package jiratest

import (
	"slices"
	"strings"

	"syncd/internal/jira"
)

// archived: the issue is read like any other, no search finds it, and every write to it
// is refused in words that tell why. Data Center tells also in the issue. Restored, it is
// as before.
func archived(w *World) {
	ada := w.Sim.As(Ada)
	w.ok(ada.Archive("SHOP-2"))
	w.seen = len(w.Sim.Audit())
	w.equal("told by the issue", !w.read("SHOP-2").Archived.IsZero(), w.Edition.TellsArchived)
	found, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
	w.ok(err)
	w.equal("found", slices.Contains(keys(found), "SHOP-2"), false)
	w.readOnly("SHOP-2")
	w.ok(ada.Unarchive("SHOP-2"))
	w.equal("told by the issue that was restored", w.read("SHOP-2").Archived.IsZero(), true)
	w.ok(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{AddLabels: []string{"back"}}))
	w.did("update SHOP-2 labels")
}

// readOnly insists that no write to an issue is done, and that the refusals speak of the
// archive; there is just no way through the workflow.
func (w *World) readOnly(key string) {
	w.Helper()
	link := jira.RemoteLink{GlobalID: "a", URL: "https://ci.example/a", Title: "a"}
	_, comment := w.Jira.Comment(w.Context(), key, "", jira.CommentDraft{Mark: "k001"})
	_, attach := w.Jira.Attach(w.Context(), key, jira.Attachment{Name: "log.txt", Data: []byte("x")})
	for what, err := range map[string]error{
		"edit":       w.Jira.Edit(w.Context(), key, jira.Patch{Summary: ptr("x")}),
		"transition": w.Jira.Move(w.Context(), key, jira.Move{Transition: "31"}),
		"comment":    comment,
		"attach":     attach,
		"link":       w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-1", To: key}),
		"remote":     w.Jira.PutRemoteLink(w.Context(), key, link),
	} {
		if w.kind(err, jira.Refused); what != "transition" && !jira.SaysArchived(err.Error()) {
			w.Errorf("%s: %v", what, err)
		}
	}
	w.did()
}

// projectArchived: of a project that was archived nothing can be written, nothing is
// found, and there is no screen for new issues.
func projectArchived(w *World) {
	ada := w.Sim.As(Ada)
	w.ok(ada.ArchiveProject("SHOP"))
	_, err := w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.says(err, "SHOP")
	w.equal("kind", slices.Contains([]jira.Kind{jira.Refused, jira.NotFound}, jira.KindOf(err)), true)
	made, err := w.Jira.Create(w.Context(), drafts(1))
	w.ok(err)
	w.kind(made[0].Err, jira.Refused)
	w.equal("summary", w.read("SHOP-2").Summary != "", true)
	w.readOnly("SHOP-2")
	w.ok(ada.RestoreProject("SHOP"))
	_, err = w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.ok(err)
	w.ok(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{AddLabels: []string{"back"}}))
	w.did("update SHOP-2 labels")
}

// projectRenamed: with the key of the project those of its issues have changed; every old
// one still leads to the same id, in reading, searching, linking and creating.
func projectRenamed(w *World) {
	before := w.read("SHOP-2")
	w.ok(w.Sim.As(Ada).RenameProject("SHOP", "STORE"))
	after := w.read("SHOP-2")
	w.equal("issue", []string{after.ID, after.Key, after.Project}, []string{before.ID, "STORE-2", "STORE"})
	w.equal("updated", after.Updated, before.Updated)
	m, err := w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.ok(err)
	w.equal("project", []string{m.ProjectKey, m.ProjectID}, []string{"STORE", "10000"})
	found, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
	w.ok(err)
	w.equal("found by the old key", len(found) > 0 && strings.HasPrefix(found[0].Key, "STORE-"), true)
	d := draft(1)
	d.Links = []jira.IssueLink{{Type: "Relates", To: "SHOP-2"}}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.ok(made[0].Err)
	w.equal("made", made[0].Key, "STORE-13")
	w.equal("links", w.read("STORE-13").Links, []jira.Linked{{Type: "Relates", Key: "STORE-2", Outward: true}})
	w.ok(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{AddLabels: []string{"still"}}))
	w.did("create STORE-13", "link STORE-13", "update STORE-2 labels")
}

// restricted: an issue behind a security level, or in a project that may no longer be
// browsed, is as if it were not there, and there again when it may be seen again.
func restricted(w *World) {
	ada := w.Sim.As(Ada)
	w.ok(ada.Restrict("SHOP-2", "Staff only"))
	none, err := w.Jira.Read(w.Context(), []string{"SHOP-2"})
	w.ok(err)
	w.equal("issues", len(none), 0)
	w.kind(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{Summary: ptr("x")}), jira.NotFound)
	_, err = w.Jira.Comment(w.Context(), "SHOP-2", "", jira.CommentDraft{Mark: "k001"})
	w.kind(err, jira.NotFound)
	w.ok(ada.Restrict("SHOP-2", ""))
	w.equal("seen again", w.read("SHOP-2").Key, "SHOP-2")
	w.did()
}
