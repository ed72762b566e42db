package jiratest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// World is one simulated site with a gateway to it.
type World struct {
	*testing.T
	Suite
	Jira Gateway
	Sim  *simjira.Server
	wire *wire
	base string
	seen int // mutations that a stop has spoken about
}

// Demo is the account in whose name gateways act, Ada a person.
const (
	Demo = "demo@example.com"
	Ada  = "ada@example.com"
)

// open builds a fresh site with the simulator's own seed.
func (s Suite) open(t *testing.T, base string, all *tape) *World {
	w := &World{T: t, Suite: s, base: base}
	w.site(simjira.Options{}, all)
	return w
}

// site replaces the site by one with other options.
func (w *World) site(o simjira.Options, all *tape) {
	w.Helper()
	base, err := url.Parse(w.base)
	w.ok(err)
	sim, err := simjira.New(w.Edition.options(o, base))
	if err != nil {
		w.Fatal(err)
	}
	w.Sim, w.wire = sim, all.record(sim.Transport())
	w.Jira = w.as(Demo, "demo-token")
}

// as is a gateway to the same site for another account.
func (w *World) as(user, token string) Gateway {
	w.Helper()
	base, err := url.Parse(w.base)
	if err != nil {
		w.Fatal(err)
	}
	return w.Open(w.T, Site{Base: base, Transport: w.wire, User: w.Edition.login(user), Token: token})
}

// seeded replaces the site by one whose seed was changed.
func (w *World) seeded(change func(*simjira.Seed)) {
	w.Helper()
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		w.Fatal(err)
	}
	change(seed)
	w.site(simjira.Options{Seed: seed}, w.wire.tape)
}

// fault arms faults.
func (w *World) fault(faults ...simjira.Fault) {
	w.Helper()
	w.Sim.ClearFaults()
	w.ok(w.Sim.Script(faults...))
}

// ok insists that there was no error.
func (w *World) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// kind insists on the kind of an error, and hands the error on.
func (w *World) kind(err error, want jira.Kind) *jira.Error {
	w.Helper()
	var e *jira.Error
	if !errors.As(err, &e) || e.Kind != want {
		w.Fatalf("error is %v (%q), want %q", err, jira.KindOf(err), want)
	}
	if e.Op == "" || strings.Contains(err.Error(), "demo-token") {
		w.Errorf("the error does not say what was done, or says too much: %v", err)
	}
	return e
}

// says insists on words in an error.
func (w *World) says(err error, words ...string) {
	w.Helper()
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			w.Errorf("error does not say %q: %v", word, err)
		}
	}
}

// equal compares two values by how they print.
func (w *World) equal(what string, got, want any) {
	w.Helper()
	if g, x := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != x {
		w.Errorf("%s is\n%s\nwant\n%s", what, g, x)
	}
}

// did insists that the gateway has done these things since the last call, in this
// order, and no other.
func (w *World) did(want ...string) {
	w.Helper()
	var got []string
	audit := w.Sim.Audit()
	for _, m := range audit[w.seen:] {
		if m.Request != "" {
			got = append(got, deed(m))
		}
	}
	w.seen = len(audit)
	if !slices.Equal(got, want) {
		w.Errorf("the site's audit says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// deed is a mutation in a few words: of an edit, which fields.
func deed(m simjira.Mutation) string {
	text := m.Verb + " " + m.Key
	if m.Verb == "update" || m.Verb == "transition" {
		for _, c := range m.Changes {
			text += " " + c.Field
		}
	}
	if m.User != Demo {
		text += " by " + m.User
	}
	return text
}

// nothingElse insists that no mutation was left unmentioned, and that no request left
// the base address with its path.
func (w *World) nothingElse() {
	w.Helper()
	w.did()
	for _, address := range w.wire.went {
		if !strings.HasPrefix(address, w.base+"/") {
			w.Errorf("a request went to %s", address)
		}
	}
}
