package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// TestConverges lets results, people and cycles happen in random order, and checks
// after each step what must never happen, and at the end that everything comes to rest.
func TestConverges(t *testing.T) {
	for seed := range uint64(300) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { converge(t, rand.New(rand.NewPCG(seed, 3))) })
	}
}

// converge plays one random story.
func converge(t *testing.T, r *rand.Rand) {
	town := newTown(wishes(""))
	histories := []string{"", "", "", ""}
	edited := map[string]string{} // summaries that people wrote, by issue
	for range 12 {
		switch r.IntN(4) {
		case 0:
			somebody(town, r, edited)
		default:
			someResults(town, r, histories)
		}
		if r.IntN(3) > 0 {
			town.random(r)
			town.never(t, edited)
		}
	}
	town.rules = newTown(wishes("")).rules
	town.complete = true
	p := town.plan(t)
	town.apply(p)
	town.quiet(t, p)
	town.never(t, edited)
}

// random sets the rules anew, and runs a cycle.
func (t *town) random(r *rand.Rand) {
	t.rules.Policy = plan.Policies()[r.IntN(4)]
	t.rules.Resolve = []plan.Resolve{plan.ByComment, plan.ByTransition, plan.ByNothing}[r.IntN(3)]
	t.rules.LinksInCreate, t.complete, t.rules.Limits.Creates = r.IntN(2) == 0, r.IntN(3) > 0, r.IntN(4)
	in, err := t.input()
	if err != nil {
		panic(err)
	}
	p, learned := plan.Make(in)
	t.learn(learned)
	t.apply(p)
}

// someResults adds a result to each line of the four cases.
func someResults(t *town, r *rand.Rand, histories []string) {
	var b strings.Builder
	for i := range histories {
		histories[i] += string("pffs"[r.IntN(4)])
		named := []string{"", " @SHOP-1", " @SHOP-2 @SHOP-1", " @SHOP-7", " @SHOP-404", " muted"}[r.IntN(6)]
		fmt.Fprintf(&b, "case %d: chrome=%s firefox=%s~%d%s\n", i, histories[i], histories[(i+1)%4], r.IntN(2), named)
	}
	t.results(b.String())
}

// somebody does something to an issue.
func somebody(t *town, r *rand.Rand, edited map[string]string) {
	var keys []string
	for _, i := range t.issues {
		keys = append(keys, i.Key)
	}
	slices.Sort(keys)
	key := keys[r.IntN(len(keys))]
	deed := []string{"closes", "starts", "unlinks", "titles", "labels", "copies", "forgets"}[r.IntN(7)]
	i := t.issue(key)
	switch deed {
	case "titles":
		edited[i.ID] = fmt.Sprint("edited ", r.Int())
		i.Summary = edited[i.ID]
		t.issues[i.ID] = i
	case "unlinks":
		_ = t.people("unlinks " + key + " SHOP-1")
	case "labels":
		_ = t.people("labels " + key + " " + ledger.IgnoreLabel)
	case "copies":
		_ = t.people("copies " + key + " ann")
	default:
		_ = t.people(deed + " " + key)
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
