package tool_test

import (
	"testing"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// TestStrange: a name in the config that the tool does not have is told, whichever way it
// is written; what is usual and not there is not.
func TestStrange(t *testing.T) {
	s := tool.NewStatuses(map[string]model.Outcome{"Passed": model.Passed, "Retest": model.Pending},
		map[string]string{"Passd": "passed", "to_do": "pending", "passed with remarks": "passed"})
	s.Outcome("Passed")
	s.Outcome("", "To Do")
	s.Outcome("Good, with remarks", "passed_with_remarks")
	got := s.Strange()
	if len(got) != 1 || got[0].Broken || got[0].Key != "statuses.Passd" || got[0].Text != `the tool has no status "Passd"` || got[0].Cure == "" {
		t.Errorf("%+v", got)
	}
}
