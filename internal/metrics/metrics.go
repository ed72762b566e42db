// Package metrics exports every series of the house: what the daemon does, whether
// its sources and Jira answer, and how tests and stories stand.
//
// It takes finished facts (a cycle, a collection, an HTTP attempt) and counts them; it
// must not judge, read a clock or read the store. No label may ever hold a test's name or
// a person, and the key of an issue only in the three families that name the stories of
// judged scopes, which are capped and can be switched off. Its numbers leave through
// Handler, for Prometheus and from there for the boards.
package metrics

import (
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Set is every series of one daemon. All methods may be called from many goroutines.
type Set struct {
	reloaded, reloadedAt       prometheus.Gauge
	lastAttempt, lastSuccess   *prometheus.GaugeVec
	duration                   *prometheus.HistogramVec
	cycles, changes, reasons   *prometheus.CounterVec
	paused                     *prometheus.GaugeVec
	collected, bad, complete   *prometheus.GaugeVec
	behind, unmapped           *prometheus.GaugeVec
	results                    *prometheus.CounterVec
	pushes, pushBytes          *prometheus.CounterVec
	lastPush                   *prometheus.GaugeVec
	webhooks, notifications    *prometheus.CounterVec
	requests, retries, waiting *prometheus.CounterVec
	latency                    *prometheus.HistogramVec
	budget                     *prometheus.GaugeVec
	dropped                    prometheus.Counter
	qualityHeld                prometheus.Gauge

	quality *quality

	mu        sync.RWMutex
	known     known
	endpoints map[string]map[string]bool // by target: those with a series of their own
}

// Cycles take from a second (files, nothing new) to a quarter of an hour (a first
// import); requests to Jira from 50 ms to its own limit.
var (
	cycleBuckets   = []float64{1, 5, 15, 60, 300, 900}
	requestBuckets = []float64{0.05, 0.2, 0.5, 1, 2.5, 10}
)

// Registry returns an empty registry: the only way for other rooms to hold one.
func Registry() *prometheus.Registry { return prometheus.NewRegistry() }

// Handler serves what a registry gathers.
func Handler(g prometheus.Gatherer) http.Handler {
	// A half page would look like series that went away: better none and an error.
	return promhttp.HandlerFor(g, promhttp.HandlerOpts{
		ErrorHandling: promhttp.HTTPErrorOnError, MaxRequestsInFlight: 8, Timeout: 10 * time.Second})
}

// New registers all series and creates those with closed lists at zero, for the names
// that the configuration knows. Targets are those of httpx: "jira", and the sources
// that ask a server. A registry takes one Set only.
func New(reg prometheus.Registerer, version string, syncs, sources, targets []string) *Set {
	s := &Set{quality: newQuality(), endpoints: map[string]map[string]bool{}}
	s.build(factory{reg})
	f := factory{reg}
	f.gaugeVec(BuildInfo).WithLabelValues(version, runtime.Version()).Set(1)
	// Registering fails only when the catalogue contradicts itself or a registry is
	// used twice: a mistake of ours that the first test of whoever makes it shows.
	reg.MustRegister(s.quality, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.Configure(syncs, sources, targets)
	return s
}

// build makes the series that are counted as things happen.
func (s *Set) build(f factory) {
	s.reloaded, s.reloadedAt = f.gaugeVec(ReloadSuccessful).WithLabelValues(), f.gaugeVec(ReloadTimestamp).WithLabelValues()
	s.lastAttempt, s.lastSuccess = f.gaugeVec(SyncLastAttempt), f.gaugeVec(SyncLastSuccess)
	s.duration = f.histogramVec(SyncDuration, cycleBuckets)
	s.cycles, s.changes, s.reasons = f.counterVec(SyncCycles), f.counterVec(Changes), f.counterVec(ChangesByReason)
	s.paused = f.gaugeVec(Paused)
	s.collected, s.bad, s.complete = f.gaugeVec(SourceLastCollect), f.gaugeVec(SourceBadFiles), f.gaugeVec(SourceComplete)
	s.behind, s.unmapped = f.gaugeVec(SourceBehind), f.gaugeVec(SourceUnmapped)
	s.results = f.counterVec(SourceResults)
	s.pushes, s.pushBytes, s.lastPush = f.counterVec(Pushes), f.counterVec(PushBytes), f.gaugeVec(LastPush)
	s.webhooks, s.notifications = f.counterVec(Webhooks), f.counterVec(Notifications)
	s.requests, s.retries, s.waiting = f.counterVec(HTTPRequests), f.counterVec(HTTPRetries), f.counterVec(RateLimitWait)
	s.budget = f.gaugeVec(RequestBudget)
	s.latency = f.histogramVec(HTTPDuration, requestBuckets)
	s.dropped = f.counterVec(SeriesDropped).WithLabelValues()
	s.qualityHeld = f.gaugeVec(QualityHeld).WithLabelValues()
	s.qualityHeld.Set(1)
}

// factory makes registered series from the catalogue.
type factory struct{ reg prometheus.Registerer }

func (f factory) counterVec(name string) *prometheus.CounterVec {
	d := describe(name)
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: d.Help}, d.Labels)
	f.reg.MustRegister(v)
	return v
}

func (f factory) gaugeVec(name string) *prometheus.GaugeVec {
	d := describe(name)
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: d.Help}, d.Labels)
	f.reg.MustRegister(v)
	return v
}

func (f factory) histogramVec(name string, buckets []float64) *prometheus.HistogramVec {
	d := describe(name)
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: d.Help, Buckets: buckets}, d.Labels)
	f.reg.MustRegister(v)
	return v
}
