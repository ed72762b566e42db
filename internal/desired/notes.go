package desired

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// Note is what our one comment on an issue says. Its id changes only when it is worth
// writing anew.
type Note struct {
	Body jira.Doc
	ID   string
}

// say makes a note from a bold first sentence and what follows it.
func say(id []string, first string, spans ...jira.Span) Note {
	p := jira.P(append([]jira.Span{jira.B(first + " ")}, spans...)...)
	return Note{Body: jira.Doc{Blocks: []jira.Block{p}}, ID: model.Key16(append([]string{"note:v1"}, id...)...)}
}

// Again is the note on an issue that people have closed and whose test fails all the
// same.
func (d Defect) Again(done time.Time) Note {
	spans := append([]jira.Span{jira.T("This issue is Done since " + day(done) + ". Latest failure: ")}, d.Last.spans()...)
	return say([]string{"again", stamp(done)}, d.they("fails", "fail")+" again.", append(spans, jira.T(". Reopen this issue if it is the same failure."))...)
}

// Reopened is the note on an issue that syncd moves out of Done.
func (d Defect) Reopened(done time.Time) Note {
	spans := append([]jira.Span{jira.T("syncd has reopened this issue, which was Done since " + day(done) + ". Latest failure: ")}, d.Last.spans()...)
	return say([]string{"reopened", stamp(done)}, d.they("fails", "fail")+" again.", append(spans, jira.T("."))...)
}

// HandedOver is the note on an issue that syncd has reopened as often as it will.
func (d Defect) HandedOver(done time.Time, times int) Note {
	spans := append([]jira.Span{jira.T(fmt.Sprintf("syncd has reopened this issue %d times and leaves it to you now. Latest failure: ", times))}, d.Last.spans()...)
	return say([]string{"handed-over", stamp(done)}, d.they("fails", "fail")+" again.", append(spans, jira.T("."))...)
}

// Verified is the note on an issue that people have closed and whose test has passed
// since.
func (d Defect) Verified(done time.Time) Note {
	spans := append([]jira.Span{jira.T(d.they("passes", "pass") + " since this issue is Done; latest pass: ")}, d.Passed.spans()...)
	return say([]string{"verified", stamp(done)}, "Verified.", append(spans, jira.T("."))...)
}

// OtherCause is the note on an issue that will not be fixed and whose test now fails in
// another way.
func (d Defect) OtherCause(resolution string) Note {
	n := say([]string{"other-cause"}, d.they("fails", "fail")+" in another way.",
		jira.T(fmt.Sprintf("This issue was closed as %s; syncd files nothing new for it and says this once. Latest failure: ", rule.OneLine(resolution))))
	n.Body.Blocks[0].Spans = append(n.Body.Blocks[0].Spans, append(d.Last.spans(), jira.T("."))...)
	if text := strings.TrimSpace(rule.Clean(d.vars.failure.Message)); text != "" {
		n.Body.Blocks = append(n.Body.Blocks, jira.Pre(rule.Cut(messageMax, text)))
	}
	return n
}

// Flapping is the note on an issue whose test changes sides too often to be followed.
func (d Defect) Flapping(turns int, window time.Duration) Note {
	return say([]string{"flapping"}, "Flaky: the "+d.noun()+" "+d.verb("passes", "pass")+" and "+d.verb("fails", "fail")+" in turn.",
		jira.T(fmt.Sprintf("More than %d changes within %s. syncd stops following until it has been quiet for that long; please look at the %s first.", turns, span(window), d.noun())))
}

// Retired is the note on an issue whose test is no longer run.
func (d Defect) Retired() Note {
	r := d.Retirement
	gone := fmt.Sprintf("The last result is of %s, and %d complete runs since then went without.", day(r.Since), r.Runs)
	if r.ByTool() {
		gone = fmt.Sprintf("The last result is of %s; the test tool has retired or deleted the %s.", day(r.Since), d.noun())
	}
	return say([]string{"retired", stamp(r.Since)}, d.they("is", "are")+" no longer run.",
		jira.T(gone+" syncd leaves closing this issue to you."))
}

// they is the sentence's beginning: `The test fails`, `The tests fail`, or `1 of 25 tests
// fails` where the others do not.
func (d Defect) they(one, many string) string {
	n := 0
	for _, m := range d.Members {
		if m.Evidence == Failing {
			n++
		}
	}
	switch {
	case n == 0 || n == len(d.Members):
		return "The " + d.noun() + " " + d.verb(one, many)
	case n == 1:
		return fmt.Sprintf("1 of %d tests %s", len(d.Members), one)
	}
	return fmt.Sprintf("%d of %d tests %s", n, len(d.Members), many)
}

// noun and verb fit the number of tests.
func (d Defect) noun() string { return d.verb("test", "tests") }
func (d Defect) verb(one, many string) string {
	if len(d.Members) > 1 {
		return many
	}
	return one
}

// span is a length of time in words, as long as it is whole days.
func span(d time.Duration) string {
	switch n := d / (24 * time.Hour); {
	case d%(24*time.Hour) != 0 || n == 0:
		return brief(d)
	case n == 1:
		return "a day"
	default:
		return fmt.Sprintf("%d days", n)
	}
}

// day is a moment as notes tell it, stamp as ids know it.
func day(t time.Time) string   { return t.UTC().Format("2006-01-02 15:04 MST") }
func stamp(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
