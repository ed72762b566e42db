package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
)

// Adoption is an issue that carries our mark and that the ledger did not know.
type Adoption struct {
	Entry Entry
	// Other issues with the same mark, by key: copies where a person made them,
	// twins where we did.
	Copies, Twins []string
}

// Adopt finds the issues that carry our mark and have no row, or whose row waits
// for its issue, has lost it, or never had one of ours. Of several with one mark, ours come before those that people made
// (a clone copies labels), and then the lowest id stays. The result is sorted by key.
func Adopt(b Book, owner, site, account string, issues []jira.Issue, now time.Time) []Adoption {
	var out []Adoption
	for m, found := range marked(owner, issues) {
		row, known := find(b.byKey[m.Key], m.Generation)
		if known && row.State == Owned {
			if row.Role == Own || row.WasID != "" {
				continue // its mark is on an issue of ours
			}
			row.State = Planned // somebody else's issue was the answer; what carries the mark comes first
		}
		if found = slices.DeleteFunc(found, func(i jira.Issue) bool { return known && row.IssueID != "" && row.copied(i) }); len(found) == 0 {
			continue
		}
		if !known {
			row = Entry{Key: m.Key, Generation: m.Generation, Role: Own, Site: site, State: Planned, CreatedAt: now}
		}
		if a, err := adopt(row, account, found, now); err == nil {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b Adoption) int { return cmp.Compare(a.Entry.Name(), b.Entry.Name()) })
	return out
}

// copied reports whether an issue is a clone of the one that answers the row. Jira links
// the two when somebody clones; the link goes with the original, so a row remembers.
func (e Entry) copied(i jira.Issue) bool {
	return i.ID != e.IssueID && (slices.Contains(e.Copies, i.ID) || Clone(i))
}

// Clone reports whether an issue was cloned from another one that is still there.
func Clone(i jira.Issue) bool {
	return slices.ContainsFunc(i.Links, func(l jira.Linked) bool { return l.Outward && strings.EqualFold(l.Type, "Cloners") })
}

// Clones finds the clones that carry the mark of a row which has its issue, as far as
// the row does not know them.
func Clones(b Book, owner string, issues []jira.Issue) []Entry {
	var out []Entry
	for m, found := range marked(owner, issues) {
		row, known := find(b.byKey[m.Key], m.Generation)
		if !known || row.IssueID == "" {
			continue
		}
		before := len(row.Copies)
		for _, i := range found {
			if i.ID != row.IssueID && Clone(i) && !slices.Contains(row.Copies, i.ID) {
				row.Copies = append(slices.Clone(row.Copies), i.ID)
			}
		}
		if slices.Sort(row.Copies); len(row.Copies) > before {
			out = append(out, row)
		}
	}
	return out
}

// adopt settles a row with the best of the issues that carry its mark.
func adopt(row Entry, account string, found []jira.Issue, now time.Time) (Adoption, error) {
	slices.SortFunc(found, func(a, b jira.Issue) int {
		return cmp.Or(cmp.Compare(foreign(a, account), foreign(b, account)), CompareID(a.ID, b.ID))
	})
	first := found[0]
	e, err := row.Settle(first.ID, first.Key, now)
	if err != nil {
		return Adoption{}, err
	}
	e.Adopted, e.Project, e.Title, e.Role, e.Lost = true, first.Project, cmp.Or(e.Title, first.Summary), Own, time.Time{}
	e.Via = ViaKey
	if row.IssueID != "" && row.IssueID != first.ID {
		e.Fields, e.Note, e.Linked = nil, Note{}, nil // of the issue that it was
		if e.Kind == Single {
			e.Signatures = nil // by them it is known who still belongs to a shared one
		}
	}
	a := Adoption{Entry: e}
	for _, other := range found[1:] {
		if foreign(other, account) == 0 {
			a.Twins = append(a.Twins, other.Key)
		} else {
			a.Copies = append(a.Copies, other.Key)
		}
	}
	return a, nil
}

// Twin is an issue that we made beside the one that answers a row: a request that
// was given up for lost and landed after all.
type Twin struct {
	Entry Entry
	Keys  []string // of the other issues that are still open, the oldest first
}

// Twins finds them. What a person made carries our mark because it was cloned, and is
// nobody's business; without an account nobody can be told apart.
func Twins(b Book, owner, account string, issues []jira.Issue) []Twin {
	if account == "" {
		return nil
	}
	var out []Twin
	for m, found := range marked(owner, issues) {
		row, known := find(b.byKey[m.Key], m.Generation)
		if !known || row.IssueID == "" || row.Role != Own {
			continue
		}
		slices.SortFunc(found, func(a, b jira.Issue) int { return CompareID(a.ID, b.ID) })
		t := Twin{Entry: row}
		for _, i := range found {
			if i.ID != row.IssueID && i.Creator == account && i.Category != jira.Done {
				t.Keys = append(t.Keys, i.Key)
			}
		}
		if len(t.Keys) > 0 {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b Twin) int { return cmp.Compare(a.Entry.Name(), b.Entry.Name()) })
	return out
}

// marked sorts the issues that carry our mark by what it says.
func marked(owner string, issues []jira.Issue) map[Mark][]jira.Issue {
	out := map[Mark][]jira.Issue{}
	for _, i := range issues {
		if m, ok := ReadMark(owner, i.Labels); ok {
			out[m] = append(out[m], i)
		}
	}
	return out
}

// foreign is 0 for an issue that our account made, 1 for any other.
func foreign(i jira.Issue, account string) int {
	if account == "" || i.Creator == account {
		return 0
	}
	return 1
}

// find returns the row of a generation.
func find(rows []Entry, generation int) (Entry, bool) {
	i := slices.IndexFunc(rows, func(e Entry) bool { return e.Generation == generation })
	if i < 0 {
		return Entry{}, false
	}
	return rows[i], true
}

// CompareID orders issue ids, which are numbers in strings, by their value.
func CompareID(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return cmp.Compare(x, y)
}
