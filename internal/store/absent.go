package store

import (
	"maps"
	"time"

	"syncd/internal/model"
)

// absent finds the cases that are gone and those that probably go by another name now.
// It asks the database only about cases that have not run for long or are new.
func (b *beholder) absent() error {
	w, v := b.world, b.view
	w.Retired, w.Renamed = map[model.CaseID]model.Retirement{}, map[model.CaseID]model.CaseID{}
	b.retired()
	if v.Now.IsZero() {
		return nil
	}
	missing := w.Missing(v)
	maps.DeleteFunc(missing, func(id model.CaseID, _ model.Line) bool { return w.Cases[id].Retired })
	births, err := b.births()
	if err != nil || len(missing)+len(births) == 0 {
		return err
	}
	suites := w.Suites()
	for id, line := range missing {
		n, err := b.runsWithout(line, suites.Beside(w.Cases[id], line.Branch, line.Last.Finished))
		if err != nil {
			return err
		}
		if n >= model.RunsMissed {
			w.Retired[id] = model.Retirement{Since: line.Last.Finished, Runs: n}
		}
	}
	for i, birth := range births {
		beside := suites.Beside(w.Cases[birth.Case], birth.Branch, birth.First.Finished)
		if births[i].Before, err = b.runBefore(birth, beside); err != nil {
			return err
		}
	}
	w.Renamed = w.Renames(births)
	return nil
}

// retired takes in which cases their tools have retired. What runs are without says nothing
// of those.
func (b *beholder) retired() {
	for id, c := range b.world.Cases {
		if c.Retired {
			b.world.Retired[id] = model.Retirement{Since: b.seen[id]}
		}
	}
	last := map[model.CaseID]time.Time{}
	for _, l := range b.world.Lines {
		if _, ok := b.world.Retired[l.Case]; ok && l.Last.Finished.After(last[l.Case]) {
			last[l.Case] = l.Last.Finished
			b.world.Retired[l.Case] = model.Retirement{Since: l.Last.Finished}
		}
	}
}

// linesAsked is how many lines of a suite are asked for their runs: those with most
// results come first, and one of them alone nearly always suffices.
const linesAsked = 5

// runsWithout counts the runs of a suite that are later than a line's last result, up
// to RunsSeen.
func (b *beholder) runsWithout(line model.Line, beside []model.Line) (int, error) {
	runs := map[model.RunID]bool{}
	for _, l := range beside[:min(len(beside), linesAsked)] {
		points, err := b.recent(l.LineKey)
		if err != nil {
			return 0, err
		}
		for _, p := range points {
			if p.Finished.After(line.Last.Finished) {
				runs[p.Run] = true
			}
		}
		if len(runs) >= model.RunsMissed {
			break
		}
	}
	return min(len(runs), model.RunsSeen), nil
}

// recent returns the latest points of a line, each line asked once: thousands of cases
// may be gone from one suite.
func (b *beholder) recent(key model.LineKey) ([]model.Point, error) {
	if known, ok := b.latest[key]; ok {
		return known, nil
	}
	var out []model.Point
	err := b.each(key, "", func(p model.Point) bool {
		out = append(out, p)
		return len(out) >= model.RunsSeen
	})
	b.latest[key] = out
	return out, err
}

// newFor is how long a case is new.
const newFor = 24 * time.Hour

// births returns the first result of every case that is new, on each of its branches.
// Of a source that is new itself nothing was there before: there is nothing to tell.
func (b *beholder) births() ([]model.Birth, error) {
	since := b.view.Now.Add(-newFor)
	old := map[string]bool{}
	for id, seen := range b.seen {
		old[b.world.Cases[id].Source] = old[b.world.Cases[id].Source] || !seen.After(since)
	}
	var out []model.Birth
	for _, l := range b.world.Lines {
		if !b.seen[l.Case].After(since) || !old[b.world.Cases[l.Case].Source] || b.view.Counts != nil && !b.view.Counts(l.LineKey) {
			continue
		}
		birth := model.Birth{Case: l.Case, Branch: l.Branch}
		var err error
		if birth.First, err = scanPoint(b.row(point+ofLine+oldest+limited(1), where(l.LineKey)...)); err != nil {
			return nil, err
		}
		out = append(out, birth)
	}
	return out, nil
}

// runBefore finds the run of a suite before a case was born into it, "" where none of
// the others is known to have run before.
func (b *beholder) runBefore(birth model.Birth, beside []model.Line) (run model.RunID, err error) {
	var best model.Point
	for _, l := range beside[:min(len(beside), linesAsked)] {
		err := b.each(l.LineKey, "", func(p model.Point) bool {
			if p.Run == birth.First.Run || !p.Finished.Before(birth.First.Finished) {
				return false
			}
			if best.Run == "" || p.Compare(best) > 0 {
				best = p
			}
			return true
		})
		if err != nil {
			return "", err
		}
	}
	return best.Run, nil
}
