package jira

import (
	"context"
	"errors"
)

// Site is a Jira in all its roles.
type Site interface {
	Reader
	Inspector
	Writer
	Linker
	Attacher
	Prober
	Planner
	Editor
}

// Lazy is a site of which it is not known yet which it is. The first call that needs it
// finds out, and so does every one after it until it is known.
type Lazy struct {
	ask  func(context.Context) (Site, error)
	turn chan struct{} // holds one token: only one asks
	site Site          // guarded by turn
}

// Lazily returns a site that ask finds out about. ask must not change anything in Jira:
// what it fails for has not been done.
func Lazily(ask func(context.Context) (Site, error)) *Lazy {
	l := &Lazy{ask: ask, turn: make(chan struct{}, 1)}
	l.turn <- struct{}{}
	return l
}

// known returns the site. That it could not be told says nothing of what was to be
// done: an issue is not gone because Jira's own address is not right.
func (l *Lazy) known(ctx context.Context) (Site, error) {
	select {
	case <-l.turn:
	case <-ctx.Done():
		return nil, &Error{Kind: Unavailable, Op: "ask jira which edition it is", Err: ctx.Err()}
	}
	defer func() { l.turn <- struct{}{} }()
	if l.site != nil {
		return l.site, nil
	}
	site, err := l.ask(ctx)
	if err == nil {
		l.site = site
		return site, nil
	}
	var e *Error
	if errors.As(err, &e) && e.Kind != Auth && e.Kind != RateLimited {
		e.Kind = Unavailable
	}
	return nil, err
}

// through calls f on the site as soon as it is known.
func through[T any](ctx context.Context, l *Lazy, f func(Site) (T, error)) (T, error) {
	site, err := l.known(ctx)
	if err != nil {
		var none T
		return none, err
	}
	return f(site)
}

// done calls f, which returns nothing but an error.
func (l *Lazy) done(ctx context.Context, f func(Site) error) error {
	_, err := through(ctx, l, func(s Site) (struct{}, error) { return struct{}{}, f(s) })
	return err
}

// Myself and the methods below are those of the site.
func (l *Lazy) Myself(ctx context.Context) (Account, error) {
	return through(ctx, l, func(s Site) (Account, error) { return s.Myself(ctx) })
}

// Meta is the site's.
func (l *Lazy) Meta(ctx context.Context, project, issueType string) (Meta, error) {
	return through(ctx, l, func(s Site) (Meta, error) { return s.Meta(ctx, project, issueType) })
}

// Fields is the site's.
func (l *Lazy) Fields(ctx context.Context) (Fields, error) {
	return through(ctx, l, func(s Site) (Fields, error) { return s.Fields(ctx) })
}

// Search is the site's.
func (l *Lazy) Search(ctx context.Context, q Query, max int) ([]Issue, error) {
	return through(ctx, l, func(s Site) ([]Issue, error) { return s.Search(ctx, q, max) })
}

// Read is the site's.
func (l *Lazy) Read(ctx context.Context, idsOrKeys []string, fields ...Field) ([]Issue, error) {
	return through(ctx, l, func(s Site) ([]Issue, error) { return s.Read(ctx, idsOrKeys, fields...) })
}

// Comments is the site's.
func (l *Lazy) Comments(ctx context.Context, id string) ([]Comment, error) {
	return through(ctx, l, func(s Site) ([]Comment, error) { return s.Comments(ctx, id) })
}

// Transitions is the site's.
func (l *Lazy) Transitions(ctx context.Context, id string) ([]Transition, error) {
	return through(ctx, l, func(s Site) ([]Transition, error) { return s.Transitions(ctx, id) })
}

// RemoteLinks is the site's.
func (l *Lazy) RemoteLinks(ctx context.Context, id string) ([]RemoteLink, error) {
	return through(ctx, l, func(s Site) ([]RemoteLink, error) { return s.RemoteLinks(ctx, id) })
}

// EditScreen is the site's.
func (l *Lazy) EditScreen(ctx context.Context, id string) (Fields, error) {
	return through(ctx, l, func(s Site) (Fields, error) { return s.EditScreen(ctx, id) })
}

// Create is the site's.
func (l *Lazy) Create(ctx context.Context, drafts []Draft) ([]Created, error) {
	return through(ctx, l, func(s Site) ([]Created, error) { return s.Create(ctx, drafts) })
}

// Edit is the site's.
func (l *Lazy) Edit(ctx context.Context, id string, p Patch) error {
	return l.done(ctx, func(s Site) error { return s.Edit(ctx, id, p) })
}

// Move is the site's.
func (l *Lazy) Move(ctx context.Context, id string, m Move) error {
	return l.done(ctx, func(s Site) error { return s.Move(ctx, id, m) })
}

// Comment is the site's.
func (l *Lazy) Comment(ctx context.Context, issue, comment string, c CommentDraft) (string, error) {
	return through(ctx, l, func(s Site) (string, error) { return s.Comment(ctx, issue, comment, c) })
}

// LinkIssues is the site's.
func (l *Lazy) LinkIssues(ctx context.Context, link IssueLink) error {
	return l.done(ctx, func(s Site) error { return s.LinkIssues(ctx, link) })
}

// RemoveRemoteLink is the site's.
func (l *Lazy) RemoveRemoteLink(ctx context.Context, issue, globalID string) error {
	return l.done(ctx, func(s Site) error { return s.RemoveRemoteLink(ctx, issue, globalID) })
}

// PutRemoteLink is the site's.
func (l *Lazy) PutRemoteLink(ctx context.Context, issue string, link RemoteLink) error {
	return l.done(ctx, func(s Site) error { return s.PutRemoteLink(ctx, issue, link) })
}

// Attach is the site's.
func (l *Lazy) Attach(ctx context.Context, issue string, f Attachment) (string, error) {
	return through(ctx, l, func(s Site) (string, error) { return s.Attach(ctx, issue, f) })
}

// Attachments is the site's.
func (l *Lazy) Attachments(ctx context.Context, issue string) ([]Attached, error) {
	return through(ctx, l, func(s Site) ([]Attached, error) { return s.Attachments(ctx, issue) })
}

// Versions is the site's.
func (l *Lazy) Versions(ctx context.Context, project string) ([]Version, error) {
	return through(ctx, l, func(s Site) ([]Version, error) { return s.Versions(ctx, project) })
}

// Sprints is the site's.
func (l *Lazy) Sprints(ctx context.Context, ids []string) ([]Sprint, error) {
	return through(ctx, l, func(s Site) ([]Sprint, error) { return s.Sprints(ctx, ids) })
}

// LabelHistory is the site's.
func (l *Lazy) LabelHistory(ctx context.Context, issueID string) ([]LabelChange, error) {
	return through(ctx, l, func(s Site) ([]LabelChange, error) { return s.LabelHistory(ctx, issueID) })
}
