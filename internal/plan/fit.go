package plan

import (
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
	if words := e.Declined.Field(f.field.ID, m.in.Setup, m.in.Now); words != "" && err == nil {
		err = fmt.Errorf("field %q (%s): jira would not take it: %s", f.field.Name, f.field.ID, words)
	}
	return value, canonical, digest, err
}

// fitted is the wish for a field in a form that it takes. A field of one value takes the
// first; of several priorities, which Jira lists from the highest, the highest; a text
// takes all of them.
func (f filling) fitted(d desired.Defect) (value, canonical jira.Value, digest string, err error) {
	if f.at >= len(d.Fills) {
		return nil, nil, "", nil // nothing is known to fill it with
	}
	value, digest = slices.Clone(d.Fills[f.at].Value), d.Fills[f.at].Digest
	kind := f.field.Kind()
	switch {
	case kind == jira.Words && f.From != "":
		for i, v := range value {
			value[i] = strings.Join(strings.Fields(v), "-")
		}
	case kind == jira.TextLine && len(value) > 1:
		value = jira.Value{strings.Join(value, ", ")}
	case kind == jira.TextArea && len(value) > 1:
		value = jira.Value{strings.Join(value, "\n")}
	case f.field.ID == "priority" && len(f.field.Allowed) > 0:
		slices.SortStableFunc(value, func(a, b string) int { return f.rank(a) - f.rank(b) })
		value = value[:min(1, len(value))]
	case !kind.Many():
		value = value[:min(1, len(value))]
	}
	canonical, err = f.field.Canonical(value)
	return value, canonical, digest, err
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
