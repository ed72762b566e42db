package dashboards

import "syncd/internal/metrics"

// Alerts are what somebody should be told without looking: few, on what hurts, and each
// with what to do. What hurts nobody before morning is no more than a warning.
func Alerts() []Rule {
	return append(alertsOfDaemon(), alertsOfWork()...)
}

// alertsOfDaemon are about the process and its configuration.
func alertsOfDaemon() []Rule {
	return []Rule{
		{Alert: "SyncdDown", Expr: "sum without (instance, pod) (up{" + scraped + "})", Compare: "== 0 or absent(up{" + scraped + "})", For: "5m", Severity: "critical",
			Summary: "No instance of syncd answers", Description: "Prometheus has reached none for 5 minutes: nothing is synced, and boards show what was. Look at `systemctl status syncd` and its log."},
		{Alert: "SyncdConfigBroken", Expr: "min without (instance, pod) (" + metrics.ReloadSuccessful + "{" + scraped + "})", Compare: "== 0", For: "5m", Severity: "warning",
			Summary: "The configuration of syncd is broken", Description: "The last reload failed and the old configuration is still at work. `syncd check` names every fault."},
		{Alert: "SyncdQualityNotExported", Expr: "max without (instance, pod) (" + metrics.QualityHeld + "{" + scraped + "})", Compare: "== 0", For: "10m", Severity: "warning",
			Summary: "No instance of syncd exports the series about quality", Description: "Boards of releases and sprints are empty. The instances cannot take the lease `quality`: look at their log, and at the database."},
		{Alert: "SyncdSeriesLeftOut", Expr: joined(metrics.SeriesLeftOut), Compare: "> 0", For: "30m", Severity: "info",
			Summary: "{{ $value }} series of syncd are left out", Description: "metrics.max_series is reached: stories, releases or sprints that are due last are missing on boards. Raise it, track less (track.most, track.keep), or set metrics.stories to false."},
	}
}

// alertsOfWork are about what it does.
func alertsOfWork() []Rule {
	return []Rule{
		{Alert: "SyncdSyncStale", Expr: "time() - " + joined(metrics.SyncLastSuccess), Compare: "> 3600", For: "10m", Severity: "warning",
			Summary: "The sync {{ $labels.sync }} has not succeeded for {{ $value | humanizeDuration }}", Description: "Its last cycles failed, or it does not run. The log and the page /cycles say why. A sync with a longer schedule than half an hour needs a higher threshold."},
		{Alert: "SyncdSourceDark", Expr: joined(metrics.SourceComplete), Compare: "== 0", For: "24h", Severity: "warning",
			Summary: "The source {{ $labels.source }} has not been read whole for a day", Description: "What it says is not believed, and releases that rest on it are not ready. The first page of syncd names what could not be read."},
		{Alert: "SyncdWritesFail", Expr: "sum without (instance, pod, verb, result) (increase(" + metrics.Changes + "{" + scraped + `,result=~"failed|uncertain"}[30m]))`, Compare: "> 0", For: "30m", Severity: "warning",
			Summary: "Changes of the sync {{ $labels.sync }} fail in Jira", Description: "Jira has refused changes, or not answered, for half an hour. `syncd history --since 1h` names each with Jira's words."},
		{Alert: "SyncdBreakerTripped", Expr: "sum without (reason) (" + joined(metrics.Holds, `reason="breaker"`) + ")", Compare: "> 0", For: "5m", Severity: "warning",
			Summary: "A breaker of the sync {{ $labels.sync }} has tripped", Description: "It would have written more than its limits allow, and stopped. `syncd plan` shows what; `syncd apply --release` lets go of it."},
		{Alert: "SyncdCreateUnanswered", Expr: "sum without (state) (" + joined(metrics.LedgerEntries, `state="inflight"`) + ")", Compare: "> 0", For: "15m", Severity: "warning",
			Summary: "{{ $value }} creates in Jira were never answered", Description: "syncd could not find out whether they landed, and makes none of them again before it has. Jira is away, or the account may no longer read."},
		{Alert: "SyncdDuplicateDefects", Expr: joined(metrics.DuplicateDefects), Compare: "> 0", For: "30m", Severity: "warning",
			Summary: "{{ $value }} defects of the sync {{ $labels.sync }} exist twice", Description: "Two issues carry one mark. `syncd plan` names them: close one as a duplicate of the other. If it happens again, two installations have one owner."},
		{Alert: "SyncdPausedLong", Expr: "max without (instance, pod) (" + metrics.Paused + "{" + scraped + "})", Compare: "== 1", For: "3d", Severity: "info",
			Summary: "The sync {{ $labels.sync }} has been paused for three days", Description: "Somebody may have forgotten: the first page says who and why. `syncd resume` lets go."},
	}
}
