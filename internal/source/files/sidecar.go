package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"syncd/internal/format"
	"syncd/internal/model"
)

// SidecarName is a file that a CI job may put beside its results to say what they
// are results of. It speaks for its folder and those below, up to the next one, and
// for files that are read after it: one that comes later changes nothing, because
// it may as well announce the results to come.
const SidecarName = "syncd-run.yaml"

// Both are far above any honest sidecar.
const (
	sidecarMax = 64 << 10
	valueMax   = 1 << 10
)

// sidecar is what such a file may say.
type sidecar struct {
	Run         string `yaml:"run"` // declares the run's id: all files that name one id are one run
	Branch      string `yaml:"branch"`
	Build       string `yaml:"build"`
	Version     string `yaml:"version"`
	Environment string `yaml:"environment"`
	Commit      string `yaml:"commit"`
	URL         string `yaml:"url"`
}

// context returns the sidecar's words as a run context.
func (s sidecar) context() model.Context {
	return model.Context{Branch: s.Branch, Build: s.Build, Version: s.Version,
		Environment: s.Environment, Commit: s.Commit, URL: s.URL}
}

// sidecars finds and reads the sidecars of one listing, each once.
type sidecars struct {
	files map[string]entry  // by folder
	read  map[string]spoken // by folder: the nearest at or above it
	// beside holds, by folder, what Allure's own files say of its results.
	beside map[string]beside
}

// spoken is what a folder's sidecar says; entry.path is "" where there is none.
type spoken struct {
	entry
	sidecar
	err error
}

// newSidecars picks the sidecars out of a listing.
func newSidecars(found []entry) *sidecars {
	s := &sidecars{files: map[string]entry{}, read: map[string]spoken{}, beside: map[string]beside{}}
	for _, e := range found {
		if path.Base(e.path) == SidecarName {
			s.files[path.Dir(e.path)] = e
		}
	}
	return s
}

// of returns what speaks for a folder.
func (s *sidecars) of(dir string) spoken {
	if known, ok := s.read[dir]; ok {
		return known
	}
	var out spoken
	if e, ok := s.files[dir]; ok {
		out.entry = e
		out.sidecar, out.err = decodeSidecar(e.root, e.file)
	} else if dir != "." {
		out = s.of(path.Dir(dir))
	}
	s.read[dir] = out
	return out
}

// decodeSidecar reads one sidecar strictly: a misspelt key would silently file
// results under the wrong branch.
func decodeSidecar(root *os.Root, name string) (sidecar, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return sidecar{}, fmt.Errorf("open: %w", cause(err))
	}
	defer f.Close()
	dec, err := yaml.NewLoader(format.Capped(f, sidecarMax), yaml.WithKnownFields())
	if err != nil {
		return sidecar{}, fmt.Errorf("read: %w", err)
	}
	var s sidecar
	if err := dec.Load(&s); err != nil && !errors.Is(err, io.EOF) {
		return sidecar{}, fmt.Errorf("read: %w", inWords(err))
	}
	return s, s.check()
}

// misspelt is how the YAML package tells of a key that it does not know.
var misspelt = regexp.MustCompile(`field (\S+) not found in type \S+`)

// inWords says what a sidecar looks like, in place of the name of a Go type.
func inWords(err error) error {
	text := misspelt.ReplaceAllString(err.Error(), "$1 is no key of a sidecar")
	if text = strings.ReplaceAll(text, "files.sidecar", "a sidecar"); text == err.Error() {
		return err
	}
	return fmt.Errorf("%s; its keys are run, branch, build, version, environment, commit and url", text)
}

// check refuses values that no CI writes and every page would have to fear.
func (s sidecar) check() error {
	for _, pair := range [][2]string{{"run", s.Run}, {"branch", s.Branch}, {"build", s.Build}, {"version", s.Version},
		{"environment", s.Environment}, {"commit", s.Commit}, {"url", s.URL}} {
		switch key, v := pair[0], pair[1]; {
		case len(v) > valueMax:
			return fmt.Errorf("%s is longer than %d bytes", key, valueMax)
		case strings.ContainsFunc(v, unicode.IsControl):
			return fmt.Errorf("%s holds a line break or another control character", key)
		case key == "url" && v != "" && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "http://"):
			return errors.New("url must begin with https:// or http://")
		}
	}
	return nil
}

// fromPath returns what the configured pattern finds in a path, and the run id if
// it has such a group.
func fromPath(pattern *regexp.Regexp, p string) (model.Context, string) {
	if pattern == nil {
		return model.Context{}, ""
	}
	match := pattern.FindStringSubmatch(p)
	if match == nil {
		return model.Context{}, ""
	}
	get := func(name string) string {
		if i := pattern.SubexpIndex(name); i >= 0 {
			return match[i]
		}
		return ""
	}
	return model.Context{Branch: get("branch"), Build: get("build"), Version: get("version"),
		Environment: get("environment"), Commit: get("commit")}, get("run")
}
