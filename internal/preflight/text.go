package preflight

import (
	"fmt"
	"strings"
)

// Text is the report as it is printed, with a summary at its end.
func (r Report) Text() string {
	var b strings.Builder
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "\n%s\n", g.Title)
		if len(g.Findings) == 0 {
			b.WriteString("  all well\n")
		}
		for i, f := range g.Findings {
			fmt.Fprintf(&b, "  %s: ", f.Level)
			if f.Place != "" {
				b.WriteString(f.Place + ": ")
			}
			fmt.Fprintf(&b, "%s: %s\n", f.short(), f.Text)
			// One cure for several in a row is said once, below them.
			if f.Cure != "" && (i+1 == len(g.Findings) || g.Findings[i+1].Cure != f.Cure) {
				fmt.Fprintf(&b, "    → %s\n", f.Cure)
			}
		}
	}
	fmt.Fprintf(&b, "\nonline: %s (%s to jira)\n", r.Summary(), count(r.Requests, "request"))
	return b.String()
}

// Summary counts the findings.
func (r Report) Summary() string {
	var parts []string
	for _, l := range Levels() {
		parts = append(parts, count(r.Count(l), string(l)))
	}
	return strings.Join(parts, ", ")
}

// short is the path without the sync, which the title names.
func (f Finding) short() string {
	if _, below, ok := strings.Cut(f.Where, "]."); ok && strings.HasPrefix(f.Where, "syncs[") {
		return below
	}
	return f.Where
}

// count is a number of things in words.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
