package cloud

import "strings"

// endpoint is a route of both API versions.
type endpoint struct {
	method, path string
	access       Access
	handler      handler
}

// Versions are the API versions that the face serves.
var Versions = []string{"2", "3"}

// Routes are all endpoints of the face.
func Routes() []Route {
	var out []Route
	for _, v := range Versions {
		for _, e := range endpoints() {
			out = append(out, Route{e.method, "/rest/api/" + v + "/" + e.path, e.access, handle(v, e.handler)})
		}
	}
	for _, e := range agile() {
		out = append(out, Route{e.method, "/rest/agile/1.0/" + e.path, e.access, handle("3", e.handler)})
	}
	return out
}

func endpoints() []endpoint {
	all := [][]endpoint{instance(), metadata(), issues(), searches(), comments(), links()}
	var out []endpoint
	for _, group := range all {
		out = append(out, group...)
	}
	return out
}

func instance() []endpoint {
	return []endpoint{
		{"GET", "myself", Login, myself},
		{"GET", "serverInfo", Open, serverInfo},
		{"GET", "mypermissions", Nothing, myPermissions},
		{"GET", "attachment/meta", Login, attachmentMeta},
		{"GET", "issue/limit/report", Login, limitReport},
	}
}

func metadata() []endpoint {
	return []endpoint{
		{"GET", "field", Nothing, fieldList},
		{"GET", "project", Nothing, projectList},
		{"GET", "project/search", Nothing, projectSearch},
		{"GET", "project/{projectIdOrKey}", Nothing, project},
		{"GET", "project/{projectIdOrKey}/statuses", Nothing, projectStatuses},
		{"GET", "project/{projectIdOrKey}/versions", Nothing, projectVersions},
		{"GET", "project/{projectIdOrKey}/version", Nothing, projectVersionPage},
		{"GET", "project/{projectIdOrKey}/components", Nothing, projectComponents},
		{"GET", "status", Nothing, statusList},
		{"GET", "statuscategory", Nothing, statusCategoryList},
		{"GET", "issuetype", Nothing, issueTypeList},
		{"GET", "issuetype/project", Nothing, issueTypesOfProject},
		{"GET", "resolution", Nothing, resolutionList},
		{"GET", "priority", Nothing, priorityList},
		{"GET", "issueLinkType", Nothing, linkTypeList},
		{"GET", "label", Nothing, labelPage},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes", Login, createMetaTypes},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", Login, createMetaFields},
	}
}

func issues() []endpoint {
	return []endpoint{
		{"POST", "issue", Login, createIssue},
		{"POST", "issue/bulk", Login, createIssues},
		{"POST", "issue/bulkfetch", Nothing, bulkFetch},
		{"GET", "issue/{issueIdOrKey}", Nothing, getIssue},
		{"PUT", "issue/{issueIdOrKey}", Login, editIssue},
		{"DELETE", "issue/{issueIdOrKey}", Login, deleteIssue},
		{"GET", "issue/{issueIdOrKey}/editmeta", Nothing, editMeta},
		{"GET", "issue/{issueIdOrKey}/changelog", Nothing, changelogPage},
		{"PUT", "issue/{issueIdOrKey}/assignee", Login, assignIssue},
		{"GET", "issue/{issueIdOrKey}/transitions", Nothing, transitions},
		{"POST", "issue/{issueIdOrKey}/transitions", Login, doTransition},
		{"POST", "issue/{issueIdOrKey}/attachments", Login, addAttachments},
		{"GET", "issue/{issueIdOrKey}/properties", Nothing, propertyKeys},
		{"GET", "issue/{issueIdOrKey}/properties/{propertyKey}", Nothing, getProperty},
		{"PUT", "issue/{issueIdOrKey}/properties/{propertyKey}", Login, setProperty},
		{"DELETE", "issue/{issueIdOrKey}/properties/{propertyKey}", Login, deleteProperty},
	}
}

func searches() []endpoint {
	return []endpoint{
		{"GET", "search/jql", Nothing, searchByGet},
		{"POST", "search/jql", Nothing, searchByPost},
		{"POST", "search/approximate-count", Nothing, approximateCount},
		{"GET", "search", Nothing, goneSearch},
		{"POST", "search", Nothing, goneSearch},
		{"POST", "jql/parse", Login, parseQueries},
		{"POST", "jql/match", Login, matchQueries},
	}
}

func comments() []endpoint {
	return []endpoint{
		{"GET", "issue/{issueIdOrKey}/comment", Nothing, commentPage},
		{"POST", "issue/{issueIdOrKey}/comment", Login, addComment},
		{"GET", "issue/{issueIdOrKey}/comment/{id}", Nothing, getComment},
		{"PUT", "issue/{issueIdOrKey}/comment/{id}", Login, editComment},
		{"DELETE", "issue/{issueIdOrKey}/comment/{id}", Login, deleteComment},
	}
}

func links() []endpoint {
	return []endpoint{
		{"POST", "issueLink", Login, createLink},
		{"GET", "issueLink/{linkId}", Nothing, getLink},
		{"DELETE", "issueLink/{linkId}", Login, deleteLink},
		{"GET", "issue/{issueIdOrKey}/remotelink", Nothing, remoteLinks},
		{"POST", "issue/{issueIdOrKey}/remotelink", Login, putRemoteLink},
		{"DELETE", "issue/{issueIdOrKey}/remotelink", Login, deleteRemoteLinks},
		{"GET", "issue/{issueIdOrKey}/remotelink/{linkId}", Nothing, remoteLink},
		{"PUT", "issue/{issueIdOrKey}/remotelink/{linkId}", Login, replaceRemoteLink},
		{"DELETE", "issue/{issueIdOrKey}/remotelink/{linkId}", Login, deleteRemoteLink},
	}
}

func agile() []endpoint {
	return []endpoint{
		{"GET", "board", Nothing, boardPage},
		{"GET", "board/{boardId}", Login, getBoard},
		{"GET", "board/{boardId}/configuration", Login, boardConfiguration},
		{"GET", "board/{boardId}/sprint", Login, sprintPage},
		{"GET", "sprint/{sprintId}", Login, getSprint},
		{"POST", "sprint/{sprintId}/issue", Login, moveToSprint},
	}
}

// Writes reports whether a route changes an issue that its path names.
func (r Route) Writes() bool {
	return r.Method != "GET" && strings.Contains(r.Path, "{issueIdOrKey}")
}
