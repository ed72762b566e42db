package plan_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"syncd/internal/desired"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/rule"
)

var update = flag.Bool("update", false, "write the golden files anew")

// wishes are the rules of the town; pages is the address of ours, "" for none.
func wishes(pages string) desired.Rules {
	when, err := rule.Compile[desired.Facts]("failures >= (automated ? 2 : 1) && !flaky && !muted")
	if err != nil {
		panic(err)
	}
	summary, err := rule.CompileText("summary", "{{ .Case.Title }} fails{{ with .Environment }} on {{ . }}{{ end }}", desired.Sample()...)
	if err != nil {
		panic(err)
	}
	return desired.Rules{Owner: "acme", Project: "SHOP", ProjectID: "10000", Type: "Bug", Link: "Relates", When: when, Summary: summary,
		Passes: 2, MaxAge: 30 * 24 * time.Hour, Web: pages, Namespace: map[string]string{"web": "web"}}
}

// TestCells tells one story per file: what the tests said at first and what syncd made
// of it, what people did, what the tests say now, and the plan that follows. Sections
// may be missing, and come again: a later plan follows from what was made of the one
// before. Each plan that is shown is carried out, and the next one must be empty, but
// after a step, which is told together with what follows by itself.
func TestCells(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cells: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { cell(t, name) })
	}
}

// cell plays one file.
func cell(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	town := newTown(wishes("https://quality.example.com"))
	for i, f := range a.Files {
		switch f.Name {
		case "first":
			town.results(string(f.Data))
			for range 2 { // the second pass learns what the first made
				town.apply(town.plan(t))
			}
		case "once":
			town.results(string(f.Data))
			town.apply(town.plan(t))
		case "people":
			err = town.people(string(f.Data))
		case "settings":
			err = town.settings(string(f.Data))
		case "now":
			town.results(string(f.Data))
		case "plan", "step": // after a step more follows by itself
			p := plan.Plan{}
			if p, a.Files[i].Data = town.golden(t, f.Data); f.Name == "plan" {
				town.quiet(t, p)
			}
		default:
			t.Fatalf("no section %s", f.Name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// golden compares the plan that follows now with what it was, carries it out, and
// returns it, also as text.
func (t *town) golden(tb testing.TB, want []byte) (plan.Plan, []byte) {
	tb.Helper()
	p, text := t.told(tb)
	if !*update && !bytes.Equal(text, want) {
		tb.Errorf("the plan is\n%s\nwant\n%s", text, want)
	}
	t.apply(p)
	return p, text
}

// plan makes a plan, checks what holds of every plan, and keeps what it learned.
func (t *town) plan(tb testing.TB) plan.Plan {
	tb.Helper()
	p, learned := t.make(tb)
	t.learn(learned)
	return p
}

// make makes a plan twice, from shuffled inputs.
func (t *town) make(tb testing.TB) (plan.Plan, ledger.Facts) {
	tb.Helper()
	in, err := t.input()
	if err != nil {
		tb.Fatal(err)
	}
	p, learned := plan.Make(in)
	r := rand.New(rand.NewPCG(7, uint64(len(in.Issues))))
	shuffle(r, in.Defects)
	shuffle(r, in.Issues)
	shuffle(r, in.Links)
	shuffle(r, in.Shown)
	shuffle(r, in.Book.Entries)
	in.Book = ledger.NewBook(in.Book.Facts, in.Book.Cold)
	again, learnedAgain := plan.Make(in)
	if !reflect.DeepEqual(p, again) || !reflect.DeepEqual(learned, learnedAgain) {
		tb.Fatalf("the order of the input matters:\n%+v\n%+v", p, again)
	}
	failing := map[model.CaseID]bool{}
	for _, d := range in.Defects {
		for _, d := range d.Each() {
			if d.Evidence != desired.Failing || failing[d.Case.ID] {
				continue
			}
			failing[d.Case.ID] = true
			n := 0
			for _, s := range p.Failing {
				if s.Case == d.Case.ID && slices.Contains(plan.StateWords(), s.State) && (s.State == plan.StateHeld) == (s.Hold != "") {
					n++
				}
			}
			if n != 1 {
				tb.Fatalf("%s fails and is in %d states", d.Case.Title, n)
			}
		}
	}
	ids := map[string]plan.Change{}
	for _, c := range p.Changes {
		if o, twice := ids[c.ID]; twice {
			tb.Fatalf("two changes have one id: %+v and %+v", o, c)
		}
		ids[c.ID] = c
	}
	for _, h := range p.Holds {
		if o, twice := ids[h.ID]; twice {
			tb.Fatalf("two holds have one id: %+v and %+v, %s", o, h.Change, h.Because)
		}
		ids[h.ID] = h.Change
	}
	if len(p.Failing) != len(failing) {
		tb.Fatalf("%d states of %d failing cases", len(p.Failing), len(failing))
	}
	return p, learned
}

// shuffle puts a slice into another order.
func shuffle[T any](r *rand.Rand, s []T) {
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}

// quiet checks that a plan which was carried out leaves nothing to do but what a limit
// kept back, that the next one has learned nothing new either, and that what it holds
// has the same ids.
func (t *town) quiet(tb testing.TB, before plan.Plan) {
	tb.Helper()
	held := func(p plan.Plan) (ids []string) {
		for _, h := range p.Holds {
			if h.Hold == plan.HoldLimit {
				return nil
			}
			ids = append(ids, h.ID)
		}
		return ids
	}
	for range 10 {
		p := t.plan(tb)
		if p.Empty() {
			if _, learned := t.make(tb); len(learned.Entries)+len(learned.Contacts)+len(learned.Breakers)+len(learned.Published) > 0 {
				tb.Errorf("there is always something to learn: %+v", learned)
			}
			return
		}
		if held(before) != nil || len(before.Holds) == 0 {
			for _, c := range p.Changes {
				tb.Errorf("still to do: %s %s %s", c.Verb, c.Target.Issue, c.Reason)
			}
			return
		}
		before = p
		t.apply(p)
	}
	tb.Error("it never ends")
}

// told is the plan as text.
func (t *town) told(tb testing.TB) (plan.Plan, []byte) {
	tb.Helper()
	p, learned := t.make(tb)
	t.learn(learned)
	var b bytes.Buffer
	var told counted
	for _, c := range p.Changes {
		text := fmt.Sprintf("%-10s %-8s %s\n           %s: %s\n", c.Verb, place(c.Target), fields(c), c.Reason, c.Why)
		if w := c.Work.Draft; w != nil && w.Entry.Generation > 1 {
			text += fmt.Sprintf("           it is marked as the defect number %d of this test\n", w.Entry.Generation)
		}
		told.add(string(c.Verb), text)
	}
	told.write(&b)
	if p.Empty() {
		b.WriteString("nothing to do\n")
	}
	for _, h := range p.Holds {
		told.add(string(h.Hold), fmt.Sprintf("hold %s: %s %s %s\n           %s\n", h.Hold, h.Verb, place(h.Target), fields(h.Change), h.Because))
	}
	told.write(&b)
	for _, s := range p.Failing {
		told.add(s.String(), fmt.Sprintf("%s is %s: %s\n", s.Title, s, s.Detail))
	}
	told.write(&b)
	for _, a := range p.Adopted {
		fmt.Fprintf(&b, "adopted %s, copies %v, twins %v\n", a.Entry.IssueKey, a.Copies, a.Twins)
	}
	for _, e := range learned.Entries {
		fmt.Fprintf(&b, "learned %s %s %s, linked to %v\n", e.Role, e.State, e.IssueKey, e.Linked)
	}
	for _, c := range learned.Contacts {
		if c.Red {
			fmt.Fprintf(&b, "learned that %d cases of %s failed from the first\n", c.Failing, c.Source)
		}
	}
	for _, br := range learned.Breakers {
		fmt.Fprintf(&b, "learned that the breaker %s trips\n", br.Name())
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return p, bytes.TrimLeft(b.Bytes(), " ")
}

// counted is a list of texts of which those of one kind are told as far as one can read.
type counted struct{ kinds, texts []string }

// most is how many texts of one kind are told.
const most = 8

// add adds a text.
func (c *counted) add(kind, text string) {
	c.kinds, c.texts = append(c.kinds, kind), append(c.texts, text)
}

// write writes the list and empties it.
func (c *counted) write(b *bytes.Buffer) {
	n := map[string]int{}
	for i, kind := range c.kinds {
		if n[kind]++; n[kind] <= most {
			b.WriteString(c.texts[i])
		}
	}
	for _, kind := range slices.Compact(slices.Clone(c.kinds)) {
		if n[kind] > most {
			fmt.Fprintf(b, "... and %d more: %s\n", n[kind]-most, kind)
			n[kind] = 0
		}
	}
	*c = counted{}
}

// place is the issue or project of a target.
func place(t plan.Target) string {
	if t.Issue != "" {
		return t.Issue
	}
	return t.Project
}

// fields are the fields of a change.
func fields(c plan.Change) string {
	var out []string
	for _, f := range c.Fields {
		if f.Name == "remote link" && f.To == "" {
			out = append(out, fmt.Sprintf("without %q", f.From))
			continue
		}
		out = append(out, fmt.Sprintf("%s %q", f.Name, f.To))
	}
	return strings.Join(out, ", ")
}
