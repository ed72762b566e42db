package converge

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// open opens the house, as a new process would.
func (w *world) open() {
	cfg, report := config.Parse(filepath.Join(w.dir, "syncd.yaml"), []byte(w.config.yaml()), config.Options{
		Catalog: catalog.Sources(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary, CheckExclude: app.CheckExclude,
		CheckDescription: app.CheckDescription, CheckValue: app.CheckValue, CheckShown: app.CheckShown})
	w.must(report.Err())
	house, err := app.Open(context.Background(), app.Options{Config: cfg, Version: "test", Now: time.Now,
		Transport: w.wire, NoSync: true})
	w.must(err)
	w.house = house
}

// close ends the process in good order.
func (w *world) close() { w.must(w.house.Close()) }

// reopen is a restart in good order.
func (w *world) reopen() { w.close(); w.open() }

// cycle runs one cycle and tells how it went. If the process dies in it, a new one
// opens the store that the dead one left behind.
func (w *world) cycle(ask app.Ask) string {
	_, text := w.run(ask)
	return text
}

// run is cycle that also returns the record, which is empty if the process died.
func (w *world) run(ask app.Ask) (record.Cycle, string) {
	ask.Sync = "shop"
	w.expect()
	begun := time.Now()
	c, died := w.survive(context.Background(), ask)
	if died != "" {
		w.count.crashes++
		w.reopen()
		return c, "cycle, and the process dies " + died
	}
	if !c.Failed() {
		w.recognise(begun)
	}
	return c, told(c)
}

// survive runs a cycle and catches the death of the process in it. A death is a panic
// from a failpoint or from the wire: from there on no line of the house runs, and
// its store is left as it is.
func (w *world) survive(ctx context.Context, ask app.Ask) (c record.Cycle, died string) {
	w.count.cycles++
	mortal(w, true)
	defer mortal(w, false)
	defer func() {
		w.wire.die = death{}
		switch p := recover().(type) {
		case nil:
		case death:
			died = p.String()
		default:
			panic(p)
		}
	}()
	c, err := w.house.Cycle(ctx, ask)
	w.must(err)
	w.count.writes += c.Count(plan.Done)
	return c, ""
}

// told sums up a cycle for the story.
func told(c record.Cycle) string {
	word := "cycle"
	if c.Dry {
		word = "dry cycle"
	}
	var parts []string
	for _, o := range c.Outcomes {
		part := fmt.Sprintf("%s %s %s", o.Change.Verb, o.Issue, o.Change.Reason)
		if o.Result != plan.Done {
			part += " " + string(o.Result) + " (" + o.Error + ")"
		}
		parts = append(parts, part)
	}
	for _, h := range c.Plan.Holds {
		parts = append(parts, fmt.Sprintf("held %s %s%s: %s", h.Verb, h.Target.Issue, h.Target.Defect, h.Hold))
	}
	for _, a := range c.Plan.Adopted {
		parts = append(parts, "adopted "+a.Entry.IssueKey)
	}
	for _, f := range c.Faults {
		parts = append(parts, "FAULT "+f.Step+": "+f.Text)
	}
	return word + ", " + c.Word() + ": " + strings.Join(parts, "; ")
}

// stop runs a cycle that is told to stop after a while.
func (w *world) stop(after time.Duration) string {
	w.expect()
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	begun := time.Now()
	c, died := w.survive(ctx, app.Ask{Sync: "shop", Trigger: "stopped"})
	if died != "" {
		w.fault("a cycle that nobody killed died %s", died)
	}
	if !c.Failed() && ctx.Err() == nil {
		w.recognise(begun)
	}
	w.count.stops++
	w.reopen()
	return fmt.Sprintf("stopped after %s: %s", after, told(c))
}
