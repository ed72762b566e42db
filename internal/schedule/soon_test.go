package schedule_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"syncd/internal/schedule"
)

// TestTriggerSoon: a burst makes one run, a stream that never rests makes one each ten
// seconds, and a lone ask is answered after a second.
func TestTriggerSoon(t *testing.T) {
	for name, c := range map[string]struct {
		asks  int
		every time.Duration
		want  string
	}{
		"one":      {1, 0, "start@0s push@1s"},
		"a burst":  {50, 20 * time.Millisecond, "start@0s push@1.98s"},
		"a stream": {60, 600 * time.Millisecond, "start@0s push@10s push@20.2s push@30.4s push@36.4s"},
		"far":      {3, 2 * time.Second, "start@0s push@1s push@3s push@5s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				var got []string
				never, err := schedule.Parse("0 0 29 2 *", time.UTC)
				if err != nil {
					t.Fatal(err)
				}
				loop := schedule.NewLoop([]schedule.Job{{Name: "shop", When: never, Run: func(_ context.Context, why string) {
					got = append(got, fmt.Sprintf("%s@%s", why, time.Since(begun)))
				}}}, time.Now, zap.NewNop())
				stop, cancel := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); loop.Run(t.Context(), stop) }()
				synctest.Wait()
				for range c.asks {
					if err := loop.TriggerSoon("shop", "push"); err != nil {
						t.Fatal(err)
					}
					time.Sleep(c.every)
				}
				time.Sleep(time.Minute)
				cancel()
				<-done
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("runs are %s, want %s", text, c.want)
				}
				if err := loop.TriggerSoon("shoq", "push"); err == nil {
					t.Error("a job that does not exist is triggered")
				}
			})
		})
	}
}
