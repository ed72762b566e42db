package hook

const (
	// seenMax is how many deliveries are remembered: Jira repeats one within the hour,
	// and who forgets too soon looks once more at most.
	seenMax = 4096
	// idMax is the longest identifier that is remembered, in bytes; Jira's have 64 at most.
	idMax = 128
)

// Seen remembers deliveries by the header X-Atlassian-Webhook-Identifier, which is the
// same on every try. The zero value remembers none. It is not safe for concurrent use.
type Seen struct {
	known map[string]bool
	ring  []string // the oldest is at next once it is full
	next  int
}

// First reports whether a delivery has not come before, and remembers it. One without an
// identifier, or with one that nobody sends, is always the first.
func (s *Seen) First(id string) bool {
	switch {
	case id == "" || len(id) > idMax:
		return true
	case s.known[id]:
		return false
	case s.known == nil:
		s.known = map[string]bool{}
	}
	s.known[id] = true
	if len(s.ring) < seenMax {
		s.ring = append(s.ring, id)
		return true
	}
	delete(s.known, s.ring[s.next])
	s.ring[s.next] = id
	s.next = (s.next + 1) % seenMax
	return true
}
