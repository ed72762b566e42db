package jira

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Rate is what Jira's answers say of a limit on requests; zero where they say nothing.
type Rate struct {
	Name   string        // of a quota, "" of a plain limit
	Limit  int           // requests at once, or within Window
	Left   int           // of those; -1 where that is not said
	Fill   int           // how many more are granted in every Window; 0: as many as Limit
	Window time.Duration // 0 where that is not said
	Near   bool          // Jira says itself that little is left
}

// policy and left read the structured headers of Jira Cloud:
// "global-app-quota";q=65000;w=3600 and "global-app-quota";r=120;t=60.
var (
	policy = regexp.MustCompile(`"([^"]*)"\s*;\s*q=(\d+)\s*;\s*w=(\d+)`)
	left   = regexp.MustCompile(`"([^"]*)"\s*;\s*r=(\d+)`)
)

// ReadRate reads the headers of one answer, canonical names as net/http writes them. It
// reports whether they speak of a limit. Every header is optional and none is trusted to
// be well formed.
func ReadRate(header map[string][]string) (Rate, bool) {
	get := func(name string) string { return strings.Join(header[name], ", ") }
	number := func(name string) (int, bool) { return bounded(get(name)) }
	r := Rate{Left: -1, Near: strings.EqualFold(get("X-Ratelimit-Nearlimit"), "true")}
	if n, ok := number("X-Ratelimit-Remaining"); ok {
		r.Left = n
	}
	seconds, _ := number("X-Ratelimit-Interval-Seconds")
	r.Fill, _ = number("X-Ratelimit-Fillrate")
	r.Window = time.Duration(min(seconds, 86_400)) * time.Second
	limited := false
	if r.Limit, limited = number("X-Ratelimit-Limit"); !limited {
		m := policy.FindStringSubmatch(get("Ratelimit-Policy"))
		if m == nil {
			return r, r.Near
		}
		r.Name = m[1]
		r.Limit, _ = bounded(m[2])
		seconds, _ = bounded(m[3])
		r.Window = time.Duration(min(seconds, 86_400)) * time.Second
		for _, m := range left.FindAllStringSubmatch(get("Ratelimit"), -1) {
			if m[1] == r.Name {
				r.Left, _ = bounded(m[2])
			}
		}
	}
	return r, true
}

// bounded reads a number from 0 on. One beyond all limits that there are is as good as any.
func bounded(text string) (int, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
	return int(min(n, 10_000_000)), err == nil
}

// Scarce reports whether less than a fifth is left, or Jira says so itself.
func (r Rate) Scarce() bool { return r.Near || r.Limit > 0 && r.Left >= 0 && r.Left*5 < r.Limit }

// PerMinute is how many requests are granted a minute in the long run, 0 if that is not
// known.
func (r Rate) PerMinute() int {
	fill := r.Fill
	if fill == 0 {
		fill = r.Limit
	}
	if r.Window <= 0 {
		return 0
	}
	return int(time.Duration(fill) * time.Minute / r.Window)
}

// String tells the limit in words.
func (r Rate) String() string {
	var text string
	switch {
	case r.Limit == 0:
		return "Jira says that less than a fifth is left"
	case r.Fill > 0 && r.Window > 0:
		text = fmt.Sprintf("%d at once and %d more every %s", r.Limit, r.Fill, r.Window)
	case r.Window > 0:
		text = fmt.Sprintf("%d every %s", r.Limit, r.Window)
	default:
		text = fmt.Sprintf("%d", r.Limit)
	}
	if r.Name != "" {
		text += " (" + r.Name + ")"
	}
	if r.Left >= 0 {
		text += fmt.Sprintf(", of which %d are left", r.Left)
	}
	return text
}
