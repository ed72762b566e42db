package converge

import (
	"fmt"
	"time"

	"syncd/internal/app"
	simjira "syncd/internal/sim/jira"
)

// targets are the requests that trouble may strike.
var targets = []struct{ name, method, path string }{
	{"creates", "POST", "/issue(/bulk)?$"},
	{"creates", "POST", "/issue(/bulk)?$"},
	{"creates", "POST", "/issue(/bulk)?$"},
	{"edits", "PUT", "/issue/[^/]+$"},
	{"comments", "", "/comment(/[^/]+)?$"},
	{"transitions", "POST", "/transitions$"},
	{"links", "POST", "/(issueLink|remotelink)$"},
	{"searches", "POST", "/search/jql$"},
	{"reads by id", "POST", "/bulkfetch$"},
	{"everything", "", ""},
	{"everything", "", ""},
}

// trouble makes Jira misbehave for a while, and mostly runs a cycle into it.
func (w *world) trouble() string {
	target := targets[w.rng.IntN(len(targets))]
	f := w.effect()
	f.Method, f.Path = target.method, target.path
	if w.rng.IntN(2) == 0 {
		f.Nth, f.Count = 1+w.rng.IntN(2), 1+w.rng.IntN(3)
	} else {
		f.During = simjira.Duration(time.Duration(10+w.rng.IntN(300)) * time.Second)
	}
	w.must(w.server.Script(f))
	text := fmt.Sprintf("jira: %s on %s", f.Effect, target.name)
	if f.Effect == simjira.Status {
		text += fmt.Sprintf(" (%d)", f.Status)
	}
	if f.Nth > 0 {
		text += fmt.Sprintf(", %d from the %d. on", f.Count, f.Nth)
	} else {
		text += fmt.Sprintf(", for %s", time.Duration(f.During))
	}
	if w.rng.IntN(5) == 0 {
		return text
	}
	return text + "; " + w.provoke() + w.cycle(app.Ask{Trigger: "step", Wait: w.rng.IntN(3) == 0})
}

// effect makes up what goes wrong. What lands late lands within the settle time:
// later than that is beyond what anybody can promise.
func (w *world) effect() simjira.Fault {
	seconds := func(from, below int) simjira.Duration {
		return simjira.Duration(time.Duration(from+w.rng.IntN(below-from)) * time.Second)
	}
	switch w.rng.IntN(11) {
	case 0, 1:
		return simjira.Fault{Effect: simjira.LostAnswer}
	case 2:
		return simjira.Fault{Effect: simjira.Hang}
	case 3:
		return simjira.Fault{Effect: simjira.Drop}
	case 4:
		return simjira.Fault{Effect: simjira.Late, After: seconds(5, 38)}
	case 5:
		return simjira.Fault{Effect: simjira.Truncate}
	case 6:
		return simjira.Fault{Effect: simjira.Slow, After: seconds(1, 40)}
	case 7:
		return simjira.Fault{Effect: simjira.Status, Status: 429, Headers: map[string]string{"Retry-After": fmt.Sprint(1 + w.rng.IntN(60))}}
	case 8:
		return simjira.Fault{Effect: simjira.Status, Status: []int{500, 502, 503, 504}[w.rng.IntN(4)]}
	case 9:
		return simjira.Fault{Effect: simjira.Status, Status: []int{400, 403}[w.rng.IntN(2)], Body: `{"errorMessages":["not today"],"errors":{}}`}
	default:
		return simjira.Fault{Effect: simjira.ExpireToken}
	}
}
