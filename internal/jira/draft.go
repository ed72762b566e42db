package jira

// Draft is an issue to be made. It always carries its mark in Labels: that is how
// it is found again when the answer is lost.
type Draft struct {
	Project     string
	Type        string
	Summary     string
	Description Doc
	Labels      []string
	Priority    string // "" leaves it to Jira
	Links       []IssueLink
	// Fields sets further fields, by field id; see Field.Canonical for what each takes.
	// A value that its field cannot take refuses the draft before anything is sent.
	Fields map[string]Value
	// Property is written as the entity property `syncd` in the same request: read by
	// people and by recovery, never searched.
	Property map[string]string
}

// Created is the outcome of one draft: an issue, or an error of its own.
type Created struct {
	ID, Key string
	Err     error
}

// Patch changes fields of an issue. A nil member leaves its field alone.
type Patch struct {
	Summary      *string
	Description  *Doc
	AddLabels    []string
	RemoveLabels []string
	Property     map[string]string // ours, whole
	// Fields sets further fields, by field id; an empty value empties the field. What a
	// field cannot take refuses the whole patch before anything is sent.
	Fields map[string]Value
	// Silent asks Jira to tell nobody. Only administrators of the site or, on Cloud, of the
	// project may ask for that; whoever is none is Refused, on Data Center for certain.
	Silent bool
}

// Move is a step through the workflow, with what rides along.
type Move struct {
	Transition string // id, valid for the issue's present status only
	Resolution string // "" where the screen takes none
}

// CommentDraft is a comment to be written. Mark is stored with it, so that it can
// be found and replaced instead of repeated.
type CommentDraft struct {
	Mark string
	Body Doc
}

// IssueLink links two issues: From <outward name of Type> To. In a draft, an empty
// From means the issue being made.
type IssueLink struct {
	Type     string
	From, To string
}
