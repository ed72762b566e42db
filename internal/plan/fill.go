package plan

import (
	"fmt"
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
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.Field
	}
	fields, faults := Named(names, screen)
	for i, r := range rules {
		if err := faults[r.Field]; err != nil {
			wrong = append(wrong, fmt.Errorf("defects.fields.%s: %w; it is left out of new defects", r.Field, err))
			continue
		}
		out = append(out, filling{Fill: r, field: fields[r.Field], at: i})
	}
	return out, wrong
}

// Named finds the field that each name means on a screen. Of a name that means none, or
// several, or one that cannot be written, or that an earlier name means, it says so.
func Named(names []string, screen jira.Fields) (fields map[string]jira.Field, wrong map[string]error) {
	fields, wrong = map[string]jira.Field{}, map[string]error{}
	first := map[string]string{}
	for _, name := range names {
		id, err := screen.Resolve(name)
		if err == nil {
			_, err = screen[id].Canonical(nil)
		}
		if err == nil && first[id] != "" {
			err = fmt.Errorf("it is the field that %q means, too", first[id])
		}
		if err != nil {
			wrong[name] = err
			continue
		}
		first[id], fields[name] = name, screen[id]
	}
	return fields, wrong
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

// filled puts the further fields into a new defect and its row. What a field does not
// take is left out and told. Where a field that must be set is not, the create is held.
func (m *maker) filled(b birth, c *Change) bool {
	w := *c.Work.Draft
	w.Entry.Log = ledger.Attachment{Name: b.d.Log}
	var wrong []trouble
	for _, f := range m.fills {
		value, canonical, digest, err := m.fit(f, b.d, b.e)
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
