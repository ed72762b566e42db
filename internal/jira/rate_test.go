package jira_test

import (
	"testing"
	"time"

	"syncd/internal/jira"
)

// What answers say of limits, in every form that is known.
func TestReadRate(t *testing.T) {
	h := func(pairs ...string) map[string][]string {
		out := map[string][]string{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = append(out[pairs[i]], pairs[i+1])
		}
		return out
	}
	for name, c := range map[string]struct {
		header map[string][]string
		want   jira.Rate
		ok     bool
	}{
		"nothing": {h("Date", "x"), jira.Rate{Left: -1}, false},
		"data center": {h("X-Ratelimit-Limit", "50", "X-Ratelimit-Remaining", "44", "X-Ratelimit-Interval-Seconds", "1", "X-Ratelimit-Fillrate", "10"),
			jira.Rate{Limit: 50, Left: 44, Fill: 10, Window: time.Second}, true},
		"cloud near": {h("X-Ratelimit-Nearlimit", "true"), jira.Rate{Left: -1, Near: true}, true},
		"cloud quota": {h("Ratelimit-Policy", `"global-app-quota";q=65000;w=3600, "tenant";q=1;w=1`, "Ratelimit", `"tenant";r=1;t=2, "global-app-quota";r=120;t=60`),
			jira.Rate{Name: "global-app-quota", Limit: 65000, Left: 120, Window: time.Hour}, true},
		"nonsense": {h("X-Ratelimit-Limit", "many", "X-Ratelimit-Remaining", "-3", "Ratelimit-Policy", "q=1"), jira.Rate{Left: -1}, false},
	} {
		if got, ok := jira.ReadRate(c.header); got != c.want || ok != c.ok {
			t.Errorf("%s is %+v, %t; want %+v, %t", name, got, ok, c.want, c.ok)
		}
	}
}

// Whatever a header holds, nothing negative and nothing endless comes of it.
func FuzzReadRate(f *testing.F) {
	f.Add("50", "44", "1", `"q";q=1;w=1`)
	f.Add("99999999999999999999", "-1", "1e9", `"";q=99999999999999999999;w=99999999999999999999`)
	f.Fuzz(func(t *testing.T, limit, remaining, interval, policy string) {
		r, _ := jira.ReadRate(map[string][]string{"X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining},
			"X-Ratelimit-Interval-Seconds": {interval}, "X-Ratelimit-Fillrate": {interval}, "Ratelimit-Policy": {policy}, "Ratelimit": {policy}})
		if r.Limit < 0 || r.Left < -1 || r.Fill < 0 || r.Window < 0 || r.Window > 24*time.Hour || r.String() == "" {
			t.Errorf("it is read as %+v", r)
		}
	})
}
