package jiratest

import (
	"fmt"

	"syncd/internal/jira"
)

// comment: added once, found by its mark past a hundred others, and replaced.
func comment(w *World) {
	for n := range 130 {
		w.ok(w.Sim.As(Ada).Comment("SHOP-1", fmt.Sprintf("remark %d", n)))
	}
	body := jira.Doc{Blocks: []jira.Block{jira.P(jira.B("The test fails again. "), jira.T("Since: run 12"))}}
	id, err := w.Jira.Comment(w.Context(), "SHOP-1", "", jira.CommentDraft{Mark: "k001.2", Body: body})
	w.ok(err)
	for n := range 5 {
		w.ok(w.Sim.As(Ada).Comment("SHOP-1", fmt.Sprintf("more %d", n)))
	}
	w.did("comment SHOP-1")
	me, err := w.Jira.Myself(w.Context())
	w.ok(err)
	found := w.marked("k001.2")
	w.equal("ours", fmt.Sprint(found.ID, found.Author), id+me.ID)
	w.equal("text", jira.Canonical(found.Text), body.Plain()+"[syncd:k001.2]")

	body.Blocks[0].Spans[1].Text = "Since: run 13"
	same, err := w.Jira.Comment(w.Context(), "SHOP-1", id, jira.CommentDraft{Mark: "k001.2", Body: body})
	w.ok(err)
	w.equal("id", same, id)
	w.did("comment-edit SHOP-1")
	w.equal("text", jira.Canonical(w.marked("k001.2").Text), body.Plain()+"[syncd:k001.2]")
	w.equal("comments", len(w.issue("SHOP-1").Comments), 136)
	w.equal("blocks of the caller's document", len(body.Blocks), 1)

	_, err = w.Jira.Comment(w.Context(), "SHOP-1", "99999", jira.CommentDraft{Mark: "k001.2", Body: body})
	w.kind(err, jira.NotFound)
	_, err = w.Jira.Comment(w.Context(), "SHOP-9999", "", jira.CommentDraft{Mark: "k001.2", Body: body})
	w.kind(err, jira.NotFound)
}

// marked is the one comment of SHOP-1 with a mark.
func (w *World) marked(mark string) jira.Comment {
	w.Helper()
	comments, err := w.Jira.Comments(w.Context(), "SHOP-1")
	w.ok(err)
	w.equal("comments read", len(comments), len(w.issue("SHOP-1").Comments))
	var found []jira.Comment
	for _, c := range comments {
		if c.Mark == mark {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		w.Fatalf("%d comments carry %s", len(found), mark)
	}
	return found[0]
}

// commentsOfPeople: what looks like a mark inside a text is none, and whoever quotes
// ours to the end is told by the author.
func commentsOfPeople(w *World) {
	ada := w.Sim.As(Ada)
	w.ok(ada.Comment("SHOP-1", "does [syncd:k001] mean the bot?"))
	w.ok(ada.Comment("SHOP-1", "it said: [syncd:k001]"))
	body := jira.Doc{Blocks: []jira.Block{jira.Pre("panic: [syncd:k999]\n[syncd:k998]")}}
	id, err := w.Jira.Comment(w.Context(), "SHOP-1", "", jira.CommentDraft{Mark: "k001", Body: body})
	w.ok(err)
	w.did("comment SHOP-1")
	comments, err := w.Jira.Comments(w.Context(), "SHOP-1")
	w.ok(err)
	me, err := w.Jira.Myself(w.Context())
	w.ok(err)
	w.equal("marks", []string{comments[0].Mark, comments[2].Mark}, []string{"", "k001"})
	w.equal("ours", []string{comments[2].ID, comments[2].Author}, []string{id, me.ID})
	if comments[1].Mark == "k001" && comments[1].Author == me.ID {
		w.Error("a quotation passes for ours")
	}
	_, err = w.Jira.Comments(w.Context(), "SHOP-9999")
	w.kind(err, jira.NotFound)
}
