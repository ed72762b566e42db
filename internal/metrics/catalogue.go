package metrics

import "slices"

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
	// Optional are labels that are there only where the configuration says so.
	Optional []string
}

// Catalogue lists every series of the house, in the order in which docs print them.
// The Set is built from it, so that it cannot say anything else than what is exported.
func Catalogue() []Series {
	return slices.Concat(Operations(), standing(), scoped(), storied(), defective())
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

// Operations are the series about the daemon itself, its sources and its requests. They
// are counted as things happen; every instance has its own.
func Operations() []Series {
	return []Series{
		{Name: BuildInfo, Kind: Gauge, Labels: []string{"version", "goversion"}, Help: "What this binary is; always 1."},

		{Name: ReloadSuccessful, Kind: Gauge, Help: "Whether the last load of the configuration succeeded."},
		{Name: ReloadTimestamp, Kind: Gauge, Help: "When the configuration was last loaded with success."},

		{Name: SyncLastAttempt, Kind: Gauge, Labels: []string{"sync"}, Help: "When the last cycle ended, however it ended; 0 before the first."},
		{Name: SyncLastSuccess, Kind: Gauge, Labels: []string{"sync"}, Help: "When the last cycle ended in which nothing failed; 0 before the first."},
		{Name: SyncDuration, Kind: Histogram, Labels: []string{"sync"}, Help: "How long cycles took from collecting to recording."},
		{Name: SyncCycles, Kind: Counter, Labels: []string{"sync", "result"}, Help: "Cycles by how they ended: ok, dry, incomplete (a change failed or is uncertain) or failed."},
		{Name: Paused, Kind: Gauge, Labels: []string{"sync"}, Help: "Whether somebody has paused writing."},

		{Name: Changes, Kind: Counter, Labels: []string{"sync", "verb", "result"}, Help: "Changes that were tried, by how they ended."},
		{Name: ChangesByReason, Kind: Counter, Labels: []string{"sync", "reason"}, Help: "Changes that were made, by reason."},

		{Name: SourceLastCollect, Kind: Gauge, Labels: []string{"source"}, Help: "When the source was last read; 0 before the first time."},
		{Name: SourceResults, Kind: Counter, Labels: []string{"source"}, Help: "New or changed results that the source brought."},
		{Name: SourceBadFiles, Kind: Gauge, Labels: []string{"source"}, Help: "Files, or runs and lists of a test tool, that could not be read at the last collection."},
		{Name: SourceComplete, Kind: Gauge, Labels: []string{"source"}, Help: "Whether the last collection read everything."},
		{Name: SourceBehind, Kind: Gauge, Labels: []string{"source"}, Help: "Whether there is more to read than the last collection had time for: the next one goes on, and nothing is concluded meanwhile."},
		{Name: SourceUnmapped, Kind: Gauge, Labels: []string{"source"}, Help: "Statuses of the tool to which no outcome is mapped: their results count as unknown."},

		{Name: Pushes, Kind: Counter, Labels: []string{"source", "result"}, Help: "Pushes of results by how they ended: new, known (the same bytes came before), partly (some files are bad), refused, denied (no right token) or failed."},
		{Name: PushBytes, Kind: Counter, Labels: []string{"source"}, Help: "Bytes that were pushed."},
		{Name: LastPush, Kind: Gauge, Labels: []string{"source"}, Help: "When results were last pushed, new or known; 0 before the first."},

		{Name: Webhooks, Kind: Counter, Labels: []string{"site", "result"}, Help: "Webhooks of Jira by how they ended: taken (an early look is asked for), repeated (the delivery came before), ignored (it names no issue that a sync cares for), own (our own account did it), denied (no right signature) or refused."},

		{Name: Notifications, Kind: Counter, Labels: []string{"notifier", "result"}, Help: "Messages to people by how each try ended, sent or failed; and those that were summed up in another or given up after a day."},

		{Name: HTTPRequests, Kind: Counter, Labels: []string{"target", "endpoint", "code"}, Help: "Requests that were sent, by status code; none where no answer came."},
		{Name: HTTPDuration, Kind: Histogram, Labels: []string{"target"}, Help: "How long requests took until the answer's head."},
		{Name: HTTPRetries, Kind: Counter, Labels: []string{"target", "reason"}, Help: "Requests that were sent again, by reason."},
		{Name: RateLimitWait, Kind: Counter, Labels: []string{"target"}, Help: "Time spent waiting because the target asked for it."},
		{Name: RequestBudget, Kind: Gauge, Labels: []string{"target"}, Help: "Requests a minute that syncd allows itself; only for targets with such a bound."},

		{Name: QualityHeld, Kind: Gauge, Help: "Whether this instance exports the series about quality: of several instances one does."},
		{Name: SeriesDropped, Kind: Counter, Help: "Observations whose label was unknown or beyond the cap: left out, or counted under the label other."},
	}
}
