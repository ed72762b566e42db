package jiratest

import (
	"fmt"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// issue is an issue as the site has it.
func (w *World) issue(key string) simjira.Issue {
	w.Helper()
	i, ok := w.Sim.Issue(key)
	if !ok {
		w.Fatalf("the site has no issue %s", key)
	}
	return i
}

// read is one issue as the gateway shows it.
func (w *World) read(key string) jira.Issue {
	w.Helper()
	issues, err := w.Jira.Read(w.Context(), []string{key})
	w.ok(err)
	if len(issues) != 1 {
		w.Fatalf("reading %s brings %d issues", key, len(issues))
	}
	return issues[0]
}

// requests counts what an endpoint was asked.
func (w *World) requests(method, endpoint string) int {
	n := 0
	for _, r := range w.Sim.Requests() {
		if r.Method == method && strings.HasSuffix(r.Endpoint, "/"+endpoint) {
			n += r.Count
		}
	}
	return n
}

// draft is an ordinary defect; n makes it differ from others.
func draft(n int) jira.Draft {
	return jira.Draft{Project: "SHOP", Type: "Bug", Summary: fmt.Sprintf("guest can pay fails (%d)", n),
		Description: jira.Doc{Blocks: []jira.Block{jira.H("Message"), jira.Pre("no such card\n  at pay.go:12")}},
		Labels:      []string{"syncd-acme", fmt.Sprintf("syncd-k%03d", n)}}
}

// drafts are n ordinary defects.
func drafts(n int) []jira.Draft {
	out := make([]jira.Draft, n)
	for i := range out {
		out[i] = draft(i)
	}
	return out
}

// keys are the issues' keys.
func keys(issues []jira.Issue) []string {
	out := make([]string, len(issues))
	for n, i := range issues {
		out[n] = i.Key
	}
	return out
}
