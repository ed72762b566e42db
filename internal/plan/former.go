package plan

import (
	"slices"

	"syncd/internal/desired"
	"syncd/internal/ledger"
)

// former is the open issue under which a wish without a row was known before `per:` was
// changed, from `case` or to it; "" if there is none. Keys say what a defect stands for, so
// a changed `per:` would file everything that fails a second time. Of a wish that several
// cases share, all must have had one.
func (m *maker) former(d desired.Defect) string {
	var found string
	for _, one := range d.Each() {
		own := m.in.Wishes.Key(one.Case)
		i := slices.IndexFunc(m.in.Book.Entries, func(e ledger.Entry) bool {
			return e.Kind == ledger.Single && e.Role == ledger.Own && e.State == ledger.Owned && e.Case == string(one.Case.ID) &&
				e.Project == d.Project && !m.wished[e.Key] && (e.Key == own || d.Key == own) && m.alive(e)
		})
		if i < 0 {
			return ""
		}
		found = m.in.Book.Entries[i].IssueKey
	}
	return found
}
