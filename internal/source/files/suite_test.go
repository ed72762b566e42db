package files_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/allure"
	"syncd/internal/format/junit"
	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/source/sourcetest"
)

func TestSource(t *testing.T) {
	dir := t.TempDir()
	fixture, err := os.ReadFile("../../format/junit/testdata/gotestsum/all.xml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "junit.xml"), fixture, 0o644); err != nil {
		t.Fatal(err)
	}
	broken := func(change func(*files.Config)) func(source.Config) {
		return func(c source.Config) { change(c.(*files.Config)) }
	}
	sourcetest.Run(t, files.Spec([]format.Parser{junit.New()}), sourcetest.Suite{
		Now: func() time.Time { return time.Now().Add(time.Hour) },
		Config: func(*testing.T) source.Config {
			c := section()
			c.Path = dir
			return c
		},
		Broken: map[string]func(source.Config){
			"path":         broken(func(c *files.Config) { c.Path = "" }),
			"run":          broken(func(c *files.Config) { c.Run = "suite" }),
			"quiet":        broken(func(c *files.Config) { c.Quiet = time.Second }),
			"formats[1]":   broken(func(c *files.Config) { c.Formats = []string{"junit", "junti"} }),
			"push.max_mib": broken(func(c *files.Config) { c.Push.MaxMiB = 0 }),
			"push.keep":    broken(func(c *files.Config) { c.Push.Keep = -time.Second }),
			"context":      broken(func(c *files.Config) { c.Context = "^(?P<brnch>[^/]+)/" }),
		},
	})
}

// Allure writes a file for each test: as runs of their own they would never be attempts
// of one another.
func TestAllureNeedsFolders(t *testing.T) {
	for run, ok := range map[string]bool{files.RunFile: false, files.RunFolder: true} {
		c := files.Spec([]format.Parser{junit.New(), allure.New()}).Config().(*files.Config)
		c.Path, c.Run, c.Formats = "results", run, []string{"allure"}
		if got := len(c.Validate()) == 0; got != ok {
			t.Errorf("run: %s: valid is %t", run, got)
		}
	}
}

// A pattern that can find nothing is as broken as one that is none.
func TestContextPattern(t *testing.T) {
	for pattern, ok := range map[string]bool{
		"": true, "(?P<branch>x)": true, "(?P<run>x)(y)": true,
		"(": false, "^main/": false, "(x)": false, "(?P<url>x)": false,
	} {
		c := section()
		c.Path, c.Context = "results", pattern
		if got := len(c.Validate()) == 0; got != ok {
			t.Errorf("%q: valid is %t", pattern, got)
		}
		if _, err := c.New(source.Env{}); (err == nil) != ok {
			t.Errorf("%q: New says %v", pattern, err)
		}
	}
}

func TestResolve(t *testing.T) {
	for path, want := range map[string]string{"": "", "results": "/etc/syncd/results", "../r": "/etc/r", "/srv/r": "/srv/r"} {
		c := section()
		c.Path = path
		if c.Resolve("/etc/syncd"); c.Path != want {
			t.Errorf("%q becomes %q, want %q", path, c.Path, want)
		}
	}
}
