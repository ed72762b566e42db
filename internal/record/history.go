package record

import (
	"fmt"
	"io"
	"strings"

	"syncd/internal/plan"
)

// WriteHistory prints writes for people: when, by which cycle, what, why and how it
// ended, and below it what stood there before and after.
func WriteHistory(w io.Writer, writes []Write) error {
	var b strings.Builder
	for _, x := range writes {
		fmt.Fprintf(&b, "%s %s %s\n", x.Outcome.At.UTC().Format("2006-01-02 15:04:05Z"), x.Cycle, OutcomeLine(x.Outcome))
		for _, f := range x.Outcome.Change.Fields {
			if line := beforeAfter(x.Outcome.Change.Verb, f); line != "" {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
	}
	if len(writes) == 0 {
		b.WriteString("nothing was written\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// beforeAfter is what a write did to one field. Of what is new all has been said
// already: there was nothing before.
func beforeAfter(verb plan.Verb, f plan.Field) string {
	switch {
	case verb == plan.Create || verb == plan.Writeback || f.Name == "link":
		return ""
	case f.From == "":
		return fmt.Sprintf("%s: nothing → %s", f.Name, quoted(f.To))
	}
	return fmt.Sprintf("%s: %s → %s", f.Name, quoted(f.From), quoted(f.To))
}

// quoted is a text in quotes, on one line and cut to a length that one reads.
func quoted(s string) string {
	const most = 300
	r := []rune(oneLine(s))
	if len(r) > most {
		r = append(r[:most-1], '…')
	}
	return fmt.Sprintf("%q", string(r))
}

// Told is a write as people and programs are told of it: without what only the cycle
// that made it could use.
func (w Write) Told() Write {
	w.Outcome.Change.Work = plan.Work{}
	return w
}
