package qase

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clause is one condition of a query: field, operator, and a word or a moment.
type clause struct {
	field, op, word string
	moment          time.Time
}

// condition is one clause as it is written. Of the language there is what joins conditions with "and": = and != with
// quoted words, and comparisons of times with now("-7d") or a date. Everything else is refused.
var condition = regexp.MustCompile(`^(\w+)\s*(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|now\((?:"([+-]\d+[dwm])")?\))$`)

// times are the fields of each entity that hold moments; they are not the same for all of them.
var times = map[string][]string{"case": {"created", "updated"}, "defect": {"created", "updated"}, "plan": {"created", "updated"},
	"run": {"started", "ended"}, "result": {"ended"}}

// search answers a query over all projects. It shows ids under names of their own, and a case without its issues.
func search(c *call) (any, *refusal) {
	if !c.query.has("query") {
		c.query.fault("query", "is required")
	}
	text := c.query.text("query")
	if len(text) > 1000 {
		c.query.fault("query", "is longer than 1000 characters")
	}
	s := c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	if plan := c.server.opts.Plan; plan != Business && plan != Enterprise {
		return nil, payment("Queries")
	}
	clauses, entity, ok := parse(text, c.at)
	if !ok {
		// The vendor's server does not say what is wrong, either.
		return nil, refuse(http.StatusBadRequest, "Query is invalid")
	}
	var found []any
	for _, p := range c.server.projects {
		in := &call{server: c.server, project: p, request: c.request, at: c.at}
		for _, h := range in.candidates(entity) {
			if h.fits(p.Code, clauses) {
				found = append(found, h.show)
			}
		}
	}
	return object{"total": len(found), "entities": list(cutout(c.server.opts, found, s))}, nil
}

// parse reads a query.
func parse(text string, now time.Time) (out []clause, entity string, ok bool) {
	for _, part := range regexp.MustCompile(`(?i)\s+and\s+`).Split(strings.TrimSpace(text), -1) {
		m := condition.FindStringSubmatch(part)
		if m == nil {
			return nil, "", false
		}
		k := clause{field: m[1], op: m[2], word: m[3]}
		if strings.Contains(part, "now(") {
			k.moment, k.word = ago(now, m[4]), ""
		} else if t, err := time.Parse(time.DateOnly, m[3]); err == nil {
			k.moment = t
		}
		if k.field == "entity" && k.op == "=" && entity == "" {
			entity = k.word
			continue
		}
		out = append(out, k)
	}
	for _, k := range out {
		if !k.sound(entity) {
			return nil, "", false
		}
	}
	_, ok = times[entity]
	return out, entity, ok
}

// ago is now and an offset in days, weeks or months.
func ago(now time.Time, offset string) time.Time {
	if offset == "" {
		return now
	}
	unit := offset[len(offset)-1]
	n, err := strconv.Atoi(offset[:len(offset)-1])
	switch {
	case err != nil || n < math.MinInt16 || n > math.MaxInt16:
		return now
	case unit == 'd':
		return now.AddDate(0, 0, n)
	case unit == 'w':
		return now.AddDate(0, 0, 7*n)
	}
	return now.AddDate(0, n, 0)
}

// sound reports whether a field is one of the entity's, and compared as its kind allows.
func (k clause) sound(entity string) bool {
	switch {
	case slices.Contains(times[entity], k.field):
		return !k.moment.IsZero()
	case k.field == "project", k.field == "status" && entity != "plan":
		return (k.op == "=" || k.op == "!=") && k.moment.IsZero()
	}
	return false
}

// candidate is an entity that a query may find.
type candidate struct {
	status string
	times  map[string]time.Time
	show   any
}

// fits reports whether every condition holds. A moment that is not there yet fits none.
func (h candidate) fits(project string, clauses []clause) bool {
	return !slices.ContainsFunc(clauses, func(k clause) bool {
		switch k.field {
		case "project":
			return (k.word == project) != (k.op == "=")
		case "status":
			return h.is(k.word) != (k.op == "=")
		}
		return h.times[k.field].IsZero() || !compares(h.times[k.field], k)
	})
}

// is reports whether a word is the status, by slug or as it is displayed.
func (h candidate) is(word string) bool {
	return strings.EqualFold(strings.ReplaceAll(word, " ", "_"), h.status)
}

// compares reports whether a moment stands as the operator says.
func compares(t time.Time, k clause) bool {
	n := t.Compare(k.moment)
	return map[string]bool{"=": n == 0, "!=": n != 0, "<": n < 0, "<=": n <= 0, ">": n > 0, ">=": n >= 0}[k.op]
}

// internal is the number that only queries show as id, beside the one that people know.
const internal = 100_000

// candidates are all entities of a kind in a project.
func (c *call) candidates(entity string) []candidate {
	var out []candidate
	p := c.project
	enter := func(status string, times map[string]time.Time, show any, id string, n int64, less ...string) {
		o := show.(object)
		for _, name := range less {
			delete(o, name)
		}
		if id != "" {
			o["id"], o[id] = internal+n, n
		}
		out = append(out, candidate{status, times, o})
	}
	switch entity {
	case "case":
		for _, k := range p.Cases {
			enter(k.Status, map[string]time.Time{"created": k.Created, "updated": k.Updated}, c.showCase(k, false), "test_case_id", k.ID,
				"isManual", "isToBeAutomated", "parameters")
		}
	case "defect":
		for _, d := range p.Defects {
			enter(d.Status, map[string]time.Time{"created": d.Created, "updated": d.Updated}, c.showDefect(d), "defect_id", d.ID,
				"runs", "results", "resolved_at")
		}
	case "plan":
		for _, n := range p.Plans {
			show := object{"title": n.Title, "description": nil, "cases_count": len(n.Cases), "created_at": stamp(n.Created), "updated_at": stamp(n.Created)}
			enter("", map[string]time.Time{"created": n.Created, "updated": n.Created}, show, "plan_id", n.ID)
		}
	case "run":
		for _, r := range p.Runs {
			enter(p.state(r), map[string]time.Time{"started": r.Started, "ended": r.Ended}, c.showRun(r, nil), "run_id", r.ID, "configurations")
		}
	case "result":
		for _, x := range p.Results {
			enter(x.Status, map[string]time.Time{"ended": x.Ended}, showResult(x), "", 0)
		}
	default:
		panic(fmt.Sprintf("qase simulator: entity %q", entity)) // parse lets through those alone
	}
	return out
}
