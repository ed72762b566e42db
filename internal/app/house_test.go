package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

// waiting is a house in which a cycle of the sync shop is under way.
func waiting(order ...string) *House {
	h := &House{busy: map[string]chan struct{}{}}
	h.world.Store(&world{order: order})
	h.lock("shop") <- struct{}{}
	return h
}

// TestCycleGivesUpItsWait: behind a long cycle, those of ended shifts would else run one
// after the other, also after the signal to stop.
func TestCycleGivesUpItsWait(t *testing.T) {
	h := waiting("shop")
	wait, stop := context.WithCancel(t.Context())
	stop()
	for _, when := range []string{"while another is under way", "when it is free"} {
		if _, err := h.cycle(t.Context(), wait, Ask{Sync: "shop"}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want that it was stopped", when, err)
		}
		if when == "while another is under way" {
			<-h.lock("shop")
		}
	}
	h.lock("shop") <- struct{}{} // a cycle that did not begin holds nothing
}

// TestCycleBeginsWithThePresentWorld: a configuration that is reloaded while a cycle
// waits is the one it begins with.
func TestCycleBeginsWithThePresentWorld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := waiting("old")
		ended := make(chan error)
		go func() {
			_, err := h.Cycle(t.Context(), Ask{Sync: "shop"})
			ended <- err
		}()
		synctest.Wait()
		h.world.Store(&world{order: []string{"new"}})
		<-h.lock("shop")
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "the config has: new") {
			t.Errorf("it began with another world: %v", err)
		}
	})
}
