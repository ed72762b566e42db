package app

import (
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// TestWaitsAreTold: a long wait has a line in the log, a short one has none, and both are
// counted.
func TestWaitsAreTold(t *testing.T) {
	core, lines := observer.New(zap.InfoLevel)
	var counted waited
	o := tellingWaits(&counted, zap.New(core))
	o.Waiting("qase", "rate-limited", time.Second)
	o.Waiting("qase", "rate-limited", 30*time.Second)
	if counted.n != 2 || lines.Len() != 1 || lines.All()[0].ContextMap()["target"] != "qase" || lines.All()[0].ContextMap()["reason"] != "rate-limited" {
		t.Errorf("%d counted, told %v", counted.n, lines.All())
	}
	if tellingWaits(nil, zap.NewNop()) != nil {
		t.Error("nobody observes, and somebody does")
	}
}

// waited counts waits.
type waited struct {
	counter
	n int
}

func (w *waited) Waiting(string, string, time.Duration) { w.n++ }
