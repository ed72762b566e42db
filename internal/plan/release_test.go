package plan_test

import (
	"strings"
	"testing"

	"syncd/internal/plan"
)

// TestRelease: whoever asks is told of every state and every hold what would end it.
func TestRelease(t *testing.T) {
	for _, r := range plan.HoldReasons() {
		if r.Release() == "" {
			t.Errorf("nobody knows what releases %s", r)
		}
	}
	for _, w := range plan.StateWords() {
		s := plan.CaseState{State: w, Hold: plan.HoldOld, Issue: "SHOP-9", Have: 1, Need: 2}
		if text := s.Release(); text == "" || strings.HasSuffix(text, ".") {
			t.Errorf("what changes %s is %q", w, text)
		}
	}
	for need, want := range map[int]string{0: "the part of", 2: "one more failure", 5: "4 more failures"} {
		if got := (plan.CaseState{State: plan.StateWaiting, Have: 1, Need: need}).Release(); !strings.HasPrefix(got, want) {
			t.Errorf("1 of %d: %s", need, got)
		}
	}
}
