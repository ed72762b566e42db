package demo

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"time"

	"syncd/internal/app"
	"syncd/internal/record"
	simjira "syncd/internal/sim/jira"
)

// every is how often a run of the story arrives while the demo is watched.
const every = 8 * time.Second

// Serve runs the daemon on the demo's folder and lets runs arrive, until the context
// ends. A few runs are there from the start, so that the pages have something to show.
func (d *Demo) Serve(ctx context.Context) error {
	daemon, err := app.OpenDaemon(ctx, d.options(), nil)
	if err != nil {
		return err
	}
	if err := d.jira.SetWebhooks(simjira.Webhooks{URL: "http://" + d.Listen + "/api/v1/webhooks/jira", Secret: hookSecret}); err != nil {
		return err
	}
	daemon.OnCycle(func(c record.Cycle) {
		if len(c.Outcomes) > 0 {
			d.report(c)
		}
	})
	d.say(`syncd demo: a simulated Jira, sample results that keep arriving, and the real daemon.

  quality board   http://%s/
  releases        http://%s/releases
  failures        http://%s/failures
  metrics         http://%s/metrics
  simulated Jira  %s/          (user demo@example.com, token demo-token)
  everything lies in %s

While it runs, in another terminal:  syncd plan -c %s/syncd.yaml
Ctrl-C ends it.
`, d.Listen, d.Listen, d.Listen, d.Listen, d.jiraURL, d.Dir, d.Dir)
	if err := d.grafana(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- daemon.Run(ctx) }()
	for n := 0; ; n++ {
		if err := d.share(n); err != nil {
			return err
		}
		r, err := d.arrive()
		if err != nil {
			return err
		}
		d.tell(r)
		if err := d.mend(r); err != nil {
			return err
		}
		_ = daemon.Trigger(ctx, "shop") // as a push by CI would; while it starts, its first cycle sees the run
		wait := cmp.Or(d.Every, every)
		if n < 2 {
			wait = min(wait, time.Second)
		}
		select {
		case err := <-done:
			return err
		case <-time.After(wait):
		}
	}
}

// The share with the second team's results is out of reach for a while: boards must not
// call ready what nobody hears of.
const (
	shareGoes  = 6
	shareComes = 14
	shareTurns = 20
)

// share takes the second team's results away before some runs, and brings them back.
func (d *Demo) share(n int) error {
	here, gone := filepath.Join(d.Dir, "results-pay"), filepath.Join(d.Dir, "away")
	switch n % shareTurns {
	case shareGoes:
		d.say("%s  the folder with the results of pay-api is out of reach", time.Now().Format(time.TimeOnly))
		return os.Rename(here, gone)
	case shareComes:
		d.say("%s  the folder with the results of pay-api is back", time.Now().Format(time.TimeOnly))
		return os.Rename(gone, here)
	}
	return nil
}
