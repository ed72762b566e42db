package config

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/notify"
	"syncd/internal/readiness"
	"syncd/internal/schedule"
	"syncd/internal/secret"
)

// Notifier is one entry under `notifiers:`: a place where people are told.
type Notifier struct {
	Name       string     `yaml:"name" required:"yes" check:"name" doc:"unique name, used in syncs, pages and metrics"`
	Kind       string     `yaml:"kind" required:"yes" doc:"kind of notifier"`
	URL        secret.Ref `yaml:"url" required:"yes" doc:"address that messages are posted to; whoever knows it can post there, so it is kept like a secret. Read again for each message"`
	Secret     secret.Ref `yaml:"secret" doc:"of a webhook: key of the signature in X-Syncd-Signature; none: messages are not signed"`
	MaxPerHour int        `yaml:"max_per_hour" min:"1" doc:"messages within an hour, digests aside; what is more is summed up in one"`
	Digest     Digest     `yaml:"digest" doc:"how each release and sprint stands, on a schedule"`
}

// Digest says when a notifier tells how everything stands.
type Digest struct {
	Schedule string `yaml:"schedule" doc:"as of a sync, in timezone, for example 0 8 * * 1-5; empty: no digests"`
	Releases bool   `yaml:"releases" doc:"a message for each tracked release"`
	Sprints  bool   `yaml:"sprints" doc:"a message for each tracked sprint"`
	Filters  bool   `yaml:"filters" doc:"a message for each tracked filter"`

	Cron schedule.Schedule // Schedule, parsed in the global zone
}

// Kinds lists what digests tell of.
func (d Digest) Kinds() []readiness.Kind {
	var out []readiness.Kind
	for i, on := range []bool{d.Releases, d.Sprints, d.Filters} {
		if on {
			out = append(out, readiness.Kinds()[i])
		}
	}
	return out
}

// setDefaults is what an entry with nothing but a name means.
func (n *Notifier) setDefaults() {
	*n = Notifier{MaxPerHour: 10, Digest: Digest{Releases: true, Sprints: true, Filters: true}}
}

// Notifies lists the syncs that tell a notifier of what happens, in the config's order.
func (c *Config) Notifies(name string) []string {
	var out []string
	for _, s := range c.Syncs {
		if slices.Contains(s.Notify, name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// checkNotifiers wants notifiers of known kinds, with different names, that somebody uses.
func (c *Config) checkNotifiers(r *ruling) {
	first := map[string]int{}
	for i := range c.Notifiers {
		n, path := &c.Notifiers[i], item("notifiers", i)
		if r.book[path].bad {
			continue
		}
		n.check(r, path, c)
		if j, ok := first[n.Name]; ok && n.Name != "" {
			r.fault(path+".name", "duplicate notifier %q, first at %s", n.Name, r.at(item("notifiers", j)+".name"))
			continue
		}
		first[n.Name] = i
		if n.Name != "" && len(c.Notifies(n.Name)) == 0 && r.sound("syncs") {
			r.report.warn(r.at(path+".name"), "notifier %q is used by no sync: list it under notify of those that it should tell of", n.Name)
		}
	}
	if len(c.Notifiers) > 0 && c.Web.URL == "" && r.sound("web.url") {
		r.report.warn(r.at("notifiers"), "web.url is not set: messages lead to no page")
	}
}

// check judges one notifier.
func (n *Notifier) check(r *ruling, path string, c *Config) {
	var kinds []string
	for _, spec := range r.notifiers {
		kinds = append(kinds, spec.Kind)
	}
	i := slices.Index(kinds, n.Kind)
	switch {
	case n.Kind == "" || !r.sound(path+".kind"):
	case i < 0:
		r.fault(path+".kind", "unknown kind of notifier %q%s", n.Kind, cmp.Or(meant(n.Kind, kinds), "; known are: "+strings.Join(kinds, ", ")))
	case !n.Secret.IsZero() && !r.notifiers[i].Signs:
		r.fault(path+".secret", "a notifier of kind %s signs nothing: leave secret out", n.Kind)
	}
	if n.Digest.Schedule == "" {
		return
	}
	if cron, err := schedule.Parse(n.Digest.Schedule, c.Location); err == nil {
		n.Digest.Cron = cron
	} else if r.sound(path + ".digest.schedule") {
		r.fault(path+".digest.schedule", "%v", err)
	}
	if len(n.Digest.Kinds()) == 0 {
		r.fault(path+".digest", "it tells of nothing: leave schedule out, or one of releases, sprints and filters on")
	}
}

// checkNotify wants the notifiers of a sync known and named once.
func (s *Sync) checkNotify(r *ruling, path string, c *Config) {
	var known []string
	for i, n := range c.Notifiers {
		if !r.sound(item("notifiers", i) + ".name") {
			return
		}
		known = append(known, n.Name)
	}
	for i, name := range s.Notify {
		switch at := item(path+".notify", i); {
		case !slices.Contains(known, name):
			r.fault(at, "unknown notifier %q%s", name, meant(name, known))
		case slices.Index(s.Notify, name) < i:
			r.fault(at, "notifier %q is listed twice", name)
		}
	}
}

// checkAddress judges the address of a notifier, which is a secret and so read late.
func checkAddress(path string, value secret.Secret) error {
	if !strings.HasPrefix(path, "notifiers[") || !strings.HasSuffix(path, ".url") {
		return nil
	}
	return notify.CheckURL(value.Reveal())
}
