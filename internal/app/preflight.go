package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/plan"
	"syncd/internal/preflight"
)

// prober is all of a gateway that a look ahead has: nothing in it writes.
type prober interface {
	jira.Reader
	jira.Inspector
	jira.Prober
	jira.Planner
	jira.Editor
}

// Preflight looks at the Jira and the test tools of a configuration and says what would
// keep its syncs from doing what they are for. It opens no store and writes nothing.
// Requests are bounded by jira.timeout each, and a site that does not answer ends the look
// at it; so do tools, each for itself. The error is one of the configuration: what Jira and
// tools say or do not say is in the report.
func Preflight(ctx context.Context, opt Options) (preflight.Report, error) {
	opt = opt.filled()
	cfg := opt.Config
	wants := map[string][]preflight.Sync{}
	for i, s := range cfg.Syncs {
		name := cfg.SiteOf(s).Name
		wants[name] = append(wants[name], wanted(s, fmt.Sprintf("syncs[%d]", i)))
	}
	var sites []preflight.Site
	for _, s := range cfg.Sites() {
		seen, err := lookAt(ctx, opt, s, cfg.At(s.Name), wants[s.Name])
		if err != nil {
			return preflight.Report{}, err
		}
		sites = append(sites, seen)
	}
	tools, err := surveys(ctx, opt)
	if err != nil {
		return preflight.Report{}, err
	}
	report := preflight.Judge(sites, tools...)
	for _, g := range report.Groups {
		for i := range g.Findings {
			g.Findings[i].Place = placed(cfg, g.Findings[i].Where)
		}
	}
	return report, nil
}

// lookAt looks at one site, whose section stands under a path of the configuration, for
// the syncs that go there.
func lookAt(ctx context.Context, opt Options, j config.Site, where string, wants []preflight.Sync) (preflight.Site, error) {
	token, err := config.ReadSecret(j.Auth.Credential(), opt.Environ)
	if err != nil {
		return preflight.Site{}, fmt.Errorf("read the secret of %s.auth: %w", where, err)
	}
	hear := &hearing{now: opt.Now}
	gateway, _, err := site(j, token, materials{environ: opt.Environ, transport: opt.Transport, observer: hear, now: opt.Now, version: opt.Version, where: where})
	if err != nil {
		return preflight.Site{}, err
	}
	l := look{prober: gateway, hear: hear, metas: map[[2]string]*read{}, plans: map[string][]jira.Version{}, asked: map[string]error{}, ways: map[stage][]preflight.Sample{},
		site: preflight.Site{Name: j.Name, Where: where, URL: j.URL, Edition: j.Edition, IndexLag: j.IndexLag, Projects: map[string]preflight.Project{}}}
	if ends := j.Auth.Expires; !ends.IsZero() {
		left := int(math.Ceil(ends.AddDate(0, 0, 1).Sub(opt.Now()).Hours() / 24))
		l.site.Left = &left
	}
	return l.all(ctx, wants), nil
}

// placed is where a setting stands. A project that a sync names by the short form stands
// there.
func placed(cfg *config.Config, path string) string {
	for _, long := range []string{".defects.project", ".stories.projects"} {
		if entry, ok := strings.CutSuffix(path, long); ok && cfg.Origin(path) == (config.Origin{}) {
			path = entry + ".project"
		}
	}
	return cfg.Place(path).String()
}

// wanted is what a sync wants of its site.
func wanted(s config.Sync, where string) preflight.Sync {
	d := s.Defects
	out := preflight.Sync{Name: s.Name, Where: where, Policy: plan.Policy(s.Policy), Stories: s.Stories.Projects, StoryTypes: s.Stories.Types, Project: d.Project, Type: d.Type,
		Priority: d.Priority, Link: d.Link, Duplicate: d.Duplicate, Attach: d.Attach == "log",
		Reopen: d.Reopen.By == "transition", Resolve: d.Resolve.By == "transition", Boards: boardsOf(s), Labels: s.Publish.Labels, Shows: shows(s)}
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		out.Rules = append(out.Rules, ruled(name, d.Fields[name]))
	}
	return out
}

// ruled is the rule of a field, with the values that stand in it. What a template says is
// known only when a test fails.
func ruled(name string, f config.FieldRule) preflight.Rule {
	out := preflight.Rule{Field: name, From: f.From != "", Default: f.Default != ""}
	for i, text := range f.Value {
		where := "value"
		if len(f.Value) > 1 {
			where = fmt.Sprintf("value[%d]", i)
		}
		if !strings.Contains(text, "{{") {
			out.Values = append(out.Values, preflight.Fixed{Where: where, Text: text})
		}
	}
	for _, from := range slices.Sorted(maps.Keys(f.Map)) {
		out.Values = append(out.Values, preflight.Fixed{Where: "map." + from, Text: f.Map[from]})
	}
	if f.Default != "" {
		out.Values = append(out.Values, preflight.Fixed{Where: "default", Text: f.Default})
	}
	return out
}

// look is one look at one site; what several syncs have in common is asked once.
type look struct {
	prober
	hear  *hearing
	site  preflight.Site
	metas map[[2]string]*read       // by project and issue type
	plans map[string][]jira.Version // by project
	asked map[string]error          // by JQL: why it was refused
	ways  map[stage][]preflight.Sample
}

// read is what was learned of a create screen.
type read struct {
	meta  *jira.Meta
	types []string
	err   error
}

// all looks at the site and at what each sync wants of it, until Jira does not answer any
// more.
func (l *look) all(ctx context.Context, wants []preflight.Sync) preflight.Site {
	err := l.self(ctx)
	for _, y := range wants {
		if err != nil {
			break
		}
		if err = l.sync(ctx, &y); err == nil {
			l.site.Syncs = append(l.site.Syncs, y)
		}
	}
	l.site.Failed = err
	l.site.Requests, l.site.Rate, l.site.Ahead = l.hear.told()
	return l.site
}

// self learns what answers, and as whom. Another edition than the configured one answers
// in a language that is not spoken, so the look ends there.
func (l *look) self(ctx context.Context) (err error) {
	if l.site.Server, err = l.Server(ctx); err != nil {
		return err
	}
	if e := l.site.Edition; e != "auto" && e != l.site.Server.Edition {
		return errEdition
	}
	if l.site.Account, err = l.Myself(ctx); err != nil {
		return err
	}
	_, l.site.Zone = time.LoadLocation(l.site.Account.TimeZone)
	return nil
}

// errEdition ends a look at another edition than the configured one.
var errEdition = errors.New("nothing more can be asked of another edition than the configured one")

// sync learns what one sync wants to know. Only what ends the look is an error.
func (l *look) sync(ctx context.Context, y *preflight.Sync) error {
	for _, key := range append([]string{y.Project}, y.Stories...) {
		if err := l.project(ctx, key); err != nil {
			return err
		}
	}
	if err := l.stories(ctx, y); err != nil {
		return err
	}
	if err := l.defects(ctx, y); err != nil {
		return err
	}
	return l.boards(ctx, y)
}

// defects learns what its defects rest on.
func (l *look) defects(ctx context.Context, y *preflight.Sync) error {
	p := l.site.Projects[y.Project]
	if may, known := p.Granted["CREATE_ISSUES"]; p.Hidden || known && !may {
		return nil
	}
	r, err := l.screen(ctx, y.Project, y.Type)
	if err != nil {
		return err
	}
	y.Meta, y.Types, y.Unread = r.meta, r.types, r.err
	if y.Meta == nil {
		return nil
	}
	if err := l.fields(ctx, y); err != nil {
		return err
	}
	return l.workflow(ctx, y)
}

// project learns what the account may do in a project. One that is not there is looked
// for among those that are.
func (l *look) project(ctx context.Context, key string) error {
	if _, known := l.site.Projects[key]; known {
		return nil
	}
	granted, err := l.Permissions(ctx, key, preflight.Permissions()...)
	if jira.KindOf(err) == jira.NotFound {
		l.site.Projects[key] = preflight.Project{Hidden: true}
		if l.site.Known == nil {
			l.site.Known, err = l.Projects(ctx)
			return ending(err)
		}
		return nil
	}
	if ending(err) != nil {
		return err
	}
	l.site.Projects[key] = preflight.Project{Granted: granted, Unknown: err}
	return nil
}

// screen reads the create screen of a type, or which types there are instead.
func (l *look) screen(ctx context.Context, project, issueType string) (*read, error) {
	key := [2]string{project, issueType}
	if r := l.metas[key]; r != nil {
		return r, nil
	}
	r := &read{}
	m, err := l.Meta(ctx, project, issueType)
	switch {
	case err == nil:
		r.meta = &m
	case ending(err) != nil:
		return nil, err
	default:
		r.err = err
		if r.types, err = l.Types(ctx, project); ending(err) != nil {
			return nil, err
		}
	}
	l.metas[key] = r
	return r, nil
}

// fields learns the fields of the whole site if a rule means none on the screen.
func (l *look) fields(ctx context.Context, y *preflight.Sync) error {
	for _, r := range y.Rules {
		if _, err := y.Meta.Fields.Resolve(r.Field); err != nil && l.site.Fields == nil {
			l.site.Fields, err = l.Fields(ctx)
			return ending(err)
		}
	}
	return nil
}

// ending is an error that ends the look: it would come again with every further request.
// Others are about the one thing that was asked, and are told or left out.
func ending(err error) error {
	switch jira.KindOf(err) {
	case jira.Auth, jira.Unavailable, jira.RateLimited:
		return err
	case "":
		return err // nil, or none of Jira's
	}
	return nil
}
