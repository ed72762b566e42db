package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
)

// TestPullingIsToldNowAndThen: a line every few seconds, and none of what is over before.
func TestPullingIsToldNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		tell := pulling(&out)
		for n := range 8 {
			tell("manual", 1500*(n+1), model.Progress{Done: n + 1, Total: 130, Of: "runs"})
			<-time.After(time.Second)
		}
		tell("cycles", 999, model.Progress{})
		want := "manual: 6 000 results of 4 of 130 runs read\nmanual: 10 500 results of 7 of 130 runs read\n"
		if out.String() != want {
			t.Errorf("told:\n%swant:\n%s", out.String(), want)
		}
		<-time.After(pullingEvery)
		tell("cycles", 1234567, model.Progress{})
		if !strings.HasSuffix(out.String(), "cycles: 1 234 567 results read\n") {
			t.Errorf("told:\n%s", out.String())
		}
	})
}
