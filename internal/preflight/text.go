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
		for _, line := range g.Seen {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		if len(g.Findings) == 0 && !g.Tool {
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
	fmt.Fprintf(&b, "\nonline: %s (%s to jira", r.Summary(), count(r.Requests, "request"))
	for _, a := range r.Asked {
		fmt.Fprintf(&b, ", %d to %s", a.Requests, a.Name)
	}
	b.WriteString(")\n")
	return b.String()
}

// Broken says in one sentence what cannot work, "" if nothing is that bad.
func (r Report) Broken() string {
	var jira, tools int
	for _, g := range r.Groups {
		if n := g.count(Error); g.Tool {
			tools += n
		} else {
			jira += n
		}
	}
	var parts []string
	if jira > 0 {
		parts = append(parts, "jira would not let every sync work")
	}
	if tools > 0 {
		parts = append(parts, "not every source can be read")
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("%s: mend %s", strings.Join(parts, ", and "), count(jira+tools, "error"))
}

// Summary counts the findings.
func (r Report) Summary() string {
	var parts []string
	for _, l := range Levels() {
		parts = append(parts, count(r.Count(l), string(l)))
	}
	return strings.Join(parts, ", ")
}

// short is the path without the sync or source, which the title names.
func (f Finding) short() string {
	if _, below, ok := strings.Cut(f.Where, "]."); ok && (strings.HasPrefix(f.Where, "syncs[") || strings.HasPrefix(f.Where, "sources[")) {
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
