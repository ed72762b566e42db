package jira_test

import (
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

// What people do to an issue after a machine has written to it.
func TestGesturesAfterTheMachine(t *testing.T) {
	r := newRig(t, simjira.Options{Now: tick()})
	r.post("issue/SHOP-1/comment", `{"body":`+strings.Replace(hello, "hello", "fails [syncd:k1]", 1)+`}`).want(201)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"syncd:1","object":{"url":"https://ci.example.com/1","title":"T1"}}`).want(201)
	for _, body := range []string{
		`{"do":"duplicate","issue":"SHOP-1","other":"SHOP-2"}`,
		`{"do":"add-version","project":"SHOP","version":"1.6"}`,
		`{"do":"set-fix-version","issue":"SHOP-2","versions":["1.6","1.5"]}`,
		`{"do":"edit","issue":"SHOP-2","fields":{"summary":"by hand","priority":{"name":"Low"},"Test Verdict":{"value":"failing"}}}`,
		`{"do":"delete-comment","issue":"SHOP-1","text":"[syncd:k1]"}`,
		`{"do":"delete-remote-link","issue":"SHOP-1","globalId":"syncd:1"}`,
	} {
		r.post("/_sim/person", `{"user":"ada@example.com",`+body[1:]).want(200)
	}
	one, _ := r.sim.Issue("SHOP-1")
	two, _ := r.sim.Issue("SHOP-2")
	if one.Status != "Done" || one.Resolution != "Duplicate" || one.Links[0].Says != "duplicates" || two.Links[0].Says != "is duplicated by" {
		t.Errorf("duplicate: %+v of %+v", one, two)
	}
	if len(one.Comments)+len(one.RemoteLinks) != 0 {
		t.Errorf("comments %v, remote links %v", one.Comments, one.RemoteLinks)
	}
	if two.Summary != "by hand" || two.Priority != "Low" || two.Custom["Test Verdict"] != "failing" || strings.Join(two.FixVersions, " ") != "1.6 1.5" {
		t.Errorf("edited: %+v", two)
	}
	if got := r.get("project/SHOP/versions").text("3", "id"); got != "10013" {
		t.Errorf("id of the new version: %s", got)
	}
	for _, body := range []string{`{"do":"add-version","project":"SHOP","version":"1.6"}`, `{"do":"add-version","project":"NOPE","version":"1"}`,
		`{"do":"delete-comment","issue":"SHOP-1","text":"[syncd:k1]"}`, `{"do":"delete-remote-link","issue":"SHOP-1","globalId":"syncd:1"}`,
		`{"do":"set-fix-version","issue":"SHOP-2","versions":["9"]}`, `{"do":"duplicate","issue":"SHOP-1","other":"SHOP-99"}`} {
		r.post("/_sim/person", `{"user":"ada@example.com",`+body[1:]).want(400)
	}
}

// The way to the end of OPS is long, and an issue that comes from elsewhere begins it.
func TestLongWorkflow(t *testing.T) {
	r := newRig(t, simjira.Options{Now: tick()})
	ada := r.sim.As("ada@example.com")
	moved, err := ada.Move("SHOP-4", "OPS")
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := r.sim.Issue(moved); i.Status != "To Do" {
		t.Errorf("%s comes from a workflow with Done, and is %s", moved, i.Status)
	}
	key, err := ada.Create("OPS", "Bug", "the queue is full", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := ada.Transition(key, "Done", ""); err == nil {
		t.Error("OPS has no Done")
	}
	if err := ada.Transition(key, "Closed", ""); err == nil {
		t.Error("its last step asks for a resolution")
	}
	if err := ada.Transition(key, "Closed", "Won't Do"); err != nil {
		t.Error(err)
	}
	if i, _ := r.sim.Issue(key); i.Status != "Closed" || i.Category != "done" || i.Resolution != "Won't Do" {
		t.Errorf("issue: %+v", i)
	}
	if got := r.keys("statusCategory = Done and project = OPS"); got != key {
		t.Errorf("Done in OPS: %s", got)
	}
}
