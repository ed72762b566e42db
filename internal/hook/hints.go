package hook

// HintsMax is how many issues one look reads by name: three requests to Cloud, that many
// to Data Center. Who changes more at once waits for the search index, as without hints.
const HintsMax = 300

// Hints are the issues that a sync should look at. The zero value has none. It is not
// safe for concurrent use.
type Hints struct {
	own   map[Issue]bool // whether our own account did all that is told of the issue
	order []Issue        // as they came
	full  bool           // there were more: look at everything
}

// Add notes an issue, and whether our own account did what is told of it.
func (h *Hints) Add(i Issue, own bool) {
	before, known := h.own[i]
	switch {
	case known:
		h.own[i] = before && own
	case len(h.order) >= HintsMax:
		h.full = true
	default:
		if h.own == nil {
			h.own = map[Issue]bool{}
		}
		h.own[i] = own
		h.order = append(h.order, i)
	}
}

// Drop forgets issues of which nothing but our own deeds is told and that are meant.
func (h *Hints) Drop(meant func(Issue) bool) {
	var rest []Issue
	for _, i := range h.order {
		if h.own[i] && meant(i) {
			delete(h.own, i)
		} else {
			rest = append(rest, i)
		}
	}
	h.order = rest
}

// Any reports whether there is something to look at, and whether all of it was done by
// our own account.
func (h *Hints) Any() (any, own bool) {
	own = !h.full
	for _, mine := range h.own {
		own = own && mine
	}
	return h.full || len(h.order) > 0, own
}

// Take returns the issues and forgets them. There are none where too many were told:
// an ordinary look at everything is cheaper then.
func (h *Hints) Take() []Issue {
	out := h.order
	if h.full {
		out = nil
	}
	*h = Hints{}
	return out
}
