package plan

import (
	"syncd/internal/desired"
	"syncd/internal/model"
)

// Lag says how far a source is of which there was more to read than one cycle has read.
type Lag struct {
	First    bool // it was never read whole
	Progress model.Progress
}

// behind holds a change that rests on failures of a source that is still being read: what
// is not read yet may say that the test has passed since.
func (m *maker) behind(d desired.Defect, c Change) bool {
	for _, one := range d.Each() {
		if lag, ok := m.in.Behind[one.Case.Source]; ok {
			m.held(d, c, HoldIncomplete, "%s; %s when it has been read whole", lag.because(one.Case.Source), lag.then())
			return true
		}
	}
	return false
}

// because says that a source is still being read, and how far.
func (l Lag) because(source string) string {
	text := source + " is being read for the first time"
	if !l.First {
		text = source + " has more to tell than has been read yet"
	}
	if how := l.Progress.String(); how != "" {
		text += " (" + how + ")"
	}
	return text
}

// then is what happens to its failures afterwards.
func (l Lag) then() string {
	if l.First {
		return "its defects are made"
	}
	return "what its failures ask for is done"
}
