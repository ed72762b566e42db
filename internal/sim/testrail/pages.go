package testrail

import (
	"html/template"
	"net/http"
	"strings"
)

var index = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Simulated TestRail</title>
<h1>Simulated TestRail ({{.Edition}})</h1>
<p>Its API is at <code>/index.php?/api/v2/</code>; what it holds: <a href="/_sim/state">state</a>, <a href="/_sim/audit">audit</a>, <a href="/_sim/requests">requests</a>.</p>
<table><tr><th>Run<th>Name<th>Passed<th>Failed<th>Completed</tr>
{{range .Runs}}<tr><td>R{{.ID}}<td>{{.Name}}<td>{{index .Counts 1}}<td>{{index .Counts 5}}<td>{{if .Completed}}yes{{else}}no{{end}}</tr>
{{end}}</table>
`))

// page shows people what there is. Links of answers lead here as well; other paths are not there.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	view := r.URL.Path == "/index.php" && strings.HasPrefix(r.URL.RawQuery, "/") && !strings.HasPrefix(r.URL.RawQuery, "/api")
	if r.URL.Path != "/" && !view {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// A client that went away is no fault of ours.
	_ = index.Execute(w, s.State())
}
