package preflight_test

import (
	"errors"
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/preflight"
)

// told is what is said of the boards of a sync, one finding a line.
func told(b preflight.Boards) string {
	r := preflight.Judge([]preflight.Site{{Name: "jira", Where: "jira", Server: jira.Server{Edition: jira.CloudEdition},
		Syncs: []preflight.Sync{{Name: "shop", Where: "syncs[0]", Project: "SHOP", Boards: b}}}})
	var out []string
	for _, g := range r.Groups {
		for _, f := range g.Findings {
			if strings.Contains(f.Where, "stories.jql") || strings.Contains(f.Where, "track") || strings.Contains(f.Where, "versions") {
				out = append(out, string(f.Level)+" "+f.Where+": "+f.Text+" | "+f.Cure)
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestBoards(t *testing.T) {
	versions := map[string][]jira.Version{"SHOP": {{Name: "1.3", Released: true}, {Name: "1.4"}}}
	no := &jira.Error{Kind: jira.Refused, Op: "search", Message: "The value 'Story' does not exist for the field 'issuetype'."}
	for name, c := range map[string]struct {
		b    preflight.Boards
		want []string
	}{
		"all is well":                {preflight.Boards{Releases: true, Sprints: true, Versions: versions, Table: map[string]string{"main": "next-unreleased", "release/1.3": "1.3"}}, nil},
		"the usual search":           {preflight.Boards{Must: "issuetype = Story", Refused: no}, []string{"warning syncs[0].stories.jql", "The value 'Story' does not exist", "say in stories.jql which issues"}},
		"a search of one's own":      {preflight.Boards{JQL: "type = Storie", Must: "type = Storie", Refused: no}, []string{"(type = Storie)", "| correct it"}},
		"one filter of two":          {preflight.Boards{Filters: []preflight.Search{{Name: "a"}, {Name: "b"}}, Wrong: []error{nil, no}}, []string{`the filter "b"`}},
		"sprints cannot be read":     {preflight.Boards{Unread: errors.New("scope does not match")}, []string{"track.sprints", "scope does not match"}},
		"a table that leads nowhere": {preflight.Boards{Versions: versions, Table: map[string]string{"release/*": "1.44"}}, []string{`"release/*" leads nowhere: no project has a version 1.44; did you mean "1.4"`}},
		"nothing is due next":        {preflight.Boards{Versions: map[string][]jira.Version{"SHOP": nil}, Table: map[string]string{"main": "next-unreleased"}}, []string{"no project has an unreleased version"}},
		"no release yet":             {preflight.Boards{Releases: true, Versions: map[string][]jira.Version{"SHOP": nil, "PAY": nil}}, []string{"note syncs[0].track.releases: PAY and SHOP have no unreleased version"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(c.b)
			if len(c.want) == 0 && got != "" {
				t.Errorf("told %s", got)
			}
			for _, part := range c.want {
				if !strings.Contains(got, part) {
					t.Errorf("told\n%s\nwithout %q", got, part)
				}
			}
		})
	}
}
