package reconcile

import (
	"context"
	"time"

	"syncd/internal/apply"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// Sources collects: it knows the configured sources by name.
type Sources interface {
	// Collect fetches from one source and keeps what it brought. It returns what came,
	// the source's faults, and an error if nothing could be read at all. However many
	// syncs ask, one source is read by one of them at a time.
	Collect(ctx context.Context, name string, wait bool) (record.Collected, []model.Fault, error)
	// Ask looks at results again in their tools, keeps which issues they name by now, and
	// says how many name others than before.
	Ask(ctx context.Context, reports []model.Report) (changed int, err error)
}

// Store is what a cycle remembers, in the small parts that it needs.
type Store interface {
	apply.Ledger
	Tests
	Mirror
	Memory
	Boards
	Journal
}

// Tests is the memory of results.
type Tests interface {
	World(ctx context.Context, view model.View) (model.World, error)
	// Readings says how each source was last read, by name.
	Readings(ctx context.Context) (map[string]verdict.Reading, error)
}

// Mirror is the memory of Jira: the issues that matter, as last seen.
type Mirror interface {
	Mirror(ctx context.Context, site string) ([]jira.Issue, error)
	Sightings(ctx context.Context, site string) (map[string]plan.Sighting, error)
	PutIssues(ctx context.Context, site string, issues []jira.Issue, at time.Time) error
	MarkMissing(ctx context.Context, site string, ids []string, at time.Time) (map[string]plan.Sighting, error)
	// IssueIDs finds issues by any key under which they were ever seen.
	IssueIDs(ctx context.Context, site string, keys []string) (map[string]string, error)
	// PutIssueKeys keeps keys that issues had before they were first seen, with their ids.
	PutIssueKeys(ctx context.Context, site string, ids map[string]string) error
	Observed(ctx context.Context, site, scope string) (time.Time, error)
	SetObserved(ctx context.Context, site, scope string, at time.Time) error
	Cached(ctx context.Context, key string) (data []byte, at time.Time, ok bool, err error)
	PutCached(ctx context.Context, key string, data []byte, at time.Time) error
	RaiseKeyFloor(ctx context.Context, site, project string, number int64) error
}

// Memory is the ledger as a whole.
type Memory interface {
	Book(ctx context.Context, site string) (ledger.Facts, error)
	// Learn keeps what a plan has learned of the site, whole or not at all.
	Learn(ctx context.Context, f ledger.Facts) error
	Touched(ctx context.Context, site string) (time.Time, error)
	Touch(ctx context.Context, site string, at time.Time) error
}

// Boards keeps how releases and sprints stand.
type Boards interface {
	// PutScopes keeps how everything stands that a sync judges; what is not among it goes.
	PutScopes(ctx context.Context, sync string, all []readiness.Readiness) error
	// Freeze keeps how a scope stood when it was over, and reports whether nobody had yet.
	Freeze(ctx context.Context, f record.Frozen) (first bool, err error)
	PutTrends(ctx context.Context, trends map[record.ScopeName]record.Trend) error
	// PutStories keeps how the stories of a sync stand; one that is not among them goes.
	PutStories(ctx context.Context, sync string, all []record.StoryItem) error
}

// Teller keeps what people are to be told until a notifier has told them, and what they
// have been told.
type Teller interface {
	Told(ctx context.Context, name string) ([]byte, error)
	// Tell remembers what people will have been told with the letters that tell it, whole
	// or not at all. A letter that was written before is not written again.
	Tell(ctx context.Context, name string, told []byte, letters []record.Letter) error
}

// Journal keeps cycles, writes and the brake.
type Journal interface {
	PutCycle(ctx context.Context, c record.Cycle) error
	AddWrites(ctx context.Context, writes []record.Write) error
	Paused(ctx context.Context, sync string, now time.Time) (record.Pause, bool, error)
}
