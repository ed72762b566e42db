package apply

import (
	"context"
	"errors"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// declined returns why Jira would not take further fields, where those alone were in its
// way: what was sent can be sent again without them.
func declined(err error, sent map[string]jira.Value) map[string]string {
	var e *jira.Error
	if !errors.As(err, &e) || e.Kind != jira.Refused || len(e.Fields) == 0 {
		return nil
	}
	for id := range e.Fields {
		if _, ours := sent[id]; !ours {
			return nil
		}
	}
	return e.Fields
}

// without notes in the row of an edit which fields Jira would not take, and reports
// whether that is all that was in its way. The next cycle writes the rest.
func (a *Applier) without(ctx context.Context, c plan.Change, err error) (bool, error) {
	if c.Work.Patch == nil {
		return false, nil
	}
	words := declined(err, c.Work.Patch.Patch.Fields)
	if len(words) == 0 {
		return false, nil
	}
	return true, a.remember(ctx, c, func(e *ledger.Entry) { e.Declined = e.Declined.With(words, a.Setup, a.Now().UTC()) })
}
