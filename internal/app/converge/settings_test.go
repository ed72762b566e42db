package converge

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// mode is what a story's defects stand for, and what it tries hardest.
type mode string

// The modes.
const (
	plain       mode = "plain"       // a defect per test
	together    mode = "together"    // tests that begin to fail alike in one run share one
	flood       mode = "flood"       // umbrellas and first contact, with small numbers
	row         mode = "row"         // a defect per row of a test
	environment mode = "environment" // a defect per test and environment
	signature   mode = "signature"   // a defect for all that fails alike
)

// shares reports whether one issue may stand for several tests.
func (m mode) shares() bool { return m == together || m == flood || m == signature }

// floodCases is how many tests broken by one run make an umbrella; more than that at
// first contact are no news.
const floodCases = 3

// reopenAge is the age beyond which a failure reopens nothing: the default.
const reopenAge = 7 * 24 * time.Hour

// everyDay is how many creates a day trip the breaker by default: no story has so many.
const everyDay = 100

// settings is the configuration of a story. Only the policy changes while it runs.
type settings struct {
	mode    mode
	policy  string
	resolve string
	reopen  string
	grace   time.Duration
	window  time.Duration
	edits   int // per issue and day, 0 for no bound
	turns   int // of flapping, 0 for never
	perDay  int // creates a day before the breaker trips
}

// shows reports whether stories show their verdict in a field and a label. It is not drawn:
// that would give every seed another story.
func (s settings) shows() bool { return s.window < 40*time.Hour }

// draw makes up the settings of a story.
func drawSettings(rng *rand.Rand) settings {
	pick := func(n int, of ...string) string { return of[min(n, len(of)-1)] }
	return settings{
		mode:    []mode{plain, plain, plain, plain, together, together, flood, flood, row, environment, signature}[rng.IntN(11)],
		policy:  "full",
		resolve: pick(rng.IntN(4), "comment", "transition", "transition", "nothing"),
		reopen:  pick(rng.IntN(2), "comment", "transition"),
		grace:   []time.Duration{0, 24 * time.Hour}[rng.IntN(2)],
		window:  []time.Duration{36 * time.Hour, 30 * 24 * time.Hour}[rng.IntN(2)],
		edits:   []int{0, 0, 4}[rng.IntN(3)],
		turns:   []int{0, 0, 3}[rng.IntN(3)],
		perDay:  []int{everyDay, everyDay, everyDay, 2}[rng.IntN(4)],
	}
}

// String names what matters.
func (s settings) String() string {
	return fmt.Sprintf("%s, policy %s, resolve by %s, reopen by %s after %s within %s, %d edits a day, flapping from %d, %d creates a day",
		s.mode, s.policy, s.resolve, s.reopen, s.grace, s.window, s.edits, s.turns, s.perDay)
}

// yaml is the configuration. max_age is out of the way: stories last for weeks, and
// when a failure is too old is a rule of its own.
func (s settings) yaml() string {
	per, alike, cases := "case", "nothing", 0
	switch s.mode {
	case together:
		alike = "signature"
	case flood:
		cases = floodCases
	case row, environment, signature:
		per = string(s.mode)
	}
	return `
jira:
  url: https://jira.example
  owner: ` + owner + `
  auth: { method: bearer, token: demo-token }
store: { url: "sqlite:syncd.db" }
web: { url: https://quality.example }
sources:
  - name: web
    kind: files
    path: results
    context: '^(?P<branch>[^/]+)/(?P<environment>[^/]+)/'
syncs:
  - name: shop
    policy: ` + s.policy + `
    sources: [web]
    project: SHOP
` + s.shown() + fmt.Sprintf(`    defects:
      max_age: 400d
      per: %s
      together: %s
      flood: { cases: %d, at_least: 1000 }
      limits: { max_edits_per_issue: %d, max_creates_per_day: %d }
      resolve: { by: %s }
      reopen: { by: %s, grace: %s, window: %s }
      flapping: { changes: %d }
      fields:
        Test Verdict: failing
        Syncd ID: { from: run.name }
        Browsers: [Firefox, "{{ if gt .Failures 3 }}WebKit{{ end }}"]
`, per, alike, cases, s.edits, s.perDay, s.resolve, s.reopen, s.grace, s.window, s.turns)
}

// shown is what the configuration says of stories. What is stale is a rule of its own, as
// are environments that nobody runs any more.
func (s settings) shown() string {
	if !s.shows() {
		return ""
	}
	return `    fields: [{ on: story, field: Test Verdict, value: verdict }]
    publish: { labels: qa-, settle: 1m, min_interval: 2m }
    verdict: { stale_after: 0s, environment_ttl: 0s }
`
}
