package dashboards

import "syncd/internal/metrics"

// operations answers: does syncd itself work, and do Jira and the sources?
func operations(o Options) Board {
	p := newPage("syncd-operations", "syncd operations", "Whether syncd runs, reads its sources and reaches Jira.", "now-6h",
		several("instance", "Instance", `label_values(syncd_build_info{job=~"$job"}, instance)`),
		several("sync", "Sync", `label_values(syncd_sync_last_attempt_timestamp_seconds{job=~"$job"}, sync)`),
		several("source", "Source", `label_values(syncd_source_last_collect_timestamp_seconds{job=~"$job"}, source)`),
		several("target", "Target", `label_values(syncd_http_request_duration_seconds_count{job=~"$job"}, target)`), o.pages())
	p.restarts(true)
	p.line(3, text("For ops: **does syncd work, and do Jira and the sources?** Read from left to right: is it up, do cycles succeed, are sources read, does Jira answer. The [first page](${board_url}/) and the list of [cycles](${board_url}/cycles) say why; what to do about it is in docs/operations.md."))
	p.line(4, operationStats()...)
	p.row("Cycles")
	p.line(8, cyclesByResult(), cycleTimes(), cycleAges())
	p.row("Changes")
	p.line(8, changesMade(), changesFailed(), changesLeft())
	p.row("Sources")
	p.line(8, sources(), resultsRead(), pushed())
	p.row("Jira and other servers")
	p.line(8, requests(), requestErrors(), requestTimes())
	p.line(8, retries(), rateLimits(), budgets())
	p.line(8, webhooks())
	p.row("The process and its series")
	p.line(8, instances(), resources(), processor())
	return p.Board
}

const inSync, inSource, atTarget = `sync=~"$sync"`, `source=~"$source"`, `target=~"$target"`

// operationStats are the numbers at the top.
func operationStats() []Panel {
	return []Panel{
		stat("Instances up", "Instances that Prometheus reaches. Good is as many as you run.", "short", now("", "sum(up"+`{job=~"$job",instance=~"$instance"}`+")"), levels("red", 1, "green")),
		stat("Longest since a good cycle", "Of all syncs, the one whose last good cycle is longest ago. Good is less than two of its intervals.", "s",
			now("", since("min(max by (sync) ("+pick(metrics.SyncLastSuccess, inSync)+"))")), levels("green", 1800, "orange", 3600, "red")),
		stat("Paused syncs", "Syncs that somebody has paused: they judge and do not write. `syncd pause` says who and why.", "short", now("", by("", "max by (sync) ("+pick(metrics.Paused, inSync)+")")), levels("green", 1, "orange")),
		wordStat("Configuration", "Whether the configuration on disk could be loaded; if not, the old one is at work and the log says what is wrong.", now("", "min("+each(metrics.ReloadSuccessful)+")"), truths("loaded", "broken")),
		stat("Sources not read whole", "Sources whose last collection left something out: their passes are not believed. The first page of syncd says what.", "short",
			now("", "count(max by (source) ("+pick(metrics.SourceComplete, inSource)+") == 0) or vector(0)"), levels("green", 1, "red")),
		stat("Unanswered creates", "Creates whose answer was lost. They are looked for after a minute; good is 0 most of the time.", "short", now("", by("", one(metrics.LedgerEntries, `state="inflight"`))), levels("green", 1, "orange")),
		stat("Duplicate defects", "Defects that carry one mark. Good is 0; close one of them as a duplicate.", "short", now("", by("", one(metrics.DuplicateDefects, inSync))), levels("green", 1, "red")),
		stat("Series left out", "Series that metrics.max_series leaves out: boards of releases and sprints lack something. Good is 0.", "short", now("", "max("+pick(metrics.SeriesLeftOut)+")"), levels("green", 1, "orange")),
	}
}

func cyclesByResult() Panel {
	return graph("Cycles by how they ended", "Per second. Failed: nothing could be done, see the log. Incomplete: a change failed or is uncertain, and is tried again.", "cps",
		graphed("{{result}}", by("result", perSecond(each(metrics.SyncCycles, inSync))))).worded([]word{{"ok", "ok", "green"}, {"dry", "dry", "blue"}, {"incomplete", "incomplete", "orange"}, {"failed", "failed", "red"}})
}

func cycleTimes() Panel {
	buckets := perSecond(each(metrics.SyncDuration+"_bucket", inSync))
	return graph("How long cycles take", "Half of them and 95 of 100 take less. Estimates from buckets; should stay well below the interval of the sync.", "s",
		graphed("half, {{sync}}", quantile("0.5", "sync", buckets)), graphed("95 of 100, {{sync}}", quantile("0.95", "sync", buckets)))
}

func cycleAges() Panel {
	return graph("Time since the last good cycle", "A saw: each good cycle brings it to 0. A line that climbs is a sync that does not succeed.", "s",
		graphed("{{sync}}", since("max by (sync) ("+pick(metrics.SyncLastSuccess, inSync)+")")))
}

func changesMade() Panel {
	return graph("Changes made", "In Jira, per second by verb.", "cps", graphed("{{verb}}", by("verb", perSecond(each(metrics.Changes, inSync, `result="done"`)))))
}

func changesFailed() Panel {
	return graph("Changes that were not made", "Per second, by how they ended. Failed: Jira refused. Uncertain: no answer came. Stale: the issue had changed. All are seen to by the next cycle; lines that last need somebody.", "cps",
		graphed("{{result}}", by("result", perSecond(each(metrics.Changes, inSync, `result!="done"`))))).worded([]word{{"failed", "failed", "red"}, {"uncertain", "uncertain", "orange"}, {"stale", "stale", "yellow"}, {"skipped", "skipped", grey}})
}

func changesLeft() Panel {
	return graph("Pending and held", "Pending: wanted by the last plan and not made. Held: deliberately not made, by reason.", "short",
		graphed("pending: {{verb}}", by("verb", one(metrics.PendingChanges, inSync))), graphed("held: {{reason}}", by("reason", one(metrics.Holds, inSync))+" > 0"))
}

func sources() Panel {
	const at = "source"
	return table("Sources", "When each was last read, whether wholly, and how many files could not be read.", []Target{
		rows("max by (source) (" + pick(metrics.SourceLastCollect, inSource) + ") * 1000"),
		rows("max by (source) (" + pick(metrics.SourceComplete, inSource) + ")"),
		rows("max by (source) (" + pick(metrics.SourceBadFiles, inSource) + ")"),
	}, column{from: at, title: "Source"}, column{from: "Value #A", title: "Read", unit: "dateTimeFromNow"}, column{from: "Value #B", title: "Whole", words: truths("yes", "no")},
		column{from: "Value #C", title: "Bad files", levels: levels("green", 1, "red")}).sorted("Source", false)
}

func resultsRead() Panel {
	return graph("Results read", "New or changed results per second. A line at 0 for days: the tests do not run, or their results do not arrive.", "cps",
		graphed("{{source}}", by("source", perSecond(each(metrics.SourceResults, inSource)))))
}

func pushed() Panel {
	return graph("Pushes", "Pushes by CI jobs per second. Denied: no token or an old one. Failed: the disk, or too much lies unread.", "cps",
		graphed("{{result}}", by("result", perSecond(each(metrics.Pushes, inSource)))))
}

func requests() Panel {
	return graph("Requests", "Per second by endpoint, waits not counted.", "reqps", graphed("{{target}} {{endpoint}}", by("target, endpoint", perSecond(each(metrics.HTTPRequests, atTarget)))))
}

func requestErrors() Panel {
	return graph("Requests that failed", "Per second by status; none: no answer came. 401 and 403: the account. 429: too fast, which heals itself. 5xx: the other side.", "reqps",
		graphed("{{target}} {{code}}", by("target, code", perSecond(each(metrics.HTTPRequests, atTarget, `code!~"2..|304"`)))))
}

func requestTimes() Panel {
	return graph("How long answers take", "95 of 100 requests take less, until the head of the answer.", "s",
		graphed("{{target}}", quantile("0.95", "target", perSecond(each(metrics.HTTPDuration+"_bucket", atTarget)))))
}

func retries() Panel {
	return graph("Requests that were sent again", "Per second by reason. At most a tenth of all.", "reqps", graphed("{{target}} {{reason}}", by("target, reason", perSecond(each(metrics.HTTPRetries, atTarget)))))
}

func rateLimits() Panel {
	return graph("Time spent waiting for limits", "Seconds of each second that requests waited because the other side asked for it.", "percentunit",
		graphed("{{target}}", by("target", perSecond(each(metrics.RateLimitWait, atTarget)))))
}

func budgets() Panel {
	return graph("Use of our own budgets", "Requests to test tools, of as many as syncd allows itself by `rate`. Near 100 % for hours: a first pull, or a budget that is too small.", "percentunit",
		graphed("{{target}}", "60 * "+by("target", perSecond(each(metrics.HTTPRequests, atTarget)))+" / on (target) max by (target) ("+pick(metrics.RequestBudget, atTarget)+")")).none("no source asks a server")
}

func webhooks() Panel {
	return graph("Webhooks of Jira", "Per second by how they ended. Denied: Jira signs with another secret, or somebody else tries to.", "cps",
		graphed("{{result}}", by("result", perSecond(each(metrics.Webhooks))))).none("no site takes webhooks")
}

func instances() Panel {
	return table("Instances", "What runs, and which of them exports the series about quality: of several, one.", []Target{
		rows("max by (instance, version, goversion) (" + each(metrics.BuildInfo) + ")"),
		rows("max by (instance) (" + each(metrics.QualityHeld) + ")"),
		rows("max by (instance) (" + each("process_start_time_seconds") + ") * 1000"),
	}, column{from: "instance", title: "Instance"}, column{from: "version", title: "Version"}, column{from: "goversion", title: "Go"},
		column{from: "Value #B", title: "Quality", words: []word{{"1", "exports", "green"}, {"0", "leaves it", grey}}}, column{from: "Value #C", title: "Up since", unit: "dateTimeFromNow"}).sorted("Instance", false)
}

func resources() Panel {
	return graph("Memory", "Resident memory. Grows with the number of tests, and should be flat for the same tests.", "bytes", graphed("{{instance}}", by("instance", each("process_resident_memory_bytes"))))
}

func processor() Panel {
	return graph("Processor", "Cores in use. Cycles show as peaks; between them there should be next to nothing.", "short", graphed("{{instance}}", by("instance", perSecond(each("process_cpu_seconds_total")))))
}
