package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// fit is the wish for a field of a defect as the field takes it, unless Jira has declined
// it lately.
func (m *maker) fit(f filling, d desired.Defect, e ledger.Entry) (value, canonical jira.Value, digest string, err error) {
	value, canonical, digest, err = f.fitted(d)
	words := e.Declined.Field(f.field.ID, m.in.Setup, m.in.Now)
	if words == "" && len(e.Fields) == 0 { // a new defect need not hear it again
		words = m.rests[f.field.ID]
	}
	if words != "" && err == nil {
		err = fmt.Errorf("field %q (%s): jira would not take it: %s", f.field.Name, f.field.ID, words)
	}
	return value, canonical, digest, err
}

// declinedMost is in how many defects Jira may decline one field before its rule rests.
const declinedMost = 3

// resting finds the fields that Jira has declined in several defects, with its words for
// one of them: nobody gains from hearing them once for each new defect. They rest until
// the configuration or the screen changes, or a day has passed.
func (m *maker) resting() map[string]string {
	words, n := map[string]string{}, map[string]int{}
	for _, e := range m.in.Book.Entries {
		if e.Project != m.in.Wishes.Project {
			continue
		}
		for id := range e.Declined.Words {
			if text := e.Declined.Field(id, m.in.Setup, m.in.Now); text != "" {
				n[id]++
				words[id] = cmp.Or(words[id], text)
			}
		}
	}
	for id := range words {
		if n[id] < declinedMost {
			delete(words, id)
			continue
		}
		m.warn("jira would not take the field %q (%s) in %d defects: %s; its rule in defects.fields rests until the configuration or the screen changes, or a day has passed",
			m.in.Screen[id].Name, id, n[id], words[id])
	}
	return words
}

// fitted is the wish for a field in a form that it takes. A field of one value takes the
// first; of several priorities, which Jira lists from the highest, the highest; a text
// takes all of them.
func (f filling) fitted(d desired.Defect) (value, canonical jira.Value, digest string, err error) {
	if f.at >= len(d.Fills) {
		return nil, nil, "", nil // nothing is known to fill it with
	}
	value, digest = slices.Clone(d.Fills[f.at].Value), d.Fills[f.at].Digest
	switch {
	case f.field.Kind() == jira.Words && f.From != "":
		value = joined(value)
	case f.field.ID == "priority" && len(f.field.Allowed) > 0:
		slices.SortStableFunc(value, func(a, b string) int { return f.rank(a) - f.rank(b) })
		value = value[:min(1, len(value))]
	case f.field.Kind() != jira.Words:
		value = shape(f.field, value)
	}
	canonical, err = f.field.Canonical(value)
	return value, canonical, digest, err
}

// joined takes the white space out of values, which become labels.
func joined(value jira.Value) jira.Value {
	for i, v := range value {
		value[i] = strings.Join(strings.Fields(v), "-")
	}
	return value
}

// Takes reports, as an error, that a field does not take a value in any form.
func Takes(field jira.Field, value jira.Value) error {
	_, err := field.Canonical(shape(field, slices.Clone(value)))
	return err
}

// shape brings a value into a form that a field takes: of several a text takes all, a field
// of one value the first, and a day takes the day of a moment.
func shape(field jira.Field, value jira.Value) jira.Value {
	switch kind := field.Kind(); {
	case kind == jira.Words:
		return joined(value)
	case kind == jira.TextLine && len(value) > 1:
		return jira.Value{strings.Join(value, ", ")}
	case kind == jira.TextArea && len(value) > 1:
		return jira.Value{strings.Join(value, "\n")}
	case kind == jira.Date && len(value) > 0:
		day, _, _ := strings.Cut(value[0], "T")
		return jira.Value{day}
	case !kind.Many():
		return value[:min(1, len(value))]
	}
	return value
}

// rank is the place of a value among those that the field takes.
func (f filling) rank(s string) int {
	for i, o := range f.field.Allowed {
		if strings.EqualFold(o.Name, s) || o.ID == s {
			return i
		}
	}
	return len(f.field.Allowed)
}
