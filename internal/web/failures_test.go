package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/web"
)

// Page, JSON and CSV list the same cases, however they are filtered.
func TestFailureFilters(t *testing.T) {
	b := rich()
	o := options(b)
	o.External = "https://quality.example.com/"
	h := web.New(o)
	for query, lets := range map[string]func(record.StateIn) bool{
		"":                            func(record.StateIn) bool { return true },
		"state=held":                  func(s record.StateIn) bool { return s.State == plan.StateHeld },
		"component=cart":              func(s record.StateIn) bool { return s.Component == "cart" },
		"component=CART&owner=TEAM-A": func(s record.StateIn) bool { return s.Component == "cart" && s.Owner == "team-a" },
		"story=none":                  func(s record.StateIn) bool { return len(s.Stories) == 0 },
		"story=SHOP-1&state=muted":    func(s record.StateIn) bool { return len(s.Stories) > 0 && s.State == plan.StateMuted },
		"since=24h":                   func(s record.StateIn) bool { return now.Sub(s.Since).Hours() <= 24 },
		"sync=shop&q=umlauts":         func(s record.StateIn) bool { return strings.Contains(s.Title, "umlauts") },
		"sync=pay":                    func(record.StateIn) bool { return false },
	} {
		want := 0
		for _, s := range b.failing {
			if lets(s) {
				want++
			}
		}
		if query != "" && want == len(b.failing) {
			t.Fatalf("%s filters nothing", query)
		}
		page := get(t, h, "/failures?"+query)
		if got := strings.Count(page, `<th scope="row"><a href="cases/`); got != want || !strings.Contains(page, fmt.Sprintf("%d case", want)) {
			t.Errorf("?%s shows %d cases, want %d", query, got, want)
		}
		if got := len(decoded(t, h, "/api/v1/failures?"+query)["failures"].([]any)); got != want {
			t.Errorf("?%s is %d cases as JSON, want %d", query, got, want)
		}
		rows, err := csv.NewReader(strings.NewReader(get(t, h, "/api/v1/failures.csv?"+query))).ReadAll()
		if err != nil || len(rows) != want+1 {
			t.Errorf("?%s is %d rows of CSV, want %d: %v", query, len(rows), want+1, err)
		}
	}
	for _, bad := range []string{"state=broken", "since=yesterday"} {
		for _, page := range []string{"/failures?", "/api/v1/failures?", "/api/v1/failures.csv?"} {
			if w := ask(h, http.MethodGet, page+bad, ""); w.Code != http.StatusBadRequest {
				t.Errorf("%s%s = %d", page, bad, w.Code)
			}
		}
	}
}

// A filter stays when the state changes, and the sums beside the states are of what the
// other filters let through.
func TestFiltersStayInTheAddress(t *testing.T) {
	h := web.New(options(rich()))
	page := get(t, h, "/failures?component=cart&since=24h&state=held")
	for _, want := range []string{`href="failures?component=cart&amp;since=24h&amp;state=known"`, `href="failures?component=cart&amp;since=24h"`,
		`href="api/v1/failures.csv?component=cart&amp;since=24h&amp;state=held"`, `<option value="cart" selected>`, `<option value="24h" selected>`,
		`<input type="hidden" name="state" value="held">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	states := decoded(t, h, "/api/v1/failures?component=cart&state=held")["states"].(map[string]any)
	sum := 0.0
	for _, n := range states {
		sum += n.(float64)
	}
	if sum != 60 {
		t.Errorf("the states of component cart sum to %v, want 60", sum)
	}
}

// A bad day fails thousands of cases: the page lists the worst of them, and says where the
// others are.
func TestTheListOfFailuresIsBounded(t *testing.T) {
	b := rich()
	for n := range 2000 {
		b.failing = append(b.failing, record.StateIn{Sync: "shop", CaseState: plan.CaseState{Case: model.CaseID(fmt.Sprintf("case%012d", n)), Title: fmt.Sprint("case ", n), State: plan.StateWaiting}})
	}
	h := web.New(options(b))
	page := get(t, h, "/failures")
	if got := strings.Count(page, `<th scope="row"><a href="cases/`); got != 500 {
		t.Errorf("the page lists %d cases", got)
	}
	if !strings.Contains(page, fmt.Sprintf("500 cases shown of %d: choose a state", len(b.failing))) {
		t.Error("the page does not say that there are more")
	}
	if rows, err := csv.NewReader(strings.NewReader(get(t, h, "/api/v1/failures.csv"))).ReadAll(); err != nil || len(rows) != len(b.failing)+1 {
		t.Errorf("the sheet has %d rows of %d: %v", len(rows)-1, len(b.failing), err)
	}
}
