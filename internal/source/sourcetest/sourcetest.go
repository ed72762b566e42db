// Package sourcetest is the tour that every kind of source takes: its Spec and
// example, its config, and what it fetches. A new kind hands in a sound config and
// one way to break each of its keys; what is special about it stays in its own
// tests. For tests only.
package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/format"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// Suite is what the tour needs to know of a kind.
type Suite struct {
	// Config returns a sound section whose source brings at least one result, and
	// the same on every call.
	Config func(t *testing.T) source.Config
	// Broken breaks a sound section in one way, by the key that Validate must name.
	Broken map[string]func(source.Config)
	// Now is the source's clock; default time.Now.
	Now func() time.Time
	// Formats is lent to the source.
	Formats []format.Parser
}

// Name is what the suite calls the source; its namespace is Namespace, so that one
// taken for the other shows.
const (
	Name      = "web"
	Namespace = "web-before-the-move"
)

// Env is what the suite lends to sources.
func (s Suite) Env() source.Env {
	now := s.Now
	if now == nil {
		now = time.Now
	}
	return source.Env{Name: Name, Namespace: Namespace, Log: zap.NewNop(), Now: now, Location: time.UTC, Formats: s.Formats,
		Secret: func(secret.Ref) (secret.Secret, error) { return secret.New("not used"), nil }}
}

// Run takes a kind of source through the tour.
func Run(t *testing.T, spec source.Spec, s Suite) {
	t.Helper()
	t.Run("spec", func(t *testing.T) { describes(t, spec) })
	t.Run("example", func(t *testing.T) { s.example(t, spec) })
	t.Run("broken", func(t *testing.T) { s.broken(t) })
	t.Run("fetch", func(t *testing.T) { s.fetch(t) })
	t.Run("cancelled", func(t *testing.T) { s.cancelled(t) })
}

// describes checks that the Spec says all that docs and config need.
func describes(t *testing.T, spec source.Spec) {
	if spec.Kind == "" || spec.Title == "" || spec.Example == "" || spec.Config == nil {
		t.Errorf("spec is not complete: %+v", spec)
	}
	if spec.Config() == spec.Config() {
		t.Error("Config returns one value to all: two entries would share it")
	}
}

// informs checks that the Spec of a tool says all that whoever connects it must know, in
// words that docs/sources.md can print.
func informs(t *testing.T, spec source.Spec) {
	facts := reflect.ValueOf(spec.Facts)
	for i := range facts.NumField() {
		name, texts := facts.Type().Field(i).Name, []string{}
		switch f := facts.Field(i).Interface().(type) {
		case string:
			texts = append(texts, f)
		case []string:
			texts = f
		}
		if name == "WriteBack" && !spec.Abilities.WritesBack {
			continue
		}
		if len(texts) == 0 || slices.Contains(texts, "") {
			t.Errorf("the facts do not say %s", name)
		}
		for _, text := range texts {
			if strings.Contains(text, "\n") {
				t.Errorf("%s is not on one line: %q", name, text)
			}
		}
	}
	if cfg := spec.Config(); !budgeted(cfg) {
		t.Errorf("%T does not say how many requests a minute it allows: embed tool.Settings", cfg)
	}
}

// budgeted reports whether a config bounds its requests.
func budgeted(cfg source.Config) bool {
	b, ok := cfg.(source.Budgeted)
	return ok && b.Budget() > 0
}

// example decodes the example as the house does: strictly, and then validated. The
// source is built from it although there is nothing at its address.
func (s Suite) example(t *testing.T, spec source.Spec) {
	entry, report := config.Section(spec)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	if entry.Name == "" || entry.Kind != spec.Kind {
		t.Errorf("the example is called %q and of kind %q", entry.Name, entry.Kind)
	}
	if _, err := entry.Config.New(s.Env()); err != nil {
		t.Errorf("New looks outside: %v", err)
	}
}

// broken breaks each key alone.
func (s Suite) broken(t *testing.T) {
	if ps := s.Config(t).Validate(); len(ps) > 0 {
		t.Fatalf("the sound section has problems: %v", ps)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Broken)) {
		section := s.Config(t)
		s.Broken[key](section)
		ps := section.Validate()
		if len(ps) != 1 || ps[0].Key != key || ps[0].Text == "" {
			t.Errorf("with %s broken the problems are %v", key, ps)
		}
	}
}

// open builds the source of the sound section.
func (s Suite) open(t *testing.T) source.Source {
	t.Helper()
	src, err := s.Config(t).New(s.Env())
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// fetch collects twice with the cursor, and once more without: nothing is new the
// second time, and who starts over gets the same again.
func (s Suite) fetch(t *testing.T) {
	src := s.open(t)
	first, err := src.Fetch(t.Context(), source.Request{})
	if err != nil {
		t.Fatal(err)
	}
	Batch(t, first)
	if len(first.Results) == 0 || !first.Complete {
		t.Fatalf("%d results, complete: %t, faults: %v", len(first.Results), first.Complete, first.Faults)
	}
	second, err := src.Fetch(t.Context(), source.Request{Cursor: first.Cursor})
	if err != nil {
		t.Fatal(err)
	}
	Batch(t, second)
	if len(second.Runs)+len(second.Results)+len(second.Withdrawn) > 0 || !second.Complete {
		t.Errorf("the second fetch brings %d runs and %d results, and takes back %d; complete: %t",
			len(second.Runs), len(second.Results), len(second.Withdrawn), second.Complete)
	}
	if !bytes.Equal(first.Cursor, second.Cursor) {
		t.Errorf("the cursor moves although nothing is new:\n%s\n%s", first.Cursor, second.Cursor)
	}
	again, err := s.open(t).Fetch(t.Context(), source.Request{})
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Errorf("starting over brings something else (error %v)", err)
	}
}

// cancelled ends the context before the fetch.
func (s Suite) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b, err := s.open(t).Fetch(ctx, source.Request{Wait: true})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want that of the context", err)
	}
	if len(b.Results) > 0 || b.Cursor != nil {
		t.Error("beside an error there is a batch")
	}
}
