package jira_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/jira"
)

// named is a site that knows whose account is used, and nothing else.
type named struct {
	jira.Site
	name string
}

// Myself tells the name.
func (n named) Myself(context.Context) (jira.Account, error) { return jira.Account{Name: n.name}, nil }

// Which site it is is asked once, by one, and again after a failure.
func TestLazily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		l := jira.Lazily(func(context.Context) (jira.Site, error) {
			time.Sleep(time.Second)
			if asked++; asked == 1 {
				return nil, &jira.Error{Kind: jira.NotFound, Op: "ask"}
			}
			return named{name: "demo"}, nil
		})
		// That Jira was not found says nothing of an issue, and nothing was changed.
		if err := l.Edit(t.Context(), "SHOP-1", jira.Patch{}); jira.KindOf(err) != jira.Unavailable {
			t.Errorf("the first call: %v", err)
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if me, err := l.Myself(t.Context()); err != nil || me.Name != "demo" {
					t.Errorf("%+v, %v", me, err)
				}
			})
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := l.Create(ctx, nil); jira.KindOf(err) != jira.Unavailable {
			t.Errorf("who does not wait: %v", err)
		}
		wg.Wait()
		if asked != 2 {
			t.Errorf("asked %d times", asked)
		}
	})
}
