package site

import (
	"slices"
	"strings"
	"unicode"

	"syncd/internal/sim/jira/jql"
)

// everything is what a text search sees: summary, description, environment, text fields and comments.
func (s *Site) everything(i *Issue) []string {
	out := comments(i)
	for _, f := range s.catalog.fields {
		if f.Kind == KindString || f.Kind == KindText {
			out = append(out, fieldText(f)(i)...)
		}
	}
	return out
}

func comments(i *Issue) []string {
	var out []string
	for _, c := range i.Comments {
		out = append(out, c.Body.Plain)
	}
	return out
}

func fieldText(f *Field) func(*Issue) []string {
	return func(i *Issue) []string {
		switch v := i.Values[f.ID].(type) {
		case string:
			return []string{v}
		case Text:
			return []string{v.Plain}
		}
		return nil
	}
}

// text compiles a clause over words. Text fields know no equality in Jira.
func (ev evaluator) text(c jql.Clause, get func(*Issue) []string) (matcher, *Refusal) {
	ops := textOps
	if strings.EqualFold(c.Field, "text") {
		ops = []jql.Op{jql.Contains}
	}
	if r := allow(c, ops); r != nil {
		return nil, r
	}
	want := wants(c.Op)
	if c.Operand.Empty {
		if c.Op == jql.Contains || c.Op == jql.NotContains {
			return nil, refuse(400, "The field '%s' does not support EMPTY with the operator '%s'.", c.Field, c.Op)
		}
		return func(i *Issue) bool { return (strings.TrimSpace(strings.Join(get(i), "")) == "") == want }, nil
	}
	if c.Operand.Value == nil {
		return nil, refuse(400, "The operator '%s' needs a text for field '%s'.", c.Op, c.Field)
	}
	if strings.TrimSpace(*c.Operand.Value) == "" {
		return nil, refuse(400, "The field '%s' does not support searching for an empty string.", c.Field)
	}
	m := textMatcher(*c.Operand.Value, get)
	return func(i *Issue) bool { return len(get(i)) > 0 && m(i) == want }, nil
}

// textMatcher finds all words, in any order and case; "a phrase" in quotes must appear as written, and a word may end
// in an asterisk.
func textMatcher(query string, get func(*Issue) []string) matcher {
	var phrases [][]string
	for n, part := range strings.Split(query, `"`) {
		ws := words(part, "*")
		if n%2 == 1 {
			phrases = append(phrases, ws)
			continue
		}
		for _, w := range ws {
			phrases = append(phrases, []string{w})
		}
	}
	return func(i *Issue) bool {
		var all [][]string
		for _, t := range get(i) {
			all = append(all, words(t, ""))
		}
		for _, p := range phrases {
			if len(p) > 0 && !slices.ContainsFunc(all, func(text []string) bool { return holds(text, p) }) {
				return false
			}
		}
		return true
	}
}

func words(text, keep string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && !strings.ContainsRune(keep, r)
	})
}

// holds reports whether a phrase appears in a row.
func holds(text, phrase []string) bool {
	for at := 0; at+len(phrase) <= len(text); at++ {
		ok := true
		for n, w := range phrase {
			prefix, wild := strings.CutSuffix(w, "*")
			ok = ok && (text[at+n] == w || wild && strings.HasPrefix(text[at+n], prefix))
		}
		if ok {
			return true
		}
	}
	return false
}
