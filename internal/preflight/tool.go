package preflight

import (
	"fmt"
	"strings"

	"syncd/internal/plan"
	"syncd/internal/source"
)

// Tool is what is known of one test tool, and what the configuration wants of it.
type Tool struct {
	Name      string // of the source
	Where     string // path of its entry: sources[0]
	Title     string // of its kind: TestRail
	Budget    int    // requests a minute, 0 if there is no bound
	WriteBack source.WriteBack
	Syncs     []Reader

	// What was learned. Beside an error Survey holds what was learned before it.
	Survey   source.Survey
	Failed   error
	Requests int
}

// Reader is a sync that reads the source.
type Reader struct {
	Name   string
	Policy plan.Policy
}

// title names the source and what answers there.
func (t Tool) title() string {
	parts := []string{"source " + t.Name, t.Title}
	if t.Survey.Version != "" {
		parts = append(parts, line(t.Survey.Version))
	}
	if t.Survey.Account != "" {
		parts = append(parts, "as "+line(t.Survey.Account))
	}
	return strings.Join(parts, " · ")
}

// findings are those of one tool.
func (t Tool) findings() []Finding {
	var out findings
	for _, f := range t.Survey.Findings {
		level := Warning
		if f.Broken {
			level = Error
		}
		where := t.Where
		if f.Key != "" {
			where += "." + f.Key
		}
		out.add(level, where, line(f.Cure), "%s", line(f.Text))
	}
	t.unmapped(&out)
	t.unwritten(&out)
	if t.Failed != nil {
		out = append(out, t.ended())
	}
	return out
}

// unwritten says that what may be written back is not, by the policy of those who read.
func (t Tool) unwritten(out *findings) {
	if t.WriteBack == source.WriteNothing {
		return
	}
	var careful []string
	for _, y := range t.Syncs {
		if !allows(y.Policy, plan.UpsertOnly) {
			careful = append(careful, fmt.Sprintf("%s (%s)", y.Name, y.Policy))
		}
	}
	switch {
	case len(careful) == 0:
	case len(careful) == len(t.Syncs):
		out.add(Note, t.Where+".write_back", "", "nothing is written back yet: that begins with policy %s, and it is read by %s", plan.UpsertOnly, strings.Join(careful, ", "))
	default:
		out.add(Note, t.Where+".write_back", "", "nothing is written back for the defects of %s: that begins with policy %s", strings.Join(careful, ", "), plan.UpsertOnly)
	}
}

// ended is the one finding about a look that could not be finished.
func (t Tool) ended() Finding {
	f := Finding{Level: Error, Where: t.Where, Text: line(t.Failed.Error()), Cure: "mend that and check again"}
	// What wraps the tool's error may say more than it, and was cleaned as a whole.
	if e, ok := t.Failed.(*source.Error); ok { //nolint:errorlint // see above
		f.Text = line(e.Words())
		if e.Cure != "" {
			f.Cure = line(e.Cure)
		}
	}
	f.Text += "; nothing further was looked at"
	switch source.KindOf(t.Failed) {
	case source.Auth:
		f.Where += ".auth"
	case source.Unavailable:
		f.Where += ".url"
	case source.NotFound:
		// Not even the first question has an address there: it is another server's, or a page's.
		if s := t.Survey; s.Account == "" && len(s.Places) == 0 && len(s.Statuses) == 0 {
			f.Where += ".url"
			f.Cure = "see whether that is the address of " + line(t.Title) + ": with its path, if it has one, and nothing behind that"
		}
	case source.RateLimited:
		f.Where += ".rate"
		f.Cure = "check again later; if it stays so, lower rate: the limit is shared with all who use the tool"
	}
	return f
}

// line makes one line of a tool's words, without what would move a cursor.
func line(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text)), " ")
}
