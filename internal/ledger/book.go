package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
)

// Book is the ledger as one cycle sees it: a snapshot.
type Book struct {
	Entries []Entry
	Links   []Link
	// Cold is true when the ledger cannot be trusted to know all that is ours: it is
	// new, or it has been silent for long. Then marks are looked for before anything
	// is made.
	Cold bool

	byKey  map[string][]Entry
	byLink map[[2]string]Link
}

// NewBook indexes a snapshot.
func NewBook(entries []Entry, links []Link, cold bool) Book {
	b := Book{Entries: entries, Links: links, Cold: cold,
		byKey: map[string][]Entry{}, byLink: map[[2]string]Link{}}
	for _, e := range entries {
		b.byKey[e.Key] = append(b.byKey[e.Key], e)
	}
	for _, l := range links {
		b.byLink[[2]string{l.IssueID, l.GlobalID}] = l
	}
	return b
}

// Latest returns the row of a defect with the highest generation.
func (b Book) Latest(key string) (Entry, bool) {
	var found Entry
	for _, e := range b.byKey[key] {
		if e.Generation > found.Generation {
			found = e
		}
	}
	return found, found.Key != ""
}

// Link returns our remote link of that global id on an issue.
func (b Book) Link(issueID, globalID string) (Link, bool) {
	l, ok := b.byLink[[2]string{issueID, globalID}]
	return l, ok
}

// Adoption is an issue that carries our mark and that the ledger did not know.
type Adoption struct {
	Entry Entry
	// Other issues with the same mark, by key: copies where a person made them,
	// twins where we did.
	Copies, Twins []string
}

// Adopt finds the issues that carry our mark and have no row, or whose row waits
// for its issue. Of several with one mark, ours come before those that people made
// (a clone copies labels), and then the lowest id stays. The result is sorted by key.
func Adopt(b Book, owner, site string, account string, issues []jira.Issue, now time.Time) []Adoption {
	marked := map[Mark][]jira.Issue{}
	for _, i := range issues {
		if m, ok := ReadMark(owner, i.Labels); ok {
			marked[m] = append(marked[m], i)
		}
	}
	var out []Adoption
	for m, found := range marked {
		row, known := find(b.byKey[m.Key], m.Generation)
		if known && row.State != Planned && row.State != Inflight && row.State != Refused {
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

// adopt settles a row with the best of the issues that carry its mark.
func adopt(row Entry, account string, found []jira.Issue, now time.Time) (Adoption, error) {
	slices.SortFunc(found, func(a, b jira.Issue) int {
		return cmp.Or(cmp.Compare(foreign(a, account), foreign(b, account)), compareID(a.ID, b.ID))
	})
	first := found[0]
	e, err := row.Settle(first.ID, first.Key, now)
	if err != nil {
		return Adoption{}, err
	}
	e.Adopted, e.Project, e.Title = true, first.Project, cmp.Or(e.Title, first.Summary)
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

// compareID orders issue ids, which are numbers in strings, by their value.
func compareID(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return cmp.Compare(x, y)
}
