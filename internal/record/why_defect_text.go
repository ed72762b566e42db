package record

import (
	"fmt"
	"strings"

	"syncd/internal/ledger"
)

// defects prints rows of the ledger.
func (p *page) defects(rows []WhyDefect) {
	for i, d := range rows {
		if i == 0 {
			p.head("defects")
		}
		word := "none yet"
		if d.Issue != nil {
			word = d.Issue.Key
		}
		p.row(word, "%s", strings.Join(d.Parts(), " · "))
	}
}

// Parts tells a row of the ledger in a few parts: what it is, how it stands, since when.
func (d WhyDefect) Parts() []string {
	out := []string{ours(d)}
	if i := d.Issue; i != nil {
		if i.Status != "" {
			out = append(out, i.Status+resolution(*i))
		}
		if !i.Missed.IsZero() {
			out = append(out, "looked for in vain since "+stamp(i.Missed))
		}
		if i.Ignored {
			out = append(out, "carries "+ledger.IgnoreLabel)
		}
	}
	if d.State != ledger.Owned {
		out = append(out, string(d.State))
	}
	switch {
	case d.Words != "":
		out = append(out, "jira said: "+d.Words)
	case !d.Lost.IsZero():
		out = append(out, "lost "+stamp(d.Lost))
	}
	if d.Kind == ledger.Flood {
		out = append(out, "umbrella over "+count(d.Shared, "case"))
	} else if d.Shared > 0 {
		out = append(out, "shared by "+count(d.Shared, "case")+" that fail alike")
	}
	if d.Generation > 1 {
		out = append(out, fmt.Sprintf("generation %d", d.Generation))
	}
	if d.Was != "" {
		out = append(out, "in place of "+d.Was)
	}
	if d.Reopened > 0 {
		out = append(out, fmt.Sprintf("reopened %d times by syncd", d.Reopened))
	}
	out = append(out, "since "+stamp(d.Created))
	if len(d.Labels) > 0 {
		out = append(out, "labels "+strings.Join(d.Labels, " "))
	}
	return out
}

// ours says whose issue it is, and how it came to be the answer.
func ours(d WhyDefect) string {
	switch {
	case d.Role == ledger.Own && d.Adopted:
		return "ours, adopted by its mark"
	case d.Role == ledger.Own:
		return "ours"
	}
	return "somebody else's, " + map[ledger.Via]string{ledger.ViaKey: "named by the test", ledger.ViaRule: "by a rule of defects.known",
		ledger.ViaDuplicate: "ours was closed as a duplicate of it", ledger.ViaPerson: "by syncd link"}[d.Via]
}

// resolution is how an issue was closed, if it was.
func resolution(i WhyKnown) string {
	if i.Resolution == "" {
		return ""
	}
	return " (" + i.Resolution + ")"
}
