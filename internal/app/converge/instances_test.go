package converge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/store/pgtest"
)

// TestConvergeInstances plays stories of two instances on one PostgreSQL, in real time: a
// database does not live in a bubble. They take cycles in turn and at once; each may die in
// the middle of a cycle, or stand still for longer than its lease while the other goes on.
// CONVERGE_INSTANCES says how many stories are played; -seed plays one of them.
func TestConvergeInstances(t *testing.T) {
	if !pgtest.Installed() {
		t.Skip("PostgreSQL is not installed: no story has two instances")
	}
	if testing.Short() {
		t.Skip("-short: real waits")
	}
	if !canDie {
		t.Log("built without the tag failpoint: nobody dies or stands still inside a create; use go test -tags failpoint")
	}
	first, number := 0, 6
	if text := os.Getenv("CONVERGE_INSTANCES"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("CONVERGE_INSTANCES: %v", err)
		}
		number = n
	}
	if *seedFlag >= 0 {
		first, number = int(*seedFlag), 1
	}
	var wait sync.WaitGroup
	var sum pairCounts
	begun, berths := time.Now(), make(chan struct{}, 8) // they wait most of the time
	for seed := first; seed < first+number; seed++ {
		wait.Go(func() {
			berths <- struct{}{}
			defer func() { <-berths }()
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { sum.add(playPair(t, uint64(seed))) })
		})
	}
	wait.Wait()
	t.Logf("%d stories: %s, in %s", number, &sum, time.Since(begun).Round(100*time.Millisecond))
}

// pairCounts is what happened in stories of two instances.
type pairCounts struct {
	mu                                     sync.Mutex
	steps, cycles, creates, deaths, pauses int
}

// add adds another's counts.
func (c *pairCounts) add(other *pairCounts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.steps, c.cycles, c.creates = c.steps+other.steps, c.cycles+other.cycles, c.creates+other.creates
	c.deaths, c.pauses = c.deaths+other.deaths, c.pauses+other.pauses
}

// String tells them.
func (c *pairCounts) String() string {
	return fmt.Sprintf("%d steps, %d cycles, %d creates, %d deaths, %d times still beyond the lease", c.steps, c.cycles, c.creates, c.deaths, c.pauses)
}

// The times of these stories: the shortest that the configuration allows and a loaded
// machine keeps.
const (
	pairSettle = 4 * time.Second
	pairLease  = 5 * time.Second
	pairLag    = 10 * time.Second // of the search index, at most: longer than settling takes
)

// pair is a story of two instances.
type pair struct {
	*testing.T
	rng    *rand.Rand
	dir    string
	server *simjira.Server
	url    string
	both   [2]*instance
	// sockets is the folder in which all cables end, cables how many there were.
	sockets string
	cables  int
	broken  map[int]bool // tests that fail
	stamp   time.Time    // of the latest run
	edited  map[string]string
	lines   []string
	mu      sync.Mutex // of count and lines
	count   pairCounts
}

// playPair plays one story, and judges how it ends.
func playPair(t *testing.T, seed uint64) *pairCounts {
	p := &pair{T: t, rng: rand.New(rand.NewPCG(seed, 77)), dir: t.TempDir(), sockets: t.TempDir(), url: pgtest.Database(t), broken: map[int]bool{},
		edited: map[string]string{}, stamp: time.Now().Add(-24 * time.Hour)}
	edition := []simjira.Edition{simjira.Cloud, simjira.DataCenter}[seed%2]
	var err error
	if p.server, err = simjira.New(simjira.Options{Edition: edition, IndexLag: []time.Duration{0, time.Second, pairLag, pairLag}[p.rng.IntN(4)]}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the story, on %s:\n  %s\nalone: go test -tags failpoint ./internal/app/converge -run TestConvergeInstances -seed=%d -v",
				edition, strings.Join(p.lines, "\n  "), seed)
		}
	})
	for n := range p.both {
		p.both[n] = &instance{pair: p, name: string(rune('a' + n))}
		p.both[n].open()
	}
	t.Cleanup(func() {
		for _, i := range p.both {
			i.close()
		}
	})
	p.arrive()
	for range 8 + p.rng.IntN(5) {
		p.count.steps++
		p.step()
	}
	p.heal()
	p.judge()
	return &p.count
}

// say tells what happens.
func (p *pair) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = append(p.lines, time.Now().UTC().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// step is one step of the story.
func (p *pair) step() {
	switch n := p.rng.IntN(20); {
	case n < 2:
		p.arrive()
	case n < 5:
		p.gesture()
	case n < 8:
		p.trouble()
	case n < 9:
		p.both[p.rng.IntN(2)].cycle(doom{})
	case n < 11:
		p.together(doom{}, doom{})
	case n < 16:
		p.arrive()
		p.together(p.end(), doom{})
	default:
		p.arrive()
		p.both[p.rng.IntN(2)].cycle(p.end())
		p.both[p.rng.IntN(2)].cycle(doom{})
	}
}

// end is how an instance is struck in its next cycle.
func (p *pair) end() doom {
	d := doom{at: []string{before, inTheAir, answered}[p.rng.IntN(3)], nth: 1 + p.rng.IntN(2)}
	if canDie && p.rng.IntN(3) > 0 {
		d = doom{at: []string{"C0", "C1", "C3", "C3", "C8", "C8", "C10", "C15"}[p.rng.IntN(8)], still: p.rng.IntN(3) == 0}
	}
	return d
}

// together has both run a cycle at once.
func (p *pair) together(a, b doom) {
	n := p.rng.IntN(2)
	var wait sync.WaitGroup
	wait.Go(func() { p.both[n].cycle(a) })
	wait.Go(func() { p.both[1-n].cycle(b) })
	wait.Wait()
}
