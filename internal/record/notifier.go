package record

import "time"

// lostShown is how long pages show that a letter could not be delivered at all.
const lostShown = 7 * 24 * time.Hour

// NotifierState is how one notifier stands.
type NotifierState struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Waiting int       `json:"waiting"`            // letters
	Sent    time.Time `json:"sent,omitzero"`      // when the last letter arrived
	Error   string    `json:"error,omitempty"`    // why the oldest that waits could not be delivered
	Since   time.Time `json:"since,omitzero"`     // when that one happened
	Lost    int       `json:"given_up,omitempty"` // letters that were never delivered, of the last seven days
	Last    string    `json:"last,omitempty"`     // why the latest of these was not
}

// NotifierStates sums up how each notifier stands; kinds is by name.
func NotifierStates(names []string, kinds map[string]string, letters []Letter, now time.Time) []NotifierState {
	out := make([]NotifierState, 0, len(names))
	for _, name := range names {
		s := NotifierState{Name: name, Kind: kinds[name]}
		for _, l := range letters {
			if l.Notifier == name {
				s = s.with(l, now)
			}
		}
		out = append(out, s)
	}
	return out
}

// with adds one letter.
func (s NotifierState) with(l Letter, now time.Time) NotifierState {
	switch l.State {
	case LetterSent:
		if l.Settled.After(s.Sent) {
			s.Sent = l.Settled
		}
	case LetterWaiting:
		s.Waiting++
		if l.Error != "" && (s.Since.IsZero() || l.Queued.Before(s.Since)) {
			s.Error, s.Since = l.Error, l.Queued
		}
	case LetterLost:
		if now.Sub(l.Settled) < lostShown {
			s.Lost++
			s.Last = l.Error
		}
	}
	return s
}

// The ways in which delivery ends, for metrics: each try is sent or failed; a letter that
// is summed up or given up is counted besides.
const (
	NotifySent   = "sent"
	NotifyFailed = "failed"
	NotifySummed = "summed"
	NotifyLost   = "given-up"
)

// NotifyResults lists them.
func NotifyResults() []string { return []string{NotifySent, NotifyFailed, NotifySummed, NotifyLost} }
