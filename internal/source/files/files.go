// Package files is the source of plain result files: a folder that CI jobs, build
// servers or people put JUnit files into.
//
// It walks the folder through os.Root, so nothing outside is ever read, gives what
// it finds to the parsers of package format, and decides which files make one run
// and what that run ran on (branch, environment, build). It judges nothing: what a
// result means is settled further right.
//
// Results may also be pushed to it: Receive puts them into a second folder, the spool,
// which Fetch reads by the same code; see spool.go.
//
// Limits: 50 000 files, 12 levels of folders, 256 MiB a file. What lies beyond is a
// fault, never silently left out. Of pushes: 10 000 files in one, and 20 000 files and
// 2 GiB in the spool; what lies beyond is refused.
package files

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"syncd/internal/format"
	"syncd/internal/source"
)

//go:embed example.yaml
var example string

// Spec describes the kind to the catalog. parsers lists what `formats:` may name.
func Spec(parsers []format.Parser) source.Spec {
	return source.Spec{
		Kind:      "files",
		Title:     "Result files in a folder",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, StoryRefs: true, Complete: true, Automated: true},
		Facts: source.Facts{
			Products: "JUnit XML files (Surefire, pytest, jest, Vitest, Playwright, gotestsum and kin), CTRF reports and Allure results, from a folder or pushed by CI jobs.",
			API:      "None: files are read as they lie there. What is read of each format, and how runs, branches and stories are told, is in [result-files.md](result-files.md).",
			Login:    "None for a folder; whoever [pushes](ci.md) sends the token of `push.token`.",
			Edits:    "A file that is written again is read again with the next cycle. Results stay when their file is deleted.",
			Statuses: "Each format has words of its own; what none of them knows is unknown.",
		},
		Example: example,
		Config: func() source.Config {
			return &Config{Run: RunFile, Quiet: 2 * time.Minute, Push: Push{Keep: 7 * 24 * time.Hour, MaxMiB: 64}, known: parsers}
		},
	}
}

// What makes a run where the files declare no id of one.
const (
	RunFile   = "file"   // each file is a run of its own
	RunFolder = "folder" // all files of a folder are one run, closed after Quiet
)

// Config is one entry under `sources:` with `kind: files`.
type Config struct {
	Path    string        `yaml:"path" doc:"folder to walk, subfolders included; relative to the folder of the configuration file; needed unless results are pushed"`
	Formats []string      `yaml:"formats" doc:"formats to try, in order; empty: all"`
	Run     string        `yaml:"run" enum:"file,folder" doc:"file: each file is a run; folder: all files of a folder are one"`
	Context string        `yaml:"context" doc:"regular expression over the path below path, with groups named branch, build, commit, environment, run or version"`
	Quiet   time.Duration `yaml:"quiet" doc:"how long a folder must rest before it is read as a run"`
	Push    Push          `yaml:"push" doc:"results that CI jobs push over HTTP"`

	known []format.Parser
}

// The names that groups of `context:` may have. `run` declares the run's id. There
// is no url: a path cannot hold one.
var contextGroups = []string{"branch", "build", "commit", "environment", "run", "version"}

// Resolve makes a relative path start in the folder of the file that names it, so
// that it means the same wherever the daemon is started.
func (c *Config) Resolve(folder string) {
	if c.Path != "" && !filepath.IsAbs(c.Path) {
		c.Path = filepath.Join(folder, c.Path)
	}
}

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	var out []source.Problem
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if c.Path == "" && c.Push.Token.IsZero() {
		add("path", "path is missing: name the folder that the result files are put into, or set push.token")
	}
	out = append(out, c.Push.problems()...)
	if c.Run != RunFile && c.Run != RunFolder {
		add("run", "run is %q; it must be file (each file is a run) or folder (a folder is a run)", c.Run)
	}
	if c.Run == RunFile && slices.Contains(c.Formats, "allure") {
		add("run", "run is file, but Allure writes a file for each test: set run: folder")
	}
	if c.Quiet < 2*time.Second || c.Quiet > 24*time.Hour {
		add("quiet", "quiet is %s; it must be between 2s and 24h", c.Quiet)
	}
	for i, name := range c.Formats {
		if c.parser(name) == nil {
			add(fmt.Sprintf("formats[%d]", i), "unknown format %q; known are: %s", name, strings.Join(c.names(), ", "))
		}
	}
	if _, err := contextPattern(c.Context); err != nil {
		add("context", "%v", err)
	}
	return out
}

// New builds the source; it reads nothing yet.
func (c *Config) New(env source.Env) (source.Source, error) {
	pattern, err := contextPattern(c.Context)
	if err != nil {
		return nil, err
	}
	parsers := c.known
	if len(c.Formats) > 0 {
		parsers = nil
		for _, name := range c.Formats {
			p := c.parser(name)
			if p == nil {
				return nil, fmt.Errorf("unknown format %q", name)
			}
			parsers = append(parsers, p)
		}
	}
	return &Folder{cfg: *c, env: env, parsers: parsers, pattern: pattern, limit: maxFiles}, nil
}

// Folder reads one configured folder.
type Folder struct {
	cfg     Config
	env     source.Env
	parsers []format.Parser
	pattern *regexp.Regexp // nil where the config gives none
	limit   int            // files in one walk
	parsing sync.Mutex     // one push is parsed at a time: a report costs memory
}

// parser returns the parser of that name, or nil.
func (c *Config) parser(name string) format.Parser {
	i := slices.IndexFunc(c.known, func(p format.Parser) bool { return p.Name() == name })
	if i < 0 {
		return nil
	}
	return c.known[i]
}

// names lists the known formats.
func (c *Config) names() []string { return formatNames(c.known) }

// formatNames lists parsers by name.
func formatNames(parsers []format.Parser) []string {
	var out []string
	for _, p := range parsers {
		out = append(out, p.Name())
	}
	return out
}

// contextPattern compiles `context:` and refuses groups that mean nothing.
func contextPattern(text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("context is not a regular expression: %w", err)
	}
	names := slices.DeleteFunc(slices.Clone(re.SubexpNames()), func(name string) bool { return name == "" })
	if len(names) == 0 {
		return nil, fmt.Errorf("context has no named group, such as (?P<branch>[^/]+), and would find nothing; known groups are: %s", strings.Join(contextGroups, ", "))
	}
	for _, name := range names {
		if !slices.Contains(contextGroups, name) {
			return nil, fmt.Errorf("context has a group %q; known groups are: %s", name, strings.Join(contextGroups, ", "))
		}
	}
	return re, nil
}
