// Package xray is what the simulators of Xray have in common: the runs of tests that are issues of a simulated Jira.
// Packages xraydc and xraycloud show them, each in the words and by the interface of its product.
//
// Tests, executions, plans, sets and preconditions are Jira's issues, and whatever Jira knows of them (summary, fix
// versions, links to stories) is Jira's alone. A Book holds the rest: one run for each test and execution, the
// environments of executions, and which plan holds what. It keeps ids of issues, so a key may change; what is deleted
// in Jira is not shown any more.
//
// It guesses nothing, starts no goroutine, and its time is the time of its Jira.
package xray

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/site"
)

// The names of Xray's issue types, and of the link from a test to what it tests.
const (
	TypeTest         = "Test"
	TypeExecution    = "Test Execution"
	TypePlan         = "Test Plan"
	TypeSet          = "Test Set"
	TypePrecondition = "Precondition"
	LinkTest         = "Test" // "tests", "is tested by"
)

// FieldDefinition is the field in which Generic tests say what is run. On Cloud that is not
// Jira's, but nobody minds it there.
const FieldDefinition = "customfield_10110"

// Options set up a Book.
type Options struct {
	Jira     *simjira.Server
	Statuses []Status // nil are those of the edition and two of the seed's
	Bare     bool     // without the runs, environments and plans of the seed
}

// Book is the state of Xray beside one Jira. Its methods may be called at any time.
type Book struct {
	jira *simjira.Server
	site *site.Site

	mu       sync.Mutex
	statuses []Status
	runs     []*Run
	at       map[place]*Run
	lastRun  int64
	lastFile int64
	envs     map[string][]string // by the id of an execution
	plans    map[string]*plan    // by the id of a plan
	kinds    map[string]string   // type of a test by its id; see Kind
	folders  map[string]string   // of the test repository, by the id of a test; see Folder
	touched  map[string]time.Time
	filters  map[int64]string // JQL by id
	audit    []Mutation
}

// plan is what a test plan holds: ids of issues, in the order in which they were added.
type plan struct{ tests, executions []string }

// New opens a book. Where the issues of the seed are in Jira, their runs are in the book.
func New(o Options) (*Book, error) {
	b := &Book{jira: o.Jira, site: o.Jira.Site(), statuses: slices.Clone(o.Statuses), lastRun: 370, lastFile: 312, at: map[place]*Run{}, envs: map[string][]string{},
		plans: map[string]*plan{}, kinds: map[string]string{}, folders: map[string]string{}, touched: map[string]time.Time{}, filters: map[int64]string{}}
	if b.statuses == nil {
		b.statuses = builtinStatuses(o.Jira.Edition())
	}
	if err := checkStatuses(b.statuses); err != nil {
		return nil, fmt.Errorf("xray simulator: %w", err)
	}
	if !o.Bare {
		if err := b.plant(); err != nil {
			return nil, fmt.Errorf("xray simulator: built-in runs: %w", err)
		}
	}
	return b, nil
}

// Jira is the Jira whose issues the tests are.
func (b *Book) Jira() *simjira.Server { return b.jira }

// lock is for what requests do: by then Jira is up to date, and to ask it again would wait for ourselves.
func (b *Book) lock() func() {
	b.mu.Lock()
	return b.mu.Unlock
}

// settled is lock for what people and tests do: late requests land first, which change this book, too.
func (b *Book) settled() func() {
	b.jira.Site()
	return b.lock()
}

// typed finds an issue of a type, whoever may see it.
func (b *Book) typed(kind, idOrKey string) (simjira.Issue, error) {
	i, found := b.site.Snapshot(idOrKey)
	if !found || i.Type != kind {
		return i, fmt.Errorf("there is no %s %q", strings.ToLower(kind), idOrKey)
	}
	return i, nil
}

// Kind is the type of a test: Manual, Generic or Cucumber.
func (b *Book) Kind(testID string) string {
	defer b.lock()()
	return b.kind(testID)
}

// Folder is where a test lies in the test repository, the root for most.
func (b *Book) Folder(testID string) string {
	defer b.lock()()
	return cmp.Or(b.folders[testID], "/")
}

func (b *Book) kind(testID string) string {
	if k := b.kinds[testID]; k != "" {
		return k
	}
	return "Manual"
}
