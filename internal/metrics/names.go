package metrics

// The names of every series of the house. Boards, rules and docs are checked against
// them: a renamed series breaks other people's boards.
const (
	BuildInfo = "syncd_build_info"

	ReloadSuccessful = "syncd_config_last_reload_successful"
	ReloadTimestamp  = "syncd_config_last_reload_success_timestamp_seconds"

	SyncLastAttempt = "syncd_sync_last_attempt_timestamp_seconds"
	SyncLastSuccess = "syncd_sync_last_success_timestamp_seconds"
	SyncDuration    = "syncd_sync_duration_seconds"
	SyncCycles      = "syncd_sync_cycles_total"
	Paused          = "syncd_paused"

	Changes         = "syncd_changes_total"
	ChangesByReason = "syncd_changes_by_reason_total"
	Holds           = "syncd_holds"
	PendingChanges  = "syncd_pending_changes"

	Cases            = "syncd_cases"
	CasesNoStory     = "syncd_cases_without_story"
	FailingCases     = "syncd_failing_cases"
	Stories          = "syncd_stories"
	LedgerEntries    = "syncd_ledger_entries"
	DuplicateDefects = "syncd_duplicate_defects"

	SourceLastCollect = "syncd_source_last_collect_timestamp_seconds"
	SourceResults     = "syncd_source_results_total"
	SourceBadFiles    = "syncd_source_bad_files"
	SourceComplete    = "syncd_source_complete"

	Pushes    = "syncd_pushes_total"
	PushBytes = "syncd_push_bytes_total"
	LastPush  = "syncd_source_last_push_timestamp_seconds"

	Webhooks = "syncd_jira_webhooks_total"

	Notifications = "syncd_notifications_total"

	HTTPRequests  = "syncd_http_requests_total"
	HTTPDuration  = "syncd_http_request_duration_seconds"
	HTTPRetries   = "syncd_http_retries_total"
	RateLimitWait = "syncd_ratelimit_wait_seconds_total"

	SeriesDropped = "syncd_metrics_series_dropped_total"
)

// Kind is the type of a series, in the words of the exposition format.
type Kind string

// The kinds.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
)

// Series is one family as boards and docs know it.
type Series struct {
	Name   string
	Kind   Kind
	Labels []string
	Help   string
}

// Catalogue lists every series of the house, in the order in which docs print them.
// The Set is built from it, so that it cannot say anything else than what is exported.
func Catalogue() []Series {
	return []Series{
		{BuildInfo, Gauge, []string{"version", "goversion"}, "What this binary is; always 1."},

		{ReloadSuccessful, Gauge, nil, "Whether the last load of the configuration succeeded."},
		{ReloadTimestamp, Gauge, nil, "When the configuration was last loaded with success."},

		{SyncLastAttempt, Gauge, []string{"sync"}, "When the last cycle ended, however it ended; 0 before the first."},
		{SyncLastSuccess, Gauge, []string{"sync"}, "When the last cycle ended in which nothing failed; 0 before the first."},
		{SyncDuration, Histogram, []string{"sync"}, "How long cycles took from collecting to recording."},
		{SyncCycles, Counter, []string{"sync", "result"}, "Cycles by how they ended: ok, dry, incomplete (a change failed or is uncertain) or failed."},
		{Paused, Gauge, []string{"sync"}, "Whether somebody has paused writing."},

		{Changes, Counter, []string{"sync", "verb", "result"}, "Changes that were tried, by how they ended."},
		{ChangesByReason, Counter, []string{"sync", "reason"}, "Changes that were made, by reason."},
		{Holds, Gauge, []string{"sync", "reason"}, "Changes that the last plan deliberately did not make."},
		{PendingChanges, Gauge, []string{"sync", "verb"}, "Changes that the last plan wanted and that were not made."},

		{Cases, Gauge, []string{"sync", "source"}, "Cases that the last cycle judged; the sources of a sync appear with its first plan."},
		{CasesNoStory, Gauge, []string{"sync", "source"}, "Those of them that check no story."},
		{FailingCases, Gauge, []string{"project", "state"}, "Failing cases by who has them; the states sum to all failing cases."},
		{Stories, Gauge, []string{"project", "verdict"}, "Stories by verdict; the verdicts sum to all stories with a verdict."},
		{LedgerEntries, Gauge, []string{"state"}, "Rows of the ledger by how far they have come."},
		{DuplicateDefects, Gauge, []string{"sync"}, "Defects found by the last plan that we made although one with the same mark existed."},

		{SourceLastCollect, Gauge, []string{"source"}, "When the source was last read; 0 before the first time."},
		{SourceResults, Counter, []string{"source"}, "New or changed results that the source brought."},
		{SourceBadFiles, Gauge, []string{"source"}, "Files that could not be read at the last collection."},
		{SourceComplete, Gauge, []string{"source"}, "Whether the last collection read everything."},

		{Pushes, Counter, []string{"source", "result"}, "Pushes of results by how they ended: new, known (the same bytes came before), partly (some files are bad), refused, denied (no right token) or failed."},
		{PushBytes, Counter, []string{"source"}, "Bytes that were pushed."},
		{LastPush, Gauge, []string{"source"}, "When results were last pushed, new or known; 0 before the first."},

		{Webhooks, Counter, []string{"site", "result"}, "Webhooks of Jira by how they ended: taken (an early look is asked for), repeated (the delivery came before), ignored (it names no issue that a sync cares for), own (our own account did it), denied (no right signature) or refused."},

		{Notifications, Counter, []string{"notifier", "result"}, "Messages to people by how each try ended, sent or failed; and those that were summed up in another or given up after a day."},

		{HTTPRequests, Counter, []string{"target", "endpoint", "code"}, "Requests that were sent, by status code; none where no answer came."},
		{HTTPDuration, Histogram, []string{"target"}, "How long requests took until the answer's head."},
		{HTTPRetries, Counter, []string{"target", "reason"}, "Requests that were sent again, by reason."},
		{RateLimitWait, Counter, []string{"target"}, "Time spent waiting because the target asked for it."},

		{SeriesDropped, Counter, nil, "Observations whose label was unknown or beyond the cap: left out, or counted under the label other."},
	}
}

// describe returns the series of a name.
func describe(name string) Series {
	for _, s := range Catalogue() {
		if s.Name == name {
			return s
		}
	}
	return Series{Name: name}
}
