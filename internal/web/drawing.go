package web

import (
	"fmt"
	"math"
	"strings"
)

// drawing is a picture of numbers over time, with the numbers themselves for those who would
// rather read, or do not see it.
type drawing struct {
	ID, Title, Desc string
	Wide, High      int
	Left, Right     int // ends of the plot
	Zero            float64
	Grid            []tick // across, with what they stand for
	Dates           []tick // below
	Bars            []bar
	Key             []series
	Head            string // of the first column
	Rows            []drawingRow
}

// tick is a place on an axis with its label.
type tick struct {
	At   float64
	Text string
}

// bar is one moment: a stack of shares, and all of it in words.
type bar struct {
	Title string
	Parts []share
}

// share is one rectangle.
type share struct {
	Class      string
	X, Y, W, H float64
}

// series is one word over time. Down draws below the axis.
type series struct {
	Word, Class string
	Down        bool
	Values      []int
}

// drawingRow is one moment as a row of the table, the newest first.
type drawingRow struct {
	Name   string
	Values []int
}

// How drawings are drawn, in their own units: text of eleven of them stays readable from a
// phone to a wide screen.
const (
	drawingWide, drawingHigh = 440, 180
	plotLeft, plotRight      = 34, 422
	plotTop, plotBottom      = 8, 158
	barMost                  = 26 // the widest bar
	datesMost                = 6
)

// drawnOver draws series over moments, the oldest first. Values of one moment are stacked
// in the order of the series, so that a word is where it was the day before.
func drawnOver(id, title, head string, names []string, all []series) drawing {
	c := drawing{ID: id, Title: title, Head: head, Wide: drawingWide, High: drawingHigh, Left: plotLeft, Right: plotRight, Key: all}
	if len(names) == 0 {
		return c
	}
	up, down := peaks(all, len(names))
	step := stepOf(up + down)
	top, low := math.Ceil(float64(up)/step)*step, math.Ceil(float64(down)/step)*step
	unit := float64(plotBottom-plotTop) / math.Max(top+low, 1)
	c.Zero = plotTop + top*unit
	for v := -low; v <= top; v += step {
		c.Grid = append(c.Grid, tick{c.Zero - v*unit, fmt.Sprint(math.Abs(v))})
	}
	room := float64(plotRight-plotLeft) / float64(len(names))
	wide := math.Min(barMost, room*0.84)
	for i, name := range names {
		middle := plotLeft + room*(float64(i)+0.5)
		c.Bars = append(c.Bars, stacked(name, all, i, middle-wide/2, wide, c.Zero, unit))
		if every := (len(names) + datesMost - 1) / datesMost; (len(names)-1-i)%every == 0 {
			c.Dates = append(c.Dates, tick{middle, strings.TrimSpace(name[max(0, len(name)-5):])})
		}
		row := drawingRow{Name: name}
		for _, s := range all {
			row.Values = append(row.Values, s.Values[i])
		}
		c.Rows = append([]drawingRow{row}, c.Rows...)
	}
	c.Desc = fmt.Sprintf("From %s to %s. Now: %s. The numbers follow as a table.", names[0], names[len(names)-1], inWords(all, len(names)-1))
	return c
}

// stacked is the bar of one moment.
func stacked(name string, all []series, i int, x, wide, zero, unit float64) bar {
	b := bar{Title: name + ": " + inWords(all, i)}
	up, down := zero, zero
	for _, s := range all {
		high := float64(s.Values[i]) * unit
		switch {
		case high == 0:
			continue
		case s.Down:
			b.Parts = append(b.Parts, share{s.Class, x, down, wide, high})
			down += high
		default:
			up -= high
			b.Parts = append(b.Parts, share{s.Class, x, up, wide, high})
		}
	}
	return b
}

// inWords says the values of one moment in words, those that are not zero.
func inWords(all []series, i int) string {
	var parts []string
	for _, s := range all {
		if s.Values[i] != 0 {
			parts = append(parts, fmt.Sprintf("%d %s", s.Values[i], say(s.Word)))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// peaks are the highest stacks above and below the axis.
func peaks(all []series, moments int) (up, down int) {
	for i := range moments {
		above, below := 0, 0
		for _, s := range all {
			if s.Down {
				below += s.Values[i]
			} else {
				above += s.Values[i]
			}
		}
		up, down = max(up, above), max(down, below)
	}
	return up, down
}

// stepOf is the distance of lines across: 1, 2 or 5 times a power of ten, for at most
// five of them or so.
func stepOf(span int) float64 {
	step := 1.0
	for n := 0; float64(span)/step > 5; n++ {
		step *= []float64{2, 2.5, 2}[n%3]
	}
	return step
}

// Empty reports whether there is nothing to draw.
func (c drawing) Empty() bool { return len(c.Rows) == 0 }
