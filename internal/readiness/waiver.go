package readiness

import (
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
)

// Waiver is somebody's word that the risks of an issue are accepted. It lives in Jira, as
// a label: `qa-waived`, or `qa-waived-2026-12-31` for one that ends after that day.
type Waiver struct {
	Label string    `json:"label"`
	Who   string    `json:"who,omitempty"`  // "" where the change history does not tell
	At    time.Time `json:"at,omitzero"`    // likewise
	Until time.Time `json:"until,omitzero"` // it no longer counts from then on; zero: for good
}

// WaiverRules says which label waives, and for how long.
type WaiverRules struct {
	Label string        // "" turns waivers off
	For   time.Duration // after it was put on; 0: until it is taken off
}

// Waives reports whether a label is a waiver, and when it ends by its own word.
func (w WaiverRules) Waives(label string) (until time.Time, ok bool) {
	if w.Label == "" {
		return time.Time{}, false
	}
	if label == w.Label {
		return time.Time{}, true
	}
	day, ok := strings.CutPrefix(label, w.Label+"-")
	if !ok {
		return time.Time{}, false
	}
	last, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}, false
	}
	return last.AddDate(0, 0, 1), true
}

// Labels lists those labels of an issue that waive, for whoever wants to know since when.
func (w WaiverRules) Labels(i jira.Issue) []string {
	var out []string
	for _, l := range i.Labels {
		if _, ok := w.Waives(l); ok {
			out = append(out, l)
		}
	}
	return out
}

// Of returns the waiver of an issue that holds now, nil if there is none. The one that
// lasts longest counts.
func (w WaiverRules) Of(i jira.Issue, history []jira.LabelChange, now time.Time) *Waiver {
	var best *Waiver
	for _, label := range w.Labels(i) {
		until, _ := w.Waives(label)
		v := Waiver{Label: label, Until: until}
		if n := lastAdded(history, label); n >= 0 {
			v.Who, v.At = history[n].Who, history[n].At
		}
		since := v.At
		if since.IsZero() {
			since = i.Created // no change tells of it: the issue was made with it
		}
		if end := since.Add(w.For); w.For > 0 && !since.IsZero() && (v.Until.IsZero() || end.Before(v.Until)) {
			v.Until = end
		}
		if !v.Until.IsZero() && !now.Before(v.Until) {
			continue
		}
		if best == nil || v.Until.IsZero() || !best.Until.IsZero() && v.Until.After(best.Until) {
			best = &v
		}
	}
	return best
}

// lastAdded is the index of the change that last put a label on, -1 where none tells.
func lastAdded(history []jira.LabelChange, label string) int {
	for n, c := range slices.Backward(history) {
		if c.Added && c.Label == label {
			return n
		}
	}
	return -1
}
