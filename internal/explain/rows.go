package explain

import (
	"cmp"
	"context"
	"slices"

	"syncd/internal/desired"
	"syncd/internal/ledger"
	"syncd/internal/record"
	"syncd/internal/store"
)

// writesTold is how many of the last writes are told.
const writesTold = 5

// rows returns the rows of the ledger that fit, each defect's newest generation first.
func (e *explainer) rows(fits func(ledger.Entry) bool) []ledger.Entry {
	var out []ledger.Entry
	for _, r := range e.book.Entries {
		if fits(r) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b ledger.Entry) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.Key, b.Key), cmp.Compare(b.Generation, a.Generation))
	})
	return out
}

// defects tells rows of the ledger beside their issues.
func (e *explainer) defects(rows []ledger.Entry) []record.WhyDefect {
	out := []record.WhyDefect{}
	for _, r := range rows {
		var issue *record.WhyKnown
		if r.IssueKey != "" {
			known := e.known(r.IssueID, r.IssueKey)
			issue = &known
		}
		out = append(out, record.WhyDefectOf(r, e.site.Owner, issue))
	}
	return out
}

// known is an issue as the mirror has it.
func (e *explainer) known(id, key string) record.WhyKnown {
	i := e.issues[id]
	k := record.WhyKnown{Key: cmp.Or(i.Key, key), Type: i.Type, Summary: i.Told().Summary, Status: i.Status, Category: i.Category, Resolution: i.Resolution,
		Ignored: ledger.Ignored(i.Labels)}
	k.URL = Browse(e.address, k.Key)
	if s := e.sights[id]; s.Looks > 0 {
		k.Missed = s.Missed
	}
	return k
}

// writes returns the last writes that any of some filters lets through.
func (e *explainer) writes(ctx context.Context, filters []store.WriteFilter) ([]record.Write, error) {
	var all []record.Write
	for _, f := range filters {
		f.Limit = writesTold
		some, err := e.store.Writes(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, slices.DeleteFunc(some, func(w record.Write) bool { return e.foreign[w.Sync] })...)
	}
	return record.Latest(all, writesTold), nil
}

// listed is a list that JSON never shows as null.
func listed[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}

// rulesNaming lists the rules of `defects.known` that name an issue.
func rulesNaming(rules []desired.KnownRule, key string) []string {
	var out []string
	for _, r := range rules {
		if r.Issue == key {
			out = append(out, r.Match.String())
		}
	}
	return out
}
