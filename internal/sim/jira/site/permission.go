package site

import "slices"

// ProjectPermissions are the keys that mypermissions knows per project, GlobalPermissions those of the whole site.
var (
	ProjectPermissions = []string{"BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES", "RESOLVE_ISSUES",
		"CLOSE_ISSUES", "LINK_ISSUES", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "EDIT_ALL_COMMENTS", "DELETE_OWN_COMMENTS",
		"DELETE_ALL_COMMENTS", "CREATE_ATTACHMENTS", "DELETE_ISSUES", "ASSIGN_ISSUES", "ASSIGNABLE_USER", "MOVE_ISSUES",
		"SCHEDULE_ISSUES", "SET_ISSUE_SECURITY", "MODIFY_REPORTER", "ADMINISTER_PROJECTS", "MANAGE_SPRINTS_PERMISSION"}
	GlobalPermissions = []string{"ADMINISTER", "SYSTEM_ADMIN", "BULK_CHANGE", "USER_PICKER", "CREATE_PROJECT"}
)

// May reports whether a user holds a permission; project nil asks whether any project grants it. A nil user is
// anonymous and may do nothing.
func (s *Site) May(u *User, p *Project, permission string) bool {
	if u == nil {
		return false
	}
	if slices.Contains(u.Denied, permission) {
		return false
	}
	if slices.Contains(GlobalPermissions, permission) {
		return true
	}
	if p == nil {
		return slices.ContainsFunc(s.catalog.projects, func(p *Project) bool { return s.May(u, p, permission) })
	}
	granted, limited := p.permissions[u.AccountID]
	return !limited || slices.Contains(granted, permission)
}

// sees reports whether a user may know of an issue.
func (s *Site) sees(u *User, i *Issue) bool {
	if i == nil || !s.May(u, s.project(i), "BROWSE_PROJECTS") {
		return false
	}
	level := named(s.catalog.security, i.Ref("security"))
	return i.Ref("security") == "" || level != nil && slices.Contains(level.members, u.AccountID)
}

func (s *Site) project(i *Issue) *Project { return named(s.catalog.projects, i.Ref("project")) }

func (s *Site) issueType(i *Issue) *IssueType { return named(s.catalog.types, i.Ref("issuetype")) }

// open finds an issue that the actor may see, or answers as if there were none.
func (s *Site) open(a Actor, idOrKey string) (*Issue, *Refusal) {
	i := s.find(idOrKey)
	if !s.sees(a.User, i) {
		return nil, notFound()
	}
	return i, nil
}

// openFor finds an issue for writing.
func (s *Site) openFor(a Actor, idOrKey, permission, refusal string) (*Issue, *Refusal) {
	i, missing := s.open(a, idOrKey)
	switch {
	case missing != nil:
		return nil, missing
	case !s.May(a.User, s.project(i), permission):
		return nil, refuse(403, "%s", refusal)
	}
	return i, s.shelved(i)
}

// shelved refuses to change an issue that is archived, or whose project is.
func (s *Site) shelved(i *Issue) *Refusal {
	if i.Archived || s.project(i).Archived {
		return refuse(400, "Issue '%s' is archived and cannot be changed.", i.Key)
	}
	return nil
}

const noEdit = "You do not have permission to edit issues in this project."
