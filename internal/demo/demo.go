// Package demo shows the whole of syncd on one machine: a simulated Jira, sample
// results of a small web shop that arrive over time, and the real house between them.
//
// It stands at the end of the corridor and is the only room that knows both the house
// and the simulators. Everything stays on loopback and in one folder.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.uber.org/zap"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
	simjira "syncd/internal/sim/jira"
)

// lag is how far the simulated search is behind.
const lag = 2 * time.Second

// Options is what a demo is asked to do.
type Options struct {
	Dir     string // folder for everything; must exist and be empty of an earlier demo
	Listen  string // of the pages
	Version string
	Out     io.Writer
	Log     *zap.Logger
	// Grafana, unless empty, is a folder for what a Prometheus and a Grafana beside the demo
	// need.
	Grafana string
	// Every is how often a run of the story arrives while the demo is watched; 0 means eight
	// seconds.
	Every time.Duration
}

// Demo is a demo that is set up.
type Demo struct {
	Options
	jira    *simjira.Server
	jiraURL string
	server  *http.Server
	cfg     *config.Config
	next    int // the run of the story that arrives next
	begun   time.Time
}

// New starts the simulated Jira on a free loopback port and writes a configuration
// for it. Whoever makes a demo must Close it.
func New(ctx context.Context, o Options) (*Demo, error) {
	d := &Demo{Options: o, begun: time.Now()}
	if _, err := os.Stat(filepath.Join(o.Dir, "syncd.db")); err == nil {
		return nil, fmt.Errorf("%s holds an earlier demo, whose simulated Jira is gone: name another folder, or remove that one", o.Dir)
	}
	for _, folder := range []string{"results", "results-pay"} {
		if err := os.MkdirAll(filepath.Join(o.Dir, folder), 0o755); err != nil {
			return nil, fmt.Errorf("make demo folder: %w", err)
		}
	}
	var err error
	if d.jira, err = simjira.New(simjira.Options{Latency: 15 * time.Millisecond, IndexLag: lag, Limits: true}); err != nil {
		return nil, fmt.Errorf("start simulated jira: %w", err)
	}
	if err := people(d.jira); err != nil {
		return nil, fmt.Errorf("prepare simulated jira: %w", err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start simulated jira: %w", err)
	}
	d.jiraURL = "http://" + l.Addr().String()
	d.server = &http.Server{Handler: d.jira, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = d.server.Serve(l) }() // ends with Close
	if d.cfg, err = d.configure(); err != nil {
		return nil, err
	}
	return d, nil
}

// Close ends the simulated Jira; the folder stays.
func (d *Demo) Close() error { return d.server.Close() }

// configText is the demo's configuration file: short, and as a newcomer would write it.
const configText = `# The demo's configuration. Try: syncd plan -c %[1]s
jira:
  url: %[2]s
  owner: demo
  index_lag: 1m
  auth:
    user: demo@example.com
    token:
      file: jira-token
  webhook:
    secret:
      file: webhook-secret
store:
  url: sqlite:syncd.db
web:
  listen: %[3]s
  url: http://%[3]s
sources:
  - name: web-e2e
    kind: files
    path: results
    formats: [junit]
  - name: pay-api
    kind: files
    path: results-pay
    formats: [junit]
syncs:
  - name: shop
    schedule: "@every 5s"
    policy: upsert-only
    sources: [web-e2e]
    project: SHOP
    track:
      filters:
        - { name: checkout, jql: labels = checkout }
  - name: pay
    schedule: "@every 5s"
    policy: upsert-only
    sources: [pay-api]
    project: PAY
    verdict:
      dark_after: 20s # a day in earnest: the demo has no time
`

// hookSecret is what the simulated Jira signs its webhooks with.
const hookSecret = "demo-secret"

// configure writes and loads the configuration.
func (d *Demo) configure() (*config.Config, error) {
	name := filepath.Join(d.Dir, "syncd.yaml")
	token := filepath.Join(d.Dir, "jira-token")
	if err := os.WriteFile(token, []byte("demo-token\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write the demo's token: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.Dir, "webhook-secret"), []byte(hookSecret+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("write the demo's secret: %w", err)
	}
	text := fmt.Sprintf(configText, name, d.jiraURL, d.Listen)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("write the demo's configuration: %w", err)
	}
	cfg, report := config.Load(config.Options{Files: []string{name}, Catalog: catalog.Sources(),
		CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary, CheckExclude: app.CheckExclude,
		CheckDescription: app.CheckDescription, CheckValue: app.CheckValue})
	if err := report.Err(); err != nil {
		return nil, fmt.Errorf("load the demo's configuration: %w", err)
	}
	return cfg, nil
}

// options is what the house is built from.
func (d *Demo) options() app.Options {
	return app.Options{Config: d.cfg, Version: d.Version, Log: d.Log}
}

// arrive writes the results of the story's next run, as CI jobs would: complete, and old
// enough to be read at once.
func (d *Demo) arrive() (Run, error) {
	r := story(d.next, d.begun)
	d.next++
	if err := d.write("results", "web-e2e", r, script); err != nil {
		return r, err
	}
	calm := r
	calm.Branch = "main"
	return r, d.write("results-pay", "pay-api", calm, steady)
}

// write writes the results of one suite, unless its folder is out of reach.
func (d *Demo) write(folder, suite string, r Run, tests []sample) error {
	data, err := r.junit(suite, tests)
	if err != nil {
		return err
	}
	dir := filepath.Join(d.Dir, folder)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	tmp, name := filepath.Join(dir, ".arriving"), filepath.Join(dir, fmt.Sprintf("run-%d.xml", r.Build))
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return fmt.Errorf("write sample results: %w", err)
	}
	old := time.Now().Add(-time.Minute)
	if err := os.Chtimes(tmp, old, old); err != nil {
		return fmt.Errorf("write sample results: %w", err)
	}
	if err := os.Rename(tmp, name); err != nil {
		return fmt.Errorf("write sample results: %w", err)
	}
	return nil
}

// say prints one line to whoever watches.
func (d *Demo) say(format string, args ...any) {
	fmt.Fprintln(d.Out, strings.TrimRight(fmt.Sprintf(format, args...), "\n"))
}
