package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// agile is the prefix of the API of boards and sprints, the same on both editions.
const agile = "rest/agile/1.0/"

// Agile reports whether a request goes to that API. On Cloud it has scopes of its own.
func Agile(u *url.URL) bool { return strings.Contains(u.Path, "/"+agile) }

// wireVersion is a release.
type wireVersion struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Released bool   `json:"released"`
	Archived bool   `json:"archived"`
	Start    day    `json:"startDate"`
	Release  day    `json:"releaseDate"`
}

// wireSprint is a sprint as the agile API tells it.
type wireSprint struct {
	ID       int64     `json:"id"`
	Name     string    `json:"name"`
	State    string    `json:"state"`
	Board    int64     `json:"originBoardId"`
	Start    timestamp `json:"startDate"`
	End      timestamp `json:"endDate"`
	Complete timestamp `json:"completeDate"`
}

// day reads a date; a time of day after it says nothing.
type day struct{ time.Time }

// UnmarshalJSON accepts 2026-12-31, with or without a time after it; null and "" are the
// zero time.
func (d *day) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil || s == "" {
		return err
	}
	at, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))])
	if err != nil {
		return fmt.Errorf("read date %q: not written like 2026-12-31", s)
	}
	d.Time = at
	return nil
}

// Versions lists the releases of a project.
func (g *Gateway) Versions(ctx context.Context, project string) ([]jira.Version, error) {
	doing := "read versions of project " + project
	var out []wireVersion
	err := g.Do(ctx, Call{Doing: doing, Endpoint: "project/{key}/versions", Class: httpx.Safe, Method: http.MethodGet,
		Path: "project/" + Esc(project) + "/versions", Out: &out})
	if err == nil && out == nil {
		err = Strange(doing, "list of versions")
	}
	if err != nil {
		return nil, err
	}
	versions := make([]jira.Version, len(out))
	for n, w := range out {
		versions[n] = jira.Version{ID: w.ID, Name: w.Name, Project: project, Released: w.Released, Archived: w.Archived,
			Start: w.Start.Time, Date: w.Release.Time}
	}
	return versions, nil
}

// Sprints returns those of the sprints that may be seen.
func (g *Gateway) Sprints(ctx context.Context, ids []string) ([]jira.Sprint, error) {
	var sprints []jira.Sprint
	asked, boards := map[string]bool{}, map[string]string{} // boards: names by id
	for _, id := range ids {
		if asked[id] {
			continue
		}
		asked[id] = true
		s, err := g.sprint(ctx, id)
		if unseen(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, known := boards[s.BoardID]; !known && s.BoardID != "" {
			if boards[s.BoardID], err = g.board(ctx, s.BoardID); err != nil && !unseen(err) {
				return nil, err
			}
		}
		s.Board = boards[s.BoardID]
		sprints = append(sprints, s)
	}
	return sprints, nil
}

// unseen reports whether something is not there or may not be seen. The agile API says
// 403 to those who have no license for Jira Software, and 404 where it is not installed.
func unseen(err error) bool {
	var e *jira.Error
	return errors.As(err, &e) && (e.Kind == jira.NotFound || e.Kind == jira.Refused && e.Status == http.StatusForbidden)
}

// sprint reads one sprint, without the name of its board.
func (g *Gateway) sprint(ctx context.Context, id string) (jira.Sprint, error) {
	var w wireSprint
	err := g.Do(ctx, Call{Doing: "read sprint " + id, Endpoint: "sprint/{id}", Class: httpx.Safe, Method: http.MethodGet,
		API: agile, Path: "sprint/" + Esc(id), Out: &w})
	if err == nil && w.ID == 0 {
		err = Strange("read sprint "+id, "sprint")
	}
	s := jira.Sprint{ID: strconv.FormatInt(w.ID, 10), Name: w.Name, State: jira.SprintState(strings.ToLower(w.State)),
		Start: w.Start.Time, End: w.End.Time, Completed: w.Complete.Time}
	if w.Board != 0 {
		s.BoardID = strconv.FormatInt(w.Board, 10)
	}
	return s, err
}

// board reads the name of a board.
func (g *Gateway) board(ctx context.Context, id string) (string, error) {
	var w struct {
		Name string `json:"name"`
	}
	err := g.Do(ctx, Call{Doing: "read board " + id, Endpoint: "board/{id}", Class: httpx.Safe, Method: http.MethodGet,
		API: agile, Path: "board/" + Esc(id), Out: &w})
	return w.Name, err
}
