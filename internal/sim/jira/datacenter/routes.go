// Package datacenter is the Data Center face of the Jira simulator: the endpoints of REST v2 and of the agile API as
// Jira 10.3 has them, and what only Data Center has: search by startAt, people by user name, all permissions at once.
// What Cloud alone has (search/jql, bulkfetch, project/search, API version 3) is not found here.
package datacenter

import "syncd/internal/sim/jira/face"

// endpoint is a route below an API's root.
type endpoint struct {
	method, path string
	access       face.Access
	handler      face.Handler
}

// roots are the two names of the one version of the platform API.
var roots = []string{"/rest/api/2/", "/rest/api/latest/"}

// Routes are all endpoints of the face.
func Routes() []face.Route {
	var out []face.Route
	add := func(root string, list []endpoint) {
		for _, e := range list {
			out = append(out, face.Route{Method: e.method, Path: root + e.path, Access: e.access, Handle: face.Handle(face.DataCenter, "2", e.handler)})
		}
	}
	for _, root := range roots {
		add(root, instance)
		add(root, metadata)
		add(root, singles)
		add(root, issues)
		add(root, links)
	}
	add("/rest/agile/1.0/", agile)
	add("/rest/auth/1/", []endpoint{{"GET", "session", face.Login, session}})
	add("/secure/", []endpoint{{"GET", "attachment/{id}/{name}", face.Login, face.AttachmentContent}})
	return out
}

var instance = []endpoint{
	{"GET", "myself", face.Login, face.Myself},
	{"GET", "serverInfo", face.Open, serverInfo},
	{"GET", "mypermissions", face.Nothing, permissions},
	{"GET", "attachment/meta", face.Login, face.AttachmentMeta},
}

var metadata = []endpoint{
	{"GET", "field", face.Nothing, face.FieldList},
	{"GET", "project", face.Nothing, face.ProjectList},
	{"GET", "project/{projectIdOrKey}", face.Nothing, face.Project},
	{"GET", "project/{projectIdOrKey}/statuses", face.Nothing, face.ProjectStatuses},
	{"GET", "project/{projectIdOrKey}/versions", face.Nothing, face.ProjectVersions},
	{"GET", "project/{projectIdOrKey}/components", face.Nothing, face.ProjectComponents},
	{"GET", "status", face.Nothing, face.StatusList},
	{"GET", "statuscategory", face.Nothing, face.StatusCategoryList},
	{"GET", "issuetype", face.Nothing, face.IssueTypeList},
	{"GET", "resolution", face.Nothing, face.ResolutionList},
	{"GET", "priority", face.Nothing, face.PriorityList},
	{"GET", "issueLinkType", face.Nothing, face.LinkTypeList},
	{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes", face.Login, face.CreateMetaTypes},
	{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", face.Login, face.CreateMetaFields},
}

// singles are what the lists' self links point to, people and versions. A version is not deleted but swapped.
var singles = []endpoint{
	{"GET", "status/{id}", face.Nothing, face.OneStatus},
	{"GET", "statuscategory/{id}", face.Nothing, face.OneStatusCategory},
	{"GET", "issuetype/{id}", face.Nothing, face.OneIssueType},
	{"GET", "resolution/{id}", face.Nothing, face.OneResolution},
	{"GET", "priority/{id}", face.Nothing, face.OnePriority},
	{"GET", "issueLinkType/{id}", face.Nothing, face.OneLinkType},
	{"GET", "component/{id}", face.Nothing, face.OneComponent},
	{"GET", "customFieldOption/{id}", face.Nothing, face.OneOption},
	{"GET", "securitylevel/{id}", face.Nothing, face.OneSecurityLevel},
	{"GET", "version/{id}", face.Nothing, face.GetVersion},
	{"POST", "version", face.Login, face.CreateVersion},
	{"PUT", "version/{id}", face.Login, face.EditVersion},
	{"POST", "version/{id}/removeAndSwap", face.Login, face.SwapVersion},
	{"GET", "filter/{id}", face.Login, face.GetFilter},
	{"GET", "user", face.Login, face.GetUser},
	{"GET", "user/search", face.Login, face.FindUsers},
	{"GET", "user/assignable/search", face.Login, face.FindAssignable},
}

var issues = []endpoint{
	{"GET", "issue/{issueIdOrKey}/watchers", face.Nothing, face.Watchers},
	{"POST", "issue/{issueIdOrKey}/watchers", face.Login, face.AddWatcher},
	{"DELETE", "issue/{issueIdOrKey}/watchers", face.Login, face.RemoveWatcher},
	{"GET", "issue/{issueIdOrKey}/votes", face.Nothing, face.Votes},
	{"GET", "attachment/{id}", face.Login, face.GetAttachment},
	{"DELETE", "attachment/{id}", face.Login, face.DeleteAttachment},
	{"GET", "search", face.Nothing, searchByGet},
	{"POST", "search", face.Nothing, searchByPost},
	{"POST", "issue", face.Login, face.CreateIssue},
	{"POST", "issue/bulk", face.Login, face.CreateIssues},
	{"GET", "issue/{issueIdOrKey}", face.Nothing, face.GetIssue},
	{"PUT", "issue/{issueIdOrKey}", face.Login, edit},
	{"DELETE", "issue/{issueIdOrKey}", face.Login, face.DeleteIssue},
	{"GET", "issue/{issueIdOrKey}/editmeta", face.Nothing, face.EditMeta},
	{"PUT", "issue/{issueIdOrKey}/assignee", face.Login, face.AssignIssue},
	{"GET", "issue/{issueIdOrKey}/transitions", face.Nothing, face.Transitions},
	{"POST", "issue/{issueIdOrKey}/transitions", face.Login, face.DoTransition},
	{"POST", "issue/{issueIdOrKey}/attachments", face.Login, face.AddAttachments},
	{"GET", "issue/{issueIdOrKey}/comment", face.Nothing, face.CommentPage},
	{"POST", "issue/{issueIdOrKey}/comment", face.Login, face.AddComment},
	{"GET", "issue/{issueIdOrKey}/comment/{id}", face.Nothing, face.GetComment},
	{"PUT", "issue/{issueIdOrKey}/comment/{id}", face.Login, face.EditComment},
	{"DELETE", "issue/{issueIdOrKey}/comment/{id}", face.Login, face.DeleteComment},
	{"GET", "issue/{issueIdOrKey}/properties", face.Nothing, face.PropertyKeys},
	{"GET", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Nothing, face.GetProperty},
	{"PUT", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Login, face.SetProperty},
	{"DELETE", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Login, face.DeleteProperty},
}

var links = []endpoint{
	{"POST", "issueLink", face.Login, face.CreateLink},
	{"GET", "issueLink/{linkId}", face.Nothing, face.GetLink},
	{"DELETE", "issueLink/{linkId}", face.Login, face.DeleteLink},
	{"GET", "issue/{issueIdOrKey}/remotelink", face.Nothing, face.RemoteLinks},
	{"POST", "issue/{issueIdOrKey}/remotelink", face.Login, face.PutRemoteLink},
	{"DELETE", "issue/{issueIdOrKey}/remotelink", face.Login, face.DeleteRemoteLinks},
	{"GET", "issue/{issueIdOrKey}/remotelink/{linkId}", face.Nothing, face.RemoteLink},
	{"PUT", "issue/{issueIdOrKey}/remotelink/{linkId}", face.Login, face.ReplaceRemoteLink},
	{"DELETE", "issue/{issueIdOrKey}/remotelink/{linkId}", face.Login, face.DeleteRemoteLink},
}

var agile = []endpoint{
	{"GET", "board", face.Nothing, face.BoardPage},
	{"GET", "board/{boardId}", face.Login, face.GetBoard},
	{"GET", "board/{boardId}/configuration", face.Login, face.BoardConfiguration},
	{"GET", "board/{boardId}/sprint", face.Login, face.SprintPage},
	{"GET", "sprint/{sprintId}", face.Login, face.GetSprint},
	{"POST", "sprint/{sprintId}", face.Login, face.ChangeSprint},
	{"POST", "sprint/{sprintId}/issue", face.Login, face.MoveToSprint},
}
