package web

import (
	"fmt"
	"strings"

	"syncd/internal/model"
	"syncd/internal/record"
)

// strip is the outcomes of one line as a row of marks, oldest first.
type strip struct {
	Marks  []markAt
	Wide   int
	Label  string // for those who do not see it
	Counts []part // its outcomes, those that occur
	Flaky  int
}

// markAt is one outcome. Its height and its letter tell what colour alone would not.
type markAt struct {
	X, Y, H, Middle int
	Tone, Letter    string
	Title           string
	Run             model.RunID
}

// How a strip is drawn, in its own units.
const (
	stripMost = record.MarksMost
	stripStep = 16
	stripHigh = 24
)

// heights of marks: a failure stands out, what says nothing stays low.
var heights = map[model.Outcome]int{model.Failed: stripHigh - 2, model.Blocked: 18, model.Passed: 14}

// letters of marks.
var letters = map[model.Outcome]string{model.Passed: "P", model.Failed: "F", model.Blocked: "B", model.Skipped: "S", model.Pending: "N", model.Unknown: "?"}

// drawn draws the newest results of a line, which come newest first. Names of runs are
// told as far as they are known.
func drawn(key model.LineKey, lines []record.LineMarks, runs map[model.RunID]*model.Run) strip {
	var points []model.Point
	for _, l := range lines {
		if l.LineKey == key {
			points = l.Points[:min(len(l.Points), stripMost)]
		}
	}
	s := strip{Wide: len(points)*stripStep + 2}
	counts := map[model.Outcome]int{}
	for i := range points {
		p := points[len(points)-1-i]
		counts[p.Outcome]++
		if p.Flaky {
			s.Flaky++
		}
		s.Marks = append(s.Marks, marked(i, p, runs[p.Run]))
	}
	if len(points) > 0 {
		s.Label = described(counts, points[0].Outcome)
	}
	for _, p := range tallied(model.Outcomes(), counts).Parts {
		if p.Count > 0 {
			s.Counts = append(s.Counts, p)
		}
	}
	return s
}

// marked is the mark of one result.
func marked(i int, p model.Point, run *model.Run) markAt {
	high := heights[p.Outcome]
	if high == 0 {
		high = 12
	}
	m := markAt{X: i*stripStep + 1, Y: stripHigh - 1 - high, H: high, Middle: i*stripStep + 1 + (stripStep-2)/2,
		Tone: tone(p.Outcome), Letter: letters[p.Outcome], Run: p.Run, Title: fmt.Sprintf("%s, %s", p.Outcome, stamp(p.Finished))}
	if run != nil {
		m.Title += ", " + clip(80, run.Name)
	}
	if p.Flaky {
		m.Tone, m.Letter, m.Title = "warn", "~", m.Title+", and another attempt did not"
	}
	return m
}

// described says in words what a strip shows.
func described(counts map[model.Outcome]int, newest model.Outcome) string {
	var parts []string
	total := 0
	for _, o := range model.Outcomes() {
		if counts[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[o], o))
		}
		total += counts[o]
	}
	return fmt.Sprintf("last %s: %s; the newest %s", many(total, "result", "results"), strings.Join(parts, ", "), newest)
}
