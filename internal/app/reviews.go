package app

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/config"
	"syncd/internal/explain"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// trendSpan is how far back the trend of a scope reaches.
const trendSpan = 90 * 24 * time.Hour

// reviews reads how releases, sprints and filters stand, from a store and a configuration
// and without any secret: for pages, and for commands without a daemon.
type reviews struct {
	cfg   *config.Config
	store *store.Store
	now   time.Time
}

// reviews are those of the present configuration.
func (h *House) reviews() reviews {
	return reviews{h.world.Load().cfg, h.store, h.opt.Now().UTC()}
}

// Scopes lists everything that is judged, and one page of what is frozen.
func (b board) Scopes(ctx context.Context, skip int) (record.ScopeList, error) {
	return b.reviews().list(ctx, skip)
}

// Scope tells of one scope; an error that wraps record.NoScope says what there is instead.
func (b board) Scope(ctx context.Context, ask record.ScopeAsk) (record.ScopeView, error) {
	return b.reviews().scope(ctx, ask)
}

// Members returns one page of the stories of a scope.
func (b board) Members(ctx context.Context, v record.ScopeView, f record.MemberFilter) (record.MemberPage, error) {
	return b.reviews().members(ctx, v, f)
}

// syncs lists the configured syncs by name.
func (r reviews) syncs() []string {
	var out []string
	for _, s := range r.cfg.Syncs {
		out = append(out, s.Name)
	}
	return out
}

// site is the Jira of a sync, by name; of one that is not configured any more the only
// one, "" where there are several.
func (r reviews) site(sync string) string {
	if s, ok := r.cfg.Sync(sync); ok {
		return r.cfg.SiteOf(s).Name
	}
	if sites := r.cfg.Sites(); len(sites) == 1 {
		return sites[0].Name
	}
	return ""
}

// told is the name of a Jira where people must be told which.
func (r reviews) told(site string) string {
	if len(r.cfg.Sites()) < 2 {
		return ""
	}
	return site
}

// list lists everything that is judged, and one page of what is frozen.
func (r reviews) list(ctx context.Context, skip int) (record.ScopeList, error) {
	briefs, err := r.store.ScopeBriefs(ctx, r.syncs())
	if err != nil {
		return record.ScopeList{}, err
	}
	out := record.ListScopes(briefs, r.site, len(r.cfg.Sites()) > 1)
	frozen, err := r.store.FrozenScopes(ctx, skip, record.FrozenPage+1)
	if err != nil {
		return out, err
	}
	if len(frozen) > record.FrozenPage {
		frozen, out.Next = frozen[:record.FrozenPage], skip+record.FrozenPage
	}
	for _, f := range frozen {
		out.Frozen = append(out.Frozen, record.ScopeRow{Readiness: f.Then, Jira: r.told(r.site(f.Then.Sync)), Judges: 1, FrozenAt: f.At})
	}
	return out, nil
}

// judgements are all that there is of a scope, in brief, the worst first.
type judgements struct {
	live   []readiness.Readiness
	frozen []record.Frozen
}

// find finds all judgements of a scope.
func (r reviews) find(ctx context.Context, ask record.ScopeAsk) (out judgements, err error) {
	all, err := r.store.ScopeBriefs(ctx, r.syncs())
	if err != nil {
		return out, err
	}
	out.live = slices.DeleteFunc(slices.Clone(all), func(b readiness.Readiness) bool { return !ask.Names(b) })
	record.Worst(out.live)
	if out.frozen, err = r.frozen(ctx, ask, out.live); err != nil {
		return out, err
	}
	if len(out.live)+len(out.frozen) == 0 || ask.Frozen && len(out.frozen) == 0 {
		return out, record.NoScope{Ask: ask, Known: known(all, ask.Kind)}
	}
	return out, nil
}

// frozen lists the frozen judgements of a scope: those of its name, and those of what has
// its name now and had another then.
func (r reviews) frozen(ctx context.Context, ask record.ScopeAsk, live []readiness.Readiness) ([]record.Frozen, error) {
	var all []record.Frozen
	var err error
	if ask.Kind == readiness.Sprint {
		all, err = r.store.FrozenWith(ctx, ask.Kind, ask.Name)
	} else {
		all, err = r.store.FrozenAs(ctx, ask.Kind, ask.Project, ask.Name)
	}
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(f record.Frozen) bool { return !ask.Names(f.Then) })
	for _, l := range live {
		same, err := r.store.FrozenWith(ctx, l.Kind, l.ID)
		if err != nil {
			return nil, err
		}
		for _, f := range same {
			if f.Then.Sync == l.Sync && !isAmong(all, record.NameOf(f.Then)) {
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b record.Frozen) int { return record.Graver(a.Then, b.Then) })
	return all, nil
}

// isAmong reports whether a judgement is among those that are frozen.
func isAmong(all []record.Frozen, name record.ScopeName) bool {
	return slices.ContainsFunc(all, func(f record.Frozen) bool { return record.NameOf(f.Then) == name })
}

// known lists the scopes of a kind as people name them, each once.
func known(all []readiness.Readiness, kind readiness.Kind) []string {
	var out []string
	for _, r := range all {
		switch {
		case r.Kind != kind:
		case kind == readiness.Release:
			out = append(out, r.Project+" "+r.Name)
		case kind == readiness.Sprint:
			out = append(out, r.ID+" ("+r.Name+")")
		default:
			out = append(out, r.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// scope tells of one scope: the worst judgement of it, or the one that is asked for. What
// is no longer judged is told as it was frozen.
func (r reviews) scope(ctx context.Context, ask record.ScopeAsk) (record.ScopeView, error) {
	all, err := r.find(ctx, ask)
	if err != nil {
		return record.ScopeView{}, err
	}
	v := record.ScopeView{HasLive: len(all.live) > 0}
	if ask.Frozen || !v.HasLive {
		return r.asFrozen(ctx, v, all)
	}
	name := record.NameOf(all.live[0])
	if v.Readiness, err = r.store.Scope(ctx, name); err != nil {
		return v, found(err)
	}
	v.HasThen, v.Outdated, v.Judged = isAmong(all.frozen, name), r.outdated(v.Readiness), r.judged(all.live)
	return r.finished(ctx, v, r.now)
}

// asFrozen completes a view with how its scope stood when it was over.
func (r reviews) asFrozen(ctx context.Context, v record.ScopeView, all judgements) (record.ScopeView, error) {
	f, err := r.store.Frozen(ctx, record.NameOf(all.frozen[0].Then))
	if err != nil {
		return v, found(err)
	}
	var then []readiness.Readiness
	for _, f := range all.frozen {
		then = append(then, f.Then)
	}
	v.Readiness, v.FrozenAt, v.Cycle, v.HasThen, v.Judged = f.Then, f.At, f.Cycle, true, r.judged(then)
	return r.finished(ctx, v, f.At)
}

// judged is each judgement in a line.
func (r reviews) judged(all []readiness.Readiness) []record.Judgement {
	var out []record.Judgement
	for _, j := range all {
		out = append(out, record.Judgement{Sync: j.Sync, Jira: r.told(r.site(j.Sync)), State: j.State, Why: j.Why, AsOf: j.AsOf, Evidence: j.Evidence})
	}
	return out
}

// outdated reports whether a judgement is so old that its sources count as dark, whatever
// it says of them: where no cycle runs, nobody has looked.
func (r reviews) outdated(j readiness.Readiness) bool {
	s, ok := r.cfg.Sync(j.Sync)
	if !ok {
		return true
	}
	dark := verdict.Rules{DarkAfter: s.Verdict.DarkAfter}.Patient(s.Cron.Interval(r.now)).DarkAfter
	return dark > 0 && r.now.Sub(j.AsOf) > dark
}

// finished adds addresses and the trend up to a moment.
func (r reviews) finished(ctx context.Context, v record.ScopeView, end time.Time) (record.ScopeView, error) {
	at, err := explain.Addresses(ctx, r.store, r.cfg)
	if err != nil {
		return v, err
	}
	site := r.site(v.Sync)
	v.Jira = r.told(site)
	if base := strings.TrimRight(at[site], "/"); base != "" {
		v.IssuesAt, v.URL = base+"/browse/", base+r.path(v.Readiness)
	}
	days, err := r.store.Trends(ctx, record.NameOf(v.Readiness), end.Add(-trendSpan))
	v.Trend = slices.DeleteFunc(days, func(t record.Trend) bool { return t.Day.After(end) })
	return v, err
}

// path is where Jira shows a scope. A sprint has no page of its own that a link could name
// without its board.
func (r reviews) path(j readiness.Readiness) string {
	switch j.Kind {
	case readiness.Release:
		return "/projects/" + url.PathEscape(j.Project) + "/versions/" + url.PathEscape(j.ID)
	case readiness.Sprint:
		return "/issues/?" + url.Values{"jql": {"sprint = " + j.ID}}.Encode()
	}
	if s, ok := r.cfg.Sync(j.Sync); ok {
		for _, f := range s.Track.Filters {
			if f.Name == j.ID {
				return "/issues/?" + url.Values{"jql": {f.JQL}}.Encode()
			}
		}
	}
	return ""
}

// members returns one page of the stories of a scope. What is frozen carries its own.
func (r reviews) members(ctx context.Context, v record.ScopeView, f record.MemberFilter) (record.MemberPage, error) {
	if !v.FrozenAt.IsZero() {
		return record.PageOf(v.Members, f), nil
	}
	return r.store.Members(ctx, record.NameOf(v.Readiness), f)
}

// storyScopes lists the scopes of one Jira that a story is planned for, and its waiver.
func (r reviews) storyScopes(ctx context.Context, site, key string) (in []record.StoryScope, err error) {
	syncs := slices.DeleteFunc(r.syncs(), func(s string) bool { return r.site(s) != site })
	members, err := r.store.MembersOf(ctx, key, syncs)
	if err != nil || len(members) == 0 {
		return nil, err
	}
	briefs, err := r.store.ScopeBriefs(ctx, syncs)
	if err != nil {
		return nil, err
	}
	var rows []record.ScopeRow
	for _, b := range briefs {
		rows = append(rows, record.ScopeRow{Readiness: b})
	}
	slices.SortStableFunc(rows, record.Sooner)
	for _, b := range rows {
		if m, ok := members[record.NameOf(b.Readiness)]; ok {
			in = append(in, record.StoryScope{Scope: b.Scope, Sync: b.Sync, State: b.State, Member: m})
		}
	}
	return in, nil
}
