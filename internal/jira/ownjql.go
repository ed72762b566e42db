package jira

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Matching restricts by JQL of somebody's own, in parentheses that it cannot leave. It
// must have passed CheckJQL: what has not is sent as one literal, which Jira refuses.
func (q Query) Matching(jql string) Query {
	if CheckJQL(jql) != nil {
		jql = Quote(jql)
	}
	return q.and("(%s)", jql)
}

// PlannedFor restricts to issues that are planned for one of these versions or sprints,
// by id. With neither, every issue would be found or none, and nobody means that: the
// query comes back as it was, and false. Jira refuses the whole search for an id that it
// does not know.
func (q Query) PlannedFor(versionIDs, sprintIDs []string) (Query, bool) {
	var either []string
	if len(versionIDs) > 0 {
		either = append(either, "fixVersion in ("+ids(versionIDs)+")")
	}
	if len(sprintIDs) > 0 {
		either = append(either, "sprint in ("+ids(sprintIDs)+")")
	}
	if len(either) == 0 {
		return q, false
	}
	return q.and("(%s)", strings.Join(either, " OR ")), true
}

// ids writes ids as numbers, without quotes: a quoted one is first taken for a name, and
// a version may well be called 2026. What is no number is quoted.
func ids(list []string) string {
	out := make([]string, len(list))
	for n, id := range list {
		if out[n] = id; id == "" || strings.Trim(id, "0123456789") != "" {
			out[n] = Quote(id)
		}
	}
	return strings.Join(out, ", ")
}

// CheckJQL says why JQL of somebody's own cannot be a part of a larger query. Whether
// Jira knows its fields and values only Jira can tell.
func CheckJQL(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return errors.New("the query is empty; write one such as: type = Story")
	case !utf8.ValidString(text):
		return errors.New("the query is not UTF-8")
	case strings.ContainsFunc(text, unicode.IsControl):
		return errors.New("the query holds a line break, a tab or another control character; write it on one line")
	}
	bare, err := unquoted(text)
	if err != nil {
		return err
	}
	depth := 0
	for _, r := range bare {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return errors.New("the query closes a parenthesis that it has not opened")
		}
	}
	if depth > 0 {
		return errors.New("the query opens a parenthesis that it does not close")
	}
	for _, word := range strings.FieldsFunc(bare, apartInJQL) {
		if strings.EqualFold(word, "order") {
			return errors.New("the query has ORDER BY; leave that out, its order is of no use here (a field with this name goes into quotes)")
		}
	}
	return nil
}

// apartInJQL reports whether a character parts words of JQL.
func apartInJQL(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`()[],=~<>!&|"`, r) }

// unquoted is JQL with an empty pair of quotes in the place of each literal in quotes.
func unquoted(text string) (string, error) {
	var out strings.Builder
	var open rune // the quote that ends the literal, 0 outside of one
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && open == 0:
			return "", errors.New(`the query has a \ outside of quotes; put the value into quotes`)
		case r == '\\':
			escaped = true
		case r == open:
			open = 0
		case open != 0:
		case r == '"' || r == '\'':
			open = r
			out.WriteString(`""`)
		default:
			out.WriteRune(r)
		}
	}
	if open != 0 {
		return "", fmt.Errorf("the query opens a quote (%c) that it does not close", open)
	}
	return out.String(), nil
}
