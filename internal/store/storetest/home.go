package storetest

import (
	"reflect"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/record"
	"syncd/internal/store"
)

// home: a store knows where it was last written from, and what it forgets when it
// moves.
func home(t *testing.T, s *store.Store) {
	ctx := t.Context()
	if _, ok, err := s.Home(ctx); ok || err != nil {
		t.Fatalf("a new store has a home: %v %v", ok, err)
	}
	want := record.Home{Host: "a", Name: "build-7", Path: "/x", URL: "https://jira.example.com", Owner: "acme", At: start}
	must(t, s.SetHome(ctx, want))
	if got, ok, err := s.Home(ctx); !ok || err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("home is %+v, %v, %v", got, ok, err)
	}
	must(t, s.Touch(ctx, "jira", start))
	must(t, s.PutIssues(ctx, "jira", []jira.Issue{{ID: "1", Key: "SHOP-1"}}, start))
	must(t, s.SaveLinks(ctx, "jira", []ledger.Link{{IssueID: "1", GlobalID: "g"}}))
	for _, elsewhere := range []bool{false, true} {
		want.Host += "b"
		must(t, s.MoveIn(ctx, want, elsewhere))
		got, _, err := s.Home(ctx)
		must(t, err)
		touched, err := s.Touched(ctx, "jira")
		must(t, err)
		book, err := s.Book(ctx, "jira")
		must(t, err)
		issues, err := s.Mirror(ctx, "jira")
		must(t, err)
		if !reflect.DeepEqual(got, want) || !touched.Equal(time.Time{}) || len(book.Links) > 0 || (len(issues) == 0) != elsewhere {
			t.Errorf("after a move (other jira: %v): home %+v, touched %v, %d links, %d issues", elsewhere, got, touched, len(book.Links), len(issues))
		}
	}
}

// peopleKey: it is made once.
func peopleKey(t *testing.T, s *store.Store) {
	first, err := s.PeopleKey(t.Context())
	must(t, err)
	second, err := s.PeopleKey(t.Context())
	must(t, err)
	if len(first) < 20 || string(first) != string(second) {
		t.Errorf("the key was %q, then %q", first, second)
	}
}
