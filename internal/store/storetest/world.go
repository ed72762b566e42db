package storetest

import (
	"fmt"
	"sync"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/store"
)

// worldOfSources checks that a world holds the wanted sources and no other.
func worldOfSources(t *testing.T, s *store.Store) {
	other := cart("elsewhere")
	other.Source = "e2e"
	r := model.Run{ID: "e2e-1", Source: "e2e", Finished: minute(1)}
	foreign := batch(r, model.Failed, other)
	foreign.Source = "e2e"
	ingest(t, s, batch(run(1), model.Failed, cart("adds")), 1, 1)
	ingest(t, s, foreign, 1, 1)
	if w := world(t, s); len(w.Cases) != 1 || len(w.Lines) != 1 || len(w.Failures) != 1 || len(w.Runs) != 1 {
		t.Errorf("world of unit: %+v", w)
	}
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit", "e2e", "none"}})
	must(t, err)
	if len(w.Cases) != 2 || len(w.Lines) != 2 || len(w.Failures) != 2 || len(w.Runs) != 2 {
		t.Errorf("world of both: %+v", w)
	}
	w, err = s.World(t.Context(), model.View{})
	must(t, err)
	equal(t, "cases of no source", len(w.Cases), 0)
}

// hostileText checks that text from outside comes back as it went in.
func hostileText(t *testing.T, s *store.Store) {
	c := cart(`'); DROP TABLE cases; -- "\ €😀`)
	c.ID = model.CaseID(c.Title)
	b := batch(run(1), model.Failed, c)
	b.Results[0].Row, b.Results[0].Environment = "[$1, ?, 'x']", "a;b"
	b.Results[0].Failure.Detail = "<script>alert(1)</script>\u2028\x01\ttab"
	ingest(t, s, b, 1, 1)
	ingest(t, s, b, 0, 0)
	w := world(t, s)
	line := only(t, w)
	equal(t, "failure", w.Failures[line.LineKey], b.Results[0])
	equal(t, "case", w.Cases[c.ID], c)
}

// readersBesideWriter checks that every snapshot is whole while batches arrive.
func readersBesideWriter(t *testing.T, s *store.Store) {
	cases := []model.Case{cart("adds"), cart("removes"), cart("counts")}
	var wait sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}})
				if err != nil {
					t.Error(err)
					return
				}
				for _, line := range w.Lines {
					if line.Last.Run != w.Lines[0].Last.Run {
						t.Errorf("half a batch is visible: %+v", w.Lines)
						return
					}
				}
			}
		})
	}
	for n := range 30 {
		ingest(t, s, batch(run(n), model.Failed, cases...), 1, 3)
		must(t, s.Save(t.Context(), []ledger.Entry{entry(fmt.Sprint(n), 1)}), s.Ping(t.Context()),
			s.PutIssues(t.Context(), "main", []jira.Issue{{ID: fmt.Sprint(n), Key: fmt.Sprint("SHOP-", n)}}, minute(n)))
	}
	close(done)
	wait.Wait()
}
