package xray

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/site"
)

//go:embed seed.json
var builtin string

// seed is what is added to the web shop of the simulated Jira: types, links and issues for Jira, and the rest for the
// book. Ages count back from the start of the site, as Jira's do.
type seed struct {
	IssueTypes   []site.SeedIssueType `json:"issueTypes"`
	LinkTypes    []site.SeedLinkType  `json:"linkTypes"`
	Issues       []simjira.SeedIssue  `json:"issues"`
	Kinds        map[string]string    `json:"kinds"`
	Folders      map[string]string    `json:"folders"`
	Environments map[string][]string  `json:"environments"`
	Plans        map[string]struct {
		Tests      []string `json:"tests"`
		Executions []string `json:"executions"`
	} `json:"plans"`
	Runs []seedRun `json:"runs"`
}

type seedRun struct {
	Execution string   `json:"execution"`
	Test      string   `json:"test"`
	Status    string   `json:"status"`
	Comment   string   `json:"comment"`
	Defects   []string `json:"defects"`
	Assignee  string   `json:"assignee"` // e-mail addresses
	Executor  string   `json:"executor"`
	Age       site.Age `json:"age"`  // of its start; without one it has not been started
	Took      site.Age `json:"took"` // until it was finished, zero for what is not
	Evidence  []string `json:"evidence"`
	Steps     []Step   `json:"steps"`
}

func readSeed() (seed, error) {
	dec := json.NewDecoder(strings.NewReader(builtin))
	dec.DisallowUnknownFields()
	var s seed
	if err := dec.Decode(&s); err != nil {
		return s, fmt.Errorf("reading seed: %w", err)
	}
	return s, nil
}

// Seed is the built-in seed of the simulated Jira with Xray in it: its issue types in project SHOP, the link type Test,
// a dozen tests (SHOP-21 to SHOP-32), four executions (SHOP-40 to SHOP-43), a plan, a set and a precondition, and the bug
// SHOP-19, which a run names.
func Seed() (*simjira.Seed, error) {
	jira, err := simjira.BuiltinSeed()
	if err != nil {
		return nil, err
	}
	more, err := readSeed()
	if err != nil {
		return nil, err
	}
	jira.IssueTypes = append(jira.IssueTypes, more.IssueTypes...)
	jira.LinkTypes = append(jira.LinkTypes, more.LinkTypes...)
	jira.Issues = append(jira.Issues, more.Issues...)
	jira.Fields = append(jira.Fields, site.SeedField{ID: FieldDefinition, Name: "Generic Test Definition", Type: "textarea"})
	for n := range jira.Screens {
		jira.Screens[n].Fields = append(jira.Screens[n].Fields, FieldDefinition)
	}
	for n, p := range jira.Projects {
		if p.Key != "SHOP" {
			continue
		}
		for _, t := range more.IssueTypes {
			jira.Projects[n].IssueTypes = append(jira.Projects[n].IssueTypes, t.Name)
		}
	}
	return jira, nil
}

// plant puts the seed's runs into the book, those whose issues are in Jira.
func (b *Book) plant() error {
	s, err := readSeed()
	if err != nil {
		return err
	}
	for key, kind := range s.Kinds {
		if i, err := b.typed(TypeTest, key); err == nil {
			b.kinds[i.ID] = kind
		}
	}
	for key, folder := range s.Folders {
		if i, err := b.typed(TypeTest, key); err == nil {
			b.folders[i.ID] = folder
		}
	}
	for key, envs := range s.Environments {
		if i, err := b.typed(TypeExecution, key); err == nil {
			b.envs[i.ID] = envs
		}
	}
	for key, p := range s.Plans {
		if i, err := b.typed(TypePlan, key); err == nil {
			b.plans[i.ID] = &plan{b.ids(TypeTest, p.Tests), b.ids(TypeExecution, p.Executions)}
		}
	}
	for _, r := range s.Runs {
		if err := b.plantRun(r, b.site.Start()); err != nil {
			return err
		}
	}
	clear(b.touched) // the seed is as old as its issues
	b.addFilter(`issuetype = "Test Execution"`)
	return nil
}

func (b *Book) ids(kind string, keys []string) []string {
	var out []string
	for _, k := range keys {
		if i, err := b.typed(kind, k); err == nil {
			out = append(out, i.ID)
		}
	}
	return out
}

func (b *Book) plantRun(s seedRun, start time.Time) error {
	test, err := b.typed(TypeTest, s.Test)
	if err != nil {
		return nil // another Jira than the seed's
	}
	execution, err := b.typed(TypeExecution, s.Execution)
	if err != nil {
		return nil
	}
	status, known := pick(b.statuses, s.Status)
	if !known {
		return fmt.Errorf("run of %s: there is no status %q", s.Test, s.Status)
	}
	r := b.add(test.ID, execution.ID, execution.Created)
	r.Status, r.Comment, r.Assignee, r.Executor = status.Name, s.Comment, b.account(s.Assignee), b.account(s.Executor)
	r.Defects = b.anyIDs(s.Defects)
	for n, st := range s.Steps {
		st.ID = r.ID*10 + int64(n)
		if known, ok := pick(b.statuses, st.Status); ok {
			st.Status = known.Name
		}
		st.Defects = b.anyIDs(st.Defects)
		r.Steps = append(r.Steps, st)
	}
	if s.Age != 0 {
		r.Started = start.Add(-time.Duration(s.Age)).Truncate(time.Second)
		r.Modified = r.Started
	}
	if s.Took != 0 {
		r.Finished = r.Started.Add(time.Duration(s.Took))
		r.Modified = r.Finished
	}
	for _, name := range s.Evidence {
		b.lastFile++
		r.Evidence = append(r.Evidence, Evidence{b.lastFile, name, 2048, r.Executor, r.Modified})
	}
	return nil
}

// anyIDs are the ids of issues of any type; what is not there is left out.
func (b *Book) anyIDs(keys []string) []string {
	var out []string
	for _, k := range keys {
		if i, found := b.site.Snapshot(k); found {
			out = append(out, i.ID)
		}
	}
	return out
}

// account is the account id of a user by any of his names, "" for nobody.
func (b *Book) account(login string) string {
	if u := b.site.User(login); u != nil && login != "" {
		return u.AccountID
	}
	return ""
}

// firstFilter is the id of the filter that the seed brings: all executions.
const firstFilter = 10100

func (b *Book) addFilter(jql string) int64 {
	id := int64(firstFilter + len(b.filters))
	b.filters[id] = jql
	return id
}
