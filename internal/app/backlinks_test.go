package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/source"
	"syncd/internal/store"
	"syncd/internal/store/pgtest"
)

// bench is a test tool with one test that fails, which two people have executed.
type bench struct {
	names map[string][]string // issues that each result names
	asked []source.Backlink
	built int
	jira  string      // for whose syncs it is read
	sick  source.Kind // what it answers to writes, "" while it is well
}

// benchConfig is its section.
type benchConfig struct {
	How  string `yaml:"write_back" doc:"what is written into it"`
	tool *bench
}

func (*benchConfig) Validate() []source.Problem    { return nil }
func (c *benchConfig) WriteBack() source.WriteBack { return source.WriteBack(c.How) }
func (c *benchConfig) New(e source.Env) (source.Source, error) {
	c.tool.jira = e.Jira
	return benchSource{c.tool, e}, nil
}
func (c *benchConfig) Backlinker(source.Env) (source.Backlinker, error) {
	c.tool.built++
	return c.tool, nil
}

// benchSource reads it.
type benchSource struct {
	*bench
	env source.Env
}

// Fetch implements source.Source.
func (s benchSource) Fetch(context.Context, source.Request) (model.Batch, error) {
	at := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	c := model.Case{Source: s.env.Name, Name: "Total in euro", Title: "Total in euro", Explicit: "C1", Keys: []model.KeyRef{{Key: "SHOP-1", From: model.FromRefs}}}
	c.ID = model.Identify(s.env.Namespace, c)
	b := model.Batch{Source: s.env.Name, Cases: []model.Case{c}, Complete: true, Runs: []model.Run{{ID: "bench-run-1", Source: s.env.Name, Name: "Regression", Finished: at}}}
	for env, ref := range map[string]string{"chrome": "9001", "firefox": "9002"} {
		b.Results = append(b.Results, model.Result{Case: c.ID, Run: "bench-run-1", Environment: env, Outcome: model.Failed, Finished: at, Attempts: 1,
			Failure: &model.Failure{Message: "expected 12 euro"}, Ref: ref, Defects: s.names[ref]})
	}
	return b, nil
}

// Backlink implements source.Backlinker.
func (b *bench) Backlink(_ context.Context, l source.Backlink) (source.Trace, error) {
	b.asked = append(b.asked, l)
	if b.sick != "" {
		return "", &source.Error{Kind: b.sick, Doing: "write", Message: "not today"}
	}
	if slices.Contains(b.names[l.Ref], l.Issue.Key) {
		return source.Present, nil
	}
	b.names[l.Ref] = append(b.names[l.Ref], l.Issue.Key)
	return source.Wrote, nil
}

// Retest implements source.Backlinker.
func (b *bench) Retest(context.Context, source.Backlink) (source.Trace, error) {
	return "", &source.Error{Kind: source.Refused, Doing: "ask for a retest"}
}

// benchHouse is a house with the tool and a simulated Jira.
func benchHouse(t *testing.T, tool *bench, how string) *House {
	t.Helper()
	kinds := append(catalog.Sources(), source.Spec{Kind: "bench", Title: "Bench", Abilities: source.Abilities{WritesBack: true},
		Config: func() source.Config { return &benchConfig{tool: tool} }})
	cfg, report := config.Parse(filepath.Join(t.TempDir(), "syncd.yaml"), []byte(`
jira: { url: "https://jira.example.com", owner: demo, auth: { user: demo@example.com, token: { env: JIRA_TOKEN } } }
store: { url: "sqlite:syncd.db" }
sources: [{ name: manual, kind: bench, write_back: `+how+` }]
syncs: [{ name: shop, policy: upsert-only, sources: [manual], project: SHOP, defects: { when: "failures >= 1", after: 0s } }]
`), config.Options{Catalog: kinds, CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: sim.Transport(), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

// try runs one cycle that must not fail.
func (h *House) try(t *testing.T, dry bool) record.Cycle {
	t.Helper()
	c, err := h.Cycle(t.Context(), Ask{Sync: "shop", Dry: dry})
	if err != nil || c.Failed() {
		t.Fatalf("%v, %+v", err, c.Faults)
	}
	return c
}

// TestWriteBack: in the cycle that makes the defect each failing result names it, and the
// next one has nothing to do, whatever people take off again.
func TestWriteBack(t *testing.T) {
	tool := &bench{names: map[string][]string{}}
	h := benchHouse(t, tool, "key+retest")
	dry := h.try(t, true)
	var text strings.Builder
	if err := record.WritePlan(&text, dry); err != nil || !strings.Contains(text.String(), `& writeback  (new)    to manual: test "Total in euro", result 9001 · written-back: `) {
		t.Errorf("the plan reads\n%s%v", text.String(), err)
	}
	if tool.jira != "https://jira.example.com" {
		t.Errorf("the source was told that it is read for %q", tool.jira)
	}
	if len(tool.asked) > 0 || len(dry.Outcomes) > 0 {
		t.Fatalf("a dry cycle wrote: %+v", tool.asked)
	}
	c := h.try(t, false)
	if n := count(c, plan.Writeback, plan.Done); n != 2 || len(tool.asked) != 2 {
		t.Fatalf("%d results told with %d requests: %+v", n, len(tool.asked), c.Outcomes)
	}
	key := c.Outcomes[0].Issue
	for _, l := range tool.asked {
		if l.Issue.Key != key || l.Issue.ID == "" || l.Issue.URL != "https://jira.example.com/browse/"+key || !strings.Contains(l.Text, key) {
			t.Errorf("%+v, and the defect is %s", l, key)
		}
	}
	if c = h.try(t, false); !c.Plan.Empty() {
		t.Errorf("still to do: %+v", c.Plan.Changes)
	}
	tool.names = map[string][]string{"9001": {"SHOP-999"}} // a tester knows better
	if c = h.try(t, false); !c.Plan.Empty() || len(tool.asked) != 2 {
		t.Errorf("what was taken off is put back: %+v", c.Plan.Changes)
	}
	writes, err := h.store.Book(t.Context(), "jira")
	if err != nil || len(writes.Backlinks) != 2 {
		t.Errorf("the ledger has %+v, %v", writes.Backlinks, err)
	}
}

// TestWriteBackDown: what a tool that is down has not heard it hears from a later cycle;
// the defect is made all the same.
func TestWriteBackDown(t *testing.T) {
	tool := &bench{names: map[string][]string{}, sick: source.Unavailable}
	h := benchHouse(t, tool, "key")
	c := h.try(t, false)
	if count(c, plan.Create, plan.Done) != 1 || count(c, plan.Writeback, plan.Failed) != 1 || count(c, plan.Writeback, plan.Skipped) != 1 || len(tool.asked) != 1 {
		t.Fatalf("%+v", c.Outcomes)
	}
	tool.sick = ""
	if c = h.try(t, false); count(c, plan.Writeback, plan.Done) != 2 || len(c.Outcomes) != 2 {
		t.Errorf("%+v", c.Outcomes)
	}
	if c = h.try(t, false); !c.Plan.Empty() {
		t.Errorf("still to do: %+v", c.Plan.Changes)
	}
}

// TestWriteBackNone: a source that says nothing of it has no side that writes at all.
func TestWriteBackNone(t *testing.T) {
	tool := &bench{names: map[string][]string{}}
	h := benchHouse(t, tool, "none")
	if c := h.try(t, false); count(c, plan.Create, plan.Done) != 1 || count(c, plan.Writeback, plan.Done) != 0 || tool.built > 0 {
		t.Errorf("%d built, %+v", tool.built, c.Outcomes)
	}
}

// count counts the changes of a verb that ended so.
func count(c record.Cycle, verb plan.Verb, result plan.Result) int {
	n := 0
	for _, o := range c.Outcomes {
		if o.Change.Verb == verb && o.Result == result {
			n++
		}
	}
	return n
}

// slowField is a tool with one field, which is read, thought about and written.
type slowField struct {
	think time.Duration
	text  atomic.Pointer[string]
}

// newSlowField returns one that is empty.
func newSlowField(think time.Duration) *slowField {
	f := &slowField{think: think}
	f.text.Store(new(string))
	return f
}

// Backlink implements source.Backlinker.
func (f *slowField) Backlink(_ context.Context, b source.Backlink) (source.Trace, error) {
	had := *f.text.Load()
	time.Sleep(f.think)
	now := strings.TrimSpace(had + " " + b.Issue.Key)
	f.text.Store(&now)
	return source.Wrote, nil
}

// Retest implements source.Backlinker.
func (f *slowField) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	return f.Backlink(ctx, b)
}

// TestSyncsWriteInTurn: two syncs that read one source write to one result at once, one of
// them with a configuration that was reloaded since, and what both put stays. Who is stopped
// while it waits has sent nothing.
func TestSyncsWriteInTurn(t *testing.T) {
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "syncd.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	synctest.Test(t, func(t *testing.T) {
		f, turns := newSlowField(time.Second), &turns{leases: leases{store: st}, busy: map[string]chan struct{}{}}
		var wg sync.WaitGroup
		for _, key := range []string{"SHOP-1", "OPS-1"} {
			tools := backlinks{map[string]source.Backlinker{"manual": f}, turns}
			wg.Go(func() {
				if _, err := tools.Backlink(t.Context(), "manual", source.Backlink{Issue: source.Issue{Key: key}}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		ctx, stop := context.WithCancel(t.Context())
		stop()
		tools := backlinks{map[string]source.Backlinker{"manual": f}, turns}
		if _, err := tools.Retest(ctx, "manual", source.Backlink{}); source.KindOf(err) != source.Unavailable {
			t.Errorf("who was stopped is told %v", err)
		}
		wg.Wait()
		if text := *f.text.Load(); !strings.Contains(text, "SHOP-1") || !strings.Contains(text, "OPS-1") {
			t.Errorf("the tool has %q", text)
		}
	})
}

// TestInstancesWriteInTurn: so do instances that share a database.
func TestInstancesWriteInTurn(t *testing.T) {
	url, f := pgtest.Database(t), newSlowField(20*time.Millisecond)
	var wg sync.WaitGroup
	for _, project := range []string{"SHOP", "OPS"} {
		st, err := store.Open(t.Context(), store.Options{Path: url})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = st.Close() }()
		tools := backlinks{map[string]source.Backlinker{"manual": f},
			&turns{leases: leases{store: st, span: time.Minute, log: zap.NewNop()}, busy: map[string]chan struct{}{}}}
		wg.Go(func() {
			for i := range 5 {
				if _, err := tools.Backlink(t.Context(), "manual", source.Backlink{Issue: source.Issue{Key: fmt.Sprintf("%s-%d", project, i)}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := strings.Fields(*f.text.Load()); len(got) != 10 {
		t.Errorf("the tool has %d of 10 keys: %q", len(got), got)
	}
}
