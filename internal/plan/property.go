package plan

import (
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// An issue of ours says in its entity property what its row would have to know, so that
// it can be read back where the row is lost, older than the issue, or was never told.

// casesMax is how many cases and signatures go into the property: Jira takes 32 KiB.
const casesMax = 800

// property is what the property of an issue says once these are the bases of its fields:
// whose it is, who shares it, and which words of it are ours.
func property(d desired.Defect, owner string, e ledger.Entry, fields map[string]ledger.Base) map[string]string {
	p := map[string]string{"owner": owner, "key": e.Name()}
	for _, f := range fieldsOf(d, jira.Draft{}, jira.Issue{}) {
		if base, known := fields[f.name]; known {
			p[f.name] = base.Sent + " " + base.Seen
		}
	}
	if e.Kind != ledger.Single {
		p["kind"], p["run"], p["source"] = string(e.Kind), e.Run, e.Source
		p["cases"] = strings.Join(e.Cases[:min(len(e.Cases), casesMax)], " ")
		p["signatures"] = strings.Join(d.Signatures[:min(len(d.Signatures), casesMax)], " ")
	}
	return p
}

// inscribed completes an adopted row with what the issue says of it. Which of its links
// we made cannot be told any more; people may take off any of them for good.
func (m *maker) inscribed(e ledger.Entry) ledger.Entry {
	issue := m.byID[e.IssueID]
	if !m.made(issue) {
		return e
	}
	for _, l := range issue.Links {
		if strings.EqualFold(l.Type, m.in.Rules.LinkType) {
			e.Linked = union(e.Linked, []string{l.Key})
		}
	}
	p := issue.Property
	if p["key"] != e.Name() {
		return e
	}
	if e.Kind == ledger.Single && p["kind"] != "" {
		e.Kind, e.Run, e.Source = ledger.Kind(p["kind"]), p["run"], p["source"]
		e.Cases, e.Signatures = strings.Fields(p["cases"]), strings.Fields(p["signatures"])
	}
	return spelled(e, issue)
}

// inscriptions takes in what issues say of rows that are older than they: the edit that
// said so was never answered, or the store was put back from a copy.
func (m *maker) inscriptions() {
	for _, e := range m.in.Book.Entries {
		issue := m.byID[e.IssueID]
		if e.State != ledger.Owned || e.Role != ledger.Own || issue.Property["key"] != e.Name() {
			continue
		}
		if e.Kind != ledger.Single {
			if cases := union(e.Cases, strings.Fields(issue.Property["cases"])); len(cases) > len(e.Cases) {
				e = m.relearn(e, func(r *ledger.Entry) { r.Cases = cases })
			}
		}
		if m.made(issue) && len(overtakes(e, issue)) > 0 {
			m.relearn(e, func(r *ledger.Entry) { *r = spelled(*r, issue) })
		}
	}
	m.reread()
}

// made reports whether our account made an issue: a clone of somebody else's says the same
// of itself, and its words are not ours.
func (m *maker) made(i jira.Issue) bool { return m.in.Account != "" && i.Creator == m.in.Account }

// spelled returns the row with the bases that its issue knows better.
func spelled(e ledger.Entry, issue jira.Issue) ledger.Entry {
	for name, base := range overtakes(e, issue) {
		e = withBase(e, name, base)
	}
	return e
}

// overtakes lists the bases by an issue's own word that its row does not have: of fields
// that still show what we wrote then, or of which the row knows nothing.
func overtakes(e ledger.Entry, issue jira.Issue) map[string]ledger.Base {
	out := map[string]ledger.Base{}
	for _, f := range fieldsOf(desired.Defect{}, jira.Draft{}, issue) {
		sent, seen, said := strings.Cut(issue.Property[f.name], " ")
		base, known := e.Fields[f.name]
		if said && (!known || seen == f.theirs && base.Seen != f.theirs) {
			out[f.name] = ledger.Base{Sent: sent, Seen: seen}
		}
	}
	return out
}
