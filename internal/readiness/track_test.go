package readiness_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/readiness"
)

// names lists scopes by their names.
func names(scopes []readiness.Scope) string {
	var out []string
	for _, s := range scopes {
		out = append(out, s.Name)
	}
	return strings.Join(out, " ")
}

func TestWhatIsTracked(t *testing.T) {
	day := func(n int) time.Time { return now.AddDate(0, 0, n).Truncate(24 * time.Hour) }
	plans := readiness.Plans{Over: map[string]time.Time{"3": now.AddDate(0, 0, -3), "8": now.AddDate(0, 0, -40)},
		Versions: map[string][]jira.Version{"SHOP": {
			{ID: "1", Name: "none"}, {ID: "2", Name: "later", Date: day(20)}, {ID: "3", Name: "shipped", Released: true},
			{ID: "4", Name: "sooner", Date: day(10)}, {ID: "5", Name: "put-away", Archived: true}, {ID: "6", Name: "unknown-day", Released: true},
			{ID: "7", Name: "old", Released: true, Date: day(-90)}, {ID: "8", Name: "older", Released: true}}},
		Sprints: []jira.Sprint{{ID: "1", Name: "S1", BoardID: "5", State: jira.SprintClosed, Completed: now.AddDate(0, 0, -2)},
			{ID: "2", Name: "S2", BoardID: "5", State: jira.SprintActive}, {ID: "3", Name: "S3", State: jira.SprintFuture},
			{ID: "4", Name: "S0", State: jira.SprintClosed, Completed: now.AddDate(0, -3, 0)}}}
	for name, c := range map[string]struct {
		track readiness.Track
		want  string
		left  int
	}{
		"everything": {readiness.Track{Releases: true, Sprints: true, Filters: []readiness.FilterScope{{Name: "f"}}, Keep: 30 * 24 * time.Hour}, "sooner later none shipped S2 S1 f", 0},
		"nothing":    {readiness.Track{}, "", 0},
		"what has just ended is judged once more, however many are open": {readiness.Track{Releases: true, Keep: 30 * 24 * time.Hour, Most: 1}, "sooner shipped", 2},
		"nothing that is over": {readiness.Track{Releases: true, Sprints: true}, "sooner later none S2", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, left := c.track.Scopes(plans, now)
			if names(got) != c.want || left != c.left {
				t.Errorf("tracked are %s, %d left; want %s, %d", names(got), left, c.want, c.left)
			}
		})
	}
}

func TestAWaiverEnds(t *testing.T) {
	rules := readiness.WaiverRules{Label: "ok", For: 10 * 24 * time.Hour}
	made := now.AddDate(0, 0, -30)
	added := []jira.LabelChange{{Label: "ok", Added: true, At: now.AddDate(0, 0, -20)}, {Label: "ok", At: now.AddDate(0, 0, -15)}, {Label: "ok", Added: true, At: now.AddDate(0, 0, -9)}}
	for n, c := range []struct {
		history []jira.LabelChange
		labels  []string
		holds   bool
	}{
		{added, []string{"ok"}, true}, {added[:1], []string{"ok"}, false}, {nil, []string{"ok"}, false}, {added, nil, false},
		{nil, []string{"ok-2026-07-09"}, false}, {nil, []string{"ok-soon"}, false}, {added, []string{"ok-2026-07-09", "ok"}, true},
	} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			if got := rules.Of(jira.Issue{Labels: c.labels, Created: made}, c.history, now); (got != nil) != c.holds {
				t.Errorf("%+v", got)
			}
		})
	}
}
