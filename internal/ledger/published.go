package ledger

import "time"

// LabelsField is the field of Published that stands for the labels of a verdict.
const LabelsField = "labels"

// Published is what one field of a story shows of its verdict, as we last wrote it, and
// since when it should show what it should show now. It outlives restarts: a verdict that
// has stood for an hour must not begin anew.
type Published struct {
	IssueID  string `json:"issue_id"`
	IssueKey string `json:"issue_key"`
	Project  string `json:"project"`
	Field    string `json:"field"` // id, or LabelsField
	Name     string `json:"name"`  // as people call it
	Base     Base   `json:"base,omitzero"`
	Value    string `json:"value,omitempty"` // what Base stands for, for people
	// Wish is the digest of what it should show now, Since when that began.
	Wish  string    `json:"wish"`
	Since time.Time `json:"since"`
	// Writes are when we wrote it, oldest first, no more than Recent.
	Writes []time.Time `json:"writes,omitempty"`
}

// At is when the field was last written, zero if it never was.
func (p Published) At() time.Time {
	if len(p.Writes) == 0 {
		return time.Time{}
	}
	return p.Writes[len(p.Writes)-1]
}

// Known reports whether we have had a say in the field.
func (p Published) Known() bool { return p.Base != (Base{}) }
