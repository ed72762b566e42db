package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The corridor, from left to right. A room may import rooms to its left only; the
// page docs/architecture.md says what each is for.
var corridor = []string{"failpoint", "secret", "model", "rule", "httpx", "format", "source", "push", "hook", "jira", "verdict", "desired",
	"ledger", "plan", "readiness", "apply", "record", "metrics", "dashboards", "reconcile", "store", "notify", "web", "schedule", "catalog",
	"preflight", "config", "explain", "app", "demo"}

// Quiet rooms: pure functions and plain data. What they may not import at all.
var quiet = []string{"secret", "model", "rule", "hook", "verdict", "desired", "ledger", "plan", "readiness", "record", "preflight"}
var loud = []string{"context", "os", "net", "net/http", "database/sql", "go.uber.org/zap", "log", "math/rand", "math/rand/v2"}

// Each vendor library lives in the rooms named here and nowhere else.
var vendors = map[string][]string{
	"github.com/ctreminiom/go-atlassian":  {"jira/rest", "jira/cloud", "jira/datacenter"},
	"github.com/expr-lang/expr":           {"rule"},
	"text/template":                       {"rule"},
	"github.com/prometheus/client_golang": {"metrics"},
	"database/sql":                        {"store"},
	"modernc.org/sqlite":                  {"store"},
	"github.com/jackc/pgx":                {"store", "store/pgtest"},
	"github.com/robfig/cron":              {"schedule"},
	"github.com/knadh/koanf":              {"config"},
	// A sidecar beside result files is YAML too: a second parser of our own would be worse.
	// What exporter-toolkit reads is read with its own parser, so that both see the same.
	"go.yaml.in/yaml":                        {"config", "source/files", "web/gate"},
	"github.com/prometheus/exporter-toolkit": {"web/gate"},
	"go.uber.org/zap/exp":                    {"web/gate"},
	"golang.org/x/crypto":                    {"web/gate"},
	// Simulators may have it: their contract tests read Atlassian's documents with it.
	"github.com/getkin/kin-openapi": {},
}

// Bases are what siblings of one room have in common; they import none of them.
var bases = []string{"jira/rest", "source/tool"}

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath string
	Imports    []string
}

// packages lists every package below internal and cmd with its non-test imports.
func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "syncd/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		all = append(all, p)
	}
}

// room returns the room of a package and its path inside internal, "" for others.
func room(importPath string) (name, below string) {
	below, ok := strings.CutPrefix(importPath, "syncd/internal/")
	if !ok {
		return "", ""
	}
	name, _, _ = strings.Cut(below, "/")
	return name, below
}

func TestRoomsImportToTheLeft(t *testing.T) {
	for _, p := range packages(t) {
		from, below := room(p.ImportPath)
		if from == "" {
			continue
		}
		if from == "sim" {
			for _, imp := range p.Imports {
				if r, _ := room(imp); r != "" && r != "sim" {
					t.Errorf("%s imports %s: a simulator shares no code with the house", p.ImportPath, imp)
				}
			}
			continue
		}
		here := slices.Index(corridor, from)
		if here < 0 {
			t.Errorf("%s is no room of the corridor", p.ImportPath)
		}
		for _, imp := range p.Imports {
			to, target := room(imp)
			if to == "" || strings.HasSuffix(p.ImportPath, "test") {
				continue
			}
			there := slices.Index(corridor, to)
			sibling := to == from && target != to && !slices.Contains(bases, target) && strings.Contains(below, "/") && target != below
			switch {
			case to == "sim" && from != "demo":
				t.Errorf("%s imports %s: simulators are linked by demo, simulate and tests only", p.ImportPath, imp)
			case there > here:
				t.Errorf("%s imports %s, which lies to its right", p.ImportPath, imp)
			case sibling && slices.Contains([]string{"source", "format", "jira"}, to):
				t.Errorf("%s imports its sibling %s", p.ImportPath, imp)
			}
		}
	}
}

func TestQuietRoomsStayQuiet(t *testing.T) {
	for _, p := range packages(t) {
		if r, _ := room(p.ImportPath); !slices.Contains(quiet, r) {
			continue
		}
		for _, imp := range p.Imports {
			if slices.Contains(loud, imp) {
				t.Errorf("%s imports %s: quiet rooms have no context, clock, logger or I/O", p.ImportPath, imp)
			}
		}
	}
}

func TestVendorsStayInTheirRooms(t *testing.T) {
	for _, p := range packages(t) {
		_, below := room(p.ImportPath)
		if strings.HasPrefix(below, "sim") {
			continue
		}
		for _, imp := range p.Imports {
			for vendor, rooms := range vendors {
				if (imp == vendor || strings.HasPrefix(imp, vendor+"/")) && !slices.Contains(rooms, below) {
					t.Errorf("%s imports %s, which belongs into %v", p.ImportPath, imp, rooms)
				}
			}
		}
	}
}

func TestContractTestsAreNotShipped(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "syncd/cmd/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, dep := range strings.Fields(string(out)) {
		if strings.HasPrefix(dep, "github.com/getkin/") || strings.HasSuffix(dep, "/published") {
			t.Errorf("the program links %s, which is for tests", dep)
		}
	}
}
