package preflight

import (
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// Show is a field in which stories show their verdict.
type Show struct {
	Field  string
	Where  string       // below the sync: fields[0]
	Values []jira.Value // what its expression gives for each verdict
}

// Screen is the edit screen of one story.
type Screen struct {
	Project string
	Key     string // of the story, "" where there is none to look at
	Fields  jira.Fields
}

// shows reports whether stories are to show their verdict in anything but links.
func (y Sync) shows() bool { return len(y.Shows) > 0 || y.Labels != "" }

// showing judges the fields of stories: each means one field that can be set there, and
// takes whatever the verdict is.
func (y Sync) showing(s Site, out *findings) {
	names := make([]string, len(y.Shows))
	for i, f := range y.Shows {
		names[i] = f.Field
	}
	fields, wrong := plan.Named(names, s.Fields)
	for _, f := range y.Shows {
		at := y.Where + "." + f.Where
		if err := wrong[f.Field]; err != nil {
			out.add(y.level(plan.UpsertOnly), at+".field", "write the name of a field as Jira shows it, or its id", "no story shows its verdict there: %v", err)
			continue
		}
		for _, screen := range y.Screens {
			y.shown(s, out, f, fields[f.Field], screen)
		}
	}
}

// shown judges one field on the edit screen of one project's stories.
func (y Sync) shown(s Site, out *findings, f Show, field jira.Field, screen Screen) {
	at, level := y.Where+"."+f.Where, y.level(plan.UpsertOnly)
	on, there := screen.Fields[field.ID]
	switch {
	case screen.Key == "":
		out.add(Note, at+".field", "check again when there is one", "whether %q can be set in stories of %s is not known: there is none yet", field.Name, screen.Project)
	case len(screen.Fields) == 0: // the account may not edit at all, which is told as a permission
	case !there && s.Server.Edition == jira.DataCenterEdition:
		out.add(level, at+".field", "put it on that screen", "the field %q (%s) is not on the edit screen of %s, so Jira takes no verdict there", field.Name, field.ID, screen.Key)
	case !there:
		out.add(Warning, at+".field", "put it on that screen", "the field %q (%s) is not on the edit screen of %s: it is filled, and people may not see it", field.Name, field.ID, screen.Key)
	default:
		for _, v := range f.Values {
			if err := plan.Takes(on, v); err != nil {
				out.add(level, at+".value", "add that value to the field, or translate the verdict: "+translation(on), "in stories of %s: %v", screen.Project, err)
				return
			}
		}
	}
}

// translation is an example of an expression that gives a value which the field takes.
func translation(f jira.Field) string {
	if len(f.Allowed) == 0 {
		return "an expression such as `verdict == \"failing\" ? \"red\" : \"green\"`"
	}
	return "`verdict == \"failing\" ? \"" + strings.ReplaceAll(f.Allowed[0].Name, `"`, `\"`) + "\" : …`"
}
