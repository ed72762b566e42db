package apply_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// What the one defect of the model is called.
const (
	modelOwner   = "acme"
	modelAccount = "ours"
	modelKey     = "aaaaaaaaaaaaaaaa"
	modelSettle  = time.Minute
)

// scene is one state: the store, Jira, the network between, and two workers. Nothing in
// it runs by itself: every step is made by do.
type scene struct {
	variant
	row     *ledger.Entry
	copied  bool // a copy of the store was made
	copy    *ledger.Entry
	lost    bool // the store was deleted, or the copy put back
	lease   int  // the worker that has it, nobody for none
	issues  []jira.Issue
	indexed int
	flight  []*request
	workers [2]*worker
}

const nobody = -1

// request is a create on its way.
type request struct {
	from   int // the worker that waits for its answer, nobody for none
	landed *jira.Issue
}

// newScene is the beginning: nothing is there, and nobody is at work.
func newScene(v variant) *scene {
	s := &scene{variant: v, lease: nobody}
	for i := range s.workers {
		s.workers[i] = &worker{scene: s, number: i}
	}
	return s
}

// events lists what may happen now.
func (s *scene) events() []string {
	var out []string
	may := func(when bool, format string, args ...any) {
		if when {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	for n := range s.flight {
		may(true, "request %d lands", n)
		may(s.losses > 0, "request %d is lost", n)
	}
	may(s.indexed < len(s.issues), "index catches up")
	waiting := s.row != nil && s.row.State == ledger.Inflight && !s.row.Resolvable(modelSettle, time.Now())
	may(waiting && !s.hasty && len(s.flight) == 0 && (s.pauses > 0 || !s.working()), "time passes")
	may(s.loses && !s.copied && s.row != nil, "store is copied")
	// Against a request that lands after its sender has lost all memory nothing can be done.
	may(s.loses && !s.lost && len(s.flight) == 0, "store is deleted")
	may(s.loses && !s.lost && len(s.flight) == 0 && s.copied, "copy is put back")
	for i, w := range s.workers {
		other := s.workers[1-i]
		may(s.kills > 0 && (w.busy || w.looked), "%d dies", i)
		free := s.apart || s.naive || s.lease == nobody || !other.busy || s.steals > 0
		may(!w.busy && free && !s.settled(), "%d begins a cycle", i)
		if !w.busy {
			continue
		}
		if w.at != hears {
			may(true, "%d %s", i, w.at)
			continue
		}
		may(w.sent.landed != nil && w.ctx.Err() == nil, "%d hears the answer", i)
		may(!s.waits || len(s.flight) == 0, "%d hears nothing", i)
		may(s.losses > 0 && slices.Contains(s.flight, w.sent), "%d hears 429", i)
	}
	return out
}

// do makes one step.
func (s *scene) do(event string) {
	who, what, _ := strings.Cut(event, " ")
	if who == "request" {
		number, end, _ := strings.Cut(what, " ")
		n, _ := strconv.Atoi(number) // we wrote it
		s.arrive(n, end == "lands")
		return
	}
	switch event {
	case "index catches up":
		s.indexed++
		return
	case "time passes":
		if s.working() {
			s.pauses--
		}
		time.Sleep(modelSettle)
		return
	case "store is copied":
		s.copied, s.copy = true, s.row
		return
	case "store is deleted", "copy is put back":
		s.lose(event == "copy is put back")
		return
	}
	i, _ := strconv.Atoi(who) // we wrote it
	s.workers[i].do(what)
}

// arrive has a request reach Jira, or not.
func (s *scene) arrive(n int, lands bool) {
	r := s.flight[n]
	s.flight = slices.Delete(slices.Clone(s.flight), n, n+1)
	if !lands {
		s.losses--
		return
	}
	number := strconv.Itoa(len(s.issues) + 1)
	s.issues = append(s.issues, jira.Issue{ID: "1000" + number, Key: "SHOP-" + number, Project: "SHOP", Creator: modelAccount,
		Category: jira.ToDo, Labels: ledger.Labels(modelOwner, modelKey, 1)})
	r.landed = &s.issues[len(s.issues)-1]
}

// lose takes the store away: whoever had it open ends with it.
func (s *scene) lose(back bool) {
	s.end()
	s.lost, s.row, s.lease = true, nil, nobody
	if back {
		s.row = s.copy
	}
}

// end ends all workers.
func (s *scene) end() {
	for _, w := range s.workers {
		w.die()
	}
}

// working reports whether a worker is in the middle of a cycle.
func (s *scene) working() bool { return s.workers[0].busy || s.workers[1].busy }

// settled reports whether there is one issue, known to the row, and nothing in the air.
func (s *scene) settled() bool {
	if s.naive {
		return len(s.issues) == 1 && len(s.flight) == 0
	}
	return len(s.issues) == 1 && len(s.flight) == 0 && s.row != nil && s.row.State == ledger.Owned && s.row.IssueID == s.issues[0].ID
}

// String tells states apart. What a worker will do follows from what it has been
// answered since its cycle began, and from how long ago that was. The two workers are
// alike, so it does not matter which is which.
func (s *scene) String() string {
	var b strings.Builder
	fmt.Fprint(&b, knows(s.row), s.copied, knows(s.copy), s.lost, s.indexed, len(s.issues), s.kills, s.steals, s.losses, s.pauses)
	first, second := s.workers[0].String(), s.workers[1].String()
	if !s.apart && second < first {
		first, second = second, first
	}
	return b.String() + first + second
}

// String is what matters of a worker, and of its request.
func (w *worker) String() string {
	var b strings.Builder
	fmt.Fprint(&b, "|", w.busy, w.looked, w.at, w.lease == w.number)
	for n, r := range w.flight {
		if r.from == w.number || r.from == nobody {
			fmt.Fprint(&b, " in flight", n)
		}
	}
	if w.at == hears {
		fmt.Fprint(&b, w.sent.landed != nil, w.ctx.Err() != nil)
	}
	for _, m := range w.past {
		fmt.Fprint(&b, ";", m.text, m.row, m.timed && time.Since(m.at) >= modelSettle)
	}
	return b.String()
}
