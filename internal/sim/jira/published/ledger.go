package published

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
)

// Deviation is a difference between the documents and the simulator, or a gateway, that is meant to be.
type Deviation struct {
	// Operation is the method and the template of the path; "*" is any.
	Operation string
	// What is a regular expression for the whole fault as the Oracle tells it.
	What string
	// Reason says why the document is not followed, Source where that is written.
	Reason, Source string
}

// explains reports whether a fault of an operation is meant to be.
func (d Deviation) explains(operation, fault string) bool {
	return (d.Operation == "*" || d.Operation == operation) && regexp.MustCompile("^(?:"+d.What+")$").MatchString(fault)
}

// Ledger keeps the verdicts of a run.
type Ledger struct {
	oracle *Oracle
	known  []Deviation

	mu                sync.Mutex
	operations        map[string]bool
	unexplained       map[string]int
	used              map[int]int // how often each deviation was met
	requests, answers int
}

// NewLedger is an empty ledger that knows some deviations.
func NewLedger(o *Oracle, known []Deviation) *Ledger {
	return &Ledger{oracle: o, known: known, operations: map[string]bool{}, unexplained: map[string]int{}, used: map[int]int{}}
}

// Side is which half of an exchange counts.
type Side int

// The sides: a test that sends faulty requests on purpose counts their answers alone.
const (
	Both Side = iota
	AnswerOnly
)

// Enter judges an exchange and keeps the verdict.
func (l *Ledger) Enter(e Exchange, side Side) {
	v := l.oracle.Judge(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	if v.Operation == "" {
		return
	}
	l.operations[v.Operation] = true
	if side == Both {
		l.requests++
		l.keep(v.Operation, prefixed("request: ", v.Request))
	}
	if e.Status != 0 {
		l.answers++
		l.keep(v.Operation, prefixed("answer ", v.Answer))
	}
}

// keep notes the faults of one side.
func (l *Ledger) keep(operation string, faults []string) {
	for _, fault := range faults {
		n := slices.IndexFunc(l.known, func(d Deviation) bool { return d.explains(operation, fault) })
		if n >= 0 {
			l.used[n]++
			continue
		}
		l.unexplained[operation+" "+fault]++
	}
}

// Unexplained are the faults that no deviation explains, sorted.
func (l *Ledger) Unexplained() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.strange()
}

func (l *Ledger) strange() []string {
	var out []string
	for _, f := range slices.Sorted(maps.Keys(l.unexplained)) {
		out = append(out, fmt.Sprintf("%s (%d times)", f, l.unexplained[f]))
	}
	return out
}

// Report is one line of figures, and what fails the run: deviations without an explanation, explanations without a
// deviation, explanations that say too little.
func (l *Ledger) Report() (line string, faults []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	faults = l.strange()
	met := 0
	for n, d := range l.known {
		met += l.used[n]
		switch {
		case d.Reason == "" || d.Source == "":
			faults = append(faults, fmt.Sprintf("the deviation %s %s has no reason or no source", d.Operation, d.What))
		case l.used[n] == 0:
			faults = append(faults, fmt.Sprintf("the deviation %s %s is no more: take it off the list", d.Operation, d.What))
		}
	}
	line = fmt.Sprintf("%d operations, %d requests and %d answers checked; %d kinds of deviation explained, met %d times; %d unexplained",
		len(l.operations), l.requests, l.answers, len(l.known), met, len(l.unexplained))
	return line, faults
}
