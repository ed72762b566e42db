package converge

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// The oracle's own judgement. It is small, knows nothing of how the house judges, and
// is written from the design: what fails twice in a row on a counting line and is not
// flaky is worth a defect.

// line is the results of one test and row in one environment, as they happened.
type line struct {
	test        int
	row         string
	environment string
	points      []point
}

// point is one result that says pass or fail.
type point struct {
	at      time.Time
	pass    bool
	outcome outcome
}

// linesNow lists the lines that count, with everything that complete files say which
// can be read. A line with skipped results only has no points.
func (w *world) linesNow() []line {
	type key struct {
		test             int
		row, environment string
	}
	found := map[key]*line{}
	for _, r := range w.runs {
		if !w.readable(r) || r.branch != "main" {
			continue
		}
		for _, res := range r.results {
			k := key{res.test, res.row, r.environment}
			if found[k] == nil {
				found[k] = &line{test: k.test, row: k.row, environment: k.environment}
			}
			if res.outcome != skip {
				found[k].points = append(found[k].points, point{r.at, res.outcome == pass || res.outcome == flaky, res.outcome})
			}
		}
	}
	var out []line
	for _, l := range found {
		slices.SortFunc(l.points, func(a, b point) int { return a.at.Compare(b.at) })
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b line) int {
		return cmp.Compare(fmt.Sprint(a.test, a.row, a.environment), fmt.Sprint(b.test, b.row, b.environment))
	})
	return out
}

// readable reports whether the house can know a run: its file lies there whole, or lay
// there when somebody last looked.
func (w *world) readable(r *run) bool { return !r.half && !r.hidden && (!w.away || r.read) }

// failures counts the failures since the last pass.
func (l line) failures() int {
	n := 0
	for n < len(l.points) && !l.points[len(l.points)-1-n].pass {
		n++
	}
	return n
}

// flips counts the changes of side among the last so many points.
func (l line) flips(last int) int {
	points := l.points[max(0, len(l.points)-last):]
	n := 0
	for i := 1; i < len(points); i++ {
		if points[i].pass != points[i-1].pass {
			n++
		}
	}
	return n
}

// surely and maybe say whether the line is worth a defect. Between them lies what
// counts as flaky only by one of the two lengths that have been in use, 10 and 20.
func (l line) surely() bool { return l.failures() >= 2 && l.flips(20) < 3 }
func (l line) maybe() bool  { return l.failures() >= 2 && l.flips(10) < 3 }

// passes reports whether the line's last word is a pass.
func (l line) passes() bool { return len(l.points) > 0 && l.points[len(l.points)-1].pass }

// passed counts the passes since the last failure.
func (l line) passed() int {
	n := 0
	for n < len(l.points) && l.points[len(l.points)-1-n].pass {
		n++
	}
	return n
}

// cause is how the line failed last, "" if it never did.
func (l line) cause() outcome {
	for n := range l.points {
		if p := l.points[len(l.points)-1-n]; !p.pass {
			return p.outcome
		}
	}
	return ""
}

// patience is for how long a file that ends too early certainly counts as not there yet;
// later it is simply bad.
const patience = 9 * time.Minute

// expect remembers, before a cycle, what it can know, and what it may file.
func (w *world) expect() {
	k := look{at: time.Now(), lines: w.linesNow(), part: w.away || slices.ContainsFunc(w.runs, func(r *run) bool {
		return r.half && time.Since(r.at) < patience
	})}
	for _, r := range w.runs {
		r.read = w.readable(r)
	}
	w.looks = append(w.looks, k)
	for _, part := range k.parts(w) {
		w.due[part] = w.due[part] || k.streak(w, part).maybe
	}
	w.meet(k)
}

// tally counts, for one story, the cases that speak for it and those of them of
// which every line passes. Cases that only other branches know count as not passed.
func (w *world) tally(id string) (passed, total int) {
	var keys []string
	for _, i := range w.seeded {
		if now, there := w.server.Issue(i.ID); there && now.ID == id {
			keys = append(now.FormerKeys, now.Key)
		}
	}
	seen, bad, ran := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for _, r := range w.runs {
		for _, res := range r.results {
			seen[res.test] = seen[res.test] || !r.half
		}
	}
	for _, l := range w.linesNow() {
		ran[l.test] = true
		bad[l.test] = bad[l.test] || !l.passes()
	}
	for n, c := range w.suite {
		if !seen[n] || !slices.ContainsFunc(c.stories, func(s string) bool { return slices.Contains(keys, s) }) {
			continue
		}
		total++
		if ran[n] && !bad[n] {
			passed++
		}
	}
	return passed, total
}
