package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// filling is a rule about a field, with the field that it means.
type filling struct {
	desired.Fill
	field jira.Field
	at    int // index of the rule, and of what it gives for each defect
}

// base is the name under which the ledger remembers the field.
func (f filling) base() string { return fieldBase + f.field.ID }

// fieldBase begins the names of further fields in the ledger.
const fieldBase = "field:"

// fillings finds the fields that rules mean on a screen, and says what is wrong with the
// rules that mean none, or one that cannot be written.
func fillings(rules []desired.Fill, screen jira.Fields) (out []filling, wrong []error) {
	first := map[string]string{}
	for i, r := range rules {
		id, err := screen.Resolve(r.Field)
		if err == nil {
			_, err = screen[id].Canonical(nil)
		}
		if err == nil && first[id] != "" {
			err = fmt.Errorf("it is the field that %q means, too", first[id])
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("defects.fields.%s: %w; it is left out of new defects", r.Field, err))
			continue
		}
		first[id] = r.Field
		out = append(out, filling{Fill: r, field: screen[id], at: i})
	}
	return out, wrong
}

// Fields lists the fields that rules keep true: an issue must be read with them.
func Fields(rules []desired.Fill, screen jira.Fields) []jira.Field {
	var out []jira.Field
	found, _ := fillings(rules, screen)
	for _, f := range found {
		if !f.Once {
			out = append(out, f.field)
		}
	}
	return out
}

// screen finds the fields that the rules mean. What is wrong with a rule is said once,
// not on each defect.
func (m *maker) screen() {
	var wrong []error
	if m.in.Screen == nil {
		return
	}
	m.fills, wrong = fillings(m.in.Wishes.Fills, m.in.Screen)
	for _, err := range wrong {
		m.warn("%v", err)
		m.plan.Unfit = true
	}
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

// filled puts the further fields into a new defect and its row. What a field does not
// take is left out and told. Where a field that must be set is not, the create is held.
func (m *maker) filled(b birth, c *Change) bool {
	w := *c.Work.Draft
	w.Entry.Log = ledger.Attachment{Name: b.d.Log}
	var wrong []trouble
	for _, f := range m.fills {
		value, canonical, digest, err := f.fitted(b.d)
		if words := b.e.Declined.Field(f.field.ID, m.in.Setup, m.in.Now); words != "" && err == nil {
			err = f.declined(words)
		}
		if err != nil {
			wrong = append(wrong, trouble{f, err})
		}
		if err != nil || len(canonical) == 0 {
			continue
		}
		if w.Draft.Fields == nil {
			w.Draft.Fields = map[string]jira.Value{}
		}
		w.Draft.Fields[f.field.ID] = value
		c.Fields = append(c.Fields, Field{Name: f.field.Name, To: value.String()})
		if !f.Once {
			w.Entry = withBase(w.Entry, f.base(), ledger.Base{Sent: digest, Seen: shownValue(canonical)})
		}
	}
	c.Work.Draft = &w
	if err := m.unfilled(w.Draft); err != nil {
		m.plan.Unfit = true
		m.stop(want{change: *c, defect: b.d.Key}, HoldRequiredField, err.Error())
		return false
	}
	m.tell(*c, wrong)
	return true
}

// declined is the error of a field that Jira would not take.
func (f filling) declined(words string) error {
	return fmt.Errorf("field %q (%s): jira would not take it: %s", f.field.Name, f.field.ID, words)
}

// trouble is a value that a field does not take.
type trouble struct {
	filling
	err error
}

// tell holds what cannot be written into a field: the rest of the defect is.
func (m *maker) tell(c Change, wrong []trouble) {
	for _, t := range wrong {
		m.plan.Unfit = true
		h := c
		h.Verb, h.Fields, h.Reason = Update, []Field{{Name: t.field.Name}}, FactsChanged
		m.hold(h, HoldRefused, "%v; mend defects.fields.%s, or the field", t.err, t.Field)
	}
}

// shownValue is the digest of a value in canonical form: one word for each element.
func shownValue(v jira.Value) string {
	out := make([]string, len(v))
	for i, e := range v {
		out[i] = model.Key16("value:v1", e)
	}
	return strings.Join(out, " ")
}

// always are the fields that every new defect has, or that Jira fills in by itself.
var always = []string{"project", "issuetype", "summary", "description", "labels", "reporter"}

// unfilled says which field of the screen must be set and is not, nil if none is: Jira
// would refuse the create.
func (m *maker) unfilled(draft jira.Draft) error {
	var missing []string
	for _, id := range m.in.Screen.IDs() {
		f := m.in.Screen[id]
		_, filled := draft.Fields[id]
		filled = filled || slices.Contains(always, id) || id == "priority" && draft.Priority != "" || id == "issuelinks" && len(draft.Links) > 0
		if f.Required && !f.HasDefault && !filled {
			missing = append(missing, lacking(f))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return errors.New(strings.Join(missing, "; "))
}

// lacking says how a field that must be set can be.
func lacking(f jira.Field) string {
	text := fmt.Sprintf("new issues must have the field %q (%s), and nothing fills it: name it in defects.fields", f.Name, f.ID)
	if _, err := f.Canonical(nil); err != nil {
		return fmt.Sprintf("new issues must have the field %q (%s), which syncd cannot fill: make it optional for its account, or give it a default", f.Name, f.ID)
	}
	if len(f.Allowed) == 0 {
		return text
	}
	var names []string
	for i, o := range f.Allowed {
		if i == 10 {
			names = append(names, "…")
			break
		}
		names = append(names, o.Name)
	}
	return text + "; it takes " + strings.Join(names, ", ")
}
