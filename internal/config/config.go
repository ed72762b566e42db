package config

import (
	"time"

	"syncd/internal/source"
)

// Config is the whole configuration. It is read-only after Load.
//
// Fields carry tags that decoding, checks and the JSON schema share: `yaml` the
// key, `doc` one sentence for the schema, `enum` the allowed values, `check` a
// named rule of rules.go, `min` the smallest number or duration, `required`. The
// sections of sources may use them too.
type Config struct {
	Timezone string   `yaml:"timezone" check:"zone" doc:"IANA zone in which schedules are evaluated and times without a zone are read"`
	Jira     Jira     `yaml:"jira" doc:"the Jira site that is kept in step"`
	Jiras    Jiras    `yaml:"jiras" doc:"several Jira sites by name, in place of jira and each with its settings; every sync names its own"`
	Store    Store    `yaml:"store" doc:"where syncd remembers what it owns and what it saw"`
	Web      Web      `yaml:"web" doc:"pages, API and metrics"`
	Metrics  Metrics  `yaml:"metrics" doc:"how much of quality is exported as series"`
	Control  Control  `yaml:"control" doc:"how commands reach the running daemon"`
	Privacy  Privacy  `yaml:"privacy" doc:"what is taken out of results before they are stored, shown or written"`
	Log      Log      `yaml:"log" doc:"what is logged, and how"`
	Sources  []Source `yaml:"sources" doc:"test tools and folders that results come from"`
	// Notifiers are places; who is told of what is for syncs to say.
	Notifiers []Notifier `yaml:"notifiers" doc:"places where people are told what breaks, and how releases stand"`
	Syncs     []Sync     `yaml:"syncs" doc:"mappings: which sources go into which Jira projects, by which rules, and when"`

	Location *time.Location // Timezone, loaded
	Files    []string       // files that were read, in the order in which they apply
	Dir      string         // absolute folder of the main file

	book  book        // where each value came from
	refs  []placedRef // every secret, and the key that holds it
	texts []*text     // for excerpts of later reports
}

// Source is one entry under `sources:`.
type Source struct {
	Name      string `yaml:"name" required:"yes" check:"name" doc:"unique name, used in pages and metrics"`
	Kind      string `yaml:"kind" required:"yes" doc:"kind of tool; syncd sources lists them"`
	Namespace string `yaml:"namespace" check:"name" doc:"enters the identity of every case; kept when a suite moves; default: the name"`
	Timezone  string `yaml:"timezone" check:"zone" doc:"IANA zone of times that carry none; default: the global one"`

	Config    source.Config    // the rest of the section, decoded and validated
	Abilities source.Abilities // of its kind
	Location  *time.Location   // Timezone, loaded
}

// defaults returns the configuration of an empty file.
func defaults() Config {
	c := Config{Timezone: "UTC"}
	c.Jira.setDefaults()
	c.Store.setDefaults()
	c.Web.Listen = "127.0.0.1:9717"
	c.Metrics.setDefaults()
	c.Privacy.setDefaults()
	c.Log = Log{Level: "info", Format: "json"}
	return c
}

// Source returns the source of that name.
func (c *Config) Source(name string) (Source, bool) {
	for _, s := range c.Sources {
		if s.Name == name {
			return s, true
		}
	}
	return Source{}, false
}

// Sync returns the sync of that name.
func (c *Config) Sync(name string) (Sync, bool) {
	for _, s := range c.Syncs {
		if s.Name == name {
			return s, true
		}
	}
	return Sync{}, false
}
