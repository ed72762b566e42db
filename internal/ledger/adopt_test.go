package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// marked is an issue SHOP-n with our mark, made by an account.
func marked(n int, key, creator string) jira.Issue {
	return jira.Issue{ID: fmt.Sprint(9990 + n), Key: fmt.Sprint("SHOP-", n), Project: "SHOP", Creator: creator, Summary: fmt.Sprint("issue ", n),
		Category: jira.ToDo, Labels: ledger.Labels("acme", key, 1)}
}

// told is an adoption in one line: what, and beside which others.
func told(found []ledger.Adoption) string {
	var out []string
	for _, a := range found {
		out = append(out, fmt.Sprintf("%s=%s %s copies%v twins%v", a.Entry.Name()[:1], a.Entry.IssueKey, a.Entry.State, a.Copies, a.Twins))
	}
	return strings.Join(out, "; ")
}

func TestAdopt(t *testing.T) {
	row := func(s ledger.State) []ledger.Entry {
		return []ledger.Entry{{Key: key, Generation: 1, State: s, Role: ledger.Own, IssueID: map[bool]string{true: "1"}[s == ledger.Owned], Title: "wanted"}}
	}
	done := marked(7, key, "bot")
	done.Category = jira.Done
	for name, c := range map[string]struct {
		rows   []ledger.Entry
		issues []jira.Issue
		want   string
	}{
		"nothing marked":            {nil, []jira.Issue{{ID: "1", Key: "SHOP-1"}}, ""},
		"unknown to the ledger":     {nil, []jira.Issue{marked(5, key, "bot")}, "a=SHOP-5 owned copies[] twins[]"},
		"made by a person":          {nil, []jira.Issue{marked(5, key, "ann")}, "a=SHOP-5 owned copies[] twins[]"},
		"closed":                    {nil, []jira.Issue{done}, "a=SHOP-7 owned copies[] twins[]"},
		"row waits in flight":       {row(ledger.Inflight), []jira.Issue{marked(5, key, "bot")}, "a=SHOP-5 owned copies[] twins[]"},
		"row waits planned":         {row(ledger.Planned), []jira.Issue{marked(5, key, "bot")}, "a=SHOP-5 owned copies[] twins[]"},
		"row refused":               {row(ledger.Refused), []jira.Issue{marked(5, key, "ann")}, "a=SHOP-5 owned copies[] twins[]"},
		"row has an issue":          {row(ledger.Owned), []jira.Issue{marked(5, key, "bot")}, ""},
		"row let go, marked again":  {row(ledger.LetGo), []jira.Issue{marked(5, key, "bot")}, "a=SHOP-5 owned copies[] twins[]"},
		"row gone, marked again":    {row(ledger.Gone), []jira.Issue{marked(5, key, "bot")}, "a=SHOP-5 owned copies[] twins[]"},
		"ours before the older one": {nil, []jira.Issue{marked(4, key, "ann"), marked(5, key, "bot")}, "a=SHOP-5 owned copies[SHOP-4] twins[]"},
		"lowest id, by value":       {nil, []jira.Issue{marked(10, key, "bot"), marked(9, key, "bot")}, "a=SHOP-9 owned copies[] twins[SHOP-10]"},
		"twins and copies":          {nil, []jira.Issue{marked(3, key, "bot"), marked(4, key, "ann"), marked(5, key, "bot")}, "a=SHOP-3 owned copies[SHOP-4] twins[SHOP-5]"},
		"sorted by key":             {nil, []jira.Issue{marked(3, other, "bot"), marked(4, key, "bot")}, "a=SHOP-4 owned copies[] twins[]; z=SHOP-3 owned copies[] twins[]"},
	} {
		r := rand.New(rand.NewPCG(1, 2))
		for range 5 {
			issues := slices.Clone(c.issues)
			r.Shuffle(len(issues), func(i, j int) { issues[i], issues[j] = issues[j], issues[i] })
			if got := told(ledger.Adopt(ledger.NewBook(ledger.Facts{Entries: c.rows}, true), "acme", "main", "bot", issues, noon)); got != c.want {
				t.Errorf("%s: adopted %q, want %q", name, got, c.want)
			}
		}
	}
}

func TestAdoptedRow(t *testing.T) {
	found := ledger.Adopt(ledger.NewBook(ledger.Facts{}, true), "acme", "main", "bot", []jira.Issue{marked(5, key, "bot")}, noon)
	e := found[0].Entry
	if !e.Adopted || e.Role != ledger.Own || e.Site != "main" || e.Project != "SHOP" || e.Title != "issue 5" || e.CreatedAt != noon || e.IssueID != "9995" {
		t.Errorf("adopted row is %+v", e)
	}
	second := marked(6, key, "bot")
	second.Labels = ledger.Labels("acme", key, 2)
	found = ledger.Adopt(ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{e}}, false), "acme", "main", "bot", []jira.Issue{marked(5, key, "bot"), second}, noon)
	if len(found) != 1 || found[0].Entry.Generation != 2 {
		t.Errorf("a later generation is a row of its own: %+v", found)
	}
	if got := ledger.Adopt(ledger.NewBook(ledger.Facts{}, true), "other", "main", "bot", []jira.Issue{second}, noon); len(got) != 0 {
		t.Errorf("another installation's issue was adopted: %+v", got)
	}
}

func TestTwins(t *testing.T) {
	row := ledger.Entry{Key: key, Generation: 1, State: ledger.Owned, Role: ledger.Own, IssueID: "9995", IssueKey: "SHOP-5"}
	b := ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{row}}, false)
	done := marked(8, key, "bot")
	done.Category = jira.Done
	all := []jira.Issue{marked(12, key, "bot"), marked(5, key, "bot"), marked(9, key, "bot"), marked(4, key, "ann"), done, marked(6, other, "bot")}
	got := ledger.Twins(b, "acme", "bot", all)
	if len(got) != 1 || got[0].Entry.IssueKey != "SHOP-5" || !slices.Equal(got[0].Keys, []string{"SHOP-9", "SHOP-12"}) {
		t.Errorf("twins are %+v; a person's clone and what is closed are none", got)
	}
	if got := ledger.Twins(b, "acme", "", all); got != nil {
		t.Errorf("without an account nobody can be told apart: %+v", got)
	}
	row.Role = ledger.Associated
	if got := ledger.Twins(ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{row}}, false), "acme", "bot", all); got != nil {
		t.Errorf("an issue of somebody else's has no twins of ours: %+v", got)
	}
}
