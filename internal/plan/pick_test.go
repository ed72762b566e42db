package plan_test

import (
	"slices"
	"strings"
	"testing"

	"syncd/internal/plan"
)

func TestPick(t *testing.T) {
	change := func(id string, verb plan.Verb, defect, issue string, fields ...plan.Field) plan.Change {
		return plan.Change{ID: id, Verb: verb, Target: plan.Target{Project: "SHOP", Defect: defect, IssueID: issue}, Fields: fields}
	}
	create := change("a", plan.Create, "d1", "", plan.Field{Name: "summary", To: "x fails"})
	rests := change("b", plan.Link, "d1", "", plan.Field{Name: "link", To: "SHOP-1"})
	moves := change("c", plan.Transition, "d2", "20", plan.Field{Name: "status", From: "To Do", To: "done"})
	link := change("d", plan.Link, "d3", "30", plan.Field{Name: "link", To: "SHOP-3"})
	told := change("e", plan.Writeback, "d3", "30", plan.Field{Name: "source", To: "manual"}, plan.Field{Name: "result", To: "9001"})
	held := change("h", plan.Comment, "d4", "40", plan.Field{Name: "comment", To: "passes"})
	now := plan.Plan{Changes: []plan.Change{create, rests, moves, link, told},
		Holds: []plan.Hold{{Change: held, Hold: plan.HoldPaused, Because: "writing is paused"}}}

	with := func(c plan.Change, edit func(*plan.Pick)) plan.Pick {
		p := c.Picked()
		p.Fields = slices.Clone(p.Fields)
		edit(&p)
		return p
	}
	for _, tc := range []struct {
		name  string
		picks []plan.Pick
		made  string // ids that are left
		why   string // of the one that is not made
	}{
		{"all", []plan.Pick{create.Picked(), rests.Picked(), moves.Picked(), link.Picked(), told.Picked()}, "abcde", ""},
		{"one", []plan.Pick{moves.Picked()}, "c", ""},
		{"twice", []plan.Pick{moves.Picked(), moves.Picked()}, "c", ""},
		{"none", nil, "", ""},
		{"without what it rests on", []plan.Pick{rests.Picked(), link.Picked()}, "d", "rests on the create a"},
		{"from has moved on", []plan.Pick{with(moves, func(p *plan.Pick) { p.Fields[0].From = "In Progress" })}, "", `status was "In Progress" when the plan was made and is now "To Do"`},
		{"edited content", []plan.Pick{with(create, func(p *plan.Pick) { p.Fields[0].To = "y fails" })}, "", "was edited"},
		{"added field", []plan.Pick{with(create, func(p *plan.Pick) { p.Fields = append(p.Fields, plan.Field{Name: "z"}) })}, "", "was edited"},
		{"held by now", []plan.Pick{with(held, func(p *plan.Pick) { p.ID = "before" })}, "", "writing is paused"},
		{"other content", []plan.Pick{with(create, func(p *plan.Pick) { p.ID, p.Fields[0].To = "before", "w fails" })}, "", "the plan has a in its place"},
		{"another link of the same issue", []plan.Pick{with(link, func(p *plan.Pick) { p.ID, p.Fields[0].To = "before", "SHOP-4" })}, "", "nothing of the kind"},
		{"another result of the same issue", []plan.Pick{with(told, func(p *plan.Pick) { p.ID, p.Fields[1].To = "before", "9002" })}, "", "nothing of the kind"},
		{"the same result, retitled", []plan.Pick{with(told, func(p *plan.Pick) { p.ID = "before" })}, "", "the plan has e in its place"},
		{"gone", []plan.Pick{{ID: "x", Verb: plan.Update}, moves.Picked()}, "c", "nothing of the kind"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, unmade := now.Pick(tc.picks)
			var ids, why string
			for _, c := range got.Changes {
				ids += c.ID
			}
			for _, u := range unmade {
				why += u.Why
			}
			if ids != tc.made || (tc.why == "") != (why == "") || !strings.Contains(why, tc.why) {
				t.Errorf("made %q, want %q; unmade %+v, want %q", ids, tc.made, unmade, tc.why)
			}
			if len(now.Changes) != 5 {
				t.Fatal("picking changed the plan")
			}
		})
	}
}
