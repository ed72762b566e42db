package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// Overview tells how everything stands.
func (b board) Overview(ctx context.Context) (record.Overview, error) {
	o := record.Overview{AsOf: b.opt.Now().UTC(), Version: b.opt.Version,
		Failing: map[plan.StateWord]int{}, Verdicts: map[verdict.Word]int{}}
	for _, step := range []func(context.Context, *record.Overview) error{
		b.addSyncs, b.addVerdicts, b.addSources, b.addPauses, b.addBreakers, b.addFailing, b.addNotifiers,
	} {
		if err := step(ctx, &o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// addSyncs tells of each sync its last cycle and its next.
func (b board) addSyncs(ctx context.Context, o *record.Overview) error {
	w := b.world.Load()
	for _, name := range w.order {
		s := w.syncs[name]
		st := record.SyncStatus{Name: name, Jira: s.site.Name, Policy: plan.Policy(s.Policy), Schedule: s.Schedule}
		st.Running, st.Next = b.status(name)
		last, err := b.store.Cycles(ctx, name, time.Time{}, 1)
		if err != nil {
			return err
		}
		if len(last) > 0 {
			st.Last = &last[0]
		}
		if st.LastOK, err = b.store.LastOK(ctx, name); err != nil {
			return err
		}
		o.Syncs = append(o.Syncs, st)
	}
	return nil
}

// addVerdicts counts the stories of all syncs by verdict.
func (b board) addVerdicts(ctx context.Context, o *record.Overview) error {
	sums, err := b.store.Stories(ctx, record.StoryFilter{Syncs: b.world.Load().order, Limit: 1})
	maps.Copy(o.Verdicts, sums.Verdicts)
	return err
}

// addSources tells of each configured source how its last collection went.
func (b board) addSources(ctx context.Context, o *record.Overview) error {
	states, err := b.store.SourceState(ctx)
	if err != nil {
		return err
	}
	known := map[string]store.SourceState{}
	for _, st := range states {
		known[st.Name] = st
	}
	w := b.world.Load()
	for _, s := range w.cfg.Sources {
		st := known[s.Name]
		row := record.SourceState{Name: s.Name, Kind: s.Kind, Collected: st.Collected, Whole: st.Whole, Complete: st.Complete,
			BadFiles: st.BadFiles, Faults: st.Faults, Behind: st.Behind, Progress: st.Progress, Unmapped: st.Unmapped, Feeds: w.feeds(st, s.Name, b.opt.Now().UTC())}
		if box := w.boxes[s.Name]; box != nil {
			row.Pushed = box.LastPush()
		}
		if row.Newest, err = b.store.Newest(ctx, s.Name); err != nil {
			return err
		}
		o.Sources = append(o.Sources, row)
	}
	return nil
}

// feeds says which syncs use a source, and how much each takes for known.
func (w *world) feeds(st store.SourceState, source string, now time.Time) []record.Feed {
	out := []record.Feed{}
	for _, name := range w.order {
		s := w.syncs[name]
		m := s.mapping.Patient(s.Cron.Interval(now))
		if slices.Contains(m.Sources, source) {
			out = append(out, record.Feed{Sync: name, Evidence: st.Reading().Evidence(m.Verdict.DarkAfter, now)})
		}
	}
	return out
}

// addBreakers tells what has done too much and waits for somebody to look.
func (b board) addBreakers(ctx context.Context, o *record.Overview) error {
	for _, site := range siteNames(b.world.Load().cfg) {
		book, err := b.store.Book(ctx, site)
		if err != nil {
			return err
		}
		for _, br := range book.Breakers {
			if br.Tripped() {
				o.Breakers = append(o.Breakers, br)
			}
		}
	}
	return nil
}

// addPauses tells what is paused, and whether the store must be claimed first.
func (b board) addPauses(ctx context.Context, o *record.Overview) (err error) {
	if o.Pauses, err = b.Pauses(ctx); err == nil {
		o.Moved, err = b.moved(ctx, b.world.Load(), false)
	}
	return err
}

// addNotifiers tells how the notifiers stand.
func (b board) addNotifiers(ctx context.Context, o *record.Overview) error {
	cfg := b.world.Load().cfg
	if len(cfg.Notifiers) == 0 {
		return nil
	}
	letters, err := b.store.LettersSince(ctx, o.AsOf.Add(-record.LetterKeep))
	if err != nil {
		return err
	}
	kinds := map[string]string{}
	for _, n := range cfg.Notifiers {
		kinds[n.Name] = n.Kind
	}
	o.Notifiers = record.NotifierStates(notifierNames(cfg), kinds, letters, o.AsOf)
	return nil
}

// addFailing counts failing cases by state.
func (b board) addFailing(ctx context.Context, o *record.Overview) error {
	failing, err := b.Failing(ctx)
	seen := map[model.CaseID]bool{}
	for _, f := range failing {
		if !seen[f.Case] { // a case that two syncs see fails once
			o.Failing[f.State]++
		}
		seen[f.Case] = true
	}
	return err
}
