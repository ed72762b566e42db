package source

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/secret"
)

// People says what is kept of the names of those who own or run tests.
type People string

// What may be kept.
const (
	DropPeople People = "drop"      // nothing
	Pseudonym  People = "pseudonym" // a name of our own, the same for one person at one installation
	KeepPeople People = "keep"      // the name
)

// Door is what all that a source brings goes through before anything is stored,
// logged, shown or written: the only place at which texts are cleaned. Who is who has
// been settled before it: ids of cases and runs and signatures of failures are made
// from what the tool said, so they stay the same whatever is redacted.
type Door struct {
	Namespace string // of the source
	Scrub     secret.Scrubber
	// Own takes out our secrets alone. As whom we log in is no matter of anybody's privacy.
	Own    secret.Scrubber
	People People
	// Key returns what pseudonyms are made with: without it nobody can find out by
	// trying names. It is asked for only where there are to be pseudonyms.
	Key func(context.Context) ([]byte, error)
	// Setup is what the source's Config says of itself, "" if it says nothing: it is kept
	// with the cursor.
	Setup string
}

// Guard returns the source with the door before it. What it returns is a Surveyor if the
// source is one.
func (d Door) Guard(s Source) Source {
	g := guarded{Source: s, door: d}
	if surveyor, ok := s.(Surveyor); ok {
		return guardedSurveyor{guarded: g, surveyor: surveyor}
	}
	return g
}

// guarded is a source behind a door.
type guarded struct {
	Source
	door Door
}

// Fetch fetches, and cleans what came. Its errors may quote what was read, and are
// cleaned, too.
func (g guarded) Fetch(ctx context.Context, req Request) (model.Batch, error) {
	c := cleaner{door: g.door, seen: map[string]string{}}
	cursor, anew := g.door.opened(req.Cursor)
	req.Cursor = cursor
	batch, err := g.Source.Fetch(ctx, req)
	if err != nil {
		return model.Batch{}, c.fault(err)
	}
	if g.door.People == Pseudonym {
		if c.key, err = g.door.Key(ctx); err != nil {
			return model.Batch{}, fmt.Errorf("make pseudonyms: %w", err)
		}
	}
	return g.door.sealed(c.batch(batch), anew), nil
}

// cleaner cleans one batch.
type cleaner struct {
	door Door
	key  []byte
	seen map[string]string // short texts, which repeat
}

// batch returns the batch as it may be kept. The cursor is the source's own and must
// come back as it was.
func (c *cleaner) batch(b model.Batch) model.Batch {
	b.Cases, b.Runs, b.Results, b.Faults = slices.Clone(b.Cases), slices.Clone(b.Runs), slices.Clone(b.Results), slices.Clone(b.Faults)
	for i := range b.Cases {
		c.kase(&b.Cases[i])
	}
	for i := range b.Runs {
		c.run(&b.Runs[i])
	}
	for i := range b.Results {
		c.result(&b.Results[i])
	}
	b.Progress.Of = c.text(b.Progress.Of)
	b.Unmapped = slices.Clone(b.Unmapped)
	for i := range b.Unmapped {
		b.Unmapped[i] = c.text(b.Unmapped[i])
	}
	for i, f := range b.Faults {
		b.Faults[i].Origin, b.Faults[i].Text = c.name(f.Origin), c.text(f.Text)
	}
	return b
}

// kase cleans a case. Its id is settled, so its names are for people only.
func (c *cleaner) kase(k *model.Case) {
	for _, s := range []*string{&k.Title, &k.Class, &k.Name, &k.File, &k.Component, &k.Priority} {
		*s = c.text(*s)
	}
	k.Explicit, k.URL, k.Owner = c.name(k.Explicit), c.page(k.URL), c.person(k.Owner)
	k.Suite = slices.Clone(k.Suite)
	for i := range k.Suite {
		k.Suite[i] = c.text(k.Suite[i])
	}
	// A customer's number may look like an issue key.
	k.Keys = slices.DeleteFunc(slices.Clone(k.Keys), func(r model.KeyRef) bool { return c.text(r.Key) != r.Key })
	k.IDs = slices.Clone(k.IDs)
	for i := range k.IDs {
		k.IDs[i] = c.name(k.IDs[i])
	}
	k.Tags = c.tags(k.Tags)
}

// run cleans a run.
func (c *cleaner) run(r *model.Run) {
	r.Name, r.Origin = c.text(r.Name), c.text(r.Origin)
	x := &r.Context
	for _, s := range []*string{&x.Build, &x.Version, &x.Commit} {
		*s = c.text(*s)
	}
	x.Branch, x.Environment, x.URL = c.name(x.Branch), c.name(x.Environment), c.page(x.URL)
}

// result cleans a result. Its signature was made from the failure as it was.
func (c *cleaner) result(r *model.Result) {
	r.Row, r.Environment, r.Attempt, r.Reason = c.name(r.Row), c.name(r.Environment), c.name(r.Attempt), c.text(r.Reason)
	r.Execution = c.name(r.Execution)
	if c.text(r.Ref) != r.Ref {
		r.Ref = "" // what it is now leads nowhere
	}
	r.Defects = slices.DeleteFunc(slices.Clone(r.Defects), func(key string) bool { return c.text(key) != key })
	r.Parts = slices.Clone(r.Parts)
	for i := range r.Parts {
		c.result(&r.Parts[i])
	}
	if r.Failure == nil {
		return
	}
	f := *r.Failure
	for _, s := range []*string{&f.Type, &f.Message, &f.Detail, &f.Output} {
		*s = c.text(*s)
	}
	r.Failure = &f
}

// text cleans a text that is for people.
func (c *cleaner) text(s string) string {
	const short = 200
	if len(s) > short {
		return c.door.Scrub.Scrub(s)
	}
	if known, ok := c.seen[s]; ok {
		return known
	}
	out := c.door.Scrub.Scrub(s)
	c.seen[s] = out
	return out
}

// name cleans a text that tells one thing from another, as rows do: `[ada@example.com]`
// and `[bob@example.com]` must not become one row. The 30 bits behind it tell them
// apart and do not give a card's number or a token back; whoever knows an address can
// check whether it is this one.
func (c *cleaner) name(s string) string {
	out := c.text(s)
	if out == s {
		return s
	}
	return out + "~" + model.Key16("redacted:v1", c.door.Namespace, s)[:6]
}

// page cleans a URL: credentials and what else must not stay go from it. One that
// leads nowhere without them goes altogether.
func (c *cleaner) page(s string) string {
	if c.text(s) == s {
		return s
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	u.User = nil
	if c.text(u.Fragment) != u.Fragment {
		u.Fragment = ""
	}
	pairs := strings.Split(u.RawQuery, "&")
	u.RawQuery = strings.Join(slices.DeleteFunc(pairs, func(p string) bool { return c.text(p) != p }), "&")
	if s = u.String(); c.text(s) != s {
		return ""
	}
	return s
}

// person is what is kept of a person's name; a team's name cannot be told from one.
func (c *cleaner) person(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return ""
	case c.door.People == KeepPeople:
		return c.text(name)
	case c.door.People == Pseudonym:
		mac := hmac.New(sha256.New, c.key)
		mac.Write([]byte(strings.ToLower(name)))
		return "person-" + strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)))[:6]
	}
	return ""
}

// personTag is a tag that names a person.
var personTag = regexp.MustCompile(`(?i)^(@?(?:owner|author|assignee|assigned[ _-]?to|tester|reporter|executed[ _-]?by|tested[ _-]?by)\s*[:=]\s*)(.+)$`)

// tags cleans tags; those that name people go, or name their pseudonyms.
func (c *cleaner) tags(tags []string) []string {
	var out []string
	for _, t := range tags {
		if m := personTag.FindStringSubmatch(t); m != nil && c.door.People != KeepPeople {
			who := c.person(m[2])
			if who == "" {
				continue
			}
			t = m[1] + who
		}
		if t = c.text(t); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// fault cleans an error without hiding its kind.
func (c *cleaner) fault(err error) error {
	if text := c.text(err.Error()); text != err.Error() {
		return cleanError{err, text}
	}
	return err
}

// cleanError is an error that says less than the one it wraps.
type cleanError struct {
	error
	text string
}

// Error returns the cleaned text.
func (e cleanError) Error() string { return e.text }

// Unwrap returns the error as it was, for its kind only.
func (e cleanError) Unwrap() error { return e.error }
