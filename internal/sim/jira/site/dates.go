package site

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"syncd/internal/sim/jira/jql"
)

var computedTimes = map[string]func(*Issue) time.Time{
	"created":                  func(i *Issue) time.Time { return i.Created },
	"updated":                  func(i *Issue) time.Time { return i.Updated },
	"resolutiondate":           func(i *Issue) time.Time { return i.Resolved },
	"statuscategorychangedate": func(i *Issue) time.Time { return i.CategoryMoved },
}

// fieldTime reads a date field; a plain date is midnight in the caller's zone.
func fieldTime(f *Field, u *User) func(*Issue) time.Time {
	return func(i *Issue) time.Time {
		switch v := i.Values[f.ID].(type) {
		case time.Time:
			return v
		case string:
			if t, err := time.ParseInLocation(dateLayout, v, u.Zone); err == nil {
				return t
			}
		}
		return time.Time{}
	}
}

// date compiles a clause over times. Literals are read in the caller's zone and have no seconds; `=` means the
// whole minute or, for a literal without time, that very minute at midnight.
func (ev evaluator) date(c jql.Clause, get func(*Issue) time.Time) (matcher, *Refusal) {
	if r := allow(c, rangeOps); r != nil {
		return nil, r
	}
	var moments []time.Time
	empty := false
	for _, o := range operands(c) {
		if o.Empty {
			empty = true
			continue
		}
		t, refusal := ev.moment(c, o)
		if refusal != nil {
			return nil, refusal
		}
		moments = append(moments, t)
	}
	op, want := positive(c.Op), positive(c.Op) == c.Op || c.Op == jql.Is
	return func(i *Issue) bool {
		t := get(i)
		if t.IsZero() {
			return empty && wants(c.Op)
		}
		hit := false
		for _, m := range moments {
			hit = hit || compares(op, sinceMinute(op, t, m))
		}
		return hit == want
	}, nil
}

// sinceMinute is the difference that an operator looks at: whole minutes for equality, else milliseconds.
func sinceMinute(op jql.Op, t, m time.Time) int64 {
	if op == jql.Equals || op == jql.In {
		return int64(t.Truncate(time.Minute).Sub(m.Truncate(time.Minute)))
	}
	return t.UnixMilli() - m.UnixMilli()
}

func (ev evaluator) moment(c jql.Clause, o jql.Operand) (time.Time, *Refusal) {
	if o.Func != nil {
		return ev.momentCall(c, o.Func)
	}
	if t, ok := ev.literal(*o.Value); ok {
		return t, nil
	}
	return time.Time{}, refuse(400, "Date value '%s' for field '%s' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", *o.Value, c.Field)
}

var (
	period    = regexp.MustCompile(`^([+-]?)((?:\d+[wdhm]\s*)+)$`)
	part      = regexp.MustCompile(`(\d+)([wdhm])`)
	epoch     = regexp.MustCompile(`^-?\d{5,15}$`)
	dateForms = []string{"2006-01-02 15:04", "2006/01/02 15:04", "2006-1-2 15:04", "2006/1/2 15:04", "2006-1-2", "2006/1/2"}
	units     = map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}
)

func (ev evaluator) literal(v string) (time.Time, bool) {
	v = strings.TrimSpace(v)
	if d, ok := parsePeriod(v); ok {
		return ev.actor.At.Add(d), true
	}
	if epoch.MatchString(v) {
		ms, err := strconv.ParseInt(v, 10, 64)
		return time.UnixMilli(ms), err == nil
	}
	for _, form := range dateForms {
		if t, err := time.ParseInLocation(form, v, ev.actor.User.Zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parsePeriod reads "-4w 2d"; the sign counts for the whole.
func parsePeriod(v string) (time.Duration, bool) {
	m := period.FindStringSubmatch(v)
	if m == nil {
		return 0, false
	}
	var d time.Duration
	for _, p := range part.FindAllStringSubmatch(m[2], -1) {
		n, err := strconv.Atoi(p[1])
		if err != nil || n > 100000 {
			return 0, false
		}
		d += time.Duration(n) * units[p[2]]
	}
	if m[1] == "-" {
		d = -d
	}
	return d, true
}

func (ev evaluator) momentCall(c jql.Clause, f *jql.Func) (time.Time, *Refusal) {
	now := ev.actor.At.In(ev.actor.User.Zone)
	y, m, d := now.Date()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, ev.actor.User.Zone) }
	weekday := int(now.Weekday())
	starts := map[string]time.Time{"now": now, "startofday": day(y, m, d), "endofday": day(y, m, d+1).Add(-time.Millisecond),
		"startofweek": day(y, m, d-weekday), "endofweek": day(y, m, d-weekday+7).Add(-time.Millisecond),
		"startofmonth": day(y, m, 1), "endofmonth": day(y, m+1, 1).Add(-time.Millisecond),
		"startofyear": day(y, 1, 1), "endofyear": day(y+1, 1, 1).Add(-time.Millisecond)}
	t, ok := starts[strings.ToLower(f.Name)]
	if !ok {
		return t, noFunction(f)
	}
	switch {
	case len(f.Args) == 0:
		return t, nil
	case len(f.Args) > 1 || strings.EqualFold(f.Name, "now"):
		return t, refuse(400, "Function '%s' expected '0' arguments but received '%d'.", f.Name, len(f.Args))
	}
	if inc, ok := parsePeriod(f.Args[0]); ok {
		return t.Add(inc), nil
	}
	return t, refuse(400, "The increment '%s' of function '%s' for field '%s' is not supported.", f.Args[0], f.Name, c.Field)
}

func noFunction(f *jql.Func) *Refusal {
	return refuse(400, "Unable to find JQL function '%s(%s)'.", f.Name, strings.Join(f.Args, ", "))
}
