package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// writesTold is how many of the last writes are told.
const writesTold = 5

// whyCase says why a case stands as it does in every sync that uses its source.
func (e *explainer) whyCase(ctx context.Context, id model.CaseID) (record.WhyCase, error) {
	why := record.WhyCase{ID: id, Syncs: []record.WhyIn{}, Orders: []ledger.Order{}, Defects: []record.WhyDefect{}, Writes: []record.Write{}}
	var keys, reported []string
	var c model.Case
	for _, m := range e.syncs {
		w := e.worlds[m.Name]
		known, ok := w.Cases[id]
		if !ok {
			continue
		}
		c = known
		in, of, err := e.whyIn(ctx, m, w, c)
		if err != nil {
			return why, err
		}
		why.Syncs, keys = append(why.Syncs, in), append(keys, of...)
		for _, member := range w.Joined[id] {
			reported = append(reported, string(member))
		}
	}
	why.Title, why.Class, why.Name, why.Source, why.IDs, why.Automated = c.Title, c.Class, c.Name, c.Source, c.IDs, c.Automated
	if e.cfg.Web.URL != "" {
		why.Page = strings.TrimRight(e.cfg.Web.URL, "/") + "/cases/" + string(id)
	}
	ids := append(reported, string(id))
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := e.addJoined(ctx, &why, reported); err != nil {
		return why, err
	}
	for _, one := range ids {
		if o, ok := e.book.Order(one); ok {
			why.Orders = append(why.Orders, o)
		}
	}
	rows := e.rows(func(r ledger.Entry) bool {
		return slices.Contains(keys, r.Key) || slices.ContainsFunc(ids, func(one string) bool { return r.Case == one || r.Has(one) })
	})
	why.Defects = e.defects(rows)
	filters := []store.WriteFilter{}
	for _, one := range ids {
		filters = append(filters, store.WriteFilter{Case: model.CaseID(one)})
	}
	for _, r := range rows {
		if r.IssueKey != "" {
			filters = append(filters, store.WriteFilter{Issue: r.IssueKey})
		}
	}
	var err error
	why.Writes, err = e.writes(ctx, filters)
	return why, err
}

// addJoined names the reported cases that are one.
func (e *explainer) addJoined(ctx context.Context, why *record.WhyCase, ids []string) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil // which is nearly always so, and saves reading all cases
	}
	all, err := e.store.Cases(ctx, e.sources())
	if err != nil {
		return err
	}
	for _, id := range ids {
		m := record.Match{ID: model.CaseID(id)}
		if i := slices.IndexFunc(all, func(c model.Case) bool { return string(c.ID) == id }); i >= 0 {
			m = record.MatchOf(all[i])
		}
		why.Joined = append(why.Joined, m)
	}
	return nil
}

// whyIn says why a case stands in one sync as it does, and which keys its defects have.
func (e *explainer) whyIn(ctx context.Context, m reconcile.Mapping, w model.World, c model.Case) (record.WhyIn, []string, error) {
	s := e.subject(m, c)
	in := record.WhyIn{Sync: m.Name, Project: m.Wishes.Project, Policy: string(m.Plan.Policy), Excluded: w.Excluded[c.ID], Retired: s.Retired,
		Stories: listed(s.Stories), Keys: listed(e.keys[m.Name].Roles(c)), Held: []record.WhyHeld{}, Stops: []string{}, Lines: e.lines(m, w, c)}
	if was, ok := w.Renamed[c.ID]; ok {
		match := e.match(w.Cases[was])
		in.Renamed = &match
	}
	if a, fails := m.Wishes.Explain(w, s, e.now); fails {
		in.When = &a
	}
	for _, l := range s.Lines {
		if sig := l.Deciding.Signature; l.Failing() && sig != "" && !slices.Contains(in.Signatures, sig) {
			in.Signatures = append(in.Signatures, sig)
		}
	}
	var keys []string
	if m.Wishes.ProjectID != "" {
		keys = m.Wishes.Keys(s)
		if met, ok := e.book.Contact(m.Wishes.ProjectID, m.Wishes.Space(c.Source)); ok {
			in.Contact = &met
		}
	}
	cycle, err := e.judged(ctx, m.Name)
	if err != nil {
		return in, keys, err
	}
	in.Cycle, in.AsOf = cycle.ID, cycle.Finished
	e.stand(&in, m, s, cycle, keys)
	e.held(&in, c, cycle, keys)
	return in, keys, e.stops(ctx, &in, m)
}

// subject is a case as its sync's next cycle would judge it.
func (e *explainer) subject(m reconcile.Mapping, c model.Case) verdict.Subject {
	w := e.worlds[m.Name]
	one := w
	one.Cases = map[model.CaseID]model.Case{c.ID: c}
	return verdict.Subjects(one, m.Counting, e.keys[m.Name])[0]
}

// lines lists the lines of a case and what speaks against those that do not count.
func (e *explainer) lines(m reconcile.Mapping, w model.World, c model.Case) []record.WhyLine {
	mine := slices.DeleteFunc(slices.Clone(w.Lines), func(l model.Line) bool { return l.Case != c.ID })
	out := make([]record.WhyLine, len(mine))
	for i, l := range mine {
		out[i] = record.WhyLine{Line: l, Against: m.Counting.Against(l.LineKey, mine)}
	}
	slices.SortStableFunc(out, func(a, b record.WhyLine) int {
		return cmp.Or(cmp.Compare(min(1, len(a.Against)), min(1, len(b.Against))), a.LineKey.Compare(b.LineKey))
	})
	return out
}

// stand says how the case stands: as the last cycle found it, where it failed.
func (e *explainer) stand(in *record.WhyIn, m reconcile.Mapping, s verdict.Subject, cycle record.Cycle, keys []string) {
	i := slices.IndexFunc(cycle.Plan.Failing, func(f plan.CaseState) bool { return f.Case == s.Case.ID })
	passing := slices.ContainsFunc(s.Lines, model.Line.Passing)
	switch {
	case i >= 0 && in.When != nil:
		f := cycle.Plan.Failing[i]
		in.State, in.Detail, in.Release = f.String(), f.Detail, strings.ReplaceAll(f.Release(), "CASE", string(s.Case.ID))
	case cycle.ID == "":
		in.State, in.Detail, in.Release = record.StandUnjudged, "no cycle of this sync has judged anything", "`syncd plan`, which writes nothing"
	case in.When != nil:
		in.State, in.Detail, in.Release = record.StandFails, "the last cycle did not see this failure", "`syncd plan`, which writes nothing, or the next cycle"
	case len(s.Lines) == 0:
		in.State, in.Detail = record.StandNothing, "there is nothing to judge: none of its results counts"
		in.Release = "a result on a branch and in an environment that count (runs.branches, runs.environments, runs.exclude)"
	case passing:
		in.State, in.Detail = record.StandPasses, "there is nothing to file"
		in.Detail = cmp.Or(e.recovering(m, s, keys), in.Detail)
	default:
		in.State, in.Detail = record.StandNone, "what was skipped, blocked or not run says nothing"
	}
}

// recovering says how far an open defect of ours is from being resolved, "" if there is
// none.
func (e *explainer) recovering(m reconcile.Mapping, s verdict.Subject, keys []string) string {
	for _, r := range e.rows(func(r ledger.Entry) bool { return slices.Contains(keys, r.Key) || r.Has(string(s.Case.ID)) }) {
		issue, there := e.issues[r.IssueID]
		if r.State != ledger.Owned || r.Role != ledger.Own || !there || issue.Category == jira.Done {
			continue
		}
		least := -1
		for _, l := range s.Lines {
			if l.LastFailed.Run != "" && (least < 0 || l.Passes < least) {
				least = l.Passes
			}
		}
		if least < 0 || least >= m.Wishes.Passes {
			continue
		}
		return fmt.Sprintf("%s stays open until every line that failed has passed %d times in a row (defects.resolve.passes); the last one has %d", issue.Key, m.Wishes.Passes, least)
	}
	return ""
}

// held lists the changes about the case that the last cycle held.
func (e *explainer) held(in *record.WhyIn, c model.Case, cycle record.Cycle, keys []string) {
	for _, h := range cycle.Plan.Holds {
		row, _, _ := strings.Cut(h.Target.Defect, ".")
		if h.Case == c.ID || h.Target.Defect != "" && slices.Contains(keys, row) {
			in.Held = append(in.Held, record.WhyHeld{Verb: h.Verb, Issue: h.Target.Issue, Hold: h.Hold, Because: h.Because})
		}
	}
}

// stops says what keeps the sync from writing, whatever the case.
func (e *explainer) stops(ctx context.Context, in *record.WhyIn, m reconcile.Mapping) error {
	if m.Plan.Policy == plan.Observe {
		in.Stops = append(in.Stops, "policy is observe: nothing is written until the sync has another one")
	}
	p, paused, err := e.store.Paused(ctx, m.Name, e.now)
	if paused {
		in.Stops = append(in.Stops, fmt.Sprintf("writing is paused by %s: %s", p.Who, p.Reason))
	}
	for _, b := range e.book.Breakers {
		if b.Tripped() && b.Project == m.Wishes.Project {
			in.Stops = append(in.Stops, fmt.Sprintf("the breaker %s has tripped: %s", b.Name(), b.Because))
		}
	}
	return err
}

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
		out = append(out, record.WhyDefectOf(r, e.cfg.Jira.Owner, issue))
	}
	return out
}

// known is an issue as the mirror has it.
func (e *explainer) known(id, key string) record.WhyKnown {
	i := e.issues[id]
	k := record.WhyKnown{Key: cmp.Or(i.Key, key), Type: i.Type, Summary: i.Summary, Status: i.Status, Category: i.Category, Resolution: i.Resolution,
		Ignored: ledger.Ignored(i.Labels)}
	k.URL = strings.TrimRight(e.cfg.Jira.URL, "/") + "/browse/" + k.Key
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
		all = append(all, some...)
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
