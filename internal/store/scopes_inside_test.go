package store

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// A page of stories is found by the key of the table and in its order: of fifty releases
// with two thousand stories each it reads a hundred and one rows.
func TestAPageOfStoriesReadsNoMore(t *testing.T) {
	s := fresh(t)
	var all []readiness.Readiness
	for n := range 5 {
		r := readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: fmt.Sprint(n), Name: fmt.Sprint("1.", n)}, Sync: "shop"}
		for i := range 400 {
			r.Members = append(r.Members, readiness.Member{Key: fmt.Sprint("SHOP-", i+1), Verdict: verdict.Failing})
		}
		all = append(all, r)
	}
	if err := s.PutScopes(t.Context(), "shop", all); err != nil {
		t.Fatal(err)
	}
	name := record.NameOf(all[2])
	for _, f := range []record.MemberFilter{{Limit: 100}, {Limit: 100, After: 200}, {Limit: 100, Verdict: verdict.Failing}, {Limit: 100, Search: "shop-3"}} {
		query, args := membersQuery(name, f)
		var steps []string
		err := s.read(t.Context(), "explain", func(t *tx) error {
			return t.rows(func(row scanner) error {
				var id, parent, unused int
				var step string
				err := row.Scan(&id, &parent, &unused, &step)
				steps = append(steps, step)
				return err
			}, "EXPLAIN QUERY PLAN "+query, args...)
		})
		if err != nil || len(steps) != 1 || !strings.Contains(steps[0], "(sync=? AND kind=? AND scope_id=? AND place>?)") {
			t.Errorf("%+v is read by %q, %v", f, steps, err)
		}
		page, err := s.Members(t.Context(), name, f)
		if err != nil || len(page.Members) != 100 {
			t.Errorf("%+v returns %d stories, %v", f, len(page.Members), err)
		}
	}
}
