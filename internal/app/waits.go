package app

import (
	"time"

	"go.uber.org/zap"

	"syncd/internal/httpx"
)

// waitTold is the shortest wait before a request that is worth a line in the log: a cycle
// that stands still for minutes must not do so in silence.
const waitTold = 5 * time.Second

// waits tells the log of long waits, beside what an observer does.
type waits struct {
	httpx.Observer
	log *zap.Logger
}

// tellingWaits returns an observer that tells the log of long waits.
func tellingWaits(o httpx.Observer, log *zap.Logger) httpx.Observer {
	if o == nil {
		return nil
	}
	return waits{o, log}
}

// Waiting implements httpx.Observer.
func (w waits) Waiting(target, reason string, d time.Duration) {
	w.Observer.Waiting(target, reason, d)
	if d >= waitTold {
		w.log.Info("a request waits", zap.String("target", target), zap.String("reason", reason), zap.Duration("wait", d.Round(time.Second)))
	}
}
