// Package cloud is the Cloud face of the Jira simulator: the endpoints of REST v3 and v2 and of the agile API, and what
// only Jira Cloud has.
package cloud

import "syncd/internal/sim/jira/face"

// endpoint is a route of both API versions.
type endpoint struct {
	method, path string
	access       face.Access
	handler      face.Handler
}

// versions are the names under which the face serves the API: latest is 2, as long as clients count on its texts.
var versions = map[string]string{"2": "2", "3": "3", "latest": "2"}

// Routes are all endpoints of the face.
func Routes() []face.Route {
	var out []face.Route
	for name, v := range versions {
		for _, e := range endpoints() {
			out = append(out, face.Route{Method: e.method, Path: "/rest/api/" + name + "/" + e.path, Access: e.access, Handle: face.Handle(face.Cloud, v, e.handler)})
		}
	}
	for _, e := range agile() {
		out = append(out, face.Route{Method: e.method, Path: "/rest/agile/1.0/" + e.path, Access: e.access, Handle: face.Handle(face.Cloud, "3", e.handler)})
	}
	return out
}

func endpoints() []endpoint {
	all := [][]endpoint{instance(), metadata(), singles(), issues(), searches(), comments(), links()}
	var out []endpoint
	for _, group := range all {
		out = append(out, group...)
	}
	return out
}

func instance() []endpoint {
	return []endpoint{
		{"GET", "myself", face.Login, face.Myself},
		{"GET", "serverInfo", face.Open, serverInfo},
		{"GET", "mypermissions", face.Nothing, myPermissions},
		{"GET", "attachment/meta", face.Login, face.AttachmentMeta},
		{"GET", "issue/limit/report", face.Login, limitReport},
	}
}

func metadata() []endpoint {
	return []endpoint{
		{"GET", "field", face.Nothing, face.FieldList},
		{"GET", "project", face.Nothing, face.ProjectList},
		{"GET", "project/search", face.Nothing, projectSearch},
		{"GET", "project/{projectIdOrKey}", face.Nothing, face.Project},
		{"GET", "project/{projectIdOrKey}/statuses", face.Nothing, face.ProjectStatuses},
		{"GET", "project/{projectIdOrKey}/versions", face.Nothing, face.ProjectVersions},
		{"GET", "project/{projectIdOrKey}/version", face.Nothing, projectVersionPage},
		{"GET", "project/{projectIdOrKey}/components", face.Nothing, face.ProjectComponents},
		{"GET", "status", face.Nothing, face.StatusList},
		{"GET", "statuscategory", face.Nothing, face.StatusCategoryList},
		{"GET", "issuetype", face.Nothing, face.IssueTypeList},
		{"GET", "issuetype/project", face.Nothing, face.IssueTypesOfProject},
		{"GET", "resolution", face.Nothing, face.ResolutionList},
		{"GET", "priority", face.Nothing, face.PriorityList},
		{"GET", "issueLinkType", face.Nothing, face.LinkTypeList},
		{"GET", "label", face.Nothing, labelPage},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes", face.Login, face.CreateMetaTypes},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", face.Login, face.CreateMetaFields},
	}
}

// singles are what the lists' self links point to, people and versions.
func singles() []endpoint {
	return []endpoint{
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
		{"DELETE", "version/{id}", face.Login, face.DeleteVersion},
	}
}

func issues() []endpoint {
	return []endpoint{
		{"GET", "issue/createmeta", face.Login, face.LegacyCreateMeta},
		{"GET", "issue/{issueIdOrKey}/watchers", face.Nothing, face.Watchers},
		{"POST", "issue/{issueIdOrKey}/watchers", face.Login, face.AddWatcher},
		{"DELETE", "issue/{issueIdOrKey}/watchers", face.Login, face.RemoveWatcher},
		{"GET", "issue/{issueIdOrKey}/votes", face.Nothing, face.Votes},
		{"GET", "attachment/{id}", face.Login, face.GetAttachment},
		{"DELETE", "attachment/{id}", face.Login, face.DeleteAttachment},
		{"GET", "attachment/content/{id}", face.Login, face.AttachmentContent},
		{"POST", "issue", face.Login, face.CreateIssue},
		{"POST", "issue/bulk", face.Login, face.CreateIssues},
		{"POST", "issue/bulkfetch", face.Nothing, bulkFetch},
		{"GET", "issue/{issueIdOrKey}", face.Nothing, face.GetIssue},
		{"PUT", "issue/{issueIdOrKey}", face.Login, face.EditIssue},
		{"DELETE", "issue/{issueIdOrKey}", face.Login, face.DeleteIssue},
		{"GET", "issue/{issueIdOrKey}/editmeta", face.Nothing, face.EditMeta},
		{"GET", "issue/{issueIdOrKey}/changelog", face.Nothing, changelogPage},
		{"PUT", "issue/{issueIdOrKey}/assignee", face.Login, face.AssignIssue},
		{"GET", "issue/{issueIdOrKey}/transitions", face.Nothing, face.Transitions},
		{"POST", "issue/{issueIdOrKey}/transitions", face.Login, face.DoTransition},
		{"POST", "issue/{issueIdOrKey}/attachments", face.Login, face.AddAttachments},
		{"GET", "issue/{issueIdOrKey}/properties", face.Nothing, face.PropertyKeys},
		{"GET", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Nothing, face.GetProperty},
		{"PUT", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Login, face.SetProperty},
		{"DELETE", "issue/{issueIdOrKey}/properties/{propertyKey}", face.Login, face.DeleteProperty},
	}
}

func searches() []endpoint {
	return []endpoint{
		{"GET", "search/jql", face.Nothing, searchByGet},
		{"POST", "search/jql", face.Nothing, searchByPost},
		{"POST", "search/approximate-count", face.Nothing, approximateCount},
		{"GET", "search", face.Nothing, goneSearch},
		{"POST", "search", face.Nothing, goneSearch},
		{"POST", "jql/parse", face.Login, parseQueries},
		{"POST", "jql/match", face.Login, matchQueries},
	}
}

func comments() []endpoint {
	return []endpoint{
		{"GET", "issue/{issueIdOrKey}/comment", face.Nothing, face.CommentPage},
		{"POST", "issue/{issueIdOrKey}/comment", face.Login, face.AddComment},
		{"GET", "issue/{issueIdOrKey}/comment/{id}", face.Nothing, face.GetComment},
		{"PUT", "issue/{issueIdOrKey}/comment/{id}", face.Login, face.EditComment},
		{"DELETE", "issue/{issueIdOrKey}/comment/{id}", face.Login, face.DeleteComment},
	}
}

func links() []endpoint {
	return []endpoint{
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
}

func agile() []endpoint {
	return []endpoint{
		{"GET", "board", face.Nothing, face.BoardPage},
		{"GET", "board/{boardId}", face.Login, face.GetBoard},
		{"GET", "board/{boardId}/configuration", face.Login, face.BoardConfiguration},
		{"GET", "board/{boardId}/sprint", face.Login, face.SprintPage},
		{"GET", "sprint/{sprintId}", face.Login, face.GetSprint},
		{"POST", "sprint/{sprintId}", face.Login, face.ChangeSprint},
		{"POST", "sprint/{sprintId}/issue", face.Login, face.MoveToSprint},
	}
}
