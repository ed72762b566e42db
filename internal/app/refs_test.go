package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/source"
)

// shelf is a test tool that tells what a test puts into it.
type shelf struct{ batch model.Batch }

// Validate finds no fault.
func (*shelf) Validate() []source.Problem { return nil }

// New is the tool itself.
func (s *shelf) New(source.Env) (source.Source, error) { return s, nil }

// Fetch returns everything, every time.
func (s *shelf) Fetch(context.Context, source.Request) (model.Batch, error) { return s.batch, nil }

// desk is a house with a tool that lives in Jira, and the issues that it was asked for.
type desk struct {
	*testing.T
	sim   *simjira.Server
	house *House
	tool  *shelf
	asked []string // bodies of reads of issues by id or key
}

// newDesk opens it.
func newDesk(t *testing.T) *desk {
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, sim: sim, tool: &shelf{}}
	kinds := append(catalog.Sources(), source.Spec{Kind: "shelf", Title: "Shelf", Abilities: source.Abilities{Cases: true, Complete: true},
		Config: func() source.Config { return d.tool }})
	cfg, report := config.Parse(filepath.Join(t.TempDir(), "syncd.yaml"), []byte(`
jira: { url: "https://jira.example.com", edition: cloud, owner: demo, auth: { user: demo@example.com, token: { env: JIRA_TOKEN } } }
store: { url: "sqlite:syncd.db" }
web: { url: https://quality.example }
sources: [{ name: tool, kind: shelf }]
syncs: [{ name: shop, policy: full, sources: [tool], project: SHOP, stories: { jql: "labels = must-be-tested" }, defects: { when: "failures >= 1", together: nothing } }]
`), config.Options{Catalog: kinds, CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	listen := func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/bulkfetch") {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			d.asked = append(d.asked, string(body))
		}
	}
	d.house, err = Open(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: hooked{sim.Transport(), listen}, Now: time.Now, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.house.Close() })
	return d
}

// reports has the tool report one failing test with what it refers to and what people
// attached to its failure.
func (d *desk) reports(version string, refs, defects []string) {
	c := model.Case{ID: "aaaaaaaaaaaaaaaa", Source: "tool", Title: "Guest can pay", Name: "Guest can pay", Automated: true}
	for _, ref := range refs {
		c.Keys = append(c.Keys, model.KeyRef{Key: ref, From: model.FromRefs})
	}
	at := time.Now().Add(-time.Hour).UTC()
	run := model.Run{ID: "bbbbbbbbbbbbbbbb", Source: "tool", Name: "cycle 1", Finished: at, Context: model.Context{Version: version}}
	d.tool.batch = model.Batch{Source: "tool", Complete: true, Cases: []model.Case{c}, Runs: []model.Run{run}, Results: []model.Result{{
		Case: c.ID, Run: run.ID, Outcome: model.Failed, Finished: at, Attempts: 1, Signature: "grey", Defects: defects, Failure: &model.Failure{Message: "the button is grey"}}}}
}

// cycle runs one and lists what it did to Jira.
func (d *desk) cycle() (record.Cycle, []string) {
	d.Helper()
	c, err := d.house.Cycle(d.Context(), Ask{Sync: "shop"})
	if err != nil || c.Failed() {
		d.Fatalf("cycle: %v, %+v", err, c.Faults)
	}
	var did []string
	for _, o := range c.Outcomes {
		did = append(did, fmt.Sprintf("%s %s %s %s", o.Change.Verb, o.Issue, o.Change.Reason, o.Result))
	}
	return c, did
}

// looksFor counts the reads that asked for some issues together.
func (d *desk) looksFor(ids ...string) (n int) {
	for _, body := range d.asked {
		if !slices.ContainsFunc(ids, func(id string) bool { return !strings.Contains(body, `"`+id+`"`) }) {
			n++
		}
	}
	return n
}

// An issue that a tool names by its id is looked up once, and is a story like any other. An
// id that Jira does not know is asked for once an hour.
func TestStoriesByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		key, err := d.sim.As("ada@example.com").Create("SHOP", "Story", "Guests pay", nil)
		if err != nil {
			t.Fatal(err)
		}
		story, _ := d.sim.Issue(key) // which nothing but the test names
		time.Sleep(time.Hour)        // and the search for our marks does not come across it
		d.reports("", []string{model.IDRef(story.ID), model.IDRef("99999")}, nil)
		_, did := d.cycle()
		if len(did) != 2 || !strings.HasPrefix(did[0], "create ") || did[1] != "link "+key+" story-linked done" {
			t.Errorf("the first cycle: %q", did)
		}
		if n := d.looksFor(story.ID, "99999"); n != 1 || d.looksFor("99999") != 1 {
			t.Errorf("they were looked for together %d times, the unknown one %d times", n, d.looksFor("99999"))
		}
		read := d.looksFor(story.ID) // again after our link was written
		if _, did := d.cycle(); len(did) > 0 || d.looksFor("99999") != 1 || d.looksFor(story.ID) != read {
			t.Errorf("the second cycle: %q", did)
		}
		time.Sleep(61 * time.Minute)
		if _, did := d.cycle(); len(did) > 0 || d.looksFor("99999") != 2 || d.looksFor(story.ID) != read {
			t.Errorf("an hour later: %q", did)
		}
		view, err := board{House: d.house}.Case(t.Context(), "aaaaaaaaaaaaaaaa")
		var named []string
		for _, k := range view.Keys {
			named = append(named, k.Name()+" "+k.Named.String())
		}
		if want := []string{key + " story", "issue 99999 unknown to jira"}; err != nil || !slices.Equal(named, want) {
			t.Errorf("the page lists %q, %v", named, err)
		}
	})
}

// What people attach to a failure in the tool is the defect: one link, and nothing is made.
func TestDefectsByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		key, err := d.sim.As("ada@example.com").Create("SHOP", "Bug", "The button is grey", nil)
		if err != nil {
			t.Fatal(err)
		}
		bug, _ := d.sim.Issue(key)
		d.reports("", []string{"SHOP-1"}, []string{model.IDRef(bug.ID), "SHOP-1", "UTF-8"})
		c, did := d.cycle()
		if len(did) != 2 || did[0] != "link "+key+" known-issue done" && did[1] != "link "+key+" known-issue done" {
			t.Errorf("the first cycle: %q", did)
		}
		if f := c.Plan.Failing; len(f) != 1 || f[0].State != plan.StateKnown || f[0].Issue != key {
			t.Errorf("it stands as %+v", f)
		}
		if _, did := d.cycle(); len(did) > 0 {
			t.Errorf("the second cycle: %q", did)
		}
		why, err := d.house.explainers().Explain(t.Context(), "Guest can pay")
		if err != nil || why.Case == nil {
			t.Fatal(why, err)
		}
		var out strings.Builder
		if err := record.WriteWhy(&out, why); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		for _, want := range []string{key + " (defect), by the defect field of its failure", "SHOP-1 (ignored: a story is no defect), by the defect field", "UTF-8 (ignored: other project)", "its failure is put down to " + key} {
			if !strings.Contains(text, want) {
				t.Errorf("explain does not say %q:\n%s", want, text)
			}
		}
	})
}

// A version that a tool names by its id is shown by its name.
func TestVersionsByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.reports("id:10001, id:99999", nil, nil)
		d.cycle()
		page, err := board{House: d.house}.Runs(t.Context(), record.RunFilter{Limit: 5})
		if err != nil || len(page.Runs) != 1 || page.Runs[0].Context.Version != "1.4, id:99999" {
			t.Errorf("runs: %+v, %v", page.Runs, err)
		}
	})
}
