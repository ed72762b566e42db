package record

import (
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// SumDays sums the days of several projects up, the oldest first, from the first day that
// any of them knows. A day on which a project was not judged is as the one before: no
// cycle ran, and nothing else is known.
func SumDays(projects map[ScopeName][]Trend, until time.Time) []Trend {
	var first time.Time
	for _, days := range projects {
		if len(days) > 0 && (first.IsZero() || days[0].Day.Before(first)) {
			first = days[0].Day
		}
	}
	if first.IsZero() {
		return nil
	}
	next, last := map[ScopeName]int{}, map[ScopeName]Trend{}
	var out []Trend
	for at := first; !at.After(until); at = at.AddDate(0, 0, 1) {
		sum := Trend{Day: at, Stories: map[verdict.Word]int{}, Failing: map[plan.StateWord]int{}}
		for name, days := range projects {
			for next[name] < len(days) && !days[next[name]].Day.After(at) {
				last[name] = days[next[name]]
				next[name]++
			}
			sum.add(last[name])
		}
		out = append(out, sum)
	}
	return out
}

// add adds what another scope counts on the day.
func (t *Trend) add(o Trend) {
	for word, n := range o.Stories {
		t.Stories[word] += n
	}
	for word, n := range o.Failing {
		t.Failing[word] += n
	}
	t.Open += o.Open
	t.Blocking += o.Blocking
}

// Week is how many defects came and went in one week.
type Week struct {
	Start  time.Time `json:"start"`  // Monday, midnight UTC
	Opened int       `json:"opened"` // filed
	Closed int       `json:"closed"` // closed in Jira; of one that was closed twice the last time
}

// Weeks counts the defects of ours that were opened and closed in each of the last weeks,
// the oldest first, this one included.
func Weeks(all []Defect, now time.Time, weeks int) []Week {
	from := monday(now).AddDate(0, 0, -7*(weeks-1))
	byStart := map[time.Time]*Week{}
	for n := range weeks {
		start := from.AddDate(0, 0, 7*n)
		byStart[start] = &Week{Start: start}
	}
	for _, d := range all {
		if d.Entry.Role != ledger.Own || d.Entry.IssueID == "" {
			continue
		}
		if w := byStart[monday(d.Entry.CreatedAt)]; w != nil {
			w.Opened++
		}
		if w := byStart[monday(d.Closed())]; w != nil {
			w.Closed++
		}
	}
	out := make([]Week, 0, weeks)
	for _, start := range slices.SortedFunc(maps.Keys(byStart), time.Time.Compare) {
		out = append(out, *byStart[start])
	}
	return out
}

// Closed is when the issue of a defect was closed, zero while it is open.
func (d Defect) Closed() time.Time {
	switch {
	case d.Issue.Category != jira.Done:
		return time.Time{}
	case !d.Issue.CategorySince.IsZero():
		return d.Issue.CategorySince
	}
	return d.Issue.Resolved
}

// monday is the begin of the week of a moment.
func monday(t time.Time) time.Time {
	d := day(t)
	return d.AddDate(0, 0, -(int(d.Weekday())+6)%7)
}
