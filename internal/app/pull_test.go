package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/source"
	"syncd/internal/store"
)

// tool is a test tool with some runs, one result in each, that gives them one by one. Its
// cursor is the number of the next.
type tool struct {
	runs   int
	before func(ctx context.Context, part int) error // each part, counted from 1
	asked  []int
	stuck  bool // the cursor does not move
}

// Fetch implements source.Source.
func (s *tool) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	n, _ := strconv.Atoi(string(req.Cursor))
	s.asked = append(s.asked, n)
	if s.before != nil {
		if err := s.before(ctx, n+1); err != nil {
			return model.Batch{}, err
		}
	}
	b := model.Batch{Source: "manual", Cursor: []byte(strconv.Itoa(n + 1)), Unmapped: []string{"Needs review"},
		Faults: []model.Fault{{Origin: "R0", Text: "was cut", Standing: n > 0}}}
	if s.stuck {
		b.Cursor = req.Cursor
	}
	if n < s.runs {
		r := model.Run{ID: model.RunID(fmt.Sprint("R", n)), Source: "manual", Finished: time.Unix(int64(n+1)*60, 0).UTC()}
		b.Runs, b.Cases = []model.Run{r}, []model.Case{{ID: "C1", Source: "manual", Title: "guest can pay"}}
		b.Results = []model.Result{{Case: "C1", Run: r.ID, Outcome: model.Failed, Finished: r.Finished, Attempts: 1}}
	}
	b.More, b.Complete = n+1 < s.runs, n+1 >= s.runs
	if b.More {
		b.Progress = model.Progress{Done: n + 1, Total: s.runs, Of: "runs"}
	}
	return b, nil
}

// pulling is a collector that reads a tool into a store of its own. It tells what metrics
// and what the terminal were told.
func pulling(t *testing.T, s source.Source) (c *collector, results, said *[]string) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "syncd.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	results, said = &[]string{}, &[]string{}
	return &collector{sources: map[string]source.Source{"manual": s}, store: st, leases: leases{store: st}, now: time.Now, log: zap.NewNop(), busy: map[string]*sync.Mutex{},
		told: func(r record.Collected) { *results = append(*results, fmt.Sprint(r.Results, r.Complete, r.Behind)) },
		pulled: func(name string, n int, p model.Progress) {
			*said = append(*said, fmt.Sprintf("%s: %d results of %s read", name, n, p))
		}}, results, said
}

// toldOf says how the store and a collection see the source.
func toldOf(t *testing.T, c *collector, got record.Collected, faults []model.Fault, err error) string {
	t.Helper()
	readings, rerr := c.store.Readings(t.Context())
	w, werr := c.store.World(t.Context(), model.View{Sources: []string{"manual"}})
	if rerr != nil || werr != nil {
		t.Fatal(rerr, werr)
	}
	var texts []string
	for _, f := range faults {
		texts = append(texts, fmt.Sprint(f.Text, " ", f.Standing, f.Lost))
	}
	n := 0
	if len(w.Lines) > 0 {
		n = w.Lines[0].Results
	}
	r := readings["manual"]
	return fmt.Sprintf("%d stored; %d runs, %d results, complete %v, behind %v, parts %d; reading complete %v, behind %v; %s; %v",
		n, got.Runs, got.Results, got.Complete, got.Behind, got.Parts, r.Complete, r.Behind, strings.Join(texts, " | "), err)
}

// TestAPullGoesOnWhereItWasInterrupted: what was read before stays, nothing is read twice,
// and nothing is whole before the last part is.
func TestAPullGoesOnWhereItWasInterrupted(t *testing.T) {
	down := errors.New("the tool is down")
	for name, c := range map[string]struct {
		fails error // of part 3
		stop  bool  // the cycle is stopped there
		want  string
	}{
		"the tool fails": {down, false, "2 stored; 2 runs, 2 results, complete false, behind true, parts 2; reading complete false, behind true; " +
			"was cut false false | status \"Needs review\" is mapped to no outcome: its results count as unknown; map it in `statuses:` of source manual false false | " +
			"goes on in the next cycle: 2 of 5 runs read false false; the tool is down"},
		"the cycle is stopped": {nil, true, "2 stored; 2 runs, 2 results, complete false, behind true, parts 2; reading complete false, behind true; " +
			"was cut false false | status \"Needs review\" is mapped to no outcome: its results count as unknown; map it in `statuses:` of source manual false false | " +
			"goes on in the next cycle: 2 of 5 runs read false false; context canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			s := &tool{runs: 5}
			s.before = func(ctx context.Context, part int) error {
				if part == 3 && c.stop {
					stop()
					return ctx.Err()
				}
				if part == 3 {
					return c.fails
				}
				return nil
			}
			col, results, said := pulling(t, s)
			got, faults, err := col.Collect(ctx, "manual", false)
			if is := toldOf(t, col, got, faults, err); is != c.want {
				t.Errorf("interrupted:\n got  %s\n want %s", is, c.want)
			}
			s.before = nil
			got, faults, err = col.Collect(t.Context(), "manual", false)
			want := "5 stored; 3 runs, 3 results, complete true, behind false, parts 3; reading complete true, behind false; " +
				"was cut true false | status \"Needs review\" is mapped to no outcome: its results count as unknown; map it in `statuses:` of source manual true false; <nil>"
			if is := toldOf(t, col, got, faults, err); is != want {
				t.Errorf("afterwards:\n got  %s\n want %s", is, want)
			}
			if is := fmt.Sprint(s.asked); is != "[0 1 2 2 3 4]" {
				t.Errorf("asked for parts %s", is)
			}
			if is := strings.Join(*results, " "); is != "1 false true 1 false true 0 false true 1 false true 1 false true 1 true false" {
				t.Errorf("metrics were told %s", is)
			}
			if is := strings.Join(*said, ", "); !strings.HasPrefix(is, "manual: 1 results of 1 of 5 runs read, manual: 2 results of 2 of 5 runs read, manual: 1 results of 3 of 5") {
				t.Errorf("people were told %s", is)
			}
		})
	}
}

// TestAPullHasItsTime: after ten minutes it stops with what it has, which is no fault.
func TestAPullHasItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tool{runs: 9, before: func(ctx context.Context, _ int) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(4 * time.Minute):
				return nil
			}
		}}
		c, _, _ := pulling(t, s)
		begun := time.Now()
		got, faults, err := c.Collect(t.Context(), "manual", false)
		if err != nil || got.Runs != 2 || got.Complete || !got.Behind || got.Parts != 2 || got.Took != collectTimeout || time.Since(begun) != collectTimeout {
			t.Errorf("%+v after %s, %v", got, time.Since(begun), err)
		}
		if last := faults[len(faults)-1]; last.Text != "goes on in the next cycle: 2 of 9 runs read" || last.Lost {
			t.Errorf("faults: %+v", faults)
		}
		st, err := c.store.Source(t.Context(), "manual")
		if err != nil || !st.Behind || len(st.Faults) != 1 || st.Faults[0].Text != "was cut" {
			t.Errorf("the store says %+v, %v", st, err)
		}
		if err := c.store.Close(); err != nil { // its connections are of this bubble
			t.Error(err)
		}
	})
}

// TestAPullOfASlowTool: a tool that allows so few requests that its first part would take
// longer than a collection may is told when to end it, so that each keeps what it has read.
func TestAPullOfASlowTool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &slowTool{left: 1000}
		c, _, _ := pulling(t, slow)
		var kept []int
		for range 2 {
			begun := time.Now()
			got, _, err := c.Collect(t.Context(), "manual", false)
			if err != nil || !got.Behind || time.Since(begun) > collectTimeout {
				t.Fatalf("%+v after %s, %v", got, time.Since(begun), err)
			}
			kept = append(kept, got.Parts)
		}
		if slow.lost != 0 || slow.left != 1000-2*9*6 || fmt.Sprint(kept) != "[5 5]" {
			t.Errorf("%d steps are left and %d were lost, parts %v", slow.left, slow.lost, kept)
		}
		if err := c.store.Close(); err != nil { // its connections are of this bubble
			t.Error(err)
		}
	})
}

// slowTool takes ten seconds for each of its steps, and would like to read a thousand at once.
type slowTool struct{ left, lost int }

// Fetch implements source.Source.
func (s *slowTool) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	n := 0
	for n < s.left && !req.Late(time.Now()) {
		select {
		case <-ctx.Done():
			s.lost += n
			return model.Batch{}, ctx.Err()
		case <-time.After(10 * time.Second):
			n++
		}
	}
	s.left -= n
	return model.Batch{Source: "manual", More: s.left > 0, Cursor: []byte(strconv.Itoa(s.left))}, nil
}

// TestAPullThatDoesNotMove ends: it would ask the same for ever.
func TestAPullThatDoesNotMove(t *testing.T) {
	s := &tool{runs: 3, stuck: true}
	c, _, _ := pulling(t, s)
	if got, _, err := c.Collect(t.Context(), "manual", false); err == nil || !strings.Contains(err.Error(), "cursor stays where it is") || got.Complete {
		t.Errorf("%+v, %v", got, err)
	}
	if len(s.asked) > 2 {
		t.Errorf("it was asked %d times", len(s.asked))
	}
}

// TestAPullInOnePart is as it was: no parts, no progress.
func TestAPullInOnePart(t *testing.T) {
	c, _, said := pulling(t, &tool{runs: 1})
	got, _, err := c.Collect(t.Context(), "manual", false)
	if err != nil || got.Parts != 0 || !got.Complete || got.Behind || len(*said) != 0 {
		t.Errorf("%+v, %q, %v", got, *said, err)
	}
}

// asked is a tool whose results are looked at again: it counts the questions, and fails them.
type asked struct {
	tool
	kind  source.Kind
	times int
}

// Named implements source.Asker.
func (a *asked) Named(context.Context, string) ([]string, error) {
	a.times++
	return nil, &source.Error{Kind: a.kind, Doing: "read the result"}
}

// TestAToolThatIsDownIsAskedOnce: each question to it may take a minute. What it refuses of
// one result says nothing of the others.
func TestAToolThatIsDownIsAskedOnce(t *testing.T) {
	reports := []model.Report{{Source: "manual", Ref: "1"}, {Source: "manual", Ref: "2"}, {Source: "manual", Ref: "3"}}
	for kind, want := range map[source.Kind]int{source.Unavailable: 1, source.RateLimited: 1, source.Auth: 1, source.Unknown: 1, source.Refused: 3, source.NotFound: 3} {
		a := &asked{kind: kind}
		c, _, _ := pulling(t, a)
		n, err := c.Ask(t.Context(), reports)
		if a.times != want || n != 0 || (err == nil) != (kind == source.NotFound) {
			t.Errorf("%s: it was asked %d times, want %d; %d changed, %v", kind, a.times, want, n, err)
		}
	}
}
