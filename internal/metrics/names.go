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

	ReleaseStories       = "syncd_release_stories"
	ReleaseTests         = "syncd_release_tests"
	ReleaseFailingTests  = "syncd_release_failing_tests"
	ReleaseOpenDefects   = "syncd_release_open_defects"
	ReleaseRisks         = "syncd_release_risks"
	ReleaseAcceptedRisks = "syncd_release_accepted_risks"
	ReleaseReadiness     = "syncd_release_readiness"
	ReleaseRiskScore     = "syncd_release_risk_score"
	ReleaseRiskComponent = "syncd_release_risk_component"
	ReleaseInfo          = "syncd_release_info"
	ReleaseDue           = "syncd_release_due_timestamp_seconds"
	ReleaseJudged        = "syncd_release_judged_timestamp_seconds"
	ReleaseOldestDefect  = "syncd_release_oldest_open_defect_timestamp_seconds"

	SprintStories       = "syncd_sprint_stories"
	SprintTests         = "syncd_sprint_tests"
	SprintFailingTests  = "syncd_sprint_failing_tests"
	SprintOpenDefects   = "syncd_sprint_open_defects"
	SprintRisks         = "syncd_sprint_risks"
	SprintAcceptedRisks = "syncd_sprint_accepted_risks"
	SprintReadiness     = "syncd_sprint_readiness"
	SprintRiskScore     = "syncd_sprint_risk_score"
	SprintRiskComponent = "syncd_sprint_risk_component"
	SprintInfo          = "syncd_sprint_info"
	SprintEnd           = "syncd_sprint_end_timestamp_seconds"
	SprintJudged        = "syncd_sprint_judged_timestamp_seconds"
	SprintOldestDefect  = "syncd_sprint_oldest_open_defect_timestamp_seconds"

	FilterStories   = "syncd_filter_stories"
	FilterRisks     = "syncd_filter_risks"
	FilterReadiness = "syncd_filter_readiness"

	StoryInfo           = "syncd_story_info"
	ReleaseStoryVerdict = "syncd_release_story_verdict"
	SprintStoryVerdict  = "syncd_sprint_story_verdict"

	Defects          = "syncd_defects"
	DefectsOpened    = "syncd_defects_opened_total"
	DefectsReopened  = "syncd_defects_reopened_total"
	DefectResolution = "syncd_defect_resolution_seconds"

	QualityHeld = "syncd_quality_held"

	SourceLastCollect = "syncd_source_last_collect_timestamp_seconds"
	SourceResults     = "syncd_source_results_total"
	SourceBadFiles    = "syncd_source_bad_files"
	SourceComplete    = "syncd_source_complete"
	SourceBehind      = "syncd_source_behind"
	SourceUnmapped    = "syncd_source_unmapped_statuses"

	Pushes    = "syncd_pushes_total"
	PushBytes = "syncd_push_bytes_total"
	LastPush  = "syncd_source_last_push_timestamp_seconds"

	Webhooks = "syncd_jira_webhooks_total"

	Notifications = "syncd_notifications_total"

	HTTPRequests  = "syncd_http_requests_total"
	HTTPDuration  = "syncd_http_request_duration_seconds"
	HTTPRetries   = "syncd_http_retries_total"
	RateLimitWait = "syncd_ratelimit_wait_seconds_total"
	RequestBudget = "syncd_http_request_budget"

	SeriesDropped = "syncd_metrics_series_dropped_total"
	SeriesLeftOut = "syncd_metrics_series_left_out"
)
