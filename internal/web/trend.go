package web

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/record"
	"syncd/internal/verdict"
)

// chart is a number over days, drawn, and as a table for those who do not see it.
type chart struct {
	ID, Title, Desc string
	Lines           []curve
	Marks           []chartMark // of the axes
	Days            []chartDay
	Wide, High      int
}

// curve is one line of a chart. Where days are missing it is broken: nobody knows what
// was then.
type curve struct {
	Name, Tone string
	Dashed     bool
	Pieces     []string // points of a polyline
	Dots       [][2]string
}

// chartMark is a word at an axis.
type chartMark struct {
	X, Y   string
	Anchor string
	Text   string
	Line   bool // with a line across
}

// chartDay is one row of the table.
type chartDay struct {
	Day    string
	Values []int
}

// How a chart is drawn, in its own units.
const (
	chartWide, chartHigh  = 560, 170
	chartLeft, chartRight = 40, 12
	chartTop, chartBottom = 12, 26
	dotsMost              = 45 // days; more are a line without dots
)

// charts are the trends of a scope; none before the second day.
func charts(v record.ScopeView) []chart {
	if len(v.Trend) < 2 {
		return nil
	}
	tested := newChart("tested", "Tested stories", v.Trend, []curve{{Name: "fully tested", Tone: "good"}, {Name: "all stories", Tone: "mute", Dashed: true}},
		func(t record.Trend) []int {
			all := 0
			for _, n := range t.Stories {
				all += n
			}
			return []int{t.Stories[verdict.FullyTested], all}
		})
	open := newChart("open", "Open defects", v.Trend, []curve{{Name: "open", Tone: "bad"}, {Name: "of these, blocking", Tone: "violet", Dashed: true}},
		func(t record.Trend) []int { return []int{t.Open, t.Blocking} })
	return []chart{tested, open}
}

// newChart draws some numbers of each day, one for each curve.
func newChart(id, title string, trend []record.Trend, lines []curve, of func(record.Trend) []int) chart {
	c := chart{ID: id, Title: title, Lines: lines, Wide: chartWide, High: chartHigh}
	most := 1
	for _, t := range trend {
		values := of(t)
		c.Days = append(c.Days, chartDay{t.Day.Format(time.DateOnly), values})
		for _, n := range values {
			most = max(most, n)
		}
	}
	first, last := trend[0].Day, trend[len(trend)-1].Day
	x := func(day time.Time) float64 {
		return chartLeft + float64(day.Sub(first))/float64(last.Sub(first))*(chartWide-chartLeft-chartRight)
	}
	y := func(n int) float64 {
		return chartHigh - chartBottom - float64(n)/float64(most)*(chartHigh-chartTop-chartBottom)
	}
	for i := range c.Lines {
		var piece []string
		for n, t := range trend {
			if n > 0 && t.Day.Sub(trend[n-1].Day) > 24*time.Hour {
				c.Lines[i].Pieces, piece = append(c.Lines[i].Pieces, strings.Join(piece, " ")), nil
			}
			px, py := fmt.Sprintf("%.1f", x(t.Day)), fmt.Sprintf("%.1f", y(c.Days[n].Values[i]))
			piece = append(piece, px+","+py)
			if len(trend) <= dotsMost || n+1 < len(trend) && trend[n+1].Day.Sub(t.Day) > 24*time.Hour || n > 0 && t.Day.Sub(trend[n-1].Day) > 24*time.Hour {
				c.Lines[i].Dots = append(c.Lines[i].Dots, [2]string{px, py})
			}
		}
		c.Lines[i].Pieces = append(c.Lines[i].Pieces, strings.Join(piece, " "))
	}
	base := fmt.Sprintf("%.1f", y(0))
	c.Marks = []chartMark{
		{fmt.Sprint(chartLeft - 6), base, "end", "0", true}, {fmt.Sprint(chartLeft - 6), fmt.Sprintf("%.1f", y(most)), "end", fmt.Sprint(most), true},
		{fmt.Sprint(chartLeft), fmt.Sprint(chartHigh - 8), "start", first.Format(time.DateOnly), false},
		{fmt.Sprint(chartWide - chartRight), fmt.Sprint(chartHigh - 8), "end", last.Format(time.DateOnly), false},
	}
	c.Desc = c.described()
	return c
}

// described says in words what the chart shows.
func (c chart) described() string {
	first, last := c.Days[0], c.Days[len(c.Days)-1]
	var parts []string
	for i, l := range c.Lines {
		parts = append(parts, fmt.Sprintf("%s: %d on %s, %d on %s", l.Name, first.Values[i], first.Day, last.Values[i], last.Day))
	}
	return strings.Join(parts, "; ")
}

// Newest are the days of the table, the newest first.
func (c chart) Newest() []chartDay {
	out := make([]chartDay, 0, len(c.Days))
	for i := len(c.Days) - 1; i >= 0; i-- {
		out = append(out, c.Days[i])
	}
	return out
}

// Label is the chart for those who do not see it.
func (c chart) Label() string { return c.Title + ", " + c.Desc }
