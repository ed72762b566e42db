package jiratest

import (
	"context"
	"errors"
	"time"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// lostCreates: whether it landed or not, who got no answer cannot know, and nothing
// is sent twice.
func lostCreates(w *World) {
	landed := map[simjira.Effect]bool{simjira.LostAnswer: true, simjira.Hang: true, simjira.Drop: false, simjira.Truncate: true}
	for effect, there := range landed {
		for n, endpoint := range map[int]string{1: "issue", 2: "issue/bulk"} {
			w.site(simjira.Options{}, w.wire.tape)
			w.seen = 0
			w.fault(simjira.Fault{Method: "POST", Endpoint: endpoint, Effect: effect})
			start := time.Now()
			made, err := w.Jira.Create(w.Context(), drafts(n))
			w.kind(err, jira.Unknown)
			w.equal("outcomes beside the error", len(made), 0)
			w.equal(string(effect)+": requests", w.requests("POST", endpoint), 1)
			if took := time.Since(start); took > 20*time.Second {
				w.Errorf("%s: given up after %s", effect, took)
			}
			want := []string{"create SHOP-13", "create SHOP-14"}[:n]
			if !there {
				want = nil
			}
			w.did(want...)
		}
	}
}

// lateCreate: a request that lands after its sender has gone. Nothing was there when
// it was given up; what lands later lands once.
func lateCreate(w *World) {
	w.fault(simjira.Fault{Endpoint: "issue", Effect: simjira.Late, After: simjira.Duration(30 * time.Second)})
	ctx, cancel := jira.WithDeadline(w.Context(), time.Now().Add(20*time.Second))
	defer cancel()
	_, err := w.Jira.Create(ctx, drafts(1))
	w.kind(err, jira.Unknown)
	w.did()
	time.Sleep(40 * time.Second)
	w.did("create SHOP-13")
	w.equal("requests", w.requests("POST", "issue"), 1)
}

// lostReads: a read is repeated; after four times it is given up for now. Half an
// answer is no answer.
func lostReads(w *World) {
	for _, effect := range []simjira.Effect{simjira.LostAnswer, simjira.Hang, simjira.Drop} {
		w.fault(simjira.Fault{Endpoint: w.Suite.Search, Effect: effect, Nth: 1, Count: 3})
		w.Sim.ResetRequests()
		issues, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("PAY", "SHOP"), 5)
		w.ok(err)
		w.equal("issues after "+string(effect), len(issues), 5)
		w.equal("requests", w.Sim.RequestCount(), 4)
		w.fault(simjira.Fault{Endpoint: w.Suite.Search, Effect: effect})
		_, err = w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
		w.kind(err, jira.Unavailable)
		w.says(err, "jira.url")
	}
	w.fault(simjira.Fault{Effect: simjira.Truncate})
	_, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
	w.kind(err, jira.Unavailable)
	_, err = w.Jira.Read(w.Context(), []string{"SHOP-1"})
	w.kind(err, jira.Unavailable)
	_, err = w.Jira.Transitions(w.Context(), "SHOP-1")
	w.kind(err, jira.Unavailable)
}

// lostEdits: an absolute value may be sent again, and is there once.
func lostEdits(w *World) {
	p := jira.Patch{Summary: ptr("a better summary"), AddLabels: []string{"syncd-k001"}}
	for _, effect := range []simjira.Effect{simjira.LostAnswer, simjira.Drop, simjira.Hang} {
		w.site(simjira.Options{}, w.wire.tape)
		w.seen = 0
		w.fault(simjira.Fault{Method: "PUT", Effect: effect, Nth: 1, Count: 2})
		w.ok(w.Jira.Edit(w.Context(), "SHOP-1", p))
		w.did("update SHOP-1 summary labels")
		w.fault(simjira.Fault{Method: "PUT", Effect: effect})
		w.kind(w.Jira.Edit(w.Context(), "SHOP-1", p), jira.Unknown)
	}
	// An attempt that may have landed is not made harmless by one that did not.
	w.fault(simjira.Fault{Method: "PUT", Effect: simjira.LostAnswer, Nth: 1, Count: 1})
	ctx, cancel := context.WithTimeout(w.Context(), 1200*time.Millisecond)
	defer cancel()
	time.AfterFunc(100*time.Millisecond, func() { w.wire.down(9) })
	w.kind(w.Jira.Edit(ctx, "SHOP-1", jira.Patch{Summary: ptr("again")}), jira.Unknown)
	w.did("update SHOP-1 summary")
}

// lostSteps: neither a new comment nor a step through the workflow is repeated.
func lostSteps(w *World) {
	for _, effect := range []simjira.Effect{simjira.LostAnswer, simjira.Drop} {
		w.fault(simjira.Fault{Method: "POST", Effect: effect})
		w.Sim.ResetRequests()
		_, err := w.Jira.Comment(w.Context(), "SHOP-1", "", jira.CommentDraft{Mark: "k001"})
		w.kind(err, jira.Unknown)
		w.kind(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "51"}), jira.Unknown)
		w.equal("requests", w.Sim.RequestCount(), 2)
	}
	w.did("comment SHOP-1", "transition SHOP-1 status")
	w.fault(simjira.Fault{Method: "POST", Effect: simjira.LostAnswer, Nth: 1, Count: 1})
	w.ok(w.Jira.LinkIssues(w.Context(), jira.IssueLink{Type: "Blocks", From: "SHOP-1", To: "SHOP-2"}))
	w.equal("links", len(w.issue("SHOP-1").Links), 1)
	w.did("link SHOP-1")
}

// unsentCreate: what never left may be sent again, and what never leaves at all
// certainly did nothing.
func unsentCreate(w *World) {
	w.wire.down(3)
	made, err := w.Jira.Create(w.Context(), drafts(1))
	w.ok(err)
	w.ok(made[0].Err)
	w.did("create SHOP-13")
	w.wire.down(1000)
	_, err = w.Jira.Create(w.Context(), drafts(1))
	w.kind(err, jira.Unavailable)
	w.says(err, "connection refused", "create issue")
	w.kind(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}), jira.Unavailable)
}

// deadline: not a byte of a create leaves after it, whatever the server says of
// coming back.
func deadline(w *World) {
	w.fault(simjira.Fault{Endpoint: "issue", Effect: simjira.Status, Status: 429, Headers: map[string]string{"Retry-After": "15"}})
	start := time.Now()
	ctx, cancel := jira.WithDeadline(w.Context(), start.Add(20*time.Second))
	defer cancel()
	_, err := w.Jira.Create(ctx, drafts(1))
	w.kind(err, jira.RateLimited)
	w.equal("requests", w.requests("POST", "issue"), 2)
	if took := time.Since(start); took > 20*time.Second {
		w.Errorf("it took %s", took)
	}
	w.Sim.ClearFaults()
	time.Sleep(20*time.Second - time.Since(start))
	_, err = w.Jira.Create(ctx, drafts(1))
	w.kind(err, jira.Unavailable)
	w.equal("requests", w.requests("POST", "issue"), 2)
}

// cancelled: whoever stops waiting gets an answer at once; a create that had left is
// in doubt, one that had not is not.
func cancelled(w *World) {
	w.fault(simjira.Fault{Endpoint: "issue", Effect: simjira.Hang})
	ctx, cancel := context.WithCancel(w.Context())
	time.AfterFunc(time.Second, cancel)
	start := time.Now()
	_, err := w.Jira.Create(ctx, drafts(1))
	w.kind(err, jira.Unknown)
	w.equal("cancelled after", time.Since(start), time.Second)
	w.did("create SHOP-13")
	_, err = w.Jira.Create(ctx, drafts(1))
	w.kind(err, jira.Unavailable)
	if !errors.Is(err, context.Canceled) {
		w.Errorf("error does not tell that it was cancelled: %v", err)
	}
	w.equal("requests", w.requests("POST", "issue"), 1)
	_, err = w.Jira.Search(ctx, jira.Query{}.InProjects("SHOP"), 0)
	w.kind(err, jira.Unavailable)
}
