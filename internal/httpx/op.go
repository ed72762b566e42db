package httpx

import (
	"context"
	"maps"
	"sync"
	"time"
)

// Class says what may be done with a request whose answer did not come.
type Class string

// The classes of operation.
const (
	Safe       Class = "safe"       // reads: may be sent again at will
	Idempotent Class = "idempotent" // writes an absolute state: may be sent again
	// Create makes something new each time it lands: it is sent again only when the
	// server refused it with 429, or when not a byte of it had been written.
	Create Class = "create"
)

// Op names one operation for pacing, retry and metrics.
type Op struct {
	Endpoint string // a template such as "issue/{id}/comment", never a URL
	Class    Class
	Subject  string // what a write is about, such as an issue's id; servers limit writes to one thing
	// Deadline, if set, is the last moment at which a first byte may be sent.
	Deadline time.Time
}

// opKey is the context key of an Op.
type opKey struct{}

// WithOp returns a context that carries the operation to the chain.
func WithOp(ctx context.Context, op Op) context.Context {
	return context.WithValue(ctx, opKey{}, op)
}

// opOf returns the context's operation. Without one a request is taken for a
// create: the class that forbids most.
func opOf(ctx context.Context) Op {
	if op, ok := ctx.Value(opKey{}).(Op); ok {
		return op
	}
	return Op{Endpoint: "other", Class: Create}
}

// Attempt is one exchange with a target as an Observer sees it.
type Attempt struct {
	Target   string
	Endpoint string
	Method   string
	Status   int // 0: no answer
	Took     time.Duration
	Sent     bool // at least part of the request left the house
	Header   map[string][]string
}

// Observer is told of each attempt and each wait. Its methods are called from
// many goroutines and must be quick.
type Observer interface {
	Attempt(Attempt)
	Waiting(target, reason string, d time.Duration)
}

// silent observes nothing.
type silent struct{}

func (silent) Attempt(Attempt)                       {}
func (silent) Waiting(string, string, time.Duration) {}

// Count counts the attempts made under a context, by target.
type Count struct {
	mu sync.Mutex
	by map[string]int
}

// Total returns how many attempts were made so far.
func (c *Count) Total() int {
	n := 0
	for _, of := range c.By() {
		n += of
	}
	return n
}

// By returns how many attempts were made so far, by target.
func (c *Count) By() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.by)
}

// countKey is the context key of a Count.
type countKey struct{}

// Counting returns a context under which every attempt is counted: a cycle must be
// able to say how many requests it took, while others run beside it.
func Counting(ctx context.Context) (context.Context, *Count) {
	c := &Count{by: map[string]int{}}
	return context.WithValue(ctx, countKey{}, c), c
}

// count adds one attempt to the context's count.
func count(ctx context.Context, target string) {
	if c, ok := ctx.Value(countKey{}).(*Count); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.by[target]++
	}
}
