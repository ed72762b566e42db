package preflight_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/plan"
	"syncd/internal/preflight"
)

// choice is a selection with two values.
func choice(id, name string) jira.Field {
	return jira.Field{ID: id, Name: name, Type: "option", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:select",
		Allowed: []jira.Option{{ID: "1", Name: "Checkout"}, {ID: "2", Name: "Catalogue"}}}
}

// well is a site at which one sync can do all that it is for.
func well() (preflight.Site, preflight.Sync) {
	granted := map[string]bool{}
	for _, p := range preflight.Permissions() {
		granted[p] = !strings.HasPrefix(p, "ADMINISTER")
	}
	fields := jira.Fields{"customfield_1": choice("customfield_1", "Team")}
	for id, name := range map[string]string{"labels": "Labels", "description": "Description", "priority": "Priority", "issuelinks": "Linked Issues", "assignee": "Assignee"} {
		fields[id] = jira.Field{ID: id, Name: name}
	}
	fields["priority"] = jira.Field{ID: "priority", Name: "Priority", Allowed: []jira.Option{{ID: "1", Name: "High"}}}
	back := []jira.Transition{{ID: "1", Name: "Reopen", To: "To Do", ToCategory: jira.ToDo}}
	on := []jira.Transition{{ID: "2", Name: "Close", To: "Closed", ToCategory: jira.Done}}
	site := preflight.Site{Name: "jira", Where: "jira", URL: "https://jira.example.com", Edition: "auto", IndexLag: 10 * time.Minute,
		Server: jira.Server{Edition: "cloud", Version: "1001"}, Account: jira.Account{ID: "demo", Name: "Demo", TimeZone: "UTC"},
		Projects: map[string]preflight.Project{"SHOP": {Granted: granted}}, Requests: 7}
	return site, preflight.Sync{Name: "shop", Where: "syncs[0]", Policy: plan.Full, Stories: []string{"SHOP"}, Project: "SHOP", Type: "Bug",
		Link: "Relates", Duplicate: "Duplicate", Attach: true, Reopen: true, Resolve: true,
		Meta: &jira.Meta{ProjectKey: "SHOP", Fields: fields, LinkTypes: []jira.LinkType{{Name: "Relates"}, {Name: "Duplicate"}}},
		Done: []preflight.Sample{{Key: "SHOP-1", Status: "Done", Ways: back}}, Open: []preflight.Sample{{Key: "SHOP-2", Status: "To Do", Ways: on}}}
}

// shows has stories show their verdict in a field that takes all of them.
func shows(s *preflight.Site, y *preflight.Sync) {
	s.Fields = jira.Fields{"customfield_1": choice("customfield_1", "Team")}
	y.Shows = []preflight.Show{{Field: "Team", Where: "fields[0]", Values: []jira.Value{{"Checkout"}, {"catalogue"}, nil}}}
	y.Screens = []preflight.Screen{{Project: "SHOP", Key: "SHOP-1", Fields: jira.Fields{"summary": {ID: "summary"}, "customfield_1": choice("customfield_1", "Team")}}}
}

// days is a number of days that is known.
func days(n int) *int { return &n }

// usual are the findings of a site at which all is well.
var usual = []string{
	"note jira.auth: logged in as Demo (demo), whose times are UTC",
	"note syncs[0].defects.project: edits notify those who watch an issue: Jira lets administrators alone edit silently, and the account is none; defects.limits.max_edits_per_issue bounds how often",
}

// judged is what was found of a site with one sync, one line each, without the usual.
func judged(s preflight.Site, y preflight.Sync) []string {
	if s.Failed == nil {
		s.Syncs = []preflight.Sync{y}
	}
	var out []string
	for _, g := range preflight.Judge([]preflight.Site{s}).Groups {
		for _, f := range g.Findings {
			line := fmt.Sprintf("%s %s: %s", f.Level, f.Where, f.Text)
			if f.Cure != "" {
				line += " → " + f.Cure
			}
			if !slices.Contains(usual, line) {
				out = append(out, line)
			}
		}
	}
	return out
}

// Each finding, alone: what makes it, and its words.
func TestFindings(t *testing.T) {
	type S = *preflight.Site
	type Y = *preflight.Sync
	deny := func(s S, names ...string) {
		for _, n := range names {
			s.Projects["SHOP"].Granted[n] = false
		}
	}
	const grant = " → grant what is missing in the permission scheme of SHOP, to the account or a role or group of it"
	for _, c := range []struct {
		name   string
		change func(S, Y)
		want   []string // error and the like, beginnings of lines
	}{
		{"all well", func(S, Y) {}, nil},
		{"a story shows its verdict", func(s S, y Y) { shows(s, y) }, nil},
		{"there is no story yet", func(s S, y Y) { shows(s, y); y.Screens[0] = preflight.Screen{Project: "SHOP"} },
			[]string{`note syncs[0].fields[0].field: whether "Team" can be set in stories of SHOP is not known: there is none yet → check again when there is one`}},
		{"not on its screen", func(s S, y Y) { shows(s, y); delete(y.Screens[0].Fields, "customfield_1") },
			[]string{`warning syncs[0].fields[0].field: the field "Team" (customfield_1) is not on the edit screen of SHOP-1: it is filled, and people may not see it → put it on that screen`}},
		{"not on its screen, data center", func(s S, y Y) {
			shows(s, y)
			s.Server.Edition = "datacenter"
			delete(y.Screens[0].Fields, "customfield_1")
		}, []string{`error syncs[0].fields[0].field: the field "Team" (customfield_1) is not on the edit screen of SHOP-1, so Jira takes no verdict there → put it on that screen`}},
		{"no such field", func(s S, y Y) { shows(s, y); y.Shows[0].Field = "Teem" },
			[]string{`error syncs[0].fields[0].field: no story shows its verdict there: there is no field "Teem"; did you mean "Team"? → write the name`}},
		{"another value", func(s S, y Y) { shows(s, y); y.Shows[0].Values = []jira.Value{{"failing"}}; y.Policy = plan.CreateOnly },
			[]string{`warning syncs[0].fields[0].value: in stories of SHOP: field "Team" (customfield_1): "failing" is not among its values`}},
		{"stories elsewhere", func(s S, y Y) {
			y.Labels, y.Stories = "qa-", []string{"PAY"}
			s.Projects["PAY"] = preflight.Project{Granted: map[string]bool{"BROWSE_PROJECTS": true, "LINK_ISSUES": true, "EDIT_ISSUES": false}}
		}, []string{"error syncs[0].stories.projects: in project PAY the account lacks the permission EDIT_ISSUES: stories show their verdict"}},
		{"an administrator shows verdicts", func(s S, y Y) { shows(s, y); s.Projects["SHOP"].Granted["ADMINISTER"] = true },
			[]string{"note syncs[0].defects.project: the account has the rights of an administrator in SHOP: with them verdicts are written into stories silently"}},
		{"another edition", func(s S, _ Y) { s.Edition = "datacenter"; s.Account = jira.Account{}; s.Failed = errors.New("ended") },
			[]string{"error jira.edition: what answers there is Jira Cloud, not Jira Data Center; nothing further was looked at → write edition: cloud, or auto"}},
		{"login refused", func(s S, _ Y) {
			s.Failed = &jira.Error{Kind: jira.Auth, Op: "ask jira whose account this is", Status: 401}
			s.Account = jira.Account{}
		}, []string{"error jira.auth: ask jira whose account this is: jira answered 401 (auth); nothing further was looked at → check jira.auth: the user, and whether the token has expired or belongs to another site"}},
		{"no jira there", func(s S, _ Y) {
			s.Failed = &jira.Error{Kind: jira.NotFound, Op: "ask jira which edition it is", Status: 404}
		}, []string{"error jira.url: ask jira which edition it is: jira answered 404 (not-found); nothing further was looked at → jira.url must be the address that a browser shows, up to and with the context path, without /browse or /secure"}},
		{"jira down", func(s S, _ Y) {
			s.Failed = &jira.Error{Kind: jira.Unavailable, Op: "search issues", Err: errors.New("connection refused")}
		}, []string{"error jira.url: search issues: connection refused (unavailable); nothing further was looked at → check jira.url, the network, and whether Jira is up"}},
		{"limited", func(s S, _ Y) {
			s.Failed = &jira.Error{Kind: jira.RateLimited, Op: "search issues", Status: 429, After: time.Hour}
		}, []string{"error jira.url: search issues: jira answered 429 (rate-limited); try again in 1h0m0s; nothing further was looked at → check again later; if it stays so, ask an administrator of Jira to raise the limit of this account"}},
		{"something else", func(s S, _ Y) { s.Failed = errors.New("context canceled") },
			[]string{"error jira: context canceled; nothing further was looked at → mend that and check again"}},
		{"zone", func(s S, _ Y) { s.Zone = errors.New("unknown"); s.Account.TimeZone = "Mars" },
			[]string{`error jira.auth: the time zone "Mars" of the account is not known here, so no cycle can say since when it searches → choose`, "note jira.auth: logged in as Demo (demo), whose times are Mars"}},
		{"clock ahead", func(s S, _ Y) { s.Ahead = 11 * time.Minute },
			[]string{"error jira.index_lag: the clock of this machine is 11m0s ahead of Jira's: what changes there would be looked for too late, and missed → keep"}},
		{"clock a little ahead", func(s S, _ Y) { s.Ahead = 2 * time.Minute }, []string{"warning jira.index_lag: the clock of this machine is 2m0s ahead of Jira's; spans"}},
		{"clock behind", func(s S, _ Y) { s.Ahead = -time.Hour }, []string{"warning jira.index_lag: the clock of this machine is 1h0m0s behind Jira's; spans"}},
		{"token ended", func(s S, _ Y) { s.Left = days(0) }, []string{"error jira.auth.expires: the token has ended → make a new one"}},
		{"token ends today", func(s S, _ Y) { s.Left = days(1) }, []string{"warning jira.auth.expires: the token ends today"}},
		{"token ends soon", func(s S, _ Y) { s.Left = days(30) }, []string{"warning jira.auth.expires: the token ends in 29 days"}},
		{"token lasts", func(s S, _ Y) { s.Left = days(31) }, nil},
		{"token with scopes at the site", func(s S, _ Y) {
			s.URL, s.Failed = "https://acme.atlassian.net", &jira.Error{Kind: jira.Auth, Op: "ask", Status: 401}
		}, []string{"error jira.auth: ask: jira answered 401 (auth); nothing further was looked at → check jira.auth: the user, and whether the token has expired or belongs to another site; one with scopes answers below https://api.atlassian.com/ex/jira/CLOUD-ID only, and https://acme.atlassian.net/_edge/tenant_info tells the id"}},
		{"clock near enough", func(s S, _ Y) { s.Ahead = -time.Minute }, nil},
		{"limit", func(s S, _ Y) { s.Rate = jira.Rate{Limit: 50, Left: 44, Fill: 10, Window: time.Second} },
			[]string{"note jira.url: the limit on requests: 50 at once and 10 more every 1s, of which 44 are left"}},
		{"quota", func(s S, _ Y) {
			s.Rate = jira.Rate{Name: "global-app-quota", Limit: 65000, Left: -1, Window: time.Hour}
		}, []string{"note jira.url: the limit on requests: 65000 every 1h0m0s (global-app-quota)"}},
		{"low limit", func(s S, _ Y) { s.Rate = jira.Rate{Limit: 10, Left: 9, Fill: 10, Window: time.Minute} },
			[]string{"warning jira.url: the limit on requests is low: 10 at once and 10 more every 1m0s, of which 9 are left; a first cycle needs above a hundred of them → ask an administrator"}},
		{"limit used up", func(s S, _ Y) { s.Rate = jira.Rate{Limit: 100, Left: 19} },
			[]string{"warning jira.url: little is left of the limit on requests: 100, of which 19 are left → let longer times pass between cycles, or ask"}},
		{"limit near", func(s S, _ Y) { s.Rate = jira.Rate{Left: -1, Near: true} },
			[]string{"warning jira.url: little is left of the limit on requests: Jira says that less than a fifth is left"}},

		{"no such project", func(s S, _ Y) {
			s.Projects["SHOP"], s.Known = preflight.Project{Hidden: true}, []string{"SHOPS", "PAY"}
		}, []string{`error syncs[0].defects.project: there is no project SHOP, or the account may not see it → write the key of a project that the account may browse; did you mean "SHOPS"?`}},
		{"no such story project", func(s S, y Y) { y.Stories = []string{"PAY"}; s.Projects["PAY"] = preflight.Project{Hidden: true} },
			[]string{"error syncs[0].stories.projects: there is no project PAY, or the account may not see it → write the key of a project that the account may browse; there are none"}},
		{"project renamed", func(_ S, y Y) { y.Meta.ProjectKey = "WEB" }, []string{"warning syncs[0].defects.project: project SHOP is called WEB now → write WEB"}},
		{"permissions", func(s S, _ Y) {
			deny(s, "BROWSE_PROJECTS", "CREATE_ISSUES", "LINK_ISSUES", "EDIT_ISSUES", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "CREATE_ATTACHMENTS", "TRANSITION_ISSUES")
		}, []string{
			"error syncs[0].defects.project: in project SHOP the account lacks the permission BROWSE_PROJECTS: without it nothing of the project is seen" + grant,
			"error syncs[0].defects.project: in project SHOP the account lacks the permission CREATE_ISSUES: even a cycle that writes nothing",
			"error syncs[0].defects.project: in project SHOP the account lacks the permission LINK_ISSUES: a new defect is linked to its stories" + grant,
			"error syncs[0].defects.project: in project SHOP the account lacks the permission EDIT_ISSUES: defects are kept up to date" + grant,
			"error syncs[0].defects.project: in project SHOP the account lacks the permission ADD_COMMENTS: what happens",
			"error syncs[0].defects.project: in project SHOP the account lacks the permission EDIT_OWN_COMMENTS: a comment",
			"error syncs[0].defects.project: in project SHOP the account lacks the permission CREATE_ATTACHMENTS: a failure that is longer than the description holds is attached" + grant + ", or set defects.attach: nothing",
			"error syncs[0].defects.project: in project SHOP the account lacks the permission TRANSITION_ISSUES: defects are moved through their workflow" + grant,
		}},
		{"permissions not told", func(s S, _ Y) {
			s.Projects["SHOP"] = preflight.Project{Unknown: &jira.Error{Kind: jira.Refused, Op: "ask what the account may do in project SHOP", Status: 403, Message: "No."}}
		}, []string{"warning syncs[0].defects.project: what the account may do in project SHOP is not known: ask what the account may do in project SHOP: jira answered 403 (refused): No. → see in the permission scheme of SHOP that it is enough"}},
		{"permissions for later", func(s S, y Y) {
			y.Policy = plan.Observe
			deny(s, "LINK_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES", "CREATE_ATTACHMENTS")
			y.Attach, y.Reopen, y.Resolve = false, false, false
		}, []string{"note syncs[0].defects.project: under policy observe the account may do all that is needed in SHOP; a higher one takes EDIT_ISSUES, LINK_ISSUES, too → grant that in the permission scheme before the policy is raised"}},
		{"permissions that jira does not know", func(s S, _ Y) { delete(s.Projects["SHOP"].Granted, "EDIT_OWN_COMMENTS") }, nil},
		{"permissions of a field", func(s S, y Y) {
			deny(s, "ASSIGN_ISSUES")
			y.Rules = []preflight.Rule{{Field: "Assignee", Values: []preflight.Fixed{{Where: "value", Text: "ada"}}}}
		}, []string{`warning syncs[0].defects.project: in project SHOP the account lacks the permission ASSIGN_ISSUES: defects.fields sets the field "Assignee"`}},
		{"permissions of stories", func(s S, y Y) {
			y.Stories = []string{"SHOP", "PAY"}
			s.Projects["PAY"] = preflight.Project{Granted: map[string]bool{"BROWSE_PROJECTS": true, "LINK_ISSUES": false}}
		}, []string{"error syncs[0].stories.projects: in project PAY the account lacks the permission LINK_ISSUES: a story is linked to its results and its defects → grant what is missing in the permission scheme of PAY"}},
		{"administrator", func(s S, _ Y) { s.Projects["SHOP"].Granted["ADMINISTER_PROJECTS"] = true },
			[]string{"note syncs[0].defects.project: the account has the rights of an administrator in SHOP: with them Jira lets it edit silently, but syncd edits with notices and needs none of them → take the right away"}},

		{"no such type", func(_ S, y Y) {
			y.Meta, y.Type, y.Types, y.Unread = nil, "Bugg", []string{"Bug", "Task"}, errors.New("x")
		}, []string{`error syncs[0].defects.type: no issue of type "Bugg" can be created in project SHOP → write one that there is; did you mean "Bug"?`}},
		{"screen not read", func(_ S, y Y) {
			y.Meta, y.Types, y.Unread = nil, []string{"Bug"}, &jira.Error{Kind: jira.Refused, Op: "read create screen of project SHOP", Status: 400}
		}, []string{"error syncs[0].defects.project: read create screen of project SHOP: jira answered 400 (refused) → let the account browse the project and create issues in it"}},
		{"no mark", func(_ S, y Y) { delete(y.Meta.Fields, "labels"); delete(y.Meta.Fields, "description") }, []string{
			"error syncs[0].defects.type: the field labels is not on the create screen of Bug in SHOP: every defect carries its mark there, by which it is found again → put it on that screen",
			"error syncs[0].defects.type: the field description is not on the create screen of Bug in SHOP: every defect has one → put it on that screen"}},
		{"no mark, and nothing written", func(_ S, y Y) { y.Policy = plan.Observe; delete(y.Meta.Fields, "labels") },
			[]string{"warning syncs[0].defects.type: the field labels is not on"}},
		{"no such priority", func(_ S, y Y) { y.Priority = "Urgent" },
			[]string{`error syncs[0].defects.priority: field "Priority" (priority): "Urgent" is not among its values; it takes "High" → write one that it takes`}},
		{"priority off the screen", func(_ S, y Y) { y.Priority = "High"; delete(y.Meta.Fields, "priority") },
			[]string{"error syncs[0].defects.priority: the field priority is not on the create screen of Bug in SHOP: Jira would refuse every defect → leave defects.priority out, or put the field on that screen"}},

		{"field unknown", func(_ S, y Y) { y.Rules = []preflight.Rule{{Field: "Teem"}} },
			[]string{`error syncs[0].defects.fields.Teem: there is no field "Teem"; did you mean "Team"? → write the name as Jira shows it, or the id of the field`}},
		{"field ambiguous", func(_ S, y Y) {
			y.Meta.Fields["customfield_2"] = choice("customfield_2", "Team")
			y.Rules = []preflight.Rule{{Field: "Team"}}
		}, []string{`error syncs[0].defects.fields.Team: the name "Team" is that of 2 fields; name one by its id: customfield_1, customfield_2 → write the name`}},
		{"field off the screen", func(s S, y Y) {
			s.Fields = jira.Fields{"environment": {ID: "environment", Name: "Environment"}}
			y.Rules = []preflight.Rule{{Field: "environment"}}
		}, []string{`error syncs[0].defects.fields.environment: the field "Environment" (environment) is not on the create screen of Bug in SHOP, so defects are made without it → put it on that screen, or take the rule out`}},
		{"field of a plug-in", func(_ S, y Y) {
			y.Meta.Fields["customfield_3"] = jira.Field{ID: "customfield_3", Name: "Mood", Custom: "com.example:mood"}
			y.Rules = []preflight.Rule{{Field: "Mood"}}
		}, []string{`error syncs[0].defects.fields.Mood: field "Mood" (customfield_3): syncd cannot write fields of this type (com.example:mood)`}},
		{"field twice", func(_ S, y Y) {
			y.Rules = []preflight.Rule{{Field: "Team"}, {Field: "customfield_1"}}
		}, []string{`error syncs[0].defects.fields.customfield_1: it is the field that "Team" means, too → take the rule out of defects.fields`}},
		{"field value", func(_ S, y Y) {
			y.Rules = []preflight.Rule{{Field: "team", Values: []preflight.Fixed{{Where: "map.high", Text: "Shipping"}, {Where: "default", Text: "checkout"}}}}
		}, []string{`error syncs[0].defects.fields.team.map.high: field "Team" (customfield_1): "Shipping" is not among its values; it takes "Checkout", "Catalogue" → write one that it takes`}},
		{"field value, and nothing written", func(_ S, y Y) {
			y.Policy = plan.Observe
			y.Rules = []preflight.Rule{{Field: "Team", Values: []preflight.Fixed{{Where: "value", Text: "Shipping"}}}}
		}, []string{"warning syncs[0].defects.fields.Team.value: "}},

		{"required", func(_ S, y Y) {
			f := y.Meta.Fields["customfield_1"]
			f.Required = true
			y.Meta.Fields["customfield_1"] = f
		}, []string{`error syncs[0].defects.fields: new issues must have the field "Team" (customfield_1), and nothing fills it: no defect would be made → add a line to defects.fields, such as "Team": "Checkout"; it also takes "Catalogue"`}},
		{"required and filled", func(_ S, y Y) {
			f := y.Meta.Fields["customfield_1"]
			f.Required = true
			y.Meta.Fields["customfield_1"] = f
			y.Rules = []preflight.Rule{{Field: "Team", From: true, Default: true}}
			p := y.Meta.Fields["priority"]
			p.Required, y.Priority = true, "high"
			y.Meta.Fields["priority"] = p
		}, nil},
		{"required and perhaps filled", func(_ S, y Y) {
			f := y.Meta.Fields["customfield_1"]
			f.Required = true
			y.Meta.Fields["customfield_1"] = f
			y.Rules = []preflight.Rule{{Field: "Team", From: true}}
		}, []string{`warning syncs[0].defects.fields.Team: new issues must have the field "Team" (customfield_1): a test that says nothing of it gets no defect → add a default to the rule`}},
		{"required of a plug-in", func(_ S, y Y) {
			y.Meta.Fields["customfield_3"] = jira.Field{ID: "customfield_3", Name: "Mood", Custom: "com.example:mood", Required: true}
		}, []string{`error syncs[0].defects.fields: new issues must have the field "Mood" (customfield_3), and nothing fills it: no defect would be made → make it optional for Bug, or give it a default: syncd cannot write`}},
		{"required with a default", func(_ S, y Y) {
			y.Meta.Fields["customfield_3"] = jira.Field{ID: "customfield_3", Name: "Mood", Custom: "com.example:mood", Required: true, HasDefault: true}
		}, nil},
		{"required links", func(_ S, y Y) {
			y.Meta.Fields["issuelinks"] = jira.Field{ID: "issuelinks", Name: "Linked Issues", Required: true}
		}, []string{"warning syncs[0].defects.type: new issues must have links: the failure of a test without a story makes no defect → make the field optional"}},

		{"no such link type", func(_ S, y Y) { y.Link, y.Duplicate = "Relate", "Dupe" }, []string{
			`error syncs[0].defects.link: there is no link type "Relate" → write one that there is; did you mean "Relates"?`,
			`warning syncs[0].defects.duplicate: there is no link type "Dupe": a defect that is closed as a duplicate is not followed to the other issue → write the one by which people there close duplicates; there are "Duplicate", "Relates"`}},
		{"link type in another case", func(_ S, y Y) { y.Link = "relates" }, []string{`warning syncs[0].defects.link: the link type "relates" is written "Relates" in Jira → write Relates`}},
		{"linking off", func(_ S, y Y) { y.Meta.LinkTypes = nil },
			[]string{"error syncs[0].defects.link: issue linking is switched off: no defect can be linked to its story → have an administrator of Jira switch issue linking on"}},

		{"no issue to learn from", func(_ S, y Y) { y.Done, y.Open = nil, nil }, []string{
			"note syncs[0].defects.reopen.by: whether a transition leads out of Done is not known: there is no Done issue of type Bug in SHOP → check again when there is one",
			"note syncs[0].defects.resolve.by: whether a transition leads to Done is not known: there is no open issue of type Bug in SHOP → check again when there is one"}},
		{"no way back", func(_ S, y Y) { y.Done[0].Ways = nil }, []string{
			"error syncs[0].defects.reopen.by: no transition leads out of Done from Done without more fields: SHOP-1 offers none → add such a transition to the workflow, without fields that must be filled, or let syncd comment only (by: comment)"}},
		{"a way that asks for more", func(_ S, y Y) { y.Open[0].Ways[0].Required = []string{"Root cause"} }, []string{
			"error syncs[0].defects.resolve.by: no transition leads to Done from To Do without more fields: SHOP-2 offers Close (to Closed, asks for Root cause) → "}},
		{"a way from some", func(_ S, y Y) {
			y.Open = append(y.Open, preflight.Sample{Key: "SHOP-3", Status: "On hold", Ways: []jira.Transition{{Name: "Resume", To: "To Do", ToCategory: jira.ToDo}}})
		}, []string{"warning syncs[0].defects.resolve.by: no transition leads to Done from On hold without more fields: SHOP-3 offers Resume (to To Do) → "}},
		{"no way back, and nothing moved", func(_ S, y Y) { y.Policy = plan.UpsertOnly; y.Done[0].Ways = nil }, []string{"warning syncs[0].defects.reopen.by: "}},
		{"ways that may not be seen", func(s S, y Y) { deny(s, "TRANSITION_ISSUES"); y.Done, y.Open = nil, nil },
			[]string{"error syncs[0].defects.project: in project SHOP the account lacks the permission TRANSITION_ISSUES"}},
		{"comments only", func(_ S, y Y) { y.Reopen, y.Resolve, y.Done, y.Open = false, false, nil, nil }, nil},
	} {
		s, y := well()
		c.change(&s, &y)
		got := judged(s, y)
		ok := len(got) == len(c.want)
		for i := 0; ok && i < len(got); i++ {
			ok = strings.HasPrefix(got[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s:\n  %s\nwant\n  %s", c.name, strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
		}
	}
}

// The text tells a cure once for several findings in a row, the worst first, and counts.
func TestText(t *testing.T) {
	s, y := well()
	y.Duplicate = "Dupe"
	s.Projects["SHOP"].Granted["EDIT_ISSUES"], s.Projects["SHOP"].Granted["ADD_COMMENTS"] = false, false
	s.Account, s.Syncs = jira.Account{}, []preflight.Sync{y}
	r := preflight.Judge([]preflight.Site{s})
	r.Groups[1].Findings[0].Place = "syncd.yaml:18:14"
	want := `
jira · Jira Cloud 1001
  all well

sync shop · Bug in SHOP · policy full
  error: syncd.yaml:18:14: defects.project: in project SHOP the account lacks the permission EDIT_ISSUES: defects are kept up to date
  error: defects.project: in project SHOP the account lacks the permission ADD_COMMENTS: what happens to the test of a defect is told in comments
    → grant what is missing in the permission scheme of SHOP, to the account or a role or group of it
  warning: defects.duplicate: there is no link type "Dupe": a defect that is closed as a duplicate is not followed to the other issue
    → write the one by which people there close duplicates; there are "Duplicate", "Relates"
  note: defects.project: edits notify those who watch an issue: Jira lets administrators alone edit silently, and the account is none; defects.limits.max_edits_per_issue bounds how often

online: 2 errors, 1 warning, 1 note (7 requests to jira)
`
	if got := r.Text(); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
}
