package jira_test

import (
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

// A sprint is started and closed by its API and by people, goes no other way, and stays in the issues that were in it.
func TestSprintsRunTheirCourse(t *testing.T) {
	for name, edition := range map[string]simjira.Edition{"cloud": simjira.Cloud, "data center": simjira.DataCenter} {
		t.Run(name, func(t *testing.T) {
			const at = "/rest/agile/1.0/sprint/"
			r := newRig(t, simjira.Options{Edition: edition, Now: tick()}).as("demo", "demo-token")
			if edition == simjira.Cloud {
				r = r.as("demo@example.com", "demo-token")
			}
			r.post(at+"3", `{"state":"active"}`).want(400).says("start date")
			r.post(at+"3", `{"state":"closed"}`).want(400)
			r.post(at+"3", `{"state":"active","startDate":"2026-11-22T09:00:00.000Z","endDate":"soon"}`).want(400)
			r.post(at+"3", `{"state":"active","startDate":"2026-11-22T09:00:00.000Z","endDate":"2026-12-06T09:00:00.000+0000","name":"Third"}`).want(200).says(`"state":"active"`)
			r.post(at+"3", `{"state":"future"}`).want(400)
			r.post(at+"3", `{"status":"closed"}`).want(400)
			if p := r.post(at+"2", `{"state":"closed"}`).want(200); !strings.HasPrefix(p.text("completeDate"), "2026-11-22T09:") {
				t.Errorf("closed: %s", p.body)
			}
			r.post(at+"2", `{"state":"active","name":"Second"}`).want(200).says(`"state":"closed"`).says(`"name":"Second"`)
			r.post(at+"2/issue", `{"issues":["SHOP-12"]}`).want(400)
			r.post(at+"3/issue", `{"issues":["SHOP-1"]}`).want(204)
			r.get("/rest/agile/1.0/board/1/sprint?state=closed").want(200).says(`"name":"Second"`)
			r.post("/_sim/person", `{"user":"ada@example.com","do":"plan-sprint","issue":"SHOP-12","sprint":3}`).want(200)
			r.post("/_sim/person", `{"user":"ada@example.com","do":"close-sprint","sprint":3}`).want(200)
			r.post("/_sim/person", `{"user":"ada@example.com","do":"start-sprint","sprint":3}`).want(200) // closed, it stays as it is
			r.post("/_sim/person", `{"user":"ada@example.com","do":"close-sprint","sprint":9}`).want(400)
			field := r.get("/rest/api/2/issue/SHOP-1?fields=customfield_10020").want(200)
			if edition == simjira.Cloud {
				if got := field.text("fields", "customfield_10020", "0", "id") + field.text("fields", "customfield_10020", "1", "state"); got != "2closed" {
					t.Errorf("the field holds %s", field.body)
				}
				return
			}
			text := field.text("fields", "customfield_10020", "1")
			if !strings.HasPrefix(text, "com.atlassian.greenhopper.service.sprint.Sprint@1f03[activatedDate=2026-11-22T09:00:00.000Z,autoStartStop=false,") ||
				!strings.Contains(text, ",goal=Accounts,id=3,incompleteIssuesDestinationId=<null>,name=Third,rapidViewId=1,sequence=3,") || !strings.HasSuffix(text, ",state=CLOSED,synced=false]") {
				t.Errorf("the field holds %s", field.body)
			}
		})
	}
}

// Who may not manage sprints changes none, and who may not browse the project finds none.
func TestSprintsOfOthers(t *testing.T) {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Projects[0].Permissions = map[string][]string{"guest@example.com": {"BROWSE_PROJECTS"}, "ada@example.com": {}}
	r := newRig(t, simjira.Options{Seed: seed})
	r.as("guest@example.com", "guest-token").post("/rest/agile/1.0/sprint/2", `{"state":"closed"}`).want(403)
	ada := r.as("ada@example.com", "ada-token")
	ada.post("/rest/agile/1.0/sprint/2", `{"state":"closed"}`).want(404)
	ada.post("search/jql", `{"jql":"sprint = 2"}`).want(400).says("Sprint with name '2' does not exist")
}

// An issue's history tells its labels before and after: newest first within an issue on Cloud, oldest first on Data Center.
func TestHistoryOfLabels(t *testing.T) {
	for edition, want := range map[simjira.Edition]string{simjira.Cloud: "cart late new|cart new", simjira.DataCenter: "cart new|cart late new"} {
		r := newRig(t, simjira.Options{Edition: edition, Now: tick()})
		if edition == simjira.DataCenter {
			r = r.as("demo", "demo-token")
		}
		for _, label := range []string{"new", "late"} {
			if err := r.sim.As("ada@example.com").AddLabel("SHOP-1", label); err != nil {
				t.Fatal(err)
			}
		}
		p := r.get("/rest/api/2/issue/SHOP-1?fields=labels&expand=changelog").want(200)
		got := p.text("changelog", "histories", "0", "items", "0", "toString") + "|" + p.text("changelog", "histories", "1", "items", "0", "toString")
		if field := p.text("changelog", "histories", "0", "items", "0", "field"); got != want || field != "labels" {
			t.Errorf("%s: the history of %s is %s, want %s", edition, field, got, want)
		}
	}
}
