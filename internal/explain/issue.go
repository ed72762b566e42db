package explain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// issue finds the issue of a key, also of an older one. One that Jira was never seen to
// have is known all the same where a row or a test names it.
func (e *explainer) issue(ctx context.Context, key string) (jira.Issue, bool) {
	for _, i := range e.issues {
		if i.Key == key {
			return i, true
		}
	}
	if ids, err := e.store.IssueIDs(ctx, e.site.Name, []string{key}); err == nil {
		if i, ok := e.issues[ids[key]]; ok {
			return i, true
		}
	}
	for _, r := range e.book.Entries {
		switch key {
		case r.IssueKey:
			return jira.Issue{ID: r.IssueID, Key: key}, true
		case r.Was:
			return jira.Issue{ID: r.WasID, Key: key}, true
		}
	}
	for _, m := range e.syncs {
		if slices.Contains(e.keys[m.Name].Referred(e.worlds[m.Name]), key) || len(rulesNaming(m.Wishes.Known, key)) > 0 {
			return jira.Issue{Key: key}, true
		}
	}
	return jira.Issue{}, false
}

// whyIssue says what an issue is to syncd, and which cases it answers.
func (e *explainer) whyIssue(ctx context.Context, issue jira.Issue, asked string) (record.WhyIssue, error) {
	why := record.WhyIssue{WhyKnown: e.known(issue.ID, issue.Key), Seen: issue.Type != "", Is: []string{}, Cases: []record.WhyAnswered{}}
	if asked != why.Key {
		why.Asked = asked
	}
	rows := e.rows(func(r ledger.Entry) bool {
		return issue.ID != "" && (r.IssueID == issue.ID || r.WasID == issue.ID) || r.IssueKey == issue.Key || r.Was == issue.Key
	})
	why.Defects = e.defects(rows)
	answered := answers{e: e, by: map[model.CaseID]int{}}
	for _, r := range rows {
		e.answeredBy(&answered, r, issue)
	}
	for _, m := range e.syncs {
		e.namedIn(&answered, m.Name, issue.Key)
	}
	why.Cases = listed(answered.list)
	slices.SortFunc(why.Cases, func(a, b record.WhyAnswered) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	if err := e.verdict(ctx, &why); err != nil {
		return why, err
	}
	if err := e.shown(ctx, &why, issue); err != nil {
		return why, err
	}
	why.Is = e.is(why, rows, issue)
	var err error
	why.Writes, err = e.writes(ctx, []store.WriteFilter{{Issue: why.Key}, {Issue: cmp.Or(why.Asked, why.Key)}})
	return why, err
}

// answers collects the cases that an issue has to do with, and how.
type answers struct {
	e    *explainer
	by   map[model.CaseID]int
	list []record.WhyAnswered
}

// add notes how a case has to do with the issue.
func (a *answers) add(id model.CaseID, how string) {
	i, ok := a.by[id]
	if !ok {
		i = len(a.list)
		a.by[id] = i
		a.list = append(a.list, record.WhyAnswered{Match: a.e.matchID(id)})
	}
	if !slices.Contains(a.list[i].How, how) {
		a.list[i].How = append(a.list[i].How, how)
	}
}

// matchID is a case by its id, as far as it is known still.
func (e *explainer) matchID(id model.CaseID) record.Match {
	for _, m := range e.syncs {
		if c, ok := e.worlds[m.Name].Cases[id]; ok {
			return e.match(c)
		}
	}
	return record.Match{ID: id, Title: "a case that is known no more"}
}

// answeredBy notes the cases of a row.
func (e *explainer) answeredBy(a *answers, r ledger.Entry, issue jira.Issue) {
	how := "it is its defect" + map[bool]string{true: ", as syncd knows by its mark"}[r.Adopted]
	switch {
	case r.Was == issue.Key || r.WasID != "" && r.WasID == issue.ID:
		how = fmt.Sprintf("it was its defect, until it was %s; that is %s now", map[bool]string{true: "closed as a duplicate", false: "given up for another"}[r.Via == ledger.ViaDuplicate], r.IssueKey)
	case r.Role == ledger.Associated:
		how = vias[r.Via]
	case r.State == ledger.LetGo:
		how = "it was its defect, until somebody took our label off"
	case r.State == ledger.Gone:
		how = "it was its defect, until it was deleted or hidden"
	case r.Kind == ledger.Flood:
		how = "it is the umbrella over what one run broke"
	case r.Kind == ledger.Together:
		how = "it is the defect that it shares with others that fail alike"
	}
	if latest, _ := e.book.Latest(r.Key); latest.Generation > r.Generation {
		how += fmt.Sprintf(" (generation %d; the present one is %d%s)", r.Generation, latest.Generation, map[bool]string{true: ", " + latest.IssueKey}[latest.IssueKey != ""])
	}
	if r.Kind == ledger.Single && r.Case != "" {
		a.add(model.CaseID(r.Case), how)
	}
	for _, c := range r.Cases {
		a.add(model.CaseID(c), how)
	}
}

// vias say how somebody else's issue became the answer to a failing case.
var vias = map[ledger.Via]string{
	ledger.ViaKey:       "the test names it as its defect",
	ledger.ViaRule:      "a rule of defects.known names it for the failure",
	ledger.ViaResult:    "its failure is put down to it in the test tool",
	ledger.ViaDuplicate: "our defect was closed as a duplicate of it",
	ledger.ViaPerson:    "somebody said so with `syncd link`",
}

// namedIn notes the cases of a sync that name the issue, or are given it.
func (e *explainer) namedIn(a *answers, sync, issue string) {
	w := e.worlds[sync]
	for _, id := range sortedIDs(w.Cases) {
		for _, n := range e.keys[sync].Roles(w.Cases[id]) {
			if n.Key != issue {
				continue
			}
			how := map[verdict.Role]string{verdict.RoleStory: "it checks this story", verdict.RoleDefect: "it names this defect: a failure is linked to it and not filed"}[n.Role]
			if how == "" {
				how = "it names this key in vain (" + n.String() + ")"
			}
			if n.Rule != "" {
				how += ", by the link rule " + n.Rule
			} else {
				how += ", by its " + string(n.From)
			}
			a.add(id, how)
		}
	}
	for key, r := range w.Failures {
		for _, n := range e.keys[sync].InField(r) {
			if n.Key != issue {
				continue
			}
			how := "its failure is put down to it in the test tool"
			if n.Role != verdict.RoleDefect {
				how = "the defect field of its failure names it in vain (" + n.String() + ")"
			}
			a.add(key.Case, how)
		}
	}
}

// sortedIDs lists cases by id.
func sortedIDs(cases map[model.CaseID]model.Case) []model.CaseID {
	out := make([]model.CaseID, 0, len(cases))
	for id := range cases {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// verdict adds what the last cycle that judged the story said, and as of when.
func (e *explainer) verdict(ctx context.Context, why *record.WhyIssue) error {
	for _, m := range e.syncs {
		c, err := e.store.Judged(ctx, m.Name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if c.Finished.After(why.AsOf) {
			why.AsOf = c.Finished
		}
		if i := slices.IndexFunc(c.Stories, func(s verdict.Story) bool { return s.Key == why.Key }); i >= 0 && why.Story == nil {
			why.Story = &c.Stories[i]
		}
	}
	return nil
}

// is says in words what the issue is to syncd.
func (e *explainer) is(why record.WhyIssue, rows []ledger.Entry, issue jira.Issue) []string {
	out := []string{}
	add := func(ok bool, text string) {
		if ok && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	own := slices.ContainsFunc(rows, func(r ledger.Entry) bool {
		return r.IssueID == issue.ID && r.Role == ledger.Own && r.State == ledger.Owned
	})
	add(own, "a defect of ours: syncd keeps it up to date")
	for _, r := range rows {
		mine := r.IssueKey == issue.Key || r.IssueID != "" && r.IssueID == issue.ID
		add(!own && mine && r.Role == ledger.Associated, "a defect of other people: syncd puts one link on it, follows its state and writes nothing else")
		add(mine && r.State == ledger.LetGo, "let go: somebody took our label off, and syncd does not touch it")
		add(mine && r.State == ledger.Gone, "gone: it was deleted or hidden")
		add(!mine && r.Via == ledger.ViaDuplicate, "a defect of ours that people closed in favour of "+r.IssueKey)
		add(slices.Contains(r.Copies, issue.ID) && issue.ID != "", "a copy of a defect of ours: never touched and never counted")
	}
	for _, r := range e.book.Entries {
		add(issue.ID != "" && slices.Contains(r.Copies, issue.ID), "a copy that people made of "+r.IssueKey+": never touched and never counted")
	}
	for _, m := range e.syncs {
		keys := e.keys[m.Name]
		add(slices.Contains(keys.StoryTypes, why.Type) && why.Type != "", "a story: tests that name it check it")
		add(len(out) == 0 && slices.Contains(keys.DefectTypes, why.Type), "a defect of other people: a test that names it is linked to it")
		for _, match := range rulesNaming(m.Wishes.Known, issue.Key) {
			add(true, fmt.Sprintf("the answer to failures that match %q (defects.known of sync %s)", match, m.Name))
		}
	}
	add(!why.Seen && why.Missed.IsZero(), "not seen in jira: the key may be wrong, or this account may not browse it")
	add(why.Ignored, "to be left alone: it carries the label "+ledger.IgnoreLabel)
	add(!why.Missed.IsZero(), "looked for in vain since "+why.Missed.UTC().Format("2006-01-02 15:04 MST"))
	add(len(out) == 0, "of type "+why.Type+": neither a story nor a defect")
	return out
}
