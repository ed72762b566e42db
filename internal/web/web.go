// Package web shows what the daemon knows: pages for people, the same as JSON, health
// and metrics, and the few acts that a person may ask for.
//
// It reads through Board and acts through Acts; it must not judge, touch the store or
// Jira, or believe a word of what tests and tools said: their text stays text. What it
// shows goes to browsers and scripts, and nowhere else.
package web

import (
	"context"
	"html/template"
	"net/http"
	"time"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/record"
)

// Board is what pages and API read. A cycle, case or story that is not there is an
// error that wraps record.ErrNotFound.
type Board interface {
	Overview(ctx context.Context) (record.Overview, error)
	// Cycles returns the newest first; before is the id of a cycle that the first one
	// must be older than, sync "" means every sync.
	Cycles(ctx context.Context, sync, before string, limit int) ([]record.Cycle, error)
	Cycle(ctx context.Context, id string) (record.Cycle, error)
	Defects(ctx context.Context) ([]record.Defect, error)
	Failing(ctx context.Context) ([]record.StateIn, error)
	Case(ctx context.Context, id model.CaseID) (record.CaseView, error)
	Cases(ctx context.Context, f record.CaseFilter) (record.CaseList, error)
	Story(ctx context.Context, key string) (record.StoryView, error)
	// Runs returns test runs, newest first; Run one of them, Results one page of what it holds.
	Runs(ctx context.Context, f record.RunFilter) (record.RunPage, error)
	Run(ctx context.Context, id model.RunID) (record.RunView, error)
	Results(ctx context.Context, id model.RunID, f record.ResultFilter) (record.ResultPage, error)
	// Stories returns one page of the stories of all syncs; StoryFilter.Syncs is not asked for.
	Stories(ctx context.Context, f record.StoryFilter) (record.StoryPage, error)
	Source(ctx context.Context, name string) (record.SourceView, error)
	Config(ctx context.Context) (record.ConfigView, error)
	// Days returns the days of all projects together from a moment on, the oldest first.
	Days(ctx context.Context, from time.Time) ([]record.Trend, error)
	Scopes
}

// Acts is what a person may ask for. Errors are shown to whoever asked; one that wraps
// record.ErrNotFound means that there is no such sync.
type Acts interface {
	Reload(ctx context.Context) error
	Trigger(ctx context.Context, sync string) error
	Pause(ctx context.Context, p record.Pause) error
	Resume(ctx context.Context, sync string) error
}

// Health says how the daemon is; nil means well. The error's text is shown to whoever
// asks, without login.
type Health interface {
	Healthy(ctx context.Context) error // its loops turn
	Ready(ctx context.Context) error   // it can do its work
}

// Login knows who asks, where people have passwords.
type Login interface {
	// Enter returns the user that a request comes from, "" for somebody without a name, and
	// adds what the answer must carry to its header. Errors are those of package gate. Who
	// wants to change something is checked to the letter.
	Enter(h http.Header, r *http.Request) (user string, err error)
}

// Options is what the pages need.
type Options struct {
	Board   Board
	Acts    Acts         // used only where MayAct is set
	Health  Health       // nil: always well
	Inbox   Inbox        // nil: nothing can be pushed
	Hooks   Hooks        // nil: no webhooks of Jira are taken
	Metrics http.Handler // nil: no /metrics
	Log     *zap.Logger  // nil: silent
	Version string
	// External is the address at which people reach the pages, for the addresses that
	// pages show of themselves. Its path may or may not be stripped by a proxy.
	External string
	Now      func() time.Time
	// Span reads a length of time as the config writes it; nil reads what Go writes.
	Span func(string) (time.Duration, error)
	// MayAct allows everybody to act. It belongs on listeners that only the machine's admin
	// can reach. Elsewhere those act whom Login knows and Admin names.
	MayAct bool
	Login  Login                  // nil: everybody may read
	Admin  func(user string) bool // nil: nobody
}

// site is the pages with what they are made from.
type site struct {
	Options
	pages  map[string]*template.Template
	style  string        // digest of the style sheet, so that a new version is fetched at once
	pushes chan struct{} // one for each push that is being received
	hooks  chan struct{} // one for each webhook that is being read
}

// New returns all pages, the API and the endpoints of operation.
func New(o Options) http.Handler {
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Span == nil {
		o.Span = time.ParseDuration
	}
	s := &site{Options: o, style: digest(asset("static/style.css")), pushes: make(chan struct{}, pushesMax), hooks: make(chan struct{}, hooksMax)}
	var err error
	if s.pages, err = parse(o.Now); err != nil {
		// Every page will answer 500; the API and the metrics still work.
		o.Log.Error("parse page templates", zap.Error(err))
	}
	open, shut := http.NewServeMux(), http.NewServeMux()
	s.readings(shut)
	s.actings(shut)
	s.openings(open)
	open.Handle("/", s.entered(shut))
	return s.guarded(open)
}

// openings are the routes that need no login: health, which tells nothing of tests, and
// what has a key of its own. Pushing results is no right to act: it has tokens of its
// own, and so have webhooks their signature. All others are shut.
func (s *site) openings(mux *http.ServeMux) {
	mux.Handle("/-/healthy", s.reading(s.health(Health.Healthy, "healthy")))
	mux.Handle("/-/ready", s.reading(s.health(Health.Ready, "ready")))
	mux.Handle("/api/v1/results/{source}", s.only(http.HandlerFunc(s.pushed), http.MethodPost))
	mux.Handle("/api/v1/webhooks/{site}", s.only(http.HandlerFunc(s.hooked), http.MethodPost))
}

// readings are the routes that only show.
func (s *site) readings(mux *http.ServeMux) {
	for path, show := range map[string]pageFunc{
		"/{$}": s.overviewPage, "/cycles": s.cyclesPage, "/cycles/{id}": s.cyclePage, "/defects": s.defectsPage,
		"/failures": s.failuresPage, "/cases": s.casesPage, "/cases/{id}": s.casePage, "/stories/{key}": s.storyPage,
		"/runs": s.runsPage, "/runs/{id}": s.runPage, "/sources": s.sourcesPage, "/sources/{name}": s.sourcePage, "/stories": s.storiesPage, "/config": s.configPage,
	} {
		mux.Handle(path, s.reading(s.page(show)))
	}
	for path, tell := range map[string]dataFunc{
		"overview": s.overviewData, "cycles": s.cyclesData, "cycles/{id}": s.cycleData, "defects": s.defectsData,
		"failures": s.failuresData, "cases": s.casesData, "cases/{id}": s.caseData, "stories/{key}": s.storyData,
		"runs": s.runsData, "runs/{id}": s.runData, "sources": s.sourcesData, "sources/{name}": s.sourceData, "stories": s.storiesData, "config": s.configData,
		"days": s.daysData,
	} {
		mux.Handle("/api/v1/"+path, s.reading(s.data(tell)))
	}
	for path, serve := range map[string]http.HandlerFunc{
		"failures.csv": s.failuresCSV, "defects.csv": s.defectsCSV, "stories.csv": s.storyListCSV, "runs/{id}/results.csv": s.resultsCSV,
	} {
		mux.Handle("/api/v1/"+path, s.reading(serve))
	}
	s.boards(mux)
	for _, name := range []string{"style.css", "icon.svg"} {
		mux.Handle("/static/"+name, s.reading(s.static("static/"+name)))
	}
	if s.Metrics != nil {
		mux.Handle("/metrics", s.reading(s.Metrics))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, record.ErrNotFound) })
}

// actings are the routes that change something.
func (s *site) actings(mux *http.ServeMux) {
	mux.Handle("/-/reload", s.acting(s.reload))
	mux.Handle("/api/v1/syncs/{name}/trigger", s.acting(s.trigger))
	mux.Handle("/api/v1/pause", s.acting(s.pause))
	mux.Handle("/api/v1/resume", s.acting(s.resume))
	mux.Handle("/act", s.acting(s.pressed))
}
