package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
	"syncd/internal/web"
)

func (b *board) Cases(_ context.Context, f record.CaseFilter) (record.CaseList, error) {
	return record.ListCases(b.linked, b.rules, f), b.err
}

// link gives the board cases with and without stories, and rules that link some.
func (b *board) link() {
	rule := func(by verdict.By, pattern, story string) record.RuleUse {
		l, err := verdict.NewLink(by, pattern, story, "syncd.yaml:40:11")
		if err != nil {
			panic(err)
		}
		return record.RuleUse{Sync: "shop", Link: l}
	}
	pay, idle, wrong := rule(verdict.ByMatch, "tests/pay/**", "SHOP-1"), rule(verdict.ByClass, "com.acme.old.*", "SHOP-2"), rule(verdict.ByTag, script, "SHOP-90")
	wrong.Wrong = "SHOP-90 is not known to jira, or this account may not see it: correct the key, or give the account access"
	b.rules = []record.RuleUse{pay, idle, wrong}
	for i := range 300 {
		c := model.Case{ID: model.CaseID(model.Key16("case", fmt.Sprint(i))), Source: "web-e2e", Title: fmt.Sprintf("%s (%d)", titles[i%len(titles)], i)}
		k := record.CaseKeys{Fit: map[string]bool{}, Stories: []string{}}
		switch i % 4 {
		case 0:
			c.File = "tests/pay/card.spec.ts"
			k.Stories, k.Fit[pay.ID()] = []string{"SHOP-1"}, true
			k.Keys = []record.KeyIn{{Sync: "shop", Named: verdict.Named{Key: "SHOP-1", From: model.FromRule, Role: verdict.RoleStory, Type: "Story", Rule: pay.Link.String()}}}
		case 1:
			c.File = fmt.Sprintf("tests/cart/%d/total.spec.ts", i)
		case 2:
			c.Class = "com.acme.shop.CheckoutTest"
			k.Keys = []record.KeyIn{{Sync: "shop", Named: verdict.Named{Key: "SHOP-8", From: model.FromTag, Role: verdict.RoleTest, Type: "Test"}},
				{Sync: "shop", Named: verdict.Named{Key: "SHOP-404", From: model.FromTag, Role: verdict.RoleUnknown}},
				{Sync: "shop", Named: verdict.Named{Key: "SHOP-9", From: model.FromTag, Role: verdict.RoleOther, Type: script}}}
		default:
			c.Source = "manual"
		}
		switch i {
		case 3:
			c.Title = script
		case 5:
			c.File = script + "/" + override + "/x.ts"
		}
		k.Case, k.Place = c, verdict.PlaceOf(c)
		b.linked = append(b.linked, k)
	}
}

func TestCasesWithoutAStory(t *testing.T) {
	h := web.New(options(rich()))
	page := get(t, h, "/cases")
	for _, want := range []string{"225 <span>of 300 cases check no story", `class: &#34;com.acme.shop.*&#34;, story: … }`, "2 link rules link no case.", "is not known to jira", "page 1 of", `<span class="badge free mute">Test 75</span>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if strings.Contains(page, "tests/pay/**&#34;, story: … }") {
		t.Error("a place whose cases all check a story is listed as one without")
	}
	if n := strings.Count(page, "code class=\"copy\""); n > 50 {
		t.Errorf("one page holds %d places", n)
	}
	if all := get(t, h, "/cases?story=all&q=card.spec"); !strings.Contains(all, `tests/pay/**&#34;, story: …`) || strings.Contains(all, "com.acme.shop") {
		t.Error("a search among all cases does not find the one place")
	}
	in := get(t, h, "/cases?place="+model.Key16("place", "web-e2e", "com.acme.shop"))
	for _, want := range []string{"Checkout refuses", "ignored: type Test", "unknown to jira"} {
		if !strings.Contains(in, want) {
			t.Errorf("the list of a place does not say %q", want)
		}
	}
	if one := get(t, h, "/cases?story=SHOP-1&place="+model.Key16("place", "web-e2e", "tests/pay")); !strings.Contains(one, `by link rule <code>match: &#34;tests/pay/**&#34;, story: SHOP-1`) {
		t.Error("a linked case does not say by which rule")
	}
	if none := get(t, h, "/cases?story=SHOP-77"); !strings.Contains(none, "No case checks it.") {
		t.Error("a story without cases is not told")
	}
	if gone := get(t, h, "/cases?place=x"); !strings.Contains(gone, "no such place any more") {
		t.Error("a place that is gone is not told")
	}
	for _, bad := range []string{"page=0", "limit=501", "limit=x"} {
		if w := ask(h, http.MethodGet, "/cases?"+bad, ""); w.Code != http.StatusBadRequest {
			t.Errorf("?%s = %d", bad, w.Code)
		}
	}
}

// Page after page, every place comes once, and what the JSON says is what pages show.
func TestCasesData(t *testing.T) {
	h := web.New(options(rich()))
	seen, found := map[string]bool{}, 0
	for page, pages := 1, 1; page <= pages; page++ {
		var l struct {
			record.CaseList
			Cases int `json:"cases"`
		}
		if err := json.Unmarshal([]byte(get(t, h, fmt.Sprintf("/api/v1/cases?limit=7&page=%d", page))), &l); err != nil {
			t.Fatal(err)
		}
		pages = l.Pages
		if len(l.Places) > 7 || l.Page != page {
			t.Fatalf("page %d is page %d with %d places", page, l.Page, len(l.Places))
		}
		for _, p := range l.Places {
			if name := p.Source + " " + p.Name; seen[name] {
				t.Errorf("%s comes twice", name)
			} else {
				seen[name] = true
			}
			found += p.Found
		}
	}
	if found != 225 {
		t.Errorf("the pages hold %d cases, want 225", found)
	}
	if beyond := decoded(t, h, "/api/v1/cases?page=99"); beyond["page"] != beyond["pages"] {
		t.Errorf("a page beyond the last is %v of %v", beyond["page"], beyond["pages"])
	}
}
