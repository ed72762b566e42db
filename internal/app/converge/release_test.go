package converge

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"syncd/internal/app"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/store"
)

// release has somebody let go of the breaker of creates, as a command would: with the
// store in hand.
func (w *world) release() string {
	w.close()
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(w.dir, "syncd.db"), Now: time.Now, NoSync: true})
	w.must(err)
	w.must(s.Learn(ctx, "jira", ledger.Facts{Breakers: []ledger.Breaker{{Project: "SHOP", Verb: "create", Released: time.Now().UTC(), Who: "ops"}}}))
	w.must(s.Close())
	w.releases = append(w.releases, time.Now())
	w.open()
	return "somebody releases the breaker of creates"
}

// releaseAll lets go of it as often as it takes until nothing is kept back.
func (w *world) releaseAll() {
	if w.config.perDay == everyDay {
		return
	}
	for range 3 * len(w.suite) {
		c, text := w.run(app.Ask{Trigger: "quiet"})
		if !slices.ContainsFunc(c.Plan.Holds, func(h plan.Hold) bool {
			return h.Verb == plan.Create && (h.Hold == plan.HoldBreaker || h.Hold == plan.HoldLimit)
		}) {
			return
		}
		w.say("    kept back: %s", text)
		w.say("    %s", w.release())
		w.say("    %s", w.cycle(app.Ask{Trigger: "quiet"}))
		time.Sleep(5 * time.Minute)
	}
	w.fault("creates are kept back however often the breaker is released")
}
