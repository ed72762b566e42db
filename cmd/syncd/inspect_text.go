package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"syncd/internal/model"
	"syncd/internal/source/files"
)

// titleWidth is how far one long title may push the issue keys of all others to
// the right.
const titleWidth = 60

// inspectionText prints what was found for people: one block per file, then what
// all of them hold together; or only what no story will hear of.
func inspectionText(w io.Writer, found files.Inspection, unlinked bool, u understood) error {
	var b strings.Builder
	if unlinked {
		for _, f := range found.Files {
			if f.Format == "" {
				inspectedText(&b, f, u)
			}
		}
		u.unlinkedText(&b, u.linked(found))
		_, err := io.WriteString(w, b.String())
		return err
	}
	all, known := files.Inspected{Totals: map[model.Outcome]int{}}, 0
	for _, f := range found.Files {
		inspectedText(&b, f, u)
		b.WriteByte('\n')
		if f.Format == "" {
			continue
		}
		known++
		all.Cases = append(all.Cases, f.Cases...)
		for o, n := range f.Totals {
			all.Totals[o] += n
		}
	}
	switch {
	case len(found.Files) == 0:
		b.WriteString("no result files found\n")
	case known > 1:
		fmt.Fprintf(&b, "%d files read: %s\n", known, caseSums(all))
	}
	if found.Passed > 0 {
		fmt.Fprintf(&b, "%s passed over: of no known format\n", count(found.Passed, "other file"))
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// inspectedText prints one file: what it is, what it ran on, its cases, its sums,
// and what was odd about it.
func inspectedText(b *strings.Builder, f files.Inspected, u understood) {
	b.WriteString(plain(f.Path))
	if f.Format != "" {
		fmt.Fprintf(b, ": %s", strings.TrimSuffix(f.Format+", written by "+f.Dialect, ", written by "))
	}
	b.WriteByte('\n')
	if ran := ranOn(f); ran != "" {
		fmt.Fprintf(b, "  ran on    %s\n", ran)
	}
	wide := 0
	for _, c := range f.Cases {
		wide = max(wide, min(titleWidth, utf8.RuneCountInString(caseName(c))))
	}
	for _, c := range f.Cases {
		fmt.Fprintf(b, "  %-8s  %-*s  %s\n", c.Result.Outcome, wide, caseName(c), caseRemarks(c, u))
		if why := caseReason(c.Result); why != "" {
			fmt.Fprintf(b, "            %s\n", why)
		}
	}
	if f.Format != "" {
		fmt.Fprintf(b, "  %s\n", caseSums(f))
	}
	for _, fault := range f.Faults {
		b.WriteString("  " + faultText(fault) + "\n")
	}
}

// caseSums counts cases by outcome, and those that no story will hear of.
func caseSums(f files.Inspected) string {
	if len(f.Cases) == 0 {
		return "no cases"
	}
	var parts []string
	flaky, loose := 0, 0
	for _, c := range f.Cases {
		if c.Result.Flaky {
			flaky++
		}
		if len(c.Keys) == 0 {
			loose++
		}
	}
	for _, o := range model.Outcomes() {
		if n := f.Totals[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
		if o == model.Passed && flaky > 0 {
			parts[0] += fmt.Sprintf(" (%d flaky)", flaky)
		}
	}
	text := count(len(f.Cases), "result") + ": " + strings.Join(parts, ", ")
	switch loose {
	case 0:
		return text + "; all name an issue key"
	case len(f.Cases):
		return text + "; none names an issue key"
	}
	return text + fmt.Sprintf("; %d without an issue key", loose)
}

// faultText is one fault as a line.
func faultText(f model.Fault) string {
	word := "note"
	if f.Lost {
		word = "fault"
	}
	if f.Line > 0 {
		word += fmt.Sprintf(" in line %d", f.Line)
	}
	return word + ": " + plain(f.Text)
}

// count is a number and its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
