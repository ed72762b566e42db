package plan

import (
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// What a write leaves in the ledger row of its defect. Apply calls these once Jira has
// answered, so that what a row remembers and what a plan reads in it are judged in one
// place.

// Sent is a row that is about to be sent with this draft, whatever an earlier attempt
// meant to send. Links that go with it are remembered now: a person may take one away
// before we look again.
func (w DraftWork) Sent(row ledger.Entry) ledger.Entry {
	e := w.Entry
	row.Fields, row.Title, row.Signatures, row.Log = e.Fields, e.Title, e.Signatures, e.Log
	row.Kind, row.Cases, row.Run, row.Linked = e.Kind, e.Cases, e.Run, nil
	for _, l := range w.Draft.Links {
		row.Linked = append(row.Linked, l.To)
	}
	return row
}

// Written is what remains of an edit.
func (w PatchWork) Written(e *ledger.Entry, now time.Time) {
	e.Fields = maps.Clone(e.Fields)
	if e.Fields == nil {
		e.Fields = map[string]ledger.Base{}
	}
	maps.Copy(e.Fields, w.Base)
	e.Signatures, e.Edits = w.Signatures, ledger.Recall(e.Edits, now)
	if w.Cases != nil {
		e.Cases = w.Cases
	}
}

// Said is what remains of a comment, beside the note itself.
func (w Work) Said(e *ledger.Entry, now time.Time) {
	e.Edits = ledger.Recall(e.Edits, now)
	if w.Note.Turn {
		e.Turns = ledger.Recall(e.Turns, now)
	}
}

// overtaken is the digest of a comment that speaks of a time before the issue was moved.
const overtaken = "overtaken"

// Moved is what remains of a transition.
func (w Work) Moved(e *ledger.Entry, now time.Time) {
	e.Verified, e.Stuck = w.Move.To == jira.Done, ""
	if w.Move.To == jira.Done {
		e.Turns = ledger.Recall(e.Turns, now)
		e.Note.Digest = "" // what it says has been overtaken; it is written anew when there is news
		return
	}
	e.Reopened++
	e.Note.Digest = overtaken // if the comment that goes with it fails, it is due with the next cycle
}

// Written is what remains of an edit of a story, in the ledger.
func (w PublishWork) Written(now time.Time) []ledger.Published {
	out := slices.Clone(w.Facts)
	for i, f := range out {
		out[i].Writes = ledger.Recall(f.Writes, now)
	}
	return out
}

// Stands says which field of a story is not what it was, by its name; "" if all are.
func (w PublishWork) Stands(issue jira.Issue) string {
	for _, f := range w.Facts {
		theirs := issue.Fields[f.Field]
		if f.Field == ledger.LabelsField {
			theirs = kin(issue.Labels, w.Family)
		}
		if shownValue(theirs) != w.Expect[f.Field] {
			return f.Name
		}
	}
	return ""
}

// Apart are the changes of single fields that an edit of a story is made of, by the id of
// the field: what Jira refuses rests field by field.
func (c Change) Apart() map[string]Change {
	out := map[string]Change{}
	if c.Work.Publish == nil {
		return out
	}
	for i, f := range c.Work.Publish.Facts {
		one := c
		one.Fields = c.Fields[i : i+1]
		out[f.Field] = one
	}
	return out
}
