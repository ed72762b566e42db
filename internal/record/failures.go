package record

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"syncd/internal/plan"
)

// Failure is one line of the morning list: a failing case, in exactly one state.
type Failure struct {
	StateIn
	Link string `json:"link,omitempty"` // to its page, where people can reach it
}

// FailureFilter says which failing cases to list; empty fields let everything through.
type FailureFilter struct {
	State     string
	Component string
	Owner     string
	Story     string // a key, or NoStory
	Sync      string
	Since     time.Time // that began to fail then or later
	Search    string    // a part of what lists show; case does not matter
}

// Check refuses a state that there is none of: a list that is empty by mistake reads
// like good news.
func (f FailureFilter) Check() error {
	if f.State == "" || slices.Contains(plan.StateWords(), plan.StateWord(f.State)) {
		return nil
	}
	var words []string
	for _, w := range plan.StateWords() {
		words = append(words, string(w))
	}
	return fmt.Errorf("there is no state %q; states are: %s", f.State, strings.Join(words, ", "))
}

// Lets reports whether the filter lets a failing case through.
func (f FailureFilter) Lets(s StateIn) bool {
	return (f.State == "" || f.State == string(s.State)) && f.letsButState(s)
}

// letsButState is Lets for any state: what the sums by state count.
func (f FailureFilter) letsButState(s StateIn) bool {
	return is(f.Component, s.Component) && is(f.Owner, s.Owner) && is(f.Sync, s.Sync) &&
		(f.Story == "" || f.Story == NoStory && len(s.Stories) == 0 || slices.Contains(s.Stories, f.Story)) &&
		(f.Since.IsZero() || !s.Since.Before(f.Since)) && s.holds(f.Search)
}

// is reports whether nothing is asked for, or just that; names are typed by people.
func is(asked, value string) bool { return asked == "" || strings.EqualFold(asked, value) }

// holds reports whether a text is part of what lists show of a case.
func (s StateIn) holds(text string) bool {
	if text == "" {
		return true
	}
	shown := append([]string{s.Title, s.Class, s.Source, s.Sync, s.Issue, string(s.Hold), s.Component, s.Owner}, s.Stories...)
	return strings.Contains(strings.ToLower(strings.Join(shown, " ")), strings.ToLower(text))
}

// Failures lists the failing cases that a filter lets through in the order of all, with
// links below the address of our pages ("" for none), and counts by state those that
// it lets through but for their state.
func Failures(all []StateIn, f FailureFilter, pages string) ([]Failure, map[plan.StateWord]int) {
	out, states := []Failure{}, map[plan.StateWord]int{}
	for _, word := range plan.StateWords() {
		states[word] = 0
	}
	for _, s := range all {
		if !f.letsButState(s) {
			continue
		}
		states[s.State]++
		if f.State != "" && f.State != string(s.State) {
			continue
		}
		link := ""
		if pages != "" {
			link = strings.TrimRight(pages, "/") + "/cases/" + string(s.Case)
		}
		out = append(out, Failure{StateIn: s, Link: link})
	}
	return out, states
}

// failureColumns are the columns of the list as CSV.
var failureColumns = []string{"state", "issue", "reason", "title", "source", "component", "owner", "stories", "failing since", "runs", "environments", "sync", "project", "detail", "link"}

// WriteFailuresCSV writes the list for spreadsheets.
func WriteFailuresCSV(w io.Writer, list []Failure) error {
	write, err := sheet(w, failureColumns, func(f Failure) []string {
		return []string{string(f.State), f.Issue, string(f.Hold), f.Title, f.Source, f.Component, f.Owner, stories(f.Stories), moment(f.Since),
			fmt.Sprint(f.Have), strings.Join(f.Environments, " "), f.Sync, f.Project, f.Detail, f.Link}
	})
	if err != nil {
		return err
	}
	return write(list)
}

// stories names the stories of a case.
func stories(keys []string) string {
	if len(keys) == 0 {
		return "no story"
	}
	return strings.Join(keys, " ")
}

// WriteFailures prints the list for people: one line per case under its state, then why.
func WriteFailures(w io.Writer, list []Failure, now time.Time) error {
	var b strings.Builder
	if len(list) == 0 {
		b.WriteString("no failing case\n")
	}
	for _, f := range list {
		parts := []string{oneLine(f.Source)}
		for _, p := range [][2]string{{"", f.Component}, {"owner ", f.Owner}, {"on ", strings.Join(f.Environments, ", ")}} {
			if p[1] != "" {
				parts = append(parts, p[0]+oneLine(p[1]))
			}
		}
		parts = append(parts, stories(f.Stories), lasts(f, now))
		fmt.Fprintf(&b, "%-20s %s\n  %s\n", f.String(), short(f.Title), strings.Join(parts, " · "))
		if f.Detail != "" {
			fmt.Fprintf(&b, "  %s\n", oneLine(f.Detail))
		}
		if f.Link != "" {
			fmt.Fprintf(&b, "  %s\n", f.Link)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lasts says how often and for how long a case has failed.
func lasts(f Failure, now time.Time) string {
	text := count(f.Have, "run")
	if f.Since.IsZero() {
		return text
	}
	text += " since " + f.Since.UTC().Format("2006-01-02 15:04 UTC")
	if days := int(now.Sub(f.Since).Hours() / 24); days > 0 {
		text += fmt.Sprintf(" (%s)", count(days, "day"))
	}
	return text
}
