package preflight

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// findings are those of one sync.
func (y Sync) findings(s Site) []Finding {
	var out findings
	y.rights(s, &out)
	y.showing(s, &out)
	switch {
	case y.Meta != nil:
		if y.Meta.ProjectKey != y.Project {
			out.add(Warning, y.Where+".defects.project", "write "+y.Meta.ProjectKey, "project %s is called %s now", y.Project, y.Meta.ProjectKey)
		}
		y.screen(&out)
		y.fields(s, &out)
		y.required(&out)
		y.links(&out)
		y.ways(s, &out)
	case y.Types != nil && !slices.ContainsFunc(y.Types, func(t string) bool { return strings.EqualFold(t, y.Type) }):
		out.add(Error, y.Where+".defects.type", "write one that there is"+jira.Meant(y.Type, y.Types), "no issue of type %q can be created in project %s", y.Type, y.Project)
	case y.Unread != nil:
		out.add(Error, y.Where+".defects.project", cmp.Or(cure(y.Unread), "let the account browse the project and create issues in it"), "%s", words(y.Unread))
	}
	y.boards(&out)
	return out
}

// on names the screen.
func (y Sync) on() string { return fmt.Sprintf("the create screen of %s in %s", y.Type, y.Project) }

// screen judges what every new defect sets: without it Jira refuses the create.
func (y Sync) screen(out *findings) {
	at, level := y.Where+".defects.type", y.level(plan.CreateOnly)
	for _, need := range []struct{ id, why string }{
		{"labels", "every defect carries its mark there, by which it is found again"},
		{"description", "every defect has one"},
	} {
		if _, ok := y.Meta.Fields[need.id]; !ok {
			out.add(level, at, "put it on that screen, or choose a type that has it: Jira refuses a field that is not there",
				"the field %s is not on %s: %s", need.id, y.on(), need.why)
		}
	}
	if y.Priority == "" {
		return
	}
	f, ok := y.Meta.Fields["priority"]
	if !ok {
		out.add(level, y.Where+".defects.priority", "leave defects.priority out, or put the field on that screen", "the field priority is not on %s: Jira would refuse every defect", y.on())
	} else if _, err := f.Canonical(jira.Value{y.Priority}); err != nil {
		out.add(level, y.Where+".defects.priority", "write one that it takes", "%v", err)
	}
}

// names are those of the fields that rules set.
func (y Sync) names() []string {
	out := make([]string, len(y.Rules))
	for i, r := range y.Rules {
		out[i] = r.Field
	}
	return out
}

// fields judges the rules of further fields: each means one field that can be written,
// and what stands in the configuration is a value that it takes.
func (y Sync) fields(s Site, out *findings) {
	level := y.level(plan.CreateOnly)
	fields, wrong := plan.Named(y.names(), y.Meta.Fields)
	for _, r := range y.Rules {
		at := y.Where + ".defects.fields." + r.Field
		if err := wrong[r.Field]; err != nil {
			y.unfit(s, out, r, at, err)
			continue
		}
		f := fields[r.Field]
		for _, v := range r.Values {
			if f.Kind() == jira.Words && r.From {
				continue // white space is taken out of what becomes a label
			}
			if _, err := f.Canonical(jira.Value{v.Text}); err != nil {
				out.add(level, at+"."+v.Where, "write one that it takes", "%v", err)
			}
		}
	}
}

// unfit says why a rule means no field.
func (y Sync) unfit(s Site, out *findings, r Rule, at string, err error) {
	level := y.level(plan.CreateOnly)
	elsewhere, missing := s.Fields.Resolve(r.Field)
	_, unknown := y.Meta.Fields.Resolve(r.Field)
	switch {
	case unknown == nil: // the name is right, the field is none for us
		out.add(level, at, "take the rule out of defects.fields", "%v", err)
	case missing == nil:
		out.add(level, at, "put it on that screen, or take the rule out of defects.fields", "the field %q (%s) is not on %s, so defects are made without it",
			s.Fields[elsewhere].Name, elsewhere, y.on())
	default:
		out.add(level, at, "write the name as Jira shows it, or the id of the field", "%v", err)
	}
}

// required judges the fields that new issues must have.
func (y Sync) required(out *findings) {
	rules, level := map[string]Rule{}, y.level(plan.CreateOnly)
	fields, _ := plan.Named(y.names(), y.Meta.Fields)
	for _, r := range y.Rules {
		if f, ok := fields[r.Field]; ok {
			rules[f.ID] = r
		}
	}
	at := y.Where + ".defects.fields"
	for _, f := range plan.Unfilled(y.Meta.Fields, func(id string) bool { return id == "priority" && y.Priority != "" }) {
		switch r, ruled := rules[f.ID]; {
		case f.ID == "issuelinks":
			out.add(Warning, y.Where+".defects.type", "make the field optional", "new issues must have links: the failure of a test without a story makes no defect")
		case ruled && r.From && !r.Default:
			out.add(Warning, at+"."+r.Field, "add a default to the rule", "new issues must have the field %q (%s): a test that says nothing of it gets no defect", f.Name, f.ID)
		case !ruled:
			cure, ok := example(f)
			if !ok {
				cure = "make it optional for " + y.Type + ", or give it a default: syncd cannot write a field of its type"
			}
			out.add(level, at, cure, "new issues must have the field %q (%s), and nothing fills it: no defect would be made", f.Name, f.ID)
		}
	}
}

// example is a line of configuration that fills a field, if it can be filled at all.
func example(f jira.Field) (string, bool) {
	if _, err := f.Canonical(nil); err != nil {
		return "", false
	}
	value := samples[f.Kind()]
	if len(f.Allowed) > 0 {
		value = f.Allowed[0].Name
	}
	var others string
	if n := len(f.Allowed); n > 1 {
		var names []string
		for _, o := range f.Allowed[1:min(n, 9)] {
			names = append(names, fmt.Sprintf("%q", o.Name))
		}
		others = "; it also takes " + strings.Join(names, ", ")
		if n > 9 {
			others += " and more"
		}
	}
	return fmt.Sprintf("add a line to defects.fields, such as %q: %q%s", f.Name, value, others), true
}

// samples are values of kinds that are no choice.
var samples = map[jira.FieldKind]string{jira.TextLine: "{{ .Case.Title }}", jira.TextArea: "{{ .Case.Title }}", jira.Number: "1", jira.Words: "tests",
	jira.Date: "2026-12-31", jira.DateTime: "2026-12-31T18:00:00Z", jira.UserAccount: "ACCOUNT-ID"}
