package plan_test

import (
	"testing"

	"syncd/internal/plan"
)

// A test that was two cases has a defect under the key of one of them. When the other
// gives the name from now on, the defect stays. Not knowing that, it is held rather than
// filed again.
func TestJoinedCaseKeepsItsDefect(t *testing.T) {
	town := newTown(wishes(""))
	town.results("guest can pay: ff\n")
	town.apply(town.plan(t))
	for _, also := range [][]string{{"zzzzzzzzzzzzzzzz", keyOf("guest can pay")}, nil} {
		in, err := town.input()
		if err != nil {
			t.Fatal(err)
		}
		in.Defects[0].Key, in.Defects[0].Also = "aaaaaaaaaaaaaaaa", also
		p, _ := plan.Make(in)
		if held := len(p.Holds) == 1 && p.Holds[0].Hold == plan.HoldRenamed; len(p.Changes) != 0 || held != (also == nil) {
			t.Errorf("known as %v: %d changes, %s", also, len(p.Changes), p.Failing[0])
		}
	}
}
