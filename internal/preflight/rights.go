package preflight

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// need is a permission that a sync needs in a project from some policy on.
type need struct {
	permission string
	policy     plan.Policy
	why        string
	mild       bool // without it something is left out; nothing else fails
	cure       string
}

// Permissions are all that may be asked about, by Jira's keys; ADMINISTER is about the
// whole site.
func Permissions() []string {
	return []string{"BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "TRANSITION_ISSUES", "LINK_ISSUES",
		"CREATE_ATTACHMENTS", "ASSIGN_ISSUES", "SCHEDULE_ISSUES", "MODIFY_REPORTER", "SET_ISSUE_SECURITY", "ADMINISTER_PROJECTS", "ADMINISTER"}
}

// fieldRights are the permissions that setting a field takes, by its id.
var fieldRights = map[string]string{"assignee": "ASSIGN_ISSUES", "duedate": "SCHEDULE_ISSUES", "reporter": "MODIFY_REPORTER", "security": "SET_ISSUE_SECURITY"}

// needs lists what the sync needs where its defects go.
func (y Sync) needs() []need {
	out := []need{
		{permission: "BROWSE_PROJECTS", policy: plan.Observe, why: "without it nothing of the project is seen"},
		{permission: "CREATE_ISSUES", policy: plan.Observe, why: "even a cycle that writes nothing reads the create screen, which Jira shows to nobody else"},
		{permission: "LINK_ISSUES", policy: plan.CreateOnly, why: "a new defect is linked to its stories"},
		{permission: "EDIT_ISSUES", policy: plan.UpsertOnly, why: "defects are kept up to date"},
		{permission: "ADD_COMMENTS", policy: plan.UpsertOnly, why: "what happens to the test of a defect is told in comments"},
		{permission: "EDIT_OWN_COMMENTS", policy: plan.UpsertOnly, why: "a comment of syncd's own is replaced rather than repeated"},
	}
	if y.Attach {
		out = append(out, need{permission: "CREATE_ATTACHMENTS", policy: plan.CreateOnly, why: "a failure that is longer than the description holds is attached",
			cure: ", or set defects.attach: nothing"})
	}
	if y.Reopen || y.Resolve {
		out = append(out, need{permission: "TRANSITION_ISSUES", policy: plan.Full, why: "defects are moved through their workflow"})
	}
	for _, f := range y.set() {
		if right := fieldRights[f.ID]; right != "" {
			out = append(out, need{permission: right, policy: plan.CreateOnly, why: fmt.Sprintf("defects.fields sets the field %q", f.Name), mild: true})
		}
	}
	return out
}

// set are the fields that rules set, as far as the screen is known.
func (y Sync) set() []jira.Field {
	if y.Meta == nil {
		return nil
	}
	fields, _ := plan.Named(y.names(), y.Meta.Fields)
	var out []jira.Field
	for _, r := range y.Rules {
		if f, ok := fields[r.Field]; ok {
			out = append(out, f)
		}
	}
	return out
}

// storyNeeds are what the sync needs where its stories are.
var storyNeeds = []need{
	{permission: "BROWSE_PROJECTS", policy: plan.Observe, why: "without it no story of the project is seen"},
	{permission: "LINK_ISSUES", policy: plan.UpsertOnly, why: "a story is linked to its results and its defects"},
}

// rights judges what the account may do in the projects of the sync. A project that is
// not there says so once.
func (y Sync) rights(s Site, out *findings) {
	defects := y.Where + ".defects.project"
	y.granted(s, out, y.Project, defects, y.needs())
	needs := storyNeeds
	if y.shows() {
		needs = append(slices.Clone(needs), need{permission: "EDIT_ISSUES", policy: plan.UpsertOnly, why: "stories show their verdict"})
	}
	for _, key := range y.Stories {
		if key != y.Project {
			y.granted(s, out, key, y.Where+".stories.projects", needs)
		}
	}
	y.silent(s.Projects[y.Project], defects, out)
}

// granted compares what is needed in one project with what there is.
func (y Sync) granted(s Site, out *findings, key, where string, needs []need) {
	p, asked := s.Projects[key]
	if !asked {
		return
	}
	if p.Hidden {
		out.add(Error, where, "write the key of a project that the account may browse"+jira.Meant(key, s.Known), "there is no project %s, or the account may not see it", key)
		return
	}
	if p.Unknown != nil {
		out.add(Warning, where, "see in the permission scheme of "+key+" that it is enough", "what the account may do in project %s is not known: %s", key, words(p.Unknown))
		return
	}
	var later []string
	for _, n := range needs {
		have, known := p.Granted[n.permission]
		switch {
		case have || !known:
		case !allows(y.Policy, n.policy):
			later = append(later, n.permission)
		default:
			level := Error
			if n.mild {
				level = Warning
			}
			out.add(level, where, fmt.Sprintf("grant what is missing in the permission scheme of %s, to the account or a role or group of it%s", key, n.cure),
				"in project %s the account lacks the permission %s: %s", key, n.permission, n.why)
		}
	}
	if len(later) > 0 {
		slices.Sort(later)
		out.add(Note, where, "grant that in the permission scheme before the policy is raised",
			"under policy %s the account may do all that is needed in %s; a higher one takes %s, too", y.Policy, key, strings.Join(later, ", "))
	}
}

// silent says what becomes of the notices that edits cause.
func (y Sync) silent(p Project, where string, out *findings) {
	if p.Hidden || p.Granted == nil || !allows(y.Policy, plan.UpsertOnly) {
		return
	}
	if !p.Granted["ADMINISTER"] && !p.Granted["ADMINISTER_PROJECTS"] {
		out.add(Note, where, "", "edits notify those who watch an issue: Jira lets administrators alone edit silently, and the account is none; defects.limits.max_edits_per_issue bounds how often")
		return
	}
	if y.shows() {
		out.add(Note, where, "", "the account has the rights of an administrator in %s: with them verdicts are written into stories silently; all other edits notify those who watch", y.Project)
		return
	}
	out.add(Note, where, "take the right away: an account that only does its work does less harm if its token is lost",
		"the account has the rights of an administrator in %s: with them Jira lets it edit silently, but syncd edits with notices and needs none of them", y.Project)
}
