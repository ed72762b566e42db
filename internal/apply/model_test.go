package apply_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// variant is one way to make one issue for one defect, and what may happen meanwhile.
// Those that lack something which the real one has must make a twin: else the model could
// not find any.
type variant struct {
	name string
	twin bool // it must find one

	naive   bool // search the index, then create: no memory at all
	lagging bool // what was not answered is looked for in the search index
	hasty   bool // it is looked for at once, not after the settle time
	endless bool // the sender has no deadline

	// apart has the second worker serve another sync: it holds a lease of its own, settles
	// and adopts whatever it finds, and creates nothing.
	apart bool
	// waits has workers wait for creates without an answer, as commands do.
	waits bool
	// loses may delete the store, or put a copy of it back. Every process looks for our
	// marks before it creates.
	loses bool

	// careless stores write any row over any other; eager workers believe that they have
	// looked for our marks before what they found is kept.
	careless, eager bool

	kills, steals, losses, pauses int // how many of each may happen
}

// variants are the rows of docs/exactly-once.md.
var variants = []variant{
	{name: "naive", twin: true, naive: true, kills: 1, losses: 1, pauses: 1},
	{name: "index", twin: true, lagging: true, hasty: true, endless: true, kills: 1, steals: 1, losses: 1, pauses: 1},
	{name: "strong", twin: true, hasty: true, endless: true, kills: 1, steals: 1, losses: 1, pauses: 1},
	{name: "settle", twin: true, endless: true, kills: 1, steals: 1, losses: 1, pauses: 1},
	{name: "deadline", kills: 1, steals: 1, losses: 1, pauses: 1},
	{name: "deadline, waiting", waits: true, steals: 1, losses: 1},
	{name: "deadline, two syncs", apart: true, kills: 1, losses: 1},
	{name: "two syncs, careless store", twin: true, careless: true, apart: true, kills: 1, losses: 1},
	{name: "lost stores, eager", twin: true, eager: true, loses: true, kills: 1, steals: 1},
	{name: "deadline, lost stores", loses: true, kills: 1, steals: 1},
}

// TestModel walks, breadth first, through everything that can happen to one defect while
// two workers are at it: kills, leases that pass to the other, requests that are lost or
// land late, answers that are lost, an index that lags, time that passes. The workers run
// the code of this room; the network, the store and the clock are the model's.
//
// There must never be two issues, and from every state on it must be possible to end with
// one issue and a row that knows it, without anything bad having to happen.
func TestModel(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			var w *walk
			begun := time.Now()
			synctest.Test(t, func(*testing.T) { w = explore(v) })
			t.Logf("%s: %d states, %d steps, in %s", v.name, len(w.nodes), w.steps, time.Since(begun).Round(10*time.Millisecond))
			switch {
			case v.twin && w.twin == nil:
				t.Errorf("%s makes no twin: the model cannot tell a good protocol from a bad one", v.name)
			case v.twin:
				t.Logf("a twin after: %s", strings.Join(w.twin, ", "))
			case w.twin != nil:
				t.Errorf("two issues after:\n  %s", strings.Join(w.twin, "\n  "))
			default:
				w.judgeProgress(t)
			}
		})
	}
}

// node is a state of the walk.
type node struct {
	path   []string // the steps that first led there
	events []string // what may happen next
	next   []int
	ends   bool // one issue, and a row that knows it
}

// walk is a breadth-first search.
type walk struct {
	nodes []node
	known map[string]int
	steps int
	twin  []string // the shortest way to two issues
}

// explore walks through all states of a variant, or until there are two issues. Code that
// runs cannot be copied, so every state is reached by playing its steps again.
func explore(v variant) *walk {
	w := &walk{known: map[string]int{}}
	w.visit(v, nil)
	for n := 0; n < len(w.nodes) && w.twin == nil; n++ {
		for _, e := range w.nodes[n].events {
			w.steps++
			to := w.visit(v, append(slices.Clip(w.nodes[n].path), e))
			w.nodes[n].next = append(w.nodes[n].next, to)
			if w.twin != nil {
				break
			}
		}
	}
	return w
}

// visit plays some steps and returns the number of the state to which they lead.
func (w *walk) visit(v variant, path []string) int {
	s := newScene(v)
	for _, e := range path {
		s.do(e)
	}
	defer s.end()
	if len(s.issues) > 1 {
		w.twin = path
	}
	name := s.String()
	if n, ok := w.known[name]; ok {
		return n
	}
	w.known[name] = len(w.nodes)
	w.nodes = append(w.nodes, node{path: path, events: s.events(), ends: s.settled()})
	return len(w.nodes) - 1
}

// judgeProgress wants an end to be within reach of every state.
func (w *walk) judgeProgress(t *testing.T) {
	t.Helper()
	before := make([][]int, len(w.nodes))
	var reach []int
	good := make([]bool, len(w.nodes))
	for n, at := range w.nodes {
		for _, to := range at.next {
			before[to] = append(before[to], n)
		}
		if at.ends {
			good[n] = true
			reach = append(reach, n)
		}
	}
	for ; len(reach) > 0; reach = reach[1:] {
		for _, n := range before[reach[0]] {
			if !good[n] {
				good[n] = true
				reach = append(reach, n)
			}
		}
	}
	if n := slices.Index(good, false); n >= 0 {
		t.Errorf("no good end is within reach after:\n  %s", strings.Join(w.nodes[n].path, "\n  "))
	}
	ends := 0
	for _, at := range w.nodes {
		if at.ends {
			ends++
		}
	}
	if ends == 0 {
		t.Errorf("none of %d states is a good end", len(w.nodes))
	}
}
