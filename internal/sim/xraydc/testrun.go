package xraydc

import (
	"net/http"
	"strings"
	"time"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
)

// run finds the run that the path names.
func (s *Server) run(c *call) (xray.Run, error) {
	if r, found := c.view.Run(xray.Number(c.Path("id"))); found {
		return r, nil
	}
	return xray.Run{}, &refusal{http.StatusBadRequest, "Test Run with id " + c.Path("id") + " not found."}
}

func (s *Server) oneByID(c *call) (any, error) {
	r, err := s.run(c)
	if err != nil {
		return nil, err
	}
	return s.whole(c, r), c.only()
}

func (s *Server) oneByKeys(c *call) (any, error) {
	if err := c.only("testExecIssueKey", "testIssueKey"); err != nil {
		return nil, err
	}
	execution, test := c.view.Typed(xray.TypeExecution, c.Query("testExecIssueKey")), c.view.Typed(xray.TypeTest, c.Query("testIssueKey"))
	if execution == nil || test == nil {
		return nil, bad("testExecIssueKey must be the key of a Test Execution, testIssueKey that of a Test.")
	}
	found := c.view.Runs(func(r *xray.Run) bool { return r.Test == test.ID && r.Execution == execution.ID })
	if len(found) == 0 {
		return nil, bad("Test %s is not in Test Execution %s.", test.Key, execution.Key)
	}
	return s.whole(c, found[0]), nil
}

// whole is a run as its own page shows it. Version 2.0 has more members, and steps of another shape.
func (s *Server) whole(c *call, r xray.Run) face.Document {
	out := face.Document{"id": r.ID, "status": r.Status, "testKey": c.view.Issue(r.Test).Key, "testExecKey": c.view.Issue(r.Execution).Key,
		"defects": s.defectList(c, r.Defects), "evidences": s.evidences(c, r.Evidence), "comment": r.Comment,
		"testEnvironments": c.view.Environments(r.Execution)}
	for member, account := range map[string]string{"assignee": r.Assignee, "executedBy": r.Executor} {
		if n := name(c, account); n != nil {
			out[member] = n
		}
	}
	s.times(out, "startedOn", "finishedOn", r)
	if !r.Finished.IsZero() {
		out["duration"] = r.Finished.Sub(r.Started).Milliseconds()
	}
	if len(r.Steps) > 0 {
		out["steps"] = s.steps(c, r)
	}
	if c.version == "2.0" {
		st, _ := s.Status(r.Status)
		out["color"], out["archived"], out["testVersion"] = st.Color, false, "v1"
		s.times(out, "startedOnIso", "finishedOnIso", r)
	}
	return out
}

// steps are the steps of a run; those of 2.0 have their texts below fields.
func (s *Server) steps(c *call, r xray.Run) []face.Document {
	out := []face.Document{}
	text := func(t string) face.Document { return face.Document{"raw": t, "rendered": "<p>" + t + "</p>"} }
	for n, st := range r.Steps {
		d := face.Document{"id": st.ID, "index": n + 1, "status": st.Status, "comment": face.Document{"raw": st.Comment, "rendered": st.Comment},
			"defects": s.defectList(c, st.Defects), "evidences": []any{}, "attachments": []any{},
			"actualResult": face.Document{"raw": st.Actual, "rendered": st.Actual}}
		if c.version == "2.0" {
			value := func(t string) face.Document { return face.Document{"type": "Wiki", "value": text(t)} }
			d["fields"] = face.Document{"Action": value(st.Action), "Data": value(st.Data), "Expected Result": value(st.Expected)}
		} else {
			d["step"], d["data"], d["result"] = text(st.Action), text(st.Data), text(st.Expected)
		}
		out = append(out, d)
	}
	return out
}

// when writes a time in the server's zone, to the second.
func (s *Server) when(t time.Time) string {
	layout := "2006-01-02T15:04:05-07:00"
	if s.opts.BareOffset {
		layout = "2006-01-02T15:04:05-0700"
	}
	return t.In(s.opts.Zone).Format(layout)
}

// spoken writes a time as people read it, which no program should try to understand.
func (s *Server) spoken(t, now time.Time) string {
	t, now = t.In(s.opts.Zone), now.In(s.opts.Zone)
	day := func(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }
	switch days := int(day(now).Sub(day(t)).Hours() / 24); {
	case days == 0:
		return t.Format("Today 3:04 PM")
	case days == 1:
		return t.Format("Yesterday 3:04 PM")
	case days > 0 && days < 7:
		return t.Format("Monday 3:04 PM")
	}
	return t.Format("02/Jan/06 3:04 PM")
}

// wants reads a switch.
func (c *call) wants(name string) bool { return strings.EqualFold(c.Query(name), "true") }
