package model

import (
	"cmp"
	"maps"
	"slices"
)

// Strand is one line as a part of a larger one: what it says, and its latest final
// points. There are at least FlakyWindow of them, and all of a streak of failures, or
// all there are.
type Strand struct {
	Line  Line
	Final []Point
}

// Together folds strands into one line by time. Of two results in one run, which are
// those of two tests for one case, a failure decides; what one test came to when it was
// executed again in the run stands beside what it came to before. Passes beyond the points
// at hand are not counted.
func Together(key LineKey, strands []Strand) Line {
	line := Line{}
	for _, s := range strands {
		line.Results += s.Line.Results
		if line.Last.Run == "" || later(s.Line.Last, line.Last) {
			line.Last = s.Line.Last
		}
	}
	all, dropped := perRun(strands)
	out := Fold(key, all)
	out.Results, out.Last = line.Results, line.Last
	if p := latest(strands, dropped, func(l Line) Point { return l.LastPassed }); out.LastPassed.Run == "" || later(p, out.LastPassed) {
		out.LastPassed = p
	}
	// A failure that lies further back than the points of its strand, and yet after
	// some of another's, ends the streak of passes.
	if p := latest(strands, dropped, func(l Line) Point { return l.LastFailed }); out.LastFailed.Run == "" || later(p, out.LastFailed) {
		out.LastFailed = p
		out.Passes = 0
		for _, q := range all {
			if q.Outcome == Passed && later(q, p) {
				out.Passes++
			}
		}
	}
	return out
}

// place names a point among those of several strands.
type place struct {
	strand    int
	run       RunID
	execution string
}

// perRun settles the points of several strands run by run. It tells which are not kept.
func perRun(strands []Strand) (kept []Point, dropped map[place]bool) {
	runs := map[RunID][]place{}
	points := map[place]Point{}
	for n, s := range strands {
		for _, p := range s.Final {
			at := place{n, p.Run, p.Execution}
			runs[p.Run], points[at] = append(runs[p.Run], at), p
		}
	}
	dropped = map[place]bool{}
	for _, at := range runs {
		slices.SortFunc(at, func(a, b place) int { return cmp.Or(points[a].Compare(points[b]), cmp.Compare(a.strand, b.strand)) })
		for _, p := range at {
			dropped[p] = true
		}
		for _, p := range inOneRun(at, points) {
			dropped[p] = false
			kept = append(kept, points[p])
		}
	}
	return kept, dropped
}

// inOneRun goes through the points of one run in the order in which they happened. The first
// word of each test in the run and those of the others before it are one: the worst, and of
// equals the later. What a test says when it is executed again is another; its pass counts
// for nothing while another test of the case fails in the run.
func inOneRun(at []place, points map[place]Point) []place {
	var kept []place
	says := map[int]Outcome{} // by strand: its latest word in this run
	for _, p := range at {
		_, again := says[p.strand]
		says[p.strand] = points[p].Outcome
		failing := slices.Contains(slices.Collect(maps.Values(says)), Failed)
		switch {
		case points[p].Outcome == Passed && failing:
		case !again && len(kept) > 0:
			kept[len(kept)-1] = p
		default:
			kept = append(kept, p)
		}
	}
	return kept
}

// latest returns the latest of the strands' points of one kind that were not settled
// otherwise.
func latest(strands []Strand, dropped map[place]bool, of func(Line) Point) Point {
	var best Point
	for n, s := range strands {
		if p := of(s.Line); p.Run != "" && !dropped[place{n, p.Run, p.Execution}] && (best.Run == "" || later(p, best)) {
			best = p
		}
	}
	return best
}

// later reports whether a point comes after another.
func later(a, b Point) bool { return a.Compare(b) > 0 }

// Join returns the world in which the members of each group are one case. Strands
// gives what is needed of their lines. Lines that name no branch go to the only branch
// that others of the group name and that counts: a tool knows no branches.
func (w World) Join(groups []Group, strands map[LineKey]Strand, v View) World {
	if len(groups) == 0 {
		return w
	}
	home := map[CaseID]CaseID{}
	out := w
	out.Cases, out.Lines, out.Joined = map[CaseID]Case{}, nil, map[CaseID][]CaseID{}
	for _, g := range groups {
		for _, id := range g.Members {
			home[id] = g.Case.ID
		}
		out.Cases[g.Case.ID], out.Joined[g.Case.ID] = g.Case, g.Members
	}
	for id, c := range w.Cases {
		if home[id] == "" {
			out.Cases[id] = c
		}
	}
	parts := map[LineKey][]Strand{}
	where := map[CaseID]map[string]naming{}
	for _, l := range w.Lines {
		if to := home[l.Case]; to != "" {
			key := l.LineKey
			key.Case = to
			parts[key] = append(parts[key], strands[l.LineKey])
			if where[to] == nil {
				where[to] = map[string]naming{}
			}
			where[to][w.Cases[l.Case].Source] = where[to][w.Cases[l.Case].Source].with(l.Environment)
		} else {
			out.Lines = append(out.Lines, l)
		}
	}
	for key, ss := range branched(parts, v) {
		line := Together(key, ss)
		line.Bare = key.Environment == "" && slices.ContainsFunc(slices.Collect(maps.Values(where[key.Case])), func(n naming) bool { return n == neverNames })
		out.Lines = append(out.Lines, line)
	}
	slices.SortFunc(out.Lines, func(a, b Line) int { return a.Compare(b.LineKey) })
	return out
}

// naming is whether a source names the environments of a case.
type naming string

const (
	neverNames naming = "never"
	sometimes  naming = "sometimes"
)

// with takes in one more line of the source.
func (n naming) with(environment string) naming {
	if environment != "" {
		return sometimes
	}
	return cmp.Or(n, neverNames)
}

// branched moves lines without a branch to the only one that counts beside them.
func branched(parts map[LineKey][]Strand, v View) map[LineKey][]Strand {
	named := map[LineKey][]LineKey{}
	for key := range parts {
		if key.Branch != "" && (v.Counts == nil || v.Counts(key)) {
			bare := key
			bare.Branch = ""
			named[bare] = append(named[bare], key)
		}
	}
	for bare, keys := range named {
		if ss, ok := parts[bare]; ok && len(keys) == 1 {
			parts[keys[0]] = append(parts[keys[0]], ss...)
			delete(parts, bare)
		}
	}
	return parts
}
