package app

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/record"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/store"
	"syncd/internal/store/pgtest"
)

// instances are several instances that share a database, a Jira and
// a folder of results, in which three tests fail.
type instances struct {
	*testing.T
	url, dir string
	sim      *simjira.Server
}

// newInstances makes what they share.
func newInstances(t *testing.T, url string) *instances {
	t.Helper()
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &instances{T: t, url: url, dir: t.TempDir(), sim: sim}
	var suite strings.Builder
	suite.WriteString(`<testsuite><properties><property name="branch" value="main"/><property name="url" value="https://ci.example.com/7"/></properties>`)
	for i := range 3 {
		fmt.Fprintf(&suite, `<testcase classname="shop.Pay" name="way %d"><properties><property name="story" value="SHOP-%d"/></properties><failure message="no"/></testcase>`, i+1, i+1)
	}
	file, at := filepath.Join(s.dir, "junit.xml"), time.Now().Add(-time.Hour)
	if err := errors.Join(os.WriteFile(file, []byte(suite.String()+`</testsuite>`), 0o600), os.Chtimes(file, at, at)); err != nil {
		t.Fatal(err)
	}
	return s
}

// options are those of one instance; when is told of its requests to Jira.
func (s *instances) options(when func(*http.Request)) Options {
	s.Helper()
	cfg, report := config.Parse(filepath.Join(s.dir, "syncd.yaml"), fmt.Appendf(nil, `
jira: { url: "https://jira.example.com", owner: demo, auth: { user: demo@example.com, token: { env: JIRA_TOKEN } } }
store: { url: %q }
sources: [{ name: web, kind: files, path: . }]
syncs: [{ name: shop, policy: upsert-only, sources: [web], project: SHOP, defects: { when: "failures >= 1", together: nothing } }]
`, s.url), config.Options{Catalog: catalog.Sources(), CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		s.Fatal(err)
	}
	return Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: hooked{s.sim.Transport(), when}}
}

// open opens one instance.
func (s *instances) open(when func(*http.Request)) *House {
	s.Helper()
	h, err := Open(s.Context(), s.options(when))
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := h.Close(); err != nil {
			s.Error(err)
		}
	})
	return h
}

// made counts what Jira was asked to make.
func (s *instances) made(verb string) int {
	n := 0
	for _, m := range s.sim.Audit() {
		if m.Verb == verb {
			n++
		}
	}
	return n
}

// nothing is for requests that nobody looks at.
func nothing(*http.Request) {}

// TestInstancesTakeTurns: two instances that are asked for cycles of one sync at once run
// them one after the other, and make everything once.
func TestInstancesTakeTurns(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	houses := []*House{s.open(nothing), s.open(nothing)}
	var wait sync.WaitGroup
	for _, h := range houses {
		wait.Go(func() {
			for range 4 {
				if c, err := h.Cycle(t.Context(), Ask{Sync: "shop", Trigger: "command"}); err != nil || c.Word() != "ok" {
					t.Errorf("cycle %s: %v, %+v", c.Word(), err, c.Faults)
				}
			}
		})
	}
	wait.Wait()
	cycles, err := houses[0].store.Cycles(t.Context(), "shop", time.Time{}, 0)
	if err != nil || len(cycles) != 8 {
		t.Fatalf("%d cycles are recorded: %v", len(cycles), err)
	}
	slices.SortFunc(cycles, func(a, b record.Cycle) int { return a.Started.Compare(b.Started) })
	for i := range cycles[1:] {
		if cycles[i+1].Started.Before(cycles[i].Finished) {
			t.Errorf("a cycle began at %s, while another was under way until %s", cycles[i+1].Started, cycles[i].Finished)
		}
	}
	if s.made("create") != 3 || s.made("remotelink") != 3 {
		t.Errorf("%d issues and %d links were made, want 3 and 3", s.made("create"), s.made("remotelink"))
	}
}

// TestInstancesLeaveWork: what another does, or has just done, is left to it, unless
// somebody asks for it.
func TestInstancesLeaveWork(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	other := s.open(nothing)
	left := map[string]error{}
	var once sync.Once
	busy := s.open(func(*http.Request) {
		once.Do(func() {
			for _, why := range []string{byStart, bySchedule, byTakeover} {
				_, left[why] = other.Cycle(t.Context(), Ask{Sync: "shop", Trigger: why})
			}
		})
	})
	if c, err := busy.Cycle(t.Context(), Ask{Sync: "shop", Trigger: bySchedule}); err != nil || c.Word() != "ok" {
		t.Fatal(err, c.Faults)
	}
	_, left["a moment ago"] = other.Cycle(t.Context(), Ask{Sync: "shop", Trigger: bySchedule})
	for why, err := range left {
		want := "is at work in"
		if why == "a moment ago" {
			want = "was done a moment ago by"
		}
		if !errors.Is(err, store.ErrHeld) || !strings.Contains(err.Error(), "sync/shop "+want) {
			t.Errorf("%s: %v, want that it %s another", why, err, want)
		}
	}
	for _, h := range []*House{busy, other} {
		if c, err := h.Cycle(t.Context(), Ask{Sync: "shop", Trigger: "command"}); err != nil || c.Word() != "ok" {
			t.Errorf("when somebody asks: %v, %+v", err, c.Faults)
		}
	}
}

// TestInstancesShareTheBrake: a brake that is pulled at one instance holds at the other.
func TestInstancesShareTheBrake(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	a, b := s.open(nothing), s.open(nothing)
	if err := a.SetPause(t.Context(), record.Pause{Reason: "release night", Who: "ada"}); err != nil {
		t.Fatal(err)
	}
	if c, err := b.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || len(c.Plan.Holds) != 6 || len(s.sim.Audit()) > 0 {
		t.Errorf("while it is pulled: %d holds, %d writes, %v", len(c.Plan.Holds), len(s.sim.Audit()), err)
	}
	if err := b.Resume(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if c, err := a.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Word() != "ok" || s.made("create") != 3 {
		t.Errorf("after it is let go: %v, %+v", err, c.Faults)
	}
}

// TestDeposedInstance: one that stood still in the middle of a cycle for longer than its
// lease sends nothing and changes nothing when it goes on.
func TestDeposedInstance(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	next := s.open(nothing)
	var once sync.Once
	stands := s.open(func(*http.Request) {
		once.Do(func() {
			_, rest, _ := strings.Cut(s.url, "@/")
			name, _, _ := strings.Cut(rest, "?")
			pgtest.Of(t).Do(t, name, `UPDATE leases SET ends_at = 1`)
			if c, err := next.Cycle(t.Context(), Ask{Sync: "shop", Trigger: byTakeover}); err != nil || c.Word() != "ok" {
				t.Errorf("the next one: %v, %+v", err, c.Faults)
			}
		})
	})
	c, err := stands.Cycle(t.Context(), Ask{Sync: "shop", Trigger: bySchedule})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Faults) == 0 || !c.Faults[len(c.Faults)-1].Fatal && len(c.Faults) < 2 || !strings.Contains(fmt.Sprint(c.Faults), store.ErrDeposed.Error()) {
		t.Errorf("it does not know that it was deposed: %+v", c.Faults)
	}
	if s.made("create") != 3 || s.made("remotelink") != 3 {
		t.Errorf("%d issues and %d links were made, want 3 and 3", s.made("create"), s.made("remotelink"))
	}
	if cycles, err := next.store.Cycles(t.Context(), "shop", time.Time{}, 0); err != nil || len(cycles) != 1 {
		t.Errorf("%d cycles are recorded, want that of the next one only: %v", len(cycles), err)
	}
}

// TestLookThatIsNotKept: an instance that has looked for our marks after its database was
// emptied, and lost its lease before it could keep what it found, looks again.
func TestLookThatIsNotKept(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	sim, err := simjira.New(simjira.Options{IndexLag: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	s.sim = sim
	_, rest, _ := strings.Cut(s.url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	armed := false
	h := s.open(func(r *http.Request) {
		if armed && strings.HasSuffix(r.URL.Path, "/bulkfetch") {
			armed = false
			pgtest.Of(t).Do(t, name, `UPDATE leases SET holder = 'another', epoch = epoch + 1, ends_at = 0`)
		}
	})
	if c, err := h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Word() != "ok" || s.made("create") != 3 {
		t.Fatal(err, c.Faults)
	}
	pgtest.Of(t).Do(t, name, `DELETE FROM entries`, `DELETE FROM issues`, `UPDATE sites SET touched_at = 0`)
	h.forgetMarks()
	armed = true
	if c, err := h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || len(c.Faults) == 0 || armed {
		t.Fatalf("it did not lose its lease: %v, %+v", err, c.Faults)
	}
	pgtest.Of(t).Do(t, name, `UPDATE sites SET touched_at = `+fmt.Sprint(time.Now().UnixMilli()))
	if c, err := h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Word() != "ok" || s.made("create") != 3 {
		t.Errorf("%d issues were made, want the 3 that were there: %v, %+v", s.made("create"), err, c.Faults)
	}
}

// TestRestoredUnderneath: a backup that is put back while an instance has the database open
// makes no issue a second time, however young it is.
func TestRestoredUnderneath(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	sim, err := simjira.New(simjira.Options{IndexLag: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	s.sim = sim
	_, rest, _ := strings.Cut(s.url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	h := s.open(nothing)
	results, later := filepath.Join(s.dir, "junit.xml"), filepath.Join(t.TempDir(), "junit.xml")
	if err := os.Rename(results, later); err != nil {
		t.Fatal(err)
	}
	cycle := func(when string, made int) {
		t.Helper()
		if c, err := h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Word() != "ok" || s.made("create") != made {
			t.Errorf("%s %d issues were made, want %d: %v, %+v", when, s.made("create"), made, err, c.Faults)
		}
	}
	cycle("before there is a result", 0)
	pgtest.Of(t).Do(t, name, `CREATE TABLE old_sites AS SELECT * FROM sites`, `CREATE TABLE old_issues AS SELECT * FROM issues`)
	if err := os.Rename(later, results); err != nil {
		t.Fatal(err)
	}
	cycle("at first", 3)
	pgtest.Of(t).Do(t, name, `DELETE FROM entries`, `DELETE FROM issues`, `INSERT INTO issues SELECT * FROM old_issues`,
		`DELETE FROM sites`, `INSERT INTO sites SELECT * FROM old_sites`)
	cycle("after the backup was put back", 3)
}

// TestDaemonOutlivesItsServer: a daemon whose database server is away says so, is not
// restarted for it, and is ready again when the server is.
func TestDaemonOutlivesItsServer(t *testing.T) {
	pgtest.Of(t)
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	s, told := newInstances(t, server.URL("postgres")), 0
	d, err := OpenDaemon(t.Context(), s.options(nothing), func(state string) {
		if state == "WATCHDOG=1" {
			told++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	look := func(when string, ready bool) {
		t.Helper()
		told = 0
		d.heartbeat(t.Context())
		err := d.Ready(t.Context())
		if (err == nil) != ready || !ready && !errors.Is(err, store.ErrAway) {
			t.Errorf("%s: ready says %v", when, err)
		}
		if err := d.Healthy(t.Context()); err != nil || told != 1 {
			t.Errorf("%s: healthy says %v, the watchdog was told %d times", when, err, told)
		}
	}
	look("at the start", true)
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	look("while the server is away", false)
	if _, err := d.Cycle(t.Context(), Ask{Sync: "shop"}); !errors.Is(err, store.ErrAway) {
		t.Errorf("a cycle without a store: %v", err)
	}
	if err := server.Run(); err != nil {
		t.Fatal(err)
	}
	look("when it is back", true)
	if c, err := d.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Word() != "ok" || s.made("create") != 3 {
		t.Errorf("the first cycle after: %v, %+v", err, c.Faults)
	}
}
