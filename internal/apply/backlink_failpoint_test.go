//go:build failpoint

package apply_test

import (
	"testing"
	"time"

	"syncd/internal/failpoint"
	"syncd/internal/plan"
)

// A process that dies between the tool's answer and the ledger (C19) leaves a row that is
// tried: the next one waits until nothing can land any more, and has the tool looked at.
func TestBacklinkKilled(t *testing.T) {
	d := newDesk()
	type death struct{}
	failpoint.Set(func(name string) {
		if name == "C19" {
			panic(death{})
		}
	})
	func() {
		defer failpoint.Set(nil)
		defer func() {
			if _, died := recover().(death); !died {
				t.Error("it did not come to C19")
			}
		}()
		d.apply(t, tells("manual", "9001"))
	}()
	d.expect(t, "tried 9001, write 9001")
	if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Stale {
		t.Errorf("at once: %+v", o[0])
	}
	d.now = d.now.Add(time.Minute)
	if o := d.apply(t, tells("manual", "9001")); o[0].Result != plan.Done {
		t.Errorf("after the settle time: %+v", o[0])
	}
	d.expect(t, "tried 9001, write 9001, done 9001")
}
