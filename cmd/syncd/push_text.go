package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"syncd/internal/model"
	"syncd/internal/push"
	"syncd/internal/source"
)

// pushed prints what became of each file, and returns the exit code.
func pushed(w io.Writer, files []push.File, a push.Answer) error {
	var b strings.Builder
	taken, lost := 0, 0
	for i, f := range a.Files {
		name, named := f.Name, true
		if len(files) == len(a.Files) { // what it is called here says more
			name, named = files[i].Path, files[i].Named
		}
		switch {
		case f.Taken():
			taken++
		case f.Status == source.StatusBad || named:
			lost++
		}
		fmt.Fprintf(&b, "%s: %s\n", printable(name), printable(fate(f)))
		for _, r := range f.Remarks {
			fmt.Fprintf(&b, "  %s\n", printable(r))
		}
	}
	if taken > 0 {
		fmt.Fprintf(&b, "run %s: cycle %s\n", printable(string(a.Run)), printable(a.Cycle))
	}
	if a.Page != "" {
		b.WriteString(printable(a.Page) + "\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	switch {
	case taken == 0:
		return exit{code: 1, text: "no file was taken"}
	case lost > 0:
		return exit{code: 2, text: fmt.Sprintf("%d of %d files could not be read", lost, len(a.Files))}
	}
	return nil
}

// fate says what became of one file.
func fate(f source.Received) string {
	switch f.Status {
	case source.StatusNew, source.StatusKnown:
		var parts []string
		for _, o := range model.Outcomes() {
			if n := f.Outcomes[o]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, o))
			}
		}
		text := fmt.Sprintf("%s, %d cases", f.Status, f.Cases)
		if f.Cases == 1 {
			text = fmt.Sprintf("%s, 1 case", f.Status)
		}
		if len(parts) > 0 {
			text += " (" + strings.Join(parts, ", ") + ")"
		}
		return text
	case source.StatusBad:
		return "bad: " + f.Error
	case source.StatusUnknown:
	}
	return "no known format, passed over"
}

// printable makes a text of others safe for a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, s)
}
