package plan_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// TestConverges lets results, people and cycles happen in random order, under random
// settings, and checks after each step what must never happen, and at the end that
// everything comes to rest.
func TestConverges(t *testing.T) {
	for seed := range uint64(seeds()) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { converge(t, rand.New(rand.NewPCG(seed, 3))) })
	}
}

// seeds is how many stories are played: CONVERGE_SEEDS, else 300.
func seeds() int {
	if n, err := strconv.Atoi(os.Getenv("CONVERGE_SEEDS")); err == nil {
		return n
	}
	return 300
}

// converge plays one random story.
func converge(t *testing.T, r *rand.Rand) {
	w := wishes("")
	w.Per = []desired.Per{desired.PerCase, desired.PerCase, desired.PerCase, desired.PerRow, desired.PerEnvironment, desired.PerSignature}[r.IntN(6)]
	town := newTown(w)
	histories := []string{"", "", "", "", "", ""}
	edited := map[string]string{} // summaries that people wrote, by issue
	var story []string
	for range 16 {
		switch r.IntN(5) {
		case 0, 1:
			story = append(story, somebody(t, town, r, edited))
		case 2:
			days := r.IntN(3)
			for i := range histories {
				histories[i] += strings.Repeat("+", days)
			}
			story = append(story, fmt.Sprint("waits ", days, " days"))
			town.now = town.now.Add(time.Duration(days) * day)
		default:
			story = append(story, someResults(town, r, histories))
		}
		if r.IntN(3) > 0 {
			story = append(story, town.settle(r))
			p := town.plan(t)
			town.once(t, p)
			town.apply(p)
			town.never(t, edited)
		}
	}
	together := town.rules.Together
	town.rules = newTown(w).rules
	town.rules.Together, town.complete, town.facts.Breakers, town.facts.Parked = together, true, nil, nil
	for range 3 { // what rests on an earlier change of the same story
		p := town.plan(t)
		town.once(t, p)
		town.apply(p)
	}
	p := town.plan(t)
	town.apply(p)
	town.quiet(t, p)
	town.never(t, edited)
	if t.Failed() {
		t.Log(strings.Join(story, "\n"))
	}
}

// settle sets the rules anew, and says how.
func (t *town) settle(r *rand.Rand) string {
	by := []plan.Resolve{plan.ByComment, plan.ByTransition, plan.ByNothing}
	t.rules.Policy = plan.Policies()[r.IntN(4)]
	t.rules.Resolve, t.rules.Reopen.By = by[r.IntN(3)], by[r.IntN(2)]
	t.rules.Reopen.Until = []plan.Until{{}, {Signature: true}, {Release: true}, {After: day}}[r.IntN(4)]
	t.rules.Reopen.Window = []time.Duration{day, 30 * day}[r.IntN(2)]
	t.rules.LinksInCreate, t.complete, t.rules.Limits.Creates = r.IntN(2) == 0, r.IntN(3) > 0, r.IntN(4)
	t.rules.Limits.CreatesPerDay, t.rules.Limits.Edits = r.IntN(8), r.IntN(5)
	t.rules.Together, t.rules.Flood.Cases = t.wishes.Per == desired.PerCase && r.IntN(4) > 0, []int{0, 3, 5, 25}[r.IntN(4)]
	t.rules.Flapping.Turns = r.IntN(5)
	t.setup = fmt.Sprint(r.IntN(2))
	return fmt.Sprintf("cycle with %+v, complete %v", t.rules, t.complete)
}

// someResults adds a result to each line of the cases.
func someResults(t *town, r *rand.Rand, histories []string) string {
	var b strings.Builder
	same := r.IntN(2) == 0
	outcome := string("pffs"[r.IntN(4)])
	for i := range histories {
		if !same {
			outcome = string("pffs"[r.IntN(4)])
		}
		histories[i] += outcome
		named := []string{"", "", " @SHOP-1", " @SHOP-2 @SHOP-1", " @SHOP-7", " @SHOP-404", " muted", " manual", " retired=5", " was=case_0"}[r.IntN(10)]
		fmt.Fprintf(&b, "case %d: version=1.%d chrome=%s~%d firefox=%s~%d%s\n", i, r.IntN(3)+3, histories[i], r.IntN(2), histories[(i+1)%4], r.IntN(2), named)
	}
	t.results(b.String())
	return b.String()
}

// somebody does something to an issue, or says something about a case.
func somebody(tb testing.TB, t *town, r *rand.Rand, edited map[string]string) string {
	tb.Helper()
	var keys []string
	for _, i := range t.issues {
		keys = append(keys, i.Key)
	}
	slices.Sort(keys)
	key, other := keys[r.IntN(len(keys))], keys[r.IntN(len(keys))]
	title := fmt.Sprint("case ", r.IntN(6))
	deeds := []string{"closes " + key, "closes " + key + " Won't Do", "closes " + key + " Duplicate", "starts " + key, "opens " + key, "fixes " + key + " 1.4",
		"duplicates " + key + " " + other, "duplicated " + key + " " + other, "unlinks " + key + " " + other, "unlinks " + key + " SHOP-1",
		"labels " + key + " " + ledger.IgnoreLabel, "copies " + key + " ann", "clones " + key + " ann", "misses " + key, "misses " + key, "misses " + key, "shows " + key,
		"orders file - " + title, "orders recreate - " + title, "orders link " + key + " " + title, "orders adopt " + key + " " + title, "unorders " + title,
		"forgets all", "loosens create-SHOP", "titles " + key}
	deed := deeds[r.IntN(len(deeds))]
	i := t.issue(key)
	if _, ours := ledger.ReadMark("acme", i.Labels); ours && r.IntN(10) == 0 {
		deed = "unlabels " + key
	}
	if deed == "forgets all" && len(t.sightings) > 0 {
		return "" // what cannot be seen cannot be found again: the honest limit
	}
	if strings.HasPrefix(deed, "titles") {
		edited[i.ID] = fmt.Sprint("edited ", r.Int())
		deed += " " + edited[i.ID]
	}
	if err := t.people(deed); err != nil {
		tb.Fatal(err)
	}
	return deed
}

// once checks that nothing is created for a case whose defect is open and can be seen,
// nor for one of which somebody has said which issue is its defect.
func (t *town) once(tb testing.TB, p plan.Plan) {
	tb.Helper()
	for _, c := range p.Changes {
		if c.Verb != plan.Create {
			continue
		}
		e := c.Work.Draft.Entry
		for _, row := range t.rows {
			i, there := t.issues[row.IssueID]
			open := there && t.sightings[i.ID].Looks == 0 && i.Category != jira.Done && row.State == ledger.Owned
			if open && row.Key == e.Key {
				tb.Errorf("%s is made although %s is open", e.Name(), i.Key)
			}
		}
		for _, i := range t.issues {
			m, marked := ledger.ReadMark("acme", i.Labels)
			if marked && m.Key == e.Key && m.Generation >= e.Generation-1 && i.Creator == "bot" && t.sightings[i.ID].Looks == 0 && i.Category != jira.Done {
				tb.Errorf("%s is made although %s is open and carries the mark of the same test", e.Name(), i.Key)
			}
		}
		o, ok := t.book(nil).Order(e.Case)
		i, there := t.issues[o.IssueID]
		if ok && o.Verb == ledger.LinkTo && e.Kind == ledger.Single && t.wishes.Per == desired.PerCase && there && t.sightings[i.ID].Looks == 0 && i.Category != jira.Done {
			tb.Errorf("%s is made although somebody said %s", e.Name(), o.Issue)
		}
	}
}

// never checks that no defect was made twice and no edit of people's was lost.
func (t *town) never(tb testing.TB, edited map[string]string) {
	tb.Helper()
	made := map[ledger.Mark]string{}
	for _, i := range t.issues {
		if m, ok := ledger.ReadMark("acme", i.Labels); ok && i.Creator == "bot" {
			if made[m] != "" {
				tb.Errorf("%s and %s were made for one test", made[m], i.Key)
			}
			made[m] = i.Key
		}
		if want, ok := edited[i.ID]; ok && i.Summary != want {
			tb.Errorf("%s: somebody's summary %q became %q", i.Key, want, i.Summary)
		}
		if i.Creator == "ann" && !slices.Contains([]string{"", "edited"}, i.Description) && i.Category == jira.Done && i.Resolution != "" {
			if _, ok := ledger.ReadMark("acme", i.Labels); !ok {
				tb.Errorf("%s is not ours and was closed", i.Key)
			}
		}
	}
}
