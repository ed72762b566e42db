package ledger

// Book is the ledger as one cycle sees it: a snapshot.
type Book struct {
	Facts
	// Cold is true when the ledger cannot be trusted to know all that is ours: it is
	// new, or it has been silent for long. Then marks are looked for before anything
	// is made.
	Cold bool

	byKey  map[string][]Entry
	byLink map[[2]string]Link
	orders map[string]Order
	met    map[[2]string]Contact
	parked map[string]Parked
	shown  map[[2]string]Published
	told   map[[4]string]Backlink
}

// Facts is all that the ledger holds of one site.
type Facts struct {
	Entries  []Entry
	Links    []Link
	Orders   []Order
	Contacts []Contact
	Breakers []Breaker
	Parked   []Parked
	// Published is what stories show of their verdicts.
	Published []Published
	// Backlinks are what was written into test tools.
	Backlinks []Backlink
}

// NewBook indexes a snapshot.
func NewBook(f Facts, cold bool) Book {
	b := Book{Facts: f, Cold: cold, byKey: map[string][]Entry{}, byLink: map[[2]string]Link{},
		orders: map[string]Order{}, met: map[[2]string]Contact{}, parked: map[string]Parked{}, shown: map[[2]string]Published{}, told: map[[4]string]Backlink{}}
	for _, e := range f.Entries {
		b.byKey[e.Key] = append(b.byKey[e.Key], e)
	}
	for _, l := range f.Links {
		b.byLink[[2]string{l.IssueID, l.GlobalID}] = l
	}
	for _, o := range f.Orders {
		b.orders[o.Case] = o
	}
	for _, c := range f.Contacts {
		b.met[[2]string{c.Project, c.Source}] = c
	}
	for _, p := range f.Parked {
		b.parked[p.ID] = p
	}
	for _, p := range f.Published {
		b.shown[[2]string{p.IssueID, p.Field}] = p
	}
	for _, l := range f.Backlinks {
		b.told[[4]string{l.Source, l.Ref, l.IssueID, string(l.Kind)}] = l
	}
	return b
}

// Order returns what somebody last said about a case.
func (b Book) Order(c string) (Order, bool) { o, ok := b.orders[c]; return o, ok }

// Contact returns what a source looked like when a project first met it.
func (b Book) Contact(project, source string) (Contact, bool) {
	c, ok := b.met[[2]string{project, source}]
	return c, ok
}

// Parking returns the change that Jira would not have.
func (b Book) Parking(id string) (Parked, bool) { p, ok := b.parked[id]; return p, ok }

// Breaker returns the breaker of a verb in a project.
func (b Book) Breaker(project, verb string) (Breaker, bool) {
	for _, br := range b.Breakers {
		if br.Project == project && br.Verb == verb {
			return br, true
		}
	}
	return Breaker{}, false
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

// Backlink returns what we have written about a result and an issue into its test tool.
func (b Book) Backlink(source, ref, issueID string, kind BacklinkKind) (Backlink, bool) {
	l, ok := b.told[[4]string{source, ref, issueID, string(kind)}]
	return l, ok
}

// Shown returns what a field of an issue shows of its verdict.
func (b Book) Shown(issueID, field string) (Published, bool) {
	p, ok := b.shown[[2]string{issueID, field}]
	return p, ok
}
