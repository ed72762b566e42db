package qase

import "net/http"

// route is an endpoint.
type route struct {
	method, path string
	handle       handler
	accepted     bool // answers with 202
}

// endpoints are all there are.
var endpoints = []route{
	{"GET", "/v1/project", projects, false},
	{"GET", "/v1/project/{code}", oneProject, false},
	{"GET", "/v1/suite/{code}", suites, false},
	{"GET", "/v1/case/{code}", cases, false},
	{"GET", "/v1/case/{code}/{id}", oneCase, false},
	{"POST", "/v1/case/{code}/external-issue/attach", attach, false},
	{"POST", "/v1/case/{code}/external-issue/detach", detach, false},
	{"GET", "/v1/milestone/{code}", milestones, false},
	{"GET", "/v1/environment/{code}", environments, false},
	{"GET", "/v1/configuration/{code}", configurations, false},
	{"GET", "/v1/plan/{code}", plans, false},
	{"GET", "/v1/run/{code}", runs, false},
	{"GET", "/v1/run/{code}/{id}", oneRun, false},
	{"POST", "/v1/run/{code}/external-issue", linkRuns, false},
	{"GET", "/v1/result/{code}", results, false},
	{"GET", "/v1/result/{code}/{hash}", oneResult, false},
	{"PATCH", "/v1/result/{code}/{id}/{hash}", updateResult, false},
	{"GET", "/v1/defect/{code}", defects, false},
	{"POST", "/v1/defect/{code}", createDefect, false},
	{"GET", "/v1/defect/{code}/{id}", oneDefect, false},
	{"PATCH", "/v1/defect/{code}/resolve/{id}", resolveDefect, false},
	{"PATCH", "/v1/defect/{code}/status/{id}", statusOfDefect, false},
	{"GET", "/v1/search", search, false},
	{"GET", "/v1/system_field", systemFields, false},
	{"POST", "/v2/{code}/run/{id}/results", postResults, true},
}

// routes mounts the API. What it does not know it says so, to those who are logged in.
func (s *Server) routes() {
	for _, rt := range endpoints {
		s.handle(rt)
	}
	for _, root := range []string{"/v1/", "/v2/"} {
		for _, method := range []string{"GET", "POST", "PATCH", "PUT", "DELETE"} {
			s.handle(route{method: method, path: root + "{rest...}", handle: func(*call) (any, *refusal) {
				return nil, refuse(http.StatusNotFound, "Not found.")
			}})
		}
	}
}
