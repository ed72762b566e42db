package model

import (
	"cmp"
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
// those of two tests for one case, a failure decides. Passes beyond the points at hand
// are not counted.
func Together(key LineKey, strands []Strand) Line {
	var all []Point
	line := Line{}
	for _, s := range strands {
		all = append(all, s.Final...)
		line.Results += s.Line.Results
		if line.Last.Run == "" || later(s.Line.Last, line.Last) {
			line.Last = s.Line.Last
		}
	}
	all, dropped := perRun(all)
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

// perRun keeps one point of each run: the worst, and of equals the later. It tells
// which runs lost one.
func perRun(points []Point) (kept []Point, dropped map[RunID]bool) {
	best := map[RunID]Point{}
	dropped = map[RunID]bool{}
	for _, p := range points {
		have, ok := best[p.Run]
		dropped[p.Run] = dropped[p.Run] || ok
		if !ok || p.Outcome == Failed && have.Outcome != Failed || p.Outcome == have.Outcome && later(p, have) {
			best[p.Run] = p
		}
	}
	for _, p := range best {
		kept = append(kept, p)
	}
	return kept, dropped
}

// latest returns the latest of the strands' points of one kind, of runs that were not
// settled otherwise.
func latest(strands []Strand, settled map[RunID]bool, of func(Line) Point) Point {
	var best Point
	for _, s := range strands {
		if p := of(s.Line); p.Run != "" && !settled[p.Run] && (best.Run == "" || later(p, best)) {
			best = p
		}
	}
	return best
}

// later orders points as folding does.
func later(a, b Point) bool {
	return cmp.Or(a.Finished.Compare(b.Finished), cmp.Compare(a.Run, b.Run)) > 0
}

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
	for _, l := range w.Lines {
		if to := home[l.Case]; to != "" {
			key := l.LineKey
			key.Case = to
			parts[key] = append(parts[key], strands[l.LineKey])
		} else {
			out.Lines = append(out.Lines, l)
		}
	}
	for key, ss := range branched(parts, v) {
		out.Lines = append(out.Lines, Together(key, ss))
	}
	slices.SortFunc(out.Lines, func(a, b Line) int { return a.Compare(b.LineKey) })
	return out
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
