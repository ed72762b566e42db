package jira_test

import (
	"testing"
	"time"

	"syncd/internal/jira"
)

// TestDoneSince: Data Center tells when a resolution was set and not when an issue became
// Done; who resolves on Monday and closes on Friday has closed it on Friday.
func TestDoneSince(t *testing.T) {
	monday := time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC)
	friday, later := monday.Add(96*time.Hour), monday.Add(100*time.Hour)
	open := func(resolved time.Time) jira.Issue {
		return jira.Issue{Category: jira.ToDo, CategorySince: resolved, Resolved: resolved, Updated: resolved}
	}
	done := func(since, resolved, updated time.Time) jira.Issue {
		return jira.Issue{Category: jira.Done, CategorySince: since, Resolved: resolved, Updated: updated}
	}
	for _, tc := range []struct {
		name     string
		old, now jira.Issue
		want     time.Time
	}{
		{"resolved first, closed later", open(monday), done(monday, monday, friday), friday},
		{"still Done", done(friday, monday, friday), done(monday, monday, later), friday},
		{"closed and resolved at once", open(time.Time{}), done(friday, friday, friday), friday},
		{"resolved anew", done(monday, monday, monday), done(friday, friday, friday), friday},
		{"never seen before", jira.Issue{}, done(monday, monday, later), monday},
		{"jira says it", open(monday), done(friday, monday, later), friday},
		{"no resolution", open(time.Time{}), done(time.Time{}, time.Time{}, later), time.Time{}},
		{"open", done(monday, monday, monday), open(monday), monday},
	} {
		if got := tc.now.Since(tc.old).CategorySince; !got.Equal(tc.want) {
			t.Errorf("%s: Done since %s, want %s", tc.name, got, tc.want)
		}
	}
}
