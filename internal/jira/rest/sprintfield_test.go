package rest

import (
	"encoding/json"
	"testing"

	"syncd/internal/jira"
)

// sprints is the field of sprints.
var sprints = jira.Field{ID: "customfield_1", Name: "Sprint", Custom: "com.pyxis.greenhopper.jira:gh-sprint"}

// Sprints are read in every form that Jira has for them, whatever their goals and names
// look like.
func TestSprintsOfAnIssue(t *testing.T) {
	const text = `"com.atlassian.greenhopper.service.sprint.Sprint@1f`
	for raw, want := range map[string]string{
		`null`: "(nothing)", `[]`: "(nothing)",
		`[{"id":37,"name":"x"},{"id":5},{"id":37}]`: "5, 37", `[{"id":"9"},{"id":10}]`: "9, 10",
		`[` + text + `[id=37,rapidViewId=5,state=ACTIVE,name=a,id=9],goal=b,startDate=<null>,sequence=38]"]`:                                                                                          "37",
		`[` + text + `[rapidViewId=11,state=CLOSED,name=x,id=9,name=,startDate=<null>,sequence=3713,id=3714]"]`:                                                                                       "3714",
		`[` + text + `[completeDate=<null>,endDate=<null>,goal=a,\nb,id=3,name=c [id=4],rapidViewId=4,sequence=5,startDate=<null>,state=ACTIVE]"]`:                                                    "3",
		`[` + text + `[activatedDate=<null>,autoStartStop=false,goal=,id=8,name=,id=9,id=188,incompleteIssuesDestinationId=<null>,name=C,id=7,rapidViewId=98,sequence=1,state=CLOSED,synced=false]"]`: "188",
		`[` + text + `[id=37]",{"id":4}]`: "4, 37",
		`[7]`:                             "error", `["Sprint 7"]`: "error", `[{}]`: "error", `[{"id":-1}]`: "error", `{"id":1}`: "error", `[null]`: "error", `[` + text + `[uid=3,state=x]"]`: "error",
	} {
		v, err := Edition{}.decodeValue(sprints, json.RawMessage(raw))
		if got := v.String(); (err != nil) != (want == "error") || err == nil && got != want {
			t.Errorf("%s is read as %s, %v; want %s", raw, got, err, want)
		}
	}
}

// Histories come in either order, and tell all labels before and after.
func TestLabelChanges(t *testing.T) {
	var history []History
	if err := json.Unmarshal([]byte(`[
		{"id":"100","author":{"displayName":"Ada"},"created":"2026-03-02T10:00:00.000+0100","items":[{"field":"status","fieldtype":"jira","toString":"x"},{"field":"labels","fieldtype":"jira","fromString":"a b","toString":"b  c"}]},
		{"id":"99","created":"2026-03-02T09:00:00.000+0000","items":[{"field":"labels","fieldtype":"jira","fromString":null,"toString":"a b"}]},
		{"id":"7","author":null,"created":"2026-03-03T09:00:00.000+0000","items":[{"field":"labels","fieldtype":"custom","fromString":"","toString":"z"},{"field":"labels","fieldtype":"jira","fromString":"b c","toString":"c b"}]}]`), &history); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, c := range LabelChanges(history) {
		got += map[bool]string{true: "+", false: "-"}[c.Added] + c.Label + " by " + c.Who + c.At.Format(" 15:04; ")
	}
	if want := "+a by  09:00; +b by  09:00; -a by Ada 09:00; +c by Ada 09:00; "; got != want {
		t.Errorf("changes are %s\nwant        %s", got, want)
	}
}

// Dates are days, whatever stands after them.
func TestDays(t *testing.T) {
	for raw, want := range map[string]string{`"2026-12-31"`: "2026-12-31 00:00 UTC", `"2026-12-31T23:00:00.000+0100"`: "2026-12-31 00:00 UTC", `null`: "0001-01-01 00:00 UTC", `""`: "0001-01-01 00:00 UTC",
		`"31/Dec/26"`: "error", `7`: "error", `"2026"`: "error"} {
		var d day
		err := json.Unmarshal([]byte(raw), &d)
		if got := d.Format("2006-01-02 15:04 MST"); (err != nil) != (want == "error") || err == nil && got != want {
			t.Errorf("%s is %s, %v; want %s", raw, got, err, want)
		}
	}
}
