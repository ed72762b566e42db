package ledger

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
