package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/desired"
	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/login"
	"syncd/internal/model"
	"syncd/internal/notify"
	"syncd/internal/plan"
	"syncd/internal/reconcile"
	"syncd/internal/rule"
	"syncd/internal/schedule"
	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/verdict"
)

// world is all that follows from one configuration: immutable, built completely
// before it is used, and swapped as a whole.
type world struct {
	cfg     *config.Config
	sites   map[string]gateway // by the site's name
	clients map[string]*login.Client
	sources map[string]source.Source
	boxes   map[string]*pushBox  // the sources that results may be pushed to
	hooks   map[string]*hookDoor // the sites whose webhooks are taken
	syncs   map[string]mapped
	order   []string // names of the syncs as the config lists them
	made    time.Time
	routes  []notify.Route
	tools   map[string]source.Backlinker // the sources that are written to, by name
}

// gateway is a Jira in all its roles.
type gateway interface {
	jira.Reader
	jira.Inspector
	jira.Writer
	jira.Linker
	jira.Attacher
	jira.Prober
	jira.Planner
	jira.Editor
}

// mapped is one sync, compiled.
type mapped struct {
	config.Sync
	site    config.Site
	mapping reconcile.Mapping
}

// materials is what a world is built with beside its configuration.
type materials struct {
	environ   []string
	transport http.RoundTripper // replaces the network in tests; nil means a real one
	observer  httpx.Observer
	now       func() time.Time
	log       *zap.Logger
	version   string
	where     string // section of the configuration that describes the site that is built
	spool     string // folder for pushed results, one below it for each source
	// people returns the key of pseudonyms; it is asked for by collections only.
	people func(context.Context) ([]byte, error)
}

// build makes the world of a configuration. It reads secrets, and does no other I/O.
func build(cfg *config.Config, m materials) (*world, error) {
	w := &world{cfg: cfg, sites: map[string]gateway{}, clients: map[string]*login.Client{}, sources: map[string]source.Source{}, boxes: map[string]*pushBox{}, hooks: map[string]*hookDoor{}, tools: map[string]source.Backlinker{}, syncs: map[string]mapped{}, made: m.now().UTC()}
	var tokens []secret.Secret
	for _, s := range cfg.Sites() {
		token, err := config.ReadSecret(s.Auth.Credential(), m.environ)
		if err != nil {
			return nil, fmt.Errorf("read the secret of %s.auth: %w", cfg.At(s.Name), err)
		}
		m.where = cfg.At(s.Name)
		if w.sites[s.Name], w.clients[s.Name], err = site(s, token, m); err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	keys, err := w.hookDoors(m)
	if err != nil {
		return nil, err
	}
	tokens = append(tokens, keys...)
	addresses, err := w.notifiers(m)
	if err != nil {
		return nil, err
	}
	tokens = append(tokens, addresses...)
	held, err := heldBy(cfg.Sources, m.environ)
	if err != nil {
		return nil, err
	}
	tokens = append(tokens, held.all()...)
	// What a CI job prints of our own secrets goes, too.
	scrub, err := cfg.Privacy.Scrubber(tokens...)
	if err != nil {
		return nil, fmt.Errorf("privacy: %w", err)
	}
	own, err := secret.NewScrubber(nil, nil, tokens...)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	for _, s := range cfg.Sources {
		env := source.Env{Name: s.Name, Namespace: s.Namespace, Jira: cfg.JiraOf(s.Name), Location: s.Location, Now: m.now,
			Log: m.log.Named("source").With(zap.String("source", s.Name)), Formats: catalog.Formats(), Redact: scrub.Scrub,
			Spool: filepath.Join(m.spool, s.Name), Dial: m.ways().dial, Secret: held.of(s.Name)}
		src, err := s.Config.New(env)
		if err != nil {
			return nil, fmt.Errorf("build source %s: %w", s.Name, err)
		}
		door := source.Door{Namespace: s.Namespace, Scrub: scrub, Own: own, People: source.People(cfg.Privacy.People), Key: m.people}
		if of, ok := s.Config.(source.Setup); ok {
			door.Setup = of.Setup()
		}
		if err := w.keepBacklinker(s, env, door); err != nil {
			return nil, fmt.Errorf("build source %s: %w", s.Name, err)
		}
		// What is pushed is only laid down here; it is cleaned when it is read.
		box, err := boxOf(s, src, m.environ)
		if err != nil {
			return nil, fmt.Errorf("build source %s: %w", s.Name, err)
		}
		if box != nil {
			w.boxes[s.Name] = box
		}
		w.sources[s.Name] = door.Guard(src)
	}
	for _, s := range cfg.Syncs {
		mapping, err := compile(cfg, s)
		if err != nil {
			return nil, fmt.Errorf("build sync %s: %w", s.Name, err)
		}
		w.syncs[s.Name] = mapped{Sync: s, site: cfg.SiteOf(s), mapping: mapping}
		w.order = append(w.order, s.Name)
	}
	return w, nil
}

// rankings are those of the verdict, by the config's words.
var rankings = map[string]verdict.Ranking{"ours": verdict.Ours, "xray": verdict.Xray}

// compile turns one sync's settings into the words of the quiet rooms.
func compile(cfg *config.Config, s config.Sync) (reconcile.Mapping, error) {
	when, err := rule.Compile[desired.Facts](s.Defects.When)
	if err != nil {
		return reconcile.Mapping{}, fmt.Errorf("when: %w", err)
	}
	summary, err := rule.CompileText("summary", s.Defects.Summary, desired.Sample()...)
	if err != nil {
		return reconcile.Mapping{}, fmt.Errorf("summary: %w", err)
	}
	view, err := viewOf(cfg, s)
	if err != nil {
		return reconcile.Mapping{}, err
	}
	site := cfg.SiteOf(s)
	out := wishes(cfg, site.Owner, s.Defects, when, summary)
	if err := worded(&out, s.Defects); err != nil {
		return reconcile.Mapping{}, err
	}
	if out.Publish, err = publish(s); err != nil {
		return reconcile.Mapping{}, err
	}
	acts := rules(site.Jira, s)
	acts.WriteBack = writesBack(cfg, s.Sources)
	return reconcile.Mapping{
		Name:    s.Name,
		Sources: s.Sources,
		View:    view,
		Verdict: verdict.Rules{StaleAfter: s.Verdict.StaleAfter, EnvironmentTTL: s.Verdict.EnvironmentTTL, DarkAfter: s.Verdict.DarkAfter, Strict: s.Verdict.Strict,
			Ranking: rankings[s.Verdict.Ranking]},
		Counting: counting(s),
		Keys: verdict.Keys{From: places(s.Stories.KeysFrom), Projects: s.Stories.Projects, Defects: filed(s.Defects), StoryTypes: s.Stories.Types,
			DefectTypes: append([]string{s.Defects.Type}, s.Defects.Types...), TestTypes: s.Stories.TestTypes, Links: verdict.NewLinks(s.Stories.Rules)},
		Wishes: out,
		Must:   must(s.Stories.JQL), AnyType: s.Stories.JQL != "", Track: track(s.Track), Readiness: ready(s), OwnVersion: s.Verdict.Scope == "release",
		Releases: verdict.Releases{Table: s.Versions},
		Plan:     acts,
		Notify:   s.Notify,
		Digest:   digest(s),
	}, nil
}

// filed lists the projects in which the defects of a sync are: its own and those that rules
// name.
func filed(d config.Defects) []string {
	out := []string{d.Project}
	for _, k := range d.Known {
		out = append(out, model.Project(k.Issue))
	}
	return out
}

// wishes says how results become defects.
func wishes(cfg *config.Config, owner string, d config.Defects, when rule.Condition[desired.Facts], summary rule.Text[desired.Vars]) desired.Rules {
	out := desired.Rules{Owner: owner, Project: d.Project, Type: d.Type, Labels: d.Labels, Priority: d.Priority,
		Per: desired.Per(d.Per), After: d.After, Link: d.Link, When: when, Summary: summary, Passes: d.Resolve.Passes,
		MaxAge: d.MaxAge, Web: cfg.Web.URL, Namespace: namespaces(cfg)}
	for _, k := range d.Known {
		out.Known = append(out.Known, desired.KnownRule{Match: k.Pattern, Issue: k.Issue})
	}
	return out
}

// rules says how a sync acts.
func rules(j config.Jira, s config.Sync) plan.Rules {
	d := s.Defects
	return plan.Rules{
		Policy:   plan.Policy(s.Policy),
		Resolve:  plan.Resolve(d.Resolve.By),
		Together: d.Together == "signature" && d.Per == "case",
		Reopen: plan.Reopen{By: plan.Resolve(d.Reopen.By), Window: d.Reopen.Window, Grace: d.Reopen.Grace, MaxAge: d.Reopen.MaxAge, WontFix: d.Reopen.WontFix,
			Until: plan.Until{Signature: d.Reopen.WontFixUntil == "signature", Release: d.Reopen.WontFixUntil == "release", After: d.Reopen.Until}},
		Flood:    plan.Flood{Cases: d.Flood.Cases, Share: d.Flood.Share, AtLeast: d.Flood.AtLeast},
		Flapping: plan.Flapping{Turns: d.Flapping.Changes, Window: d.Flapping.Window},
		Limits: plan.Limits{Creates: d.Limits.MaxCreates, Transitions: d.Limits.MaxTransitions, Retests: d.Limits.MaxRetests, CreatesPerDay: d.Limits.MaxCreatesPerDay,
			Share: d.Limits.MaxShare, Edits: d.Limits.MaxEdits},
		Publish: plan.Publish{Settle: s.Publish.Settle, MinInterval: s.Publish.MinInterval, WritesPerDay: s.Publish.WritesPerDay,
			Freeze: s.Publish.Freeze},
		LinkType: d.Link, Duplicate: d.Duplicate, IndexLag: j.IndexLag,
	}
}

// digest changes with a sync's settings.
func digest(s config.Sync) string {
	s.Cron = schedule.Schedule{} // follows from the text
	s.Notify = nil               // changes nothing in Jira
	data, err := json.Marshal(s)
	if err != nil {
		return "" // settings are plain data; without a digest a refused change waits its hour
	}
	return model.Key16("sync:v1", string(data))
}

// CheckWhen compiles a `when:` expression, CheckSummary a template: config calls
// them at load.
func CheckWhen(text string) error {
	_, err := rule.Compile[desired.Facts](text)
	return err
}

// CheckSummary compiles a summary template and tries it on hostile data.
func CheckSummary(text string) error {
	_, err := rule.CompileText("summary", text, desired.Sample()...)
	return err
}

// places turns words of the config into places where keys are named.
func places(words []string) []model.KeyFrom {
	out := make([]model.KeyFrom, len(words))
	for i, w := range words {
		out[i] = model.KeyFrom(w)
	}
	return out
}

// namespaces maps every source to what enters its ids.
func namespaces(cfg *config.Config) map[string]string {
	out := map[string]string{}
	for _, s := range cfg.Sources {
		out[s.Name] = s.Namespace
	}
	return out
}
