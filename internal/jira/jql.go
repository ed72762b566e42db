package jira

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Query is JQL built from parts that cannot be broken out of: values are quoted in
// one place, field names come from this file only.
type Query struct {
	clauses []string
	order   string
	fields  []Field
	labels  []string
}

// JQL returns the query's text.
func (q Query) JQL() string {
	text := strings.Join(q.clauses, " AND ")
	if q.order != "" {
		text += " ORDER BY " + q.order
	}
	return text
}

// InProjects restricts to projects, by key.
func (q Query) InProjects(keys ...string) Query { return q.and("project in (%s)", quoteAll(keys)) }

// InProjectsOr restricts to projects, by key, and to what carries a label wherever it is:
// people move issues.
func (q Query) InProjectsOr(label string, keys ...string) Query {
	return q.labelled(label).and("(project in (%s) OR labels = %s)", quoteAll(keys), Quote(label))
}

// Labelled restricts to issues that carry a label.
func (q Query) Labelled(label string) Query {
	return q.labelled(label).and("labels = %s", Quote(label))
}

// labelled remembers a label that the query is about.
func (q Query) labelled(label string) Query {
	q.labels = append(append(make([]string, 0, len(q.labels)+1), q.labels...), label)
	return q
}

// Labels are the labels that the query is about. Issues that carry one are found with
// their Property, also where that takes requests of its own.
func (q Query) Labels() []string { return q.labels }

// OfType restricts to an issue type, by its name.
func (q Query) OfType(name string) Query { return q.and("issuetype = %s", Quote(name)) }

// Done restricts to issues whose status means that they are done, or to the others.
func (q Query) Done(yes bool) Query {
	if yes {
		return q.and("statusCategory = Done")
	}
	return q.and("statusCategory != Done")
}

// UpdatedSince restricts to issues that changed at or after a time. JQL has minutes
// only and reads them in the account's zone: the time is rounded down.
func (q Query) UpdatedSince(t time.Time, zone *time.Location) Query {
	return q.and("updated >= %s", Quote(wall(t, zone)))
}

// CreatedBefore restricts to issues made before a time, rounded down to the minute.
func (q Query) CreatedBefore(t time.Time, zone *time.Location) Query {
	return q.and("created < %s", Quote(wall(t, zone)))
}

// wall is a time as JQL takes it. A local time that a clock change repeats could be
// read as either; an hour earlier there is one that it does not repeat, and both our
// uses of dates may err towards earlier.
func wall(t time.Time, zone *time.Location) string {
	text := func(d time.Duration) string { return t.Add(d).In(zone).Format("2006-01-02 15:04") }
	for _, shift := range []time.Duration{time.Hour, 30 * time.Minute} {
		for text(0) == text(shift) || text(0) == text(-shift) {
			t = t.Add(-shift)
		}
	}
	return text(0)
}

// NewestFirst orders by when issues were made, the latest first; OldestUpdate by
// when they changed, which keeps pages stable while people work.
func (q Query) NewestFirst() Query  { q.order = "created DESC, key DESC"; return q }
func (q Query) OldestUpdate() Query { q.order = "updated ASC, key ASC"; return q }

// ByKey orders by key, which no edit changes.
func (q Query) ByKey() Query { q.order = "key ASC"; return q }

// With asks for further fields of each issue that is found; see Issue.Fields.
func (q Query) With(fields ...Field) Query {
	q.fields = append(append(make([]Field, 0, len(q.fields)+len(fields)), q.fields...), fields...)
	return q
}

// Fields are the further fields that are asked for.
func (q Query) Fields() []Field { return q.fields }

// and returns the query with one more clause; the receiver is left as it was.
func (q Query) and(format string, args ...any) Query {
	clauses := make([]string, 0, len(q.clauses)+1)
	q.clauses = append(append(clauses, q.clauses...), fmt.Sprintf(format, args...))
	return q
}

// Quote returns a JQL string literal. Control characters, which JQL cannot hold,
// become spaces.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteAll quotes a list of values.
func quoteAll(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = Quote(v)
	}
	return strings.Join(out, ", ")
}
