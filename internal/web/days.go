package web

import (
	"fmt"
	"net/http"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// daysDrawn is how far back the drawings of the overview go.
const daysDrawn = 60

// weeksLeast is how many weeks the drawing of defects has at least, empty ones included.
const weeksLeast = 8

// days reads the days that are drawn.
func (s *site) days(r *http.Request) ([]record.Trend, error) {
	days, err := s.Board.Days(r.Context(), s.Now().UTC().AddDate(0, 0, -daysDrawn))
	if err != nil {
		return nil, fmt.Errorf("read the last days: %w", err)
	}
	return list(days), nil
}

// daysData is the drawn days of the overview as JSON.
func (s *site) daysData(r *http.Request) (any, error) {
	at, err := s.asOf(r)
	if err != nil {
		return nil, err
	}
	days, err := s.days(r)
	return struct {
		AsOf time.Time      `json:"as_of,omitzero"`
		Days []record.Trend `json:"days"`
	}{at, days}, err
}

// storyDrawing draws the stories of each day by verdict, the best at the bottom.
func storyDrawing(days []record.Trend) drawing {
	return dayDrawing("story-days", "Stories by verdict, day by day", days, bestFirst(), func(t record.Trend, w verdict.Word) int { return t.Stories[w] })
}

// failingDrawing draws the failing tests of each day by who has them, those that nobody has
// at the bottom.
func failingDrawing(days []record.Trend) drawing {
	return dayDrawing("failing-days", "Failing cases by who has them, day by day", days, states(), func(t record.Trend, w plan.StateWord) int { return t.Failing[w] })
}

// dayDrawing draws words over days.
func dayDrawing[T ~string](id, title string, days []record.Trend, words []T, count func(record.Trend, T) int) drawing {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = d.Day.Format(time.DateOnly)
	}
	var all []series
	for _, w := range words {
		s := series{Word: string(w), Class: mark(w), Values: make([]int, len(days))}
		some := false
		for i, d := range days {
			s.Values[i] = count(d, w)
			some = some || s.Values[i] > 0
		}
		if some { // a word that never occurs needs no colour
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return drawing{ID: id, Title: title}
	}
	return drawnOver(id, title, "Day", names, all)
}

// weekDrawing draws how many defects came, upwards, and went, downwards.
func weekDrawing(weeks []record.Week) drawing {
	for len(weeks) > weeksLeast && weeks[0].Opened+weeks[0].Closed == 0 {
		weeks = weeks[1:]
	}
	names := make([]string, len(weeks))
	opened := series{Word: "opened", Class: mark("opened"), Values: make([]int, len(weeks))}
	closed := series{Word: "closed", Class: mark("closed"), Down: true, Values: make([]int, len(weeks))}
	some := 0
	for i, w := range weeks {
		names[i] = w.Start.Format(time.DateOnly)
		opened.Values[i], closed.Values[i] = w.Opened, w.Closed
		some += w.Opened + w.Closed
	}
	const title = "Our defects by week: opened upwards, closed downwards"
	if some == 0 {
		return drawing{ID: "defect-weeks", Title: title}
	}
	return drawnOver("defect-weeks", title, "Week of", names, []series{opened, closed})
}
