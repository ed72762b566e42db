package jira_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
)

func TestJQL(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 30, 20, 0, time.UTC) // 10:30:20 in Berlin, 04:30:20 in New York
	r := newRig(t, simjira.Options{Now: func() time.Time { return now }})
	a, b := r.bug("Cart total is wrong", "syncd-acme", "syncd.AB3"), r.bug("Payment times out")
	ada := r.sim.As("ada@example.com")
	for _, err := range []error{ada.Transition(b, "Done", "Won't Do"), ada.Comment(a, "seen on *staging*"),
		ada.Edit(a, simjira.Fields{"Test Verdict": map[string]string{"value": "failing"}, "Syncd ID": "K-77", "duedate": "2026-12-01", "Story point estimate": 3})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	all := "SHOP-1 SHOP-2 SHOP-3 SHOP-4 SHOP-5 SHOP-6 SHOP-7 SHOP-8 SHOP-9 SHOP-10 SHOP-11 SHOP-12 SHOP-13 SHOP-14"
	bugs := a + " " + b
	for jql, want := range map[string]string{
		`project = SHOP ORDER BY key`:                      all,
		`project = "Web Shop" AND type = Bug ORDER BY key`: bugs,
		`project = PAY`:                                                           "",
		`labels = "syncd-acme"`:                                                   a,
		`labels in (syncd.AB3, nothing)`:                                          a,
		`labels = nowhere`:                                                        "",
		`type = Bug AND labels != cart`:                                           a,
		`type = Bug AND labels is EMPTY`:                                          b,
		`type = Bug AND labels not in (cart, EMPTY)`:                              a,
		`type = Bug AND resolution = Unresolved`:                                  "!",
		`type = Bug AND resolution is EMPTY`:                                      a,
		`type = Bug AND resolution != Done`:                                       b,
		`type = Bug AND NOT resolution = Done`:                                    b,
		`type = Bug AND (resolution is EMPTY OR resolution != Done) ORDER BY key`: bugs,
		`statusCategory = Done AND type = Bug`:                                    b,
		`statusCategory != done AND type = Bug`:                                   a,
		`status in ("To Do", 10002) AND type = bug ORDER BY key DESC`:             b + " " + a,
		`summary ~ cart AND type = Bug`:                                           a,
		`summary ~ "total cart" AND type = Bug`:                                   a,
		`summary ~ "\"cart total\""`:                                              a,
		`summary ~ "\"total cart\""`:                                              "",
		`summary ~ "pay*" AND type = Bug`:                                         b,
		`summary !~ cart AND type = Bug`:                                          b,
		`text ~ staging`:                                                          a,
		`staging`:                                                                 a,
		`"Syncd ID" ~ "K-77"`:                                                     a,
		`cf[10050] = failing`:                                                     a,
		`"Test Verdict[Dropdown]" = failing`:                                      a,
		`"Test Verdict" != blocked`:                                               a,
		`key = shop-1`:                                                            "SHOP-1",
		`id in (10001, SHOP-3) order by id`:                                       "SHOP-2 SHOP-3",
		`key > SHOP-12 order by key`:                                              bugs,
		`parent = SHOP-3 order by key`:                                            "SHOP-1 SHOP-2 SHOP-7",
		`sprint in openSprints() and type = Task`:                                 "SHOP-6",
		`sprint = 3 order by key`:                                                 "SHOP-8 SHOP-9",
		`sprint = "SHOP Sprint 1" order by key`:                                   "SHOP-4 SHOP-5",
		`fixVersion = 1.5 order by key`:                                           "SHOP-8 SHOP-9",
		`fixVersion in releasedVersions(SHOP) order by key`:                       "SHOP-4 SHOP-5",
		`reporter = currentUser() order by key`:                                   bugs,
		`assignee = ada@example.com`:                                              "!",
		`assignee = "ada@example.com" order by key`:                               "SHOP-1 SHOP-2",
		`assignee is EMPTY and type = Bug order by key`:                           bugs,
		`priority = Highest`:                                                      "SHOP-2",
		`project = SHOP AND priority in (Highest, Lowest) ORDER BY priority DESC`: "SHOP-2 SHOP-12",
		`due = "2026-12-01"`:                                                      a,
		`due > "2026-12-01"`:                                                      "",
		`due <= 4w`:                                                               a,
		`"Story point estimate" > 2`:                                              a,
		`"Story point estimate" in (3, 5)`:                                        a,
		`"Story point estimate" != 3`:                                             "",
		`created >= "2026-11-22 10:30" order by key`:                              bugs,
		`created > "2026/11/22 10:31"`:                                            "",
		`created >= "2026-11-22" order by key`:                                    bugs,
		`created >= -5m order by key`:                                             bugs,
		`created < -5m and type = Bug`:                                            "",
		`created >= startOfDay() order by key`:                                    bugs,
		`created <= now() and type = Bug order by key`:                            bugs,
		fmt.Sprintf(`updated >= %d order by key`, now.UnixMilli()):                bugs,
		fmt.Sprintf(`updated > %d`, now.UnixMilli()):                              "",
		`resolved >= -1h`:                                                         b,
		`resolutiondate is EMPTY and type = Bug`:                                  a,
		`creator = "ada@example.com" and type = Epic`:                             "SHOP-3",
		`issue in linkedIssues(SHOP-1)`:                                           "",
		`project = SHOP and type = Nope`:                                          "!The value 'Nope' does not exist for the field 'type'.",
		`project = NOPE`:                                                          "!The value 'NOPE' does not exist for the field 'project'.",
		`key = SHOP-999`:                                                          "!An issue with key 'SHOP-999' does not exist for field 'key'.",
		`nope = 1`:                                                                "!Field 'nope' does not exist or you do not have permission to view it.",
		`summary = x`:                                                             "!The operator '=' is not supported by the 'summary' field.",
		`"Syncd ID" = x`:                                                          "!The operator '=' is not supported",
		`project ~ SHOP`:                                                          "!The operator '~' is not supported by the 'project' field.",
		`labels is cart`:                                                          "!only supports EMPTY",
		`labels = (a, b)`:                                                         "!does not support the list value",
		`labels in a`:                                                             "!does not support the non-list value",
		`reporter = nofunction()`:                                                 "!Unable to find JQL function 'nofunction()'.",
		`labels = currentUser()`:                                                  "!Unable to find JQL function",
		`updated >= yesterday`:                                                    "!Date value 'yesterday' for field 'updated' is invalid.",
		`issue.property[syncd].k = 1`:                                             "!does not exist",
		`cf[10050] = green`:                                                       "!The option 'green' for field 'cf[10050]' does not exist.",
		`sprint in (1, 3) order by key`:                                           "SHOP-4 SHOP-5 SHOP-8 SHOP-9",
		`sprint in (1, 99)`:                                                       "!Sprint with name '99' does not exist",
		`sprint in ("1", "SHOP Sprint 3") order by key`:                           "SHOP-4 SHOP-5 SHOP-8 SHOP-9",
		`fixVersion in (10002) order by key`:                                      "SHOP-8 SHOP-9",
		`fixVersion in ("10002", 10000) order by key`:                             "SHOP-4 SHOP-5 SHOP-8 SHOP-9",
		`fixVersion = 999`:                                                        "!The value '999' does not exist for the field 'fixVersion'.",
		`fixVersion in (10002, nope)`:                                             "!The value 'nope' does not exist for the field 'fixVersion'.",
		`sprint = 99`:                                                             "!Sprint with name '99' does not exist",
		`project = SHOP order by nope`:                                            "!Not able to sort using field 'nope'.",
		``:                                                                        "!Unbounded JQL queries are not allowed here.",
		`order by key`:                                                            "!Unbounded JQL queries are not allowed here.",
		`project = "SHOP`:                                                         "!has not been completed",
		`worklog is EMPTY`:                                                        "!does not exist",
	} {
		if message, refused := strings.CutPrefix(want, "!"); refused {
			raw, err := json.Marshal(map[string]string{"jql": jql})
			if err != nil {
				t.Fatal(err)
			}
			if p := r.post("search/jql", string(raw)); p.status != 400 || !strings.Contains(p.body, message) {
				t.Errorf("%s: %d %s, want 400 %s", jql, p.status, p.body, message)
			}
			continue
		}
		if got := r.keys(jql); got != want {
			t.Errorf("%s\n got %q\nwant %q", jql, got, want)
		}
	}
	newYork := r.as("ada@example.com", "ada-token")
	if got := newYork.keys(`created >= "2026-11-22 04:30" order by key`); got != bugs {
		t.Errorf("dates are read in the caller's zone: %q", got)
	}
	if got := newYork.keys(`created >= "2026-11-22 10:30"`); got != "" {
		t.Errorf("dates are read in the caller's zone: %q", got)
	}
}

func TestSearchShape(t *testing.T) {
	r := newRig(t, simjira.Options{})
	p := r.post("search/jql", `{"jql":"key = SHOP-1"}`).want(200)
	if p.body != `{"isLast":true,"issues":[{"id":"10000"}]}` {
		t.Errorf("without fields: %s", p.body)
	}
	r.post("search/jql", `{"jql":"key = SHOP-1","startAt":0}`).want(400).says("Invalid request payload")
	r.post("search/jql", `{"jql":"key = SHOP-1","expand":["names"]}`).want(400)
	r.post("search/jql", `{"jql":"key = SHOP-1","properties":["a","b","c","d","e","f"]}`).want(400)
	r.post("search/jql", `{"jql":"key = SHOP-1","maxResults":5001}`).want(400)
	r.get("search/jql?jql=key=SHOP-1&startAt=0").want(400)
	all := r.get("search/jql?jql=key=SHOP-1&fields=*all,-comment&expand=names").want(200)
	if all.text("issues", "0", "fields", "summary") == "<none>" || all.text("issues", "0", "fields", "comment") != "<none>" || all.text("names", "summary") != "Summary" {
		t.Errorf("all fields: %s", all.body)
	}
	if got := r.post("search/approximate-count", `{"jql":"project = SHOP"}`).want(200).text("count"); got != "12" {
		t.Errorf("count = %s", got)
	}
	r.put("issue/SHOP-1/properties/syncd", `{"a":1}`).want(201)
	if got := r.post("search/jql", `{"jql":"key = SHOP-1","properties":["syncd"]}`).text("issues", "0", "properties", "syncd", "a"); got != "1" {
		t.Errorf("properties in search: %s", got)
	}
}

func TestSearchPages(t *testing.T) {
	r := newRig(t, simjira.Options{})
	for n := range 110 {
		r.bug(fmt.Sprintf("bug %d", n))
	}
	seen := map[string]bool{}
	token, pages := "", 0
	for {
		body := `{"jql":"project = SHOP order by created","fields":["summary"],"maxResults":1000` + token + `}`
		p := r.post("search/jql", body).want(200)
		issues, _ := p.at("issues").([]any)
		if len(issues) > 100 {
			t.Fatalf("%d issues with fields on one page", len(issues))
		}
		for _, i := range issues {
			seen[i.(map[string]any)["id"].(string)] = true
		}
		pages++
		if p.text("isLast") == "true" {
			if p.text("nextPageToken") != "<none>" {
				t.Error("the last page has a token")
			}
			break
		}
		token = `,"nextPageToken":"` + p.text("nextPageToken") + `"`
	}
	if len(seen) != 122 || pages != 2 {
		t.Errorf("%d issues on %d pages", len(seen), pages)
	}
	r.post("search/jql", `{"jql":"project = PAY"`+token+`}`).want(400).says("next page token")
	bare := r.post("search/jql", `{"jql":"project = SHOP","fields":["key"],"maxResults":5000}`).want(200)
	if issues, _ := bare.at("issues").([]any); len(issues) != 122 {
		t.Errorf("%d bare issues on one page", len(issues))
	}
}

func TestIndexLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simjira.Options{IndexLag: 30 * time.Second})
		key := r.bug("x", "one")
		if got := r.keys(`labels = one`); got != "" {
			t.Errorf("found %q before it was indexed", got)
		}
		r.get("issue/" + key).want(200)
		r.post("issue/bulkfetch", `{"issueIdsOrKeys":["`+key+`"]}`).want(200).says(`"key":"` + key + `"`)
		i, _ := r.sim.Issue(key)
		if got := r.post("search/jql", `{"jql":"labels = one","reconcileIssues":[`+i.ID+`]}`).want(200); !strings.Contains(got.body, i.ID) {
			t.Errorf("reconcileIssues does not heal: %s", got.body)
		}
		time.Sleep(30 * time.Second)
		if got := r.keys(`labels = one`); got != key {
			t.Errorf("found %q after the lag", got)
		}
		r.put("issue/"+key, `{"update":{"labels":[{"remove":"one"},{"add":"two"}]}}`).want(204)
		time.Sleep(29 * time.Second)
		if one, two := r.keys(`labels = one`), r.keys(`labels = two`); one != key || two != "" {
			t.Errorf("stale index: one=%q two=%q", one, two)
		}
		time.Sleep(time.Second)
		if one, two := r.keys(`labels = one`), r.keys(`labels = two`); one != "" || two != key {
			t.Errorf("fresh index: one=%q two=%q", one, two)
		}
		r.do("DELETE", "issue/"+key, "").want(204)
		if got := r.keys(`labels = two`); got != "" {
			t.Errorf("found the deleted %q", got)
		}
		r.get("issue/" + key).want(404)
	})
}

func TestParseQueries(t *testing.T) {
	r := newRig(t, simjira.Options{})
	p := r.post("jql/parse?validation=strict", `{"queries":["project = SHOP AND labels in (a) ORDER BY key DESC","nope = 1","a ="]}`).want(200)
	if p.text("queries", "0", "structure", "where", "clauses", "0", "operand", "value") != "SHOP" || p.text("queries", "0", "structure", "orderBy", "fields", "0", "direction") != "desc" {
		t.Errorf("structure: %s", p.body)
	}
	if p.text("queries", "1", "errors", "0") == "<none>" || p.text("queries", "2", "errors", "0") == "<none>" {
		t.Errorf("errors: %s", p.body)
	}
}
