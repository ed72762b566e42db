package storetest

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/store"
)

// issue is an issue of these tests.
func issue(id, key string) jira.Issue {
	return jira.Issue{ID: id, Key: key, Project: "SHOP", Type: "Bug", Summary: "cart is wrong", Status: "Open",
		Category: jira.ToDo, Labels: []string{"syncd-team"}, Created: minute(0), Updated: minute(1)}
}

// mirror follows issues through all that can happen to them.
func mirror(t *testing.T, s *store.Store) {
	ctx := t.Context()
	must(t, s.PutIssues(ctx, "main", []jira.Issue{issue("10", "SHOP-1"), issue("11", "SHOP-2")}, minute(1)),
		s.PutIssues(ctx, "other", []jira.Issue{issue("10", "WEB-1")}, minute(1)))

	moved := issue("10", "CART-7")
	must(t, s.PutIssues(ctx, "main", []jira.Issue{moved}, minute(2)))
	got, err := s.Mirror(ctx, "main")
	must(t, err)
	equal(t, "mirror after a move", got, []jira.Issue{moved, issue("11", "SHOP-2")})
	ids, err := s.IssueIDs(ctx, "main", []string{"SHOP-1", "CART-7", "SHOP-2", "WEB-1"})
	must(t, err)
	equal(t, "ids", ids, map[string]string{"SHOP-1": "10", "CART-7": "10", "SHOP-2": "11"})
	for name, want := range map[string]bool{"10 ": true, " SHOP-1": true, "10 CART-7": true, "99 SHOP-2": true, "11 WEB-9": true, "99 ": false, " WEB-1": false, " ": false} {
		id, key, _ := strings.Cut(name, " ")
		known, err := s.Mirrored(ctx, "main", id, key)
		must(t, err)
		equal(t, "mirrored "+name, known, want)
	}

	must(t, s.PutIssueKeys(ctx, "main", map[string]string{"OLD-3": "11"}))
	ids, err = s.IssueIDs(ctx, "main", []string{"OLD-3", "SHOP-2"})
	must(t, err)
	equal(t, "ids by a former key", ids, map[string]string{"OLD-3": "11", "SHOP-2": "11"})

	for looks := 1; looks <= 2; looks++ {
		missing, err := s.MarkMissing(ctx, "main", []string{"11", "99"}, minute(2+looks))
		must(t, err)
		equal(t, "missing", missing, map[string]store.Sighting{"11": {Seen: minute(1), Looks: looks, Missed: minute(3)}})
	}
	seen, err := s.Sightings(ctx, "main")
	must(t, err)
	equal(t, "sightings", seen, map[string]store.Sighting{"10": {Seen: minute(2)}, "11": {Seen: minute(1), Looks: 2, Missed: minute(3)}})

	must(t, s.PutIssues(ctx, "main", []jira.Issue{issue("11", "SHOP-2")}, minute(9)))
	seen, err = s.Sightings(ctx, "main")
	must(t, err)
	equal(t, "back again", seen["11"], store.Sighting{Seen: minute(9)})

	must(t, s.DropIssues(ctx, "main", []string{"10"}))
	got, err = s.Mirror(ctx, "main")
	must(t, err)
	equal(t, "mirror after a drop", got, []jira.Issue{issue("11", "SHOP-2")})
	ids, err = s.IssueIDs(ctx, "main", []string{"SHOP-1", "CART-7"})
	must(t, err)
	equal(t, "ids after a drop", ids, map[string]string{})
	got, err = s.Mirror(ctx, "other")
	must(t, err)
	equal(t, "the other site", got, []jira.Issue{issue("10", "WEB-1")})
}

// observation checks what is remembered of searches.
func observation(t *testing.T, s *store.Store) {
	ctx := t.Context()
	at, err := s.Observed(ctx, "main", "SHOP")
	must(t, err)
	equal(t, "before the first", at, time.Time{})
	must(t, s.RaiseKeyFloor(ctx, "main", "SHOP", 40), s.SetObserved(ctx, "main", "SHOP", minute(3)),
		s.SetObserved(ctx, "main", "SHOP", minute(5)), s.RaiseKeyFloor(ctx, "main", "SHOP", 30), s.SetObserved(ctx, "main", "WEB", minute(9)))
	at, err = s.Observed(ctx, "main", "SHOP")
	must(t, err)
	equal(t, "observed", at, minute(5))
	for project, want := range map[string]int64{"SHOP": 40, "WEB": 0, "NONE": 0} {
		floor, err := s.KeyFloor(ctx, "main", project)
		must(t, err)
		equal(t, "floor of "+project, floor, want)
	}
	must(t, s.RaiseKeyFloor(ctx, "main", "SHOP", 41))
	floor, err := s.KeyFloor(ctx, "main", "SHOP")
	must(t, err)
	equal(t, "raised floor", floor, int64(41))
	floor, err = s.KeyFloor(ctx, "other", "SHOP")
	must(t, err)
	equal(t, "floor of another site", floor, int64(0))
}

// cache checks that bytes come back as they went in.
func cache(t *testing.T, s *store.Store) {
	ctx := t.Context()
	_, _, ok, err := s.Cached(ctx, "meta")
	must(t, err)
	equal(t, "cached before", ok, false)
	for _, data := range [][]byte{{0, 1, 255}, []byte(`{"a":1}`)} {
		must(t, s.PutCached(ctx, "meta", data, minute(4)))
		got, at, ok, err := s.Cached(ctx, "meta")
		must(t, err)
		if string(got) != string(data) || !at.Equal(minute(4)) || !ok {
			t.Errorf("cached %v at %v: %v", got, at, ok)
		}
	}
}
