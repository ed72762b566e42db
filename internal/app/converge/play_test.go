package converge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/app"
	simjira "syncd/internal/sim/jira"
)

// The accounts of the simulator's built-in seed.
const (
	ours   = "demo@example.com"
	person = "ada@example.com"
	owner  = "acme"
	secret = "Staff only" // a security level that hides an issue from us
)

// world is one story being played: the house, its Jira, its files, and what the
// oracle must remember of what happened.
type world struct {
	t      *testing.T
	seed   uint64
	rng    *rand.Rand // of the step being played: leaving a step out changes no other
	dir    string
	server *simjira.Server
	wire   *wire
	house  *app.House
	config settings
	bug    string // an issue that people filed
	away   bool   // the folder of results is not there
	paused bool

	suite []testCase
	runs  []*run
	stamp time.Time       // of the latest run
	known map[string]bool // ids of our issues that the house has certainly seen
	due   map[string]bool // parts for which `when:` may have held at some cycle
	looks []look
	// seeded are the issues that were there before.
	seeded   []simjira.Issue
	contacts []contact
	met      bool        // the source has certainly been met since the store was new
	releases []time.Time // when the count of creates began anew
	holds    []string    // of the last quiet cycle
	// forgotten are marks of issues that a person deleted, hid or unmarked and whose row
	// was then lost with the store: nothing is left that could tell. estranged are ids of
	// issues whose row was lost after a person had unlinked them from something.
	forgotten map[string]bool
	estranged map[string]bool
	backedUp  map[string]bool // issues that the backup knows
	backedMet bool
	backup    map[string][]byte
	restored  bool // the backup was put back

	steps int
	lines []string // the story as told
	wrong []string // what the oracle found
	count counts
}

// play plays the story of a seed, without some of its steps.
func play(t *testing.T, seed uint64, skip []int) *world {
	w := &world{seed: seed, known: map[string]bool{}, due: map[string]bool{}, forgotten: map[string]bool{}, estranged: map[string]bool{}}
	w.dir = folder(t)
	// A test of its own, so that every story has a bubble, also where one test plays
	// many.
	t.Run("story", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w.t = t
			t.Cleanup(func() {
				if w.house != nil {
					w.house.Close() // a second time, unless the story was cut short
				}
			})
			w.play(skip)
		})
	})
	return w
}

// folder is a new folder, in memory where the machine has a disk there: a store that
// does not sync is still slowed down by a real one.
func folder(t *testing.T) string {
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "syncd-converge-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// play is the story inside its bubble: begin, the steps, healing, and the oracle.
func (w *world) play(skip []int) {
	w.turn(0)
	w.begin()
	w.steps = 15 + w.rng.IntN(26)
	for n := 1; n <= w.steps; n++ {
		w.turn(n)
		kind := draw(w.rng)
		if slices.Contains(skip, n) {
			continue
		}
		w.count.steps++
		if w.rng.IntN(2) == 0 { // else it follows at once, before any index has caught up
			time.Sleep(time.Duration(w.rng.IntN(100)) * time.Second)
		}
		w.say("%2d. %s", n, kind.do(w))
	}
	if !slices.Contains(skip, afterwards) {
		w.turn(afterwards)
		w.relapses()
	}
	w.turn(w.steps + 1)
	w.heal()
	w.judge()
	w.close()
	w.count.creates = len(w.created())
	for _, f := range w.server.Faults() {
		w.count.faults += f.Fired
	}
}

// turn gives a step its own random numbers.
func (w *world) turn(n int) { w.rng = rand.New(rand.NewPCG(w.seed, uint64(n)+1)) }

// edition is which Jira it is, by random numbers of its own. The house finds out.
func (w *world) edition() simjira.Edition {
	return []simjira.Edition{simjira.Cloud, simjira.DataCenter}[rand.New(rand.NewPCG(w.seed, 0)).IntN(2)]
}

// begin builds the world: a day on which clocks may change, a Jira with its own
// manners, and an empty folder.
func (w *world) begin() {
	days := []string{"2026-01-12T08:00:00Z", "2026-03-28T20:00:00Z", "2026-10-24T22:30:00Z", "2026-07-01T12:00:00Z"}
	start, err := time.Parse(time.RFC3339, days[w.rng.IntN(len(days))])
	w.must(err)
	time.Sleep(time.Until(start))
	w.server, err = simjira.New(simjira.Options{
		Edition:  w.edition(),
		Latency:  time.Duration(w.rng.IntN(800)) * time.Millisecond,
		IndexLag: time.Duration(w.rng.IntN(301)) * time.Second,
		Limits:   w.rng.IntN(3) == 0,
		Quirks:   simjira.Quirks{RemoteLinkMovesUpdate: w.rng.IntN(2) == 0, CloneCopiesProperties: w.rng.IntN(2) == 0},
	})
	w.must(err)
	w.people()
	w.seeded = w.server.Issues()
	w.wire = &wire{world: w, to: w.server.Transport()}
	w.stamp = time.Now().Add(-72 * time.Hour)
	w.must(os.MkdirAll(filepath.Join(w.dir, "results"), 0o755))
	w.config = drawSettings(w.rng)
	w.suite = newSuite(w.rng, w.config.mode)
	w.open()
	w.say(" 0. it is %s; Jira %s; %s", time.Now().UTC().Format(time.RFC3339), w.edition(), w.config)
}

// heal ends all faults, brings everything back and lets time pass beyond every wait:
// settling, index lag, and the day after which a refused create is tried again.
func (w *world) heal() {
	for _, f := range w.server.Faults() {
		w.count.faults += f.Fired
	}
	w.server.ClearFaults()
	w.wire.die = death{}
	w.restoreFolder()
	w.completeFiles()
	if w.paused {
		w.must(w.house.Resume(w.t.Context(), ""))
		w.paused = false
	}
	if w.config.policy != "full" {
		w.config.policy = "full"
		w.reopen()
	}
	time.Sleep([]time.Duration{12 * time.Minute, 25 * time.Hour}[w.rng.IntN(2)])
	w.say("    quiet: %s", w.cycle(app.Ask{Trigger: "quiet"}))
	if w.refused() {
		time.Sleep(25 * time.Hour)
	}
	if w.config.edits > 0 {
		w.say("    quiet: %s", w.cycle(app.Ask{Trigger: "quiet"}))
		time.Sleep(25 * time.Hour)
	}
	w.releaseAll()
	if w.refused() {
		time.Sleep(25 * time.Hour)
		w.releaseAll()
	}
	for range 3 {
		c, text := w.run(app.Ask{Trigger: "quiet"})
		w.say("    quiet: %s", text)
		w.holds = holdIDs(c.Plan.Holds)
		time.Sleep(5 * time.Minute)
	}
}

// say adds a line to the story.
func (w *world) say(format string, args ...any) {
	at := ""
	if w.server != nil {
		at = time.Now().UTC().Format("Jan 02 15:04:05 ")
	}
	w.lines = append(w.lines, at+fmt.Sprintf(format, args...))
}

// story is all lines.
func (w *world) story() string { return "  " + strings.Join(w.lines, "\n  ") + "\n" }

// fault adds something that the oracle found.
func (w *world) fault(format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

// must ends the story over a fault of the test's own.
func (w *world) must(err error) {
	if err != nil {
		w.t.Fatalf("seed %d: %v\n%s", w.seed, err, w.story())
	}
}
