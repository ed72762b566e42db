// Package jira is Jira in syncd's own words: readers and writers, issues, drafts,
// patches, rich text, safe JQL, limits and kinds of error. It is the socket for the
// two gateways, cloud and datacenter, each a thin translation.
//
// Reading and writing are different types, so that code which must not write
// cannot: a dry cycle has no Writer. Nothing here judges what should be written;
// plan does, further right.
package jira

import "context"

// Reader reads what the house needs to know of a Jira site.
type Reader interface {
	// Myself says whose account is used; it proves that the credentials work.
	Myself(ctx context.Context) (Account, error)
	// Meta describes a project as far as defects of one type concern it.
	Meta(ctx context.Context, project, issueType string) (Meta, error)
	// Fields lists the fields of the whole site, without what any project allows in
	// them. It serves fields of issues whose create screen is none of ours.
	Fields(ctx context.Context) (Fields, error)
	// Search returns every issue that matches, page after page, each once. The index
	// behind it lags by seconds to minutes: absence proves nothing. max bounds the
	// number of issues; 0 means all.
	Search(ctx context.Context, q Query, max int) ([]Issue, error)
	// Read returns the issues with these ids or keys as they are now, past the search
	// index. An issue that is missing from the answer does not exist, was deleted or
	// may not be seen. A moved issue is found by its old key and shows its new one.
	// Issue.Fields holds the further fields that are asked for.
	Read(ctx context.Context, idsOrKeys []string, fields ...Field) ([]Issue, error)
}

// Inspector reads details of one issue; each call is one request.
type Inspector interface {
	Comments(ctx context.Context, id string) ([]Comment, error)
	Transitions(ctx context.Context, id string) ([]Transition, error)
	RemoteLinks(ctx context.Context, id string) ([]RemoteLink, error)
}

// Editor says beforehand what an edit may do.
type Editor interface {
	// EditScreen lists the fields that may be set in an issue, with what they take. To an
	// account that may not edit the issue it is empty. Cloud takes fields that are not on
	// it, Data Center does not.
	EditScreen(ctx context.Context, id string) (Fields, error)
	// Permissions is that of Prober.
	Permissions(ctx context.Context, project string, names ...string) (map[string]bool, error)
}

// Writer changes issues. Every method makes at most one request that changes
// something; a returned *Error says whether it may have landed.
type Writer interface {
	// Create makes the drafts, at most CreateMax, in one request, and returns one
	// outcome per draft in their order. The error is that of the request as a whole.
	Create(ctx context.Context, drafts []Draft) ([]Created, error)
	Edit(ctx context.Context, id string, p Patch) error
	Move(ctx context.Context, id string, m Move) error
	// Comment adds a comment, or replaces the one whose id is given, and returns its id.
	Comment(ctx context.Context, issue, comment string, c CommentDraft) (string, error)
}

// Linker connects issues with each other and with pages elsewhere. Both calls may
// be repeated without making a second link.
type Linker interface {
	LinkIssues(ctx context.Context, l IssueLink) error
	PutRemoteLink(ctx context.Context, issue string, l RemoteLink) error
	// RemoveRemoteLink takes the link with a globalId off the issue. One that is not there is
	// NotFound.
	RemoveRemoteLink(ctx context.Context, issue, globalID string) error
}

// Limits of both editions, with where they come from.
const (
	CreateMax      = 50     // drafts in a bulk create (Cloud; the smaller of the two)
	ReadMax        = 100    // issues in a bulk read (Cloud spec of July 2026)
	SummaryMax     = 250    // units, see Units; Jira takes 255 and no line break
	DescriptionMax = 30_000 // units of the final text; Jira takes 32 767 including markup
	GlobalIDMax    = 255    // bytes of a remote link's globalId
)
